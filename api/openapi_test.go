package api_test

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"lockstep.dev/api"
)

// update writes the golden file anew: go test ./api -run TestDocument -update
var update = flag.Bool("update", false, "write openapi.yaml")

func TestDocument(t *testing.T) {
	got, err := api.Document("1.0.0")
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile("openapi.yaml", got, 0o644))
	}
	want, err := os.ReadFile("openapi.yaml")
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "the API changed: go test ./api -run TestDocument -update writes openapi.yaml anew")
	require.NotContains(t, string(got), "ErrorDetail")
	require.NotContains(t, string(got), "$schema")
}

func TestThePartsOfAPathAreDescribed(t *testing.T) {
	text, err := api.Document("1.0.0")
	require.NoError(t, err)
	var document struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name, In string }
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &document))
	require.NotEmpty(t, document.Paths)
	for path, operations := range document.Paths {
		for _, part := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
			for method, o := range operations {
				require.Contains(t, o.Parameters, struct{ Name, In string }{part[1], "path"}, method+" "+path)
			}
		}
	}
}

func TestTheServerTellsTheDocument(t *testing.T) {
	w := newWorld(t)
	w.token = ""
	want, err := api.Document("1.2.3")
	require.NoError(t, err)
	require.Equal(t, string(want), w.must("GET", "/api/openapi.yaml", nil).Text)
	require.True(t, strings.HasPrefix(w.must("GET", "/api/openapi.json", nil).Text, "{"))
}
