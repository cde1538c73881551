package api_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

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

func TestTheServerTellsTheDocument(t *testing.T) {
	w := newWorld(t)
	w.token = ""
	want, err := api.Document("1.2.3")
	require.NoError(t, err)
	require.Equal(t, string(want), w.must("GET", "/api/openapi.yaml", nil).Text)
	require.True(t, strings.HasPrefix(w.must("GET", "/api/openapi.json", nil).Text, "{"))
}
