package spec_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"lockstep.dev/connector"
	"lockstep.dev/connector/builtin"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

func catalog(t *testing.T) *spec.Catalog {
	t.Helper()
	r, err := builtin.Registry()
	require.NoError(t, err)
	return spec.NewCatalog(r)
}

// schemaOf compiles a schema, which checks it against its metaschema.
func schemaOf(t *testing.T, c *spec.Catalog, kind workspace.Kind, typ string) *jsonschema.Schema {
	t.Helper()
	raw, err := c.Schema(kind, typ)
	require.NoError(t, err)
	again, err := c.Schema(kind, typ)
	require.NoError(t, err)
	require.Equal(t, string(raw), string(again), "the same bytes each time")

	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	require.NoError(t, err)
	m := doc.(map[string]any)
	require.Equal(t, "https://json-schema.org/draft/2020-12/schema", m["$schema"])
	require.NotEmpty(t, m["title"])
	require.NotEmpty(t, m["description"])
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("mem:schema", doc))
	out, err := compiler.Compile("mem:schema")
	require.NoError(t, err)
	return out
}

func TestSchemasAreValid(t *testing.T) {
	c := catalog(t)
	for _, kind := range append(workspace.Kinds(), spec.KindManifest) {
		schemaOf(t, c, kind, "")
	}
	r, err := builtin.Registry()
	require.NoError(t, err)
	for _, s := range r.List(workspace.KindDestination) {
		schemaOf(t, c, workspace.KindSync, s.Type)
	}
	empty, err := connector.NewRegistry()
	require.NoError(t, err)
	schemaOf(t, spec.NewCatalog(empty), workspace.KindSource, "")
}

func TestSchemaOfWhatIsNotKnown(t *testing.T) {
	_, err := catalog(t).Schema(workspace.KindSync, "braze")
	require.Equal(t, workspace.CodeNotFound, workspace.CodeOf(err))
	require.Equal(t, "one of googlesheets, http, hubspot, postgres, s3, salesforce, sftp, slack", err.(*workspace.Error).Hint)
	_, err = catalog(t).Schema("../kind", "")
	require.Equal(t, workspace.CodeNotFound, workspace.CodeOf(err))
}

func TestFixturesFitTheirSchemas(t *testing.T) {
	c := catalog(t)
	types := map[string]string{}
	for _, f := range fixtures(t) {
		if f.kind == spec.KindManifest {
			for slug := range decode(t, f).Fields.Map("destinations") {
				types[slug], _ = spec.ManifestType(decode(t, f).Fields, workspace.KindDestination, slug)
			}
		}
	}
	types["crm"] = "hubspot"
	for _, f := range fixtures(t) {
		t.Run(f.name, func(t *testing.T) {
			fields := decode(t, f).Fields
			typ := types[fields.Text("destination")]
			if !c.Known(workspace.KindDestination, typ) {
				typ = ""
			}
			require.NoError(t, schemaOf(t, c, f.kind, typ).Validate(plain(t, fields)))
			if typ != "" {
				require.Empty(t, workspace.Failures(c.CheckSync(typ, fields.Map("config"))))
			}
		})
	}
}

func TestSchemasRefuse(t *testing.T) {
	c := catalog(t)
	for name, row := range map[string]struct {
		kind workspace.Kind
		typ  string
		text string
	}{
		"model without its query":     {workspace.KindModel, "", "name: A\nsource: b\ntype: raw_sql\n"},
		"unit of an interval":         {workspace.KindSync, "", "model: a\ndestination: b\nconfig: {}\nschedule: {type: interval, schedule: {interval: {unit: year, quantity: 1}}}\n"},
		"cron without an expression":  {workspace.KindSync, "", "model: a\ndestination: b\nconfig: {}\nschedule: {type: cron, schedule: {}}\n"},
		"mapping to nothing":          {workspace.KindSync, "postgres", "model: a\ndestination: b\nconfig: {object: t, mappings: [{from: a}]}\n"},
		"template without a template": {workspace.KindSync, "", "model: a\ndestination: b\nconfig: {mappings: [{to: a, type: template}]}\n"},
		"mode":                        {workspace.KindSync, "slack", "model: a\ndestination: b\nconfig: {channel: c, mode: shout}\n"},
		"secret in a file":            {workspace.KindSource, "", "name: A\ntype: postgresql\nconfig: {host: h, user: u, database: d, password: p}\n"},
		"config of the type":          {workspace.KindDestination, "", "name: A\ntype: s3\nconfig: {bucket: 1}\n"},
		"alias for a map":             {workspace.KindAliases, "", "sources: {a: {b: c}}\n"},
		"manifest without types":      {spec.KindManifest, "", "sources: {a: {name: b}}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := spec.Decode(row.kind, []byte(row.text), spec.Options{})
			require.NoError(t, err)
			require.Error(t, schemaOf(t, c, row.kind, row.typ).Validate(plain(t, file.Fields)))
		})
	}
}

func TestSchemasAllow(t *testing.T) {
	c := catalog(t)
	for name, row := range map[string]struct {
		kind workspace.Kind
		typ  string
		text string
	}{
		"key of others":        {workspace.KindSync, "postgres", "model: a\ndestination: b\nconfig: {object: t, ours: 1}\nowner: Ann\n"},
		"null for nothing":     {workspace.KindSync, "s3", "model: a\ndestination: b\nconfig: {mode: null, mappings: null, skipEmpty: null}\nschedule: null\n"},
		"type of others":       {workspace.KindDestination, "", "name: A\ntype: braze\nconfig: {url: 1}\n"},
		"no connection config": {workspace.KindDestination, "", "name: A\ntype: slack\n"},
		"emptied secret":       {workspace.KindDestination, "", "name: A\ntype: slack\nconfig: {token: ''}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := spec.Decode(row.kind, []byte(row.text), spec.Options{})
			require.NoError(t, err)
			require.NoError(t, schemaOf(t, c, row.kind, row.typ).Validate(plain(t, file.Fields)))
		})
	}
}

// plain returns fields as a program that knows only JSON has them.
func plain(t *testing.T, fields workspace.Fields) any {
	t.Helper()
	text, err := json.Marshal(fields)
	require.NoError(t, err)
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	return out
}
