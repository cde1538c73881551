// Package connectortest is the suite that every connector passes.
package connectortest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"lockstep.dev/connector"
	"lockstep.dev/workspace"
)

// Examples are values in JSON, by name, that the schemas of a connector accept and refuse.
type Examples struct {
	// Secrets are all keys of the config whose values are secret, sorted. They are named
	// once more here since forgetting one would put it into Git.
	Secrets   []string
	Config    map[string]string
	BadConfig map[string]string
	Sync      map[string]string
	BadSync   map[string]string
}

// Describe checks that a spec can be registered, that its schemas keep the rules of
// package connector, and that they tell the examples apart. Each list of a schema that
// there is must have an example.
func Describe(t *testing.T, s connector.Spec, examples Examples) {
	t.Helper()
	r, err := connector.NewRegistry(s)
	require.NoError(t, err)
	s = r.List("")[0]
	t.Run("config", func(t *testing.T) {
		properties := rules(t, s.Config)
		for key, p := range properties {
			require.False(t, p.Secret && p.required, "a file never holds the secret %s, so it cannot be required", key)
		}
		require.Equal(t, examples.Secrets, secrets(properties))
		require.Equal(t, strings.Count(string(s.Config), `"x-secret"`), len(examples.Secrets), "secrets are at the top level")
		tell(t, s.Config, examples.Config, examples.BadConfig)
	})
	if !s.Roles.Has(workspace.KindDestination) {
		return
	}
	t.Run("sync", func(t *testing.T) {
		rules(t, s.Sync)
		require.NotContains(t, string(s.Sync), "x-secret", "only connections have secrets")
		tell(t, s.Sync, examples.Sync, examples.BadSync)
	})
}

type property struct {
	Title    string
	Ref      string `json:"$ref"`
	Order    int    `json:"x-order"`
	Secret   bool   `json:"x-secret"`
	required bool
}

// rules checks what package connector says of schemas and returns the properties.
func rules(t *testing.T, raw json.RawMessage) map[string]property {
	t.Helper()
	var doc struct {
		Schema                   string `json:"$schema"`
		Title, Description, Type string
		Required                 []string
		Properties               map[string]property
	}
	require.NoError(t, json.Unmarshal(raw, &doc))
	require.Equal(t, "https://json-schema.org/draft/2020-12/schema", doc.Schema)
	require.NotEmpty(t, doc.Title)
	require.NotEmpty(t, doc.Description)
	require.Equal(t, "object", doc.Type)
	inFileOrder(t, raw)

	places := map[int]string{}
	for key, p := range doc.Properties {
		require.NotEmpty(t, p.Title+p.Ref, "%s needs a title", key)
		require.Positive(t, p.Order, "%s needs a place in the form", key)
		require.Empty(t, places[p.Order], "%s needs a place of its own in the form", key)
		places[p.Order] = key
	}
	for _, key := range doc.Required {
		p, ok := doc.Properties[key]
		require.True(t, ok, "the required %s is no property", key)
		p.required = true
		doc.Properties[key] = p
	}
	return doc.Properties
}

func secrets(properties map[string]property) []string {
	var out []string
	for key, p := range properties {
		if p.Secret {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

func tell(t *testing.T, raw json.RawMessage, good, bad map[string]string) {
	t.Helper()
	schema := compile(t, raw)
	require.NotEmpty(t, good, "an example that is accepted")
	require.NotEmpty(t, bad, "an example that is refused")
	for name, text := range good {
		require.NoError(t, schema.Validate(value(t, text)), name)
	}
	for name, text := range bad {
		require.Error(t, schema.Validate(value(t, text)), name)
	}
}

// compile checks the schema against its metaschema too.
func compile(t *testing.T, raw json.RawMessage) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("mem:schema", value(t, string(raw))))
	schema, err := c.Compile("mem:schema")
	require.NoError(t, err)
	return schema
}

func value(t *testing.T, text string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(text)))
	require.NoError(t, err, text)
	return v
}
