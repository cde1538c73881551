package builtin_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"lockstep.dev/connector"
	"lockstep.dev/connector/builtin"
	"lockstep.dev/workspace"
)

func registry(t *testing.T) *connector.Registry {
	t.Helper()
	r, err := builtin.Registry()
	require.NoError(t, err)
	return r
}

func TestSpellings(t *testing.T) {
	r := registry(t)
	for name, typ := range map[string]string{"webhookV2": "http", "postgresql": "postgres", "googleSheetsSA": "googlesheets", "s3": "s3"} {
		s, ok := r.Lookup(workspace.KindDestination, name)
		require.True(t, ok, name)
		require.Equal(t, typ, s.Type)
	}
}

// The rules of connector's package comment, for each schema of each connector.
func TestSchemasKeepTheRules(t *testing.T) {
	for _, s := range registry(t).List("") {
		schemas := map[string]json.RawMessage{"config": s.Config}
		if s.Sync != nil {
			schemas["sync"] = s.Sync
		}
		for name, raw := range schemas {
			t.Run(s.Type+" "+name, func(t *testing.T) {
				require.NotNil(t, compile(t, raw))
				var doc struct {
					Title, Description, Type string
					Required                 []string
					Properties               map[string]property
				}
				require.NoError(t, json.Unmarshal(raw, &doc))
				require.NotEmpty(t, doc.Title)
				require.NotEmpty(t, doc.Description)
				require.Equal(t, "object", doc.Type)
				inFileOrder(t, raw)

				orders := map[int]string{}
				for key, p := range doc.Properties {
					require.NotEmpty(t, p.Title+p.Ref, "%s has a title", key)
					require.Positive(t, p.Order, "%s has a place in the form", key)
					require.Empty(t, orders[p.Order], "%s has a place of its own", key)
					orders[p.Order] = key
					if p.Secret {
						require.Equal(t, "config", name, "%s: only connections have secrets", key)
						require.NotContains(t, doc.Required, key, "a file never holds the secret %s", key)
					}
				}
				for _, key := range doc.Required {
					require.Contains(t, doc.Properties, key)
				}
				require.Equal(t, strings.Count(string(raw), `"x-secret"`), secrets(doc.Properties), "secrets are at the top level")
			})
		}
	}
}

type property struct {
	Title  string
	Ref    string `json:"$ref"`
	Order  int    `json:"x-order"`
	Secret bool   `json:"x-secret"`
}

func secrets(properties map[string]property) int {
	n := 0
	for _, p := range properties {
		if p.Secret {
			n++
		}
	}
	return n
}

// compile checks the schema against its metaschema too.
func compile(t *testing.T, raw json.RawMessage) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	require.NoError(t, err)
	require.Equal(t, "https://json-schema.org/draft/2020-12/schema", doc.(map[string]any)["$schema"])
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("mem:schema", doc))
	out, err := c.Compile("mem:schema")
	require.NoError(t, err)
	return out
}

// inFileOrder checks that the members of each "properties" are shorter names first, then by bytes.
func inFileOrder(t *testing.T, raw json.RawMessage) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(raw))
	var walk func(ordered bool)
	walk = func(ordered bool) {
		token, err := dec.Token()
		require.NoError(t, err)
		switch token {
		case json.Delim('{'):
			before := ""
			for dec.More() {
				key, err := dec.Token()
				require.NoError(t, err)
				name := key.(string)
				if ordered {
					require.True(t, len(before) < len(name) || len(before) == len(name) && before < name, "%s stands before %s", before, name)
				}
				before = name
				walk(!ordered && name == "properties")
			}
			_, err = dec.Token()
			require.NoError(t, err)
		case json.Delim('['):
			for dec.More() {
				walk(false)
			}
			_, err = dec.Token()
			require.NoError(t, err)
		}
	}
	walk(false)
}
