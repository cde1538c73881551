package connector_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/connector"
	"lockstep.dev/workspace"
)

func spec(typ string, roles connector.Roles, aliases ...string) connector.Spec {
	s := connector.Spec{Type: typ, Title: typ, Roles: roles, Aliases: aliases, Config: json.RawMessage(`{}`)}
	if roles != connector.Source {
		s.Sync = json.RawMessage(`{"title": "T", "properties": {"z": {}, "a": {"$ref": "#/$defs/mapping"}}}`)
	}
	return s
}

func TestLookupKnowsRolesAndSpellings(t *testing.T) {
	r, err := connector.NewRegistry(
		spec("web", connector.Destination, "webV2"), spec("files", connector.Source), spec("base", connector.Both))
	require.NoError(t, err)

	for _, row := range []struct {
		kind  workspace.Kind
		name  string
		found string
	}{
		{workspace.KindDestination, "web", "web"},
		{workspace.KindDestination, "webV2", "web"},
		{workspace.KindDestination, "webv2", ""},
		{workspace.KindSource, "web", ""},
		{workspace.KindSource, "files", "files"},
		{workspace.KindDestination, "files", ""},
		{workspace.KindSource, "base", "base"},
		{workspace.KindDestination, "base", "base"},
		{workspace.KindModel, "base", ""},
		{workspace.KindSource, "", ""},
	} {
		s, ok := r.Lookup(row.kind, row.name)
		require.Equal(t, row.found != "", ok, "%s %s", row.kind, row.name)
		require.Equal(t, row.found, s.Type, "%s %s", row.kind, row.name)
	}

	require.Equal(t, []string{"base", "files", "web"}, types(r.List("")))
	require.Equal(t, []string{"base", "files"}, types(r.List(workspace.KindSource)))
	require.Equal(t, []string{"base", "web"}, types(r.List(workspace.KindDestination)))
}

func TestAddRefuses(t *testing.T) {
	clash := spec("x", connector.Destination)
	clash.Sync = json.RawMessage(`{"$defs": {"mapping": {}}}`)
	broken := spec("x", connector.Source)
	broken.Config = json.RawMessage(`{"title"`)
	for name, specs := range map[string][]connector.Spec{
		"no type":                   {spec("", connector.Source)},
		"no role":                   {spec("x", "sideways")},
		"same type twice":           {spec("x", connector.Source), spec("x", connector.Destination)},
		"alias of another":          {spec("x", connector.Source, "y"), spec("y", connector.Source)},
		"type as alias":             {spec("x", connector.Source), spec("y", connector.Source, "x")},
		"alias twice":               {spec("x", connector.Source, "y", "y")},
		"config is no JSON":         {broken},
		"destination without syncs": {{Type: "x", Title: "X", Roles: connector.Destination, Config: json.RawMessage(`{}`)}},
		"source with syncs":         {{Type: "x", Title: "X", Roles: connector.Source, Config: json.RawMessage(`{}`), Sync: json.RawMessage(`{}`)}},
		"name of a shared part":     {clash},
	} {
		_, err := connector.NewRegistry(specs...)
		require.Error(t, err, name)
	}
}

func TestAFailedAddLeavesNoTrace(t *testing.T) {
	r, err := connector.NewRegistry(spec("x", connector.Source))
	require.NoError(t, err)
	require.Error(t, r.Add(spec("y", connector.Source, "z", "x")))
	for _, name := range []string{"y", "z"} {
		_, ok := r.Lookup(workspace.KindSource, name)
		require.False(t, ok, name)
	}
}

func TestSyncSchemasGetTheSharedParts(t *testing.T) {
	own := spec("x", connector.Destination)
	own.Sync = json.RawMessage(`{"$defs": {"own": {"type": "string"}}, "properties": {"z": {}, "a": {}}}`)
	r, err := connector.NewRegistry(own)
	require.NoError(t, err)
	s, _ := r.Lookup(workspace.KindDestination, "x")

	var doc struct {
		Defs map[string]any `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal(s.Sync, &doc))
	for _, part := range []string{"own", "mappings", "mapping", "lookup", "externalIdMapping", "autoSyncColumns", "configVersion"} {
		require.Contains(t, doc.Defs, part)
	}
	require.Contains(t, string(s.Sync), `"properties":{"z":{},"a":{}}`, "properties keep their order")
}

func types(specs []connector.Spec) []string {
	var out []string
	for _, s := range specs {
		out = append(out, s.Type)
	}
	return out
}
