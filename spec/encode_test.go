package spec_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

func TestEncodeOrdersKeys(t *testing.T) {
	for name, row := range map[string]struct {
		kind   workspace.Kind
		fields workspace.Fields
		o      spec.EncodeOptions
		want   string
	}{
		"model": {workspace.KindModel, workspace.Fields{"zeta": int64(1), "primaryKey": "id", "rawSql": "SELECT 1,\n  2", "type": "raw_sql", "source": "s", "name": "Name", "alpha": nil},
			spec.EncodeOptions{Schema: "https://l.example.com/model.json"},
			"# yaml-language-server: $schema=https://l.example.com/model.json\nname: Name\nsource: s\ntype: raw_sql\nrawSql: |-\n  SELECT 1,\n    2\nprimaryKey: id\nalpha: null\nzeta: 1\n"},
		"sync": {workspace.KindSync, workspace.Fields{"schedulePaused": false, "model": "m", "destination": "d",
			"schedule": map[string]any{"schedule": map[string]any{"startDate": "x", "expression": "0 3 * * *"}, "type": "cron"},
			"config": map[string]any{"externalIdMapping": map[string]any{"from": "a", "to": "b"}, "mode": "upsert", "zz": int64(1),
				"mappings": []any{map[string]any{"valueType": "string", "value": "7", "type": "static", "to": "c"}}}}, spec.EncodeOptions{},
			"model: m\ndestination: d\nconfig:\n  zz: 1\n  mode: upsert\n  mappings:\n    - to: c\n      type: static\n      value: '7'\n      valueType: string\n  externalIdMapping:\n    to: b\n    from: a\nschedule:\n  type: cron\n  schedule:\n    expression: 0 3 * * *\n    startDate: x\nschedulePaused: false\n"},
		"connection": {workspace.KindSource, workspace.Fields{"config": map[string]any{"database": "d", "host": "h"}, "type": "postgres", "name": "Name"}, spec.EncodeOptions{},
			"name: Name\ntype: postgres\nconfig:\n  host: h\n  database: d\n"},
		"manifest, sorted by slug": {spec.KindManifest, workspace.Fields{
			"destinations": map[string]any{"null": map[string]any{"type": "x"}, "b-longer": map[string]any{"type": "x", "name": "B"}, "c": map[string]any{"type": "z"}}},
			spec.EncodeOptions{Header: "one\n\ntwo"},
			"# one\n#\n# two\n\ndestinations:\n  b-longer:\n    name: B\n    type: x\n  c:\n    type: z\n  'null':\n    type: x\n"},
		"aliases": {workspace.KindAliases, workspace.Fields{"destinations": map[string]any{"zz": "a", "aaa": "b"}, "sources": map[string]any{"s": "t"}}, spec.EncodeOptions{},
			"sources:\n  s: t\ndestinations:\n  aaa: b\n  zz: a\n"},
		"aliases without any":               {workspace.KindAliases, workspace.Fields{}, spec.EncodeOptions{Header: "names"}, "# names\n"},
		"aliases without any nor a comment": {workspace.KindAliases, nil, spec.EncodeOptions{}, "{}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := spec.Encode(row.kind, row.fields, row.o)
			require.NoError(t, err)
			require.Equal(t, row.want, string(out))
		})
	}
}

func TestEditChangesOnlyWhatDiffers(t *testing.T) {
	const text = `# The shop's orders
model: orders   # the paid ones
destination: crm
config:
    mode: upsert
    object: "deals"
    mappings:
        # what it cost
        - {to: amount, from: amount}
        - to: title
          from: title # as on the bill
        - to: sku
          from: sku
    ownersNote: kept
schedulePaused: false
`
	for name, row := range map[string]struct {
		change func(config map[string]any)
		old    string
		new    string
	}{
		"value":            {func(c map[string]any) { c["object"] = "contacts" }, `    object: "deals"`, `    object: "contacts"`},
		"new key":          {func(c map[string]any) { c["type"] = "object" }, "    object:", "    type: object\n    object:"},
		"removed key":      {func(c map[string]any) { delete(c, "ownersNote") }, "    ownersNote: kept\n", ""},
		"within a mapping": {func(c map[string]any) { mapping(c, 1)["from"] = "subject" }, "from: title #", "from: subject #"},
		"removed mapping": {func(c map[string]any) { c["mappings"] = append(list(c)[:1:1], list(c)[2]) },
			"        - to: title\n          from: title # as on the bill\n", ""},
		"new mapping in between": {func(c map[string]any) {
			c["mappings"] = append(list(c)[:2:2], map[string]any{"type": "variable", "variable": "sync-id", "to": "by"}, list(c)[2])
		}, "        - to: sku\n", "        - to: by\n          type: variable\n          variable: sync-id\n        - to: sku\n"},
	} {
		t.Run(name, func(t *testing.T) {
			fields := decode(t, fixture{name, workspace.KindSync, []byte(text)}).Fields
			row.change(fields.Map("config"))
			out, err := spec.Edit(workspace.KindSync, []byte(text), fields)
			require.NoError(t, err)
			require.Equal(t, 1, strings.Count(text, row.old))
			require.Equal(t, strings.Replace(text, row.old, row.new, 1), string(out))
			require.Equal(t, fields, decode(t, fixture{name, workspace.KindSync, out}).Fields)
		})
	}
}

func list(config map[string]any) []any { return config["mappings"].([]any) }

func mapping(config map[string]any, i int) map[string]any { return list(config)[i].(map[string]any) }

func TestEditOfWhatIsNoFile(t *testing.T) {
	_, err := spec.Edit(workspace.KindModel, []byte("a: b: c\n"), workspace.Fields{"name": "Name"})
	require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err))
	require.Equal(t, 5, err.(*workspace.Error).Problems[0].Column)

	out, err := spec.Edit(workspace.KindModel, []byte("# to come\n"), workspace.Fields{"name": "Name"})
	require.NoError(t, err)
	require.Equal(t, "# to come\nname: Name\n", string(out))
}

func TestWhatYAMLCannotHold(t *testing.T) {
	for _, value := range []any{"\xff", struct{}{}} {
		_, err := spec.Encode(workspace.KindModel, workspace.Fields{"name": value}, spec.EncodeOptions{})
		require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err))
		_, err = spec.Edit(workspace.KindModel, []byte("name: Name\n"), workspace.Fields{"name": value})
		require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err))
	}
}

// Invariants 1 and 2, for any value.
func TestAnyValueGoesThereAndBack(t *testing.T) {
	c := func(r *rapid.T, kind workspace.Kind, text []byte) workspace.Fields {
		file, err := spec.Decode(kind, text, spec.Options{})
		require.NoError(r, err, "%s", text)
		return file.Fields
	}
	rapid.Check(t, func(r *rapid.T) {
		kind := rapid.SampledFrom(append(workspace.Kinds(), spec.KindManifest)).Draw(r, "kind")
		first, second := fields(kind).Draw(r, "first"), fields(kind).Draw(r, "second")

		text, err := spec.Encode(kind, first, spec.EncodeOptions{Header: "head"})
		require.NoError(r, err)
		require.True(r, first.Equal(c(r, kind, text)), "%s", text)

		same, err := spec.Edit(kind, text, first)
		require.NoError(r, err)
		require.Equal(r, string(text), string(same))

		edited, err := spec.Edit(kind, text, second)
		require.NoError(r, err)
		require.True(r, second.Equal(c(r, kind, edited)), "%s", edited)
	})
}

func fields(kind workspace.Kind) *rapid.Generator[workspace.Fields] {
	return rapid.Custom(func(r *rapid.T) workspace.Fields {
		out := workspace.Fields(rapid.MapOfN(key(), value(2), 1, 6).Draw(r, "fields"))
		for _, name := range rapid.SliceOfN(rapid.SampledFrom([]string{"name", "type", "rawSql", "config", "schedule", "sources"}), 0, 4).Draw(r, "known") {
			out[name] = value(2).Draw(r, name)
		}
		normal, err := workspace.Normalize(out)
		require.NoError(r, err)
		return normal.(map[string]any)
	})
}

func key() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-zA-Z_][a-zA-Z0-9_ -]{0,12}`),
		rapid.SampledFrom([]string{"null", "true", "1", "-15", "to", "from", "<<", "a: b", "# x", "é", "", "'", "?"}))
}

func text() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-zA-Z0-9 :#'"{}\[\],&*!|>%@\n\t-]{0,30}`),
		rapid.String(),
		rapid.SampledFrom([]string{"", " ", "null", "~", "yes", "1", "1.0", "0x1f", "2026-01-05", ".inf", "<<", "---", "a\n", "a\n\n", "\n a", "a \nb", "\ufeff", "\u2028", "\u0085"}))
}

func value(depth int) *rapid.Generator[any] {
	scalar := rapid.OneOf(
		rapid.Map(text(), func(s string) any { return s }),
		rapid.Map(rapid.Int64(), func(n int64) any { return n }),
		rapid.Map(rapid.Float64Range(-1e18, 1e18), func(n float64) any { return n }),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Just[any](nil))
	if depth == 0 {
		return scalar
	}
	return rapid.OneOf(scalar,
		rapid.Map(rapid.SliceOfN(rapid.Deferred(func() *rapid.Generator[any] { return value(depth - 1) }), 0, 4), func(l []any) any { return l }),
		rapid.Map(rapid.MapOfN(key(), rapid.Deferred(func() *rapid.Generator[any] { return value(depth - 1) }), 0, 4), func(m map[string]any) any { return m }))
}
