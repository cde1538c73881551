package spec_test

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/connector"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

var _ workspace.Types = (*spec.Catalog)(nil)

func TestKnownTypes(t *testing.T) {
	c := catalog(t)
	for typ, kinds := range map[string][2]bool{ // as source, as destination
		"postgres": {true, true}, "postgresql": {true, true}, "slack": {false, true}, "webhookV2": {false, true}, "braze": {}, "": {},
	} {
		require.Equal(t, kinds[0], c.Known(workspace.KindSource, typ), typ)
		require.Equal(t, kinds[1], c.Known(workspace.KindDestination, typ), typ)
	}
	require.Equal(t, []string{"passphrase", "password", "privateKey"}, c.SecretKeys(workspace.KindDestination, "sftp"))
	require.Equal(t, []string{"password", "token"}, c.SecretKeys(workspace.KindDestination, "webhook"))
	require.Empty(t, c.SecretKeys(workspace.KindSource, "sftp"))
	require.Empty(t, c.SecretKeys(workspace.KindDestination, "braze"))
}

func TestCheckConfig(t *testing.T) {
	for name, row := range map[string]struct {
		typ    string
		config string
		want   []string // "w " before those that are warnings
	}{
		"fine":         {"postgres", `{"host": "h", "database": "d", "user": "u", "port": 5433, "sslmode": "require"}`, nil},
		"unknown type": {"oracle", `{"host": 1}`, nil},
		"nothing":      {"postgres", `null`, []string{"database: database is missing", "host: host is missing", "user: user is missing"}},
		"null is nothing": {"postgres", `{"host": null, "database": "d", "user": "", "port": null}`,
			[]string{"host: host is missing", "user: user is empty"}},
		"wrong types": {"postgres", `{"host": ["h"], "database": "d", "user": "u", "port": "5432", "password": {"a": 1}}`,
			[]string{"host: host must be text, not a list", "password: password must be text, not a map", "port: port must be a whole number, not text"}},
		"a broken number": {"postgres", `{"host": "h", "database": "d", "user": "u", "port": 0.5}`,
			[]string{"port: port must be a whole number"}},
		"out of range": {"postgres", `{"host": "h", "database": "d", "user": "u", "port": 70000}`, []string{"port: port must be at most 65535"}},
		"none of them": {"postgres", `{"host": "h", "database": "d", "user": "u", "sslmode": "maybe"}`, []string{"sslmode: sslmode is none of the known values"}},
		"unknown keys": {"postgres", `{"host": "h", "database": "d", "user": "u", "Port": 1, "zone": 1}`,
			[]string{"w Port: unknown key Port", "w zone: unknown key zone"}},
		"any header":       {"http", `{"headers": {"X-Shop": "a"}}`, nil},
		"header of a list": {"http", `{"headers": {"X-Shop": ["a"]}}`, []string{"headers.X-Shop: X-Shop must be text, not a list"}},
		"form of a text":   {"salesforce", `{"apiVersion": "v62"}`, []string{`apiVersion: apiVersion does not have the form ^[0-9]+\.0$`}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, row.want, told(catalog(t).CheckConfig(workspace.KindDestination, row.typ, config(t, row.config))))
		})
	}
}

func TestCheckSync(t *testing.T) {
	for name, row := range map[string]struct {
		typ    string
		config string
		want   []string
	}{
		"unknown type": {"braze", `{"mappings": 1}`, nil},
		"all mappings": {"hubspot", `{"object": "contacts", "mode": "upsert", "mappings": [{"to": "a", "from": "b"}, {"to": "a", "type": "static", "value": "1", "valueType": "number"},
			{"to": "a", "type": "reference ", "lookup": {"by": "x", "from": "y", "byType": "z", "object": "o"}}, {"to": "a", "type": "variable", "variable": "sync-id"},
			{"to": "a", "type": "object", "from": [{"to": "b", "from": "c"}]}, {"to": "a", "from": "b", "type": "array", "children": []},
			{"to": "a", "type": "template", "template": "{{ row['a'] }}"}], "externalIdMapping": {}, "configVersion": 2}`, nil},
		"mappings are no list": {"hubspot", `{"object": "contacts", "mappings": {"to": "a"}}`, []string{"mappings: mappings must be a list, not a map"}},
		"each mapping is checked by its type": {"hubspot", `{"object": "contacts", "mappings": [{"from": "b"}, {"to": "a"}, {"to": "a", "type": "template", "from": "b"}, {"to": "a", "type": "reference"}, "a"]}`,
			[]string{"mappings[0].to: to is missing", "mappings[1].from: from is missing", "mappings[2].template: template is missing",
				"mappings[3].lookup: lookup is missing", "mappings[4]: the item must be a map, not text"}},
		"mappings within mappings": {"hubspot", `{"object": "contacts", "mappings": [{"to": "a", "type": "object", "from": [{"to": 1, "from": "x", "form": "y"}]}]}`,
			[]string{"w mappings[0].from[0].form: unknown key form", "mappings[0].from[0].to: to must be text, not a number"}},
		"mode of another app":      {"salesforce", `{"object": "Contact", "mode": "insert"}`, []string{"w mode: mode is none of the known values: it is kept, but cannot run"}},
		"required by another key":  {"s3", `{"mode": "all"}`, []string{"objectKey: objectKey is missing"}},
		"diff needs no object key": {"s3", `{"mode": "diff", "diffAddedPath": "a"}`, nil},
		"request":                  {"webhookV2", `{"add": {"method": "POST", "timeout": "30", "boddy": "x"}, "change": 1}`, []string{"w add.boddy: unknown key boddy", "change: change must be a map, not a number"}},
		"required by a default":    {"s3", `{}`, []string{"w objectKey: objectKey is missing: it is kept, but cannot run"}},
		"an object by default":     {"hubspot", `{"mode": "upsert"}`, []string{"w object: object is missing: it is kept, but cannot run"}},
		"an object by its type":    {"hubspot", `{"type": "object"}`, []string{"object: object is missing"}},
		"another type needs none":  {"hubspot", `{"type": "event"}`, nil},
		"form of 2021":             {"slack", `{"format": "message", "channel": "C1", "addedBody": "x"}`, nil},
		"keys with no form":        {"hubspot", `{"object": "contacts", "associationMappings": [{"any": {"thing": 1}}]}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, row.want, told(catalog(t).CheckSync(row.typ, config(t, row.config))))
		})
	}
}

func TestHintsSayWhatToWrite(t *testing.T) {
	c := catalog(t)
	for path, want := range map[string]string{
		"object":   "Table with its schema; such as: object: public.customers",
		"mode":     "one of upsert, insert, update",
		"mappnigs": "it is kept, but nothing reads it; did you mean mappings?",
		"whatever": "it is kept, but nothing reads it; known keys are autoSyncColumns, configVersion, externalIdMapping, mappings, mode, object",
		"MODE":     "it is kept, but nothing reads it; did you mean mode?",
	} {
		problems := c.CheckSync("postgres", map[string]any{"mode": "x", "mappnigs": []any{}, "whatever": int64(1), "MODE": "x"})
		hint := ""
		for _, p := range problems {
			if workspace.PathText(p.Path) == path {
				hint = p.Hint
			}
		}
		require.Equal(t, want, hint, path)
	}
}

// Invariant 4.
func TestNoMessageHoldsAValue(t *testing.T) {
	const secret = "hunter2hunter2"
	for _, typ := range []string{"postgres", "sftp", "salesforce", "http", "slack"} {
		for _, wrong := range []any{[]any{secret}, map[string]any{"x": secret}, secret} {
			c := map[string]any{}
			for _, key := range []string{"host", "port", "password", "token", "apiVersion", "sslmode", "auth", "headers", "refreshToken"} {
				c[key] = wrong
			}
			text, err := json.Marshal(catalog(t).CheckConfig(workspace.KindDestination, typ, c))
			require.NoError(t, err)
			require.NotContains(t, string(text), secret)
		}
	}
}

// Of alternatives only the one of the value's type speaks.
func TestOneOfReportsTheBranchOfTheType(t *testing.T) {
	r, err := connector.NewRegistry(connector.Spec{Type: "x", Title: "X", Roles: connector.Source, Config: json.RawMessage(`{
		"properties": {"file": {"oneOf": [
			{"type": "object", "properties": {"type": {"const": "csv"}, "delimiter": {"type": "string"}}, "required": ["type", "delimiter"]},
			{"type": "object", "properties": {"type": {"const": "json"}, "lines": {"type": "boolean"}}, "required": ["type"]}
		]}}}`)})
	require.NoError(t, err)
	c := spec.NewCatalog(r)
	for text, want := range map[string][]string{
		`{"file": {"type": "csv", "delimiter": ","}}`: nil,
		`{"file": {"type": "csv"}}`:                   {"file.delimiter: delimiter is missing"},
		`{"file": {"type": "json", "lines": "yes"}}`:  {"file.lines: lines must be true or false, not text"},
		`{"file": {"type": "xml"}}`:                   {"file.type: type is none of the known values"},
	} {
		got := told(c.CheckConfig(workspace.KindSource, "x", config(t, text)))
		require.Equal(t, want, got, text)
	}
}

func TestABrokenSchemaIsAFaultThatIsTold(t *testing.T) {
	for _, raw := range []string{`{"type": 7}`, `{"$ref": "https://example.com/schema.json"}`, `{"$ref": "file:///etc/hostname"}`} {
		r, err := connector.NewRegistry(connector.Spec{Type: "x", Title: "X", Roles: connector.Source, Config: json.RawMessage(raw)})
		require.NoError(t, err)
		problems := spec.NewCatalog(r).CheckConfig(workspace.KindSource, "x", nil)
		require.Len(t, problems, 1, raw)
		require.Equal(t, "internal", problems[0].Code)
	}
}

func TestCatalogIsSafeForConcurrentUse(t *testing.T) {
	c := catalog(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, typ := range []string{"postgres", "slack", "s3", "webhookV2"} {
				c.CheckSync(typ, map[string]any{"mappings": int64(1)})
				c.SecretKeys(workspace.KindDestination, typ)
			}
		})
	}
	wg.Wait()
}

func config(t *testing.T, text string) map[string]any {
	t.Helper()
	var raw any
	require.NoError(t, json.Unmarshal([]byte(text), &raw))
	normal, err := workspace.Normalize(raw)
	require.NoError(t, err)
	out, _ := normal.(map[string]any)
	return out
}

func told(problems []workspace.Problem) []string {
	var out []string
	for _, p := range problems {
		line := p.String()
		if p.Warning {
			line = "w " + line
		}
		out = append(out, line)
	}
	return out
}
