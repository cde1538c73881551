package reconcile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

type (
	fields = workspace.Fields
	object = map[string]any
	list   = []any
)

// to is a list of mappings from columns of the same name.
func to(names ...string) list {
	out := list{}
	for _, name := range names {
		out = append(out, object{"to": name, "from": name})
	}
	return out
}

func sync(mappings list) fields { return fields{"config": object{"mappings": mappings}} }

func TestMerge(t *testing.T) {
	hourly := object{"type": "interval", "schedule": object{"interval": object{"unit": "hour", "quantity": int64(1)}}}
	for _, row := range []struct {
		name            string
		kind            workspace.Kind
		base, app, repo fields
		want            fields
		clashes         []string
	}{
		{name: "nothing", want: fields{}},
		{name: "an empty map and none", base: fields{}, want: fields{}},
		{name: "maps by key, deeply", base: fields{"config": object{"a": "1", "b": object{"c": "1", "d": "1"}}},
			app: fields{"config": object{"a": "1", "b": object{"c": "2", "d": "1"}}}, repo: fields{"config": object{"a": "2", "b": object{"c": "1", "d": "2"}}},
			want: fields{"config": object{"a": "2", "b": object{"c": "2", "d": "2"}}}},
		{name: "added keys", base: fields{}, app: fields{"a": "1"}, repo: fields{"r": "1"}, want: fields{"a": "1", "r": "1"}},
		{name: "added maps", base: fields{}, app: fields{"m": object{"a": "1"}}, repo: fields{"m": object{"r": "1"}}, want: fields{"m": object{"a": "1", "r": "1"}}},
		{name: "maps in place of null", base: fields{"m": nil}, app: fields{"m": object{"a": "1"}}, repo: fields{"m": object{"r": "1"}}, want: fields{"m": object{"a": "1", "r": "1"}}},
		{name: "maps in place of text", base: fields{"m": "x"}, app: fields{"m": object{"a": "1"}}, repo: fields{"m": object{"r": "1"}}, want: fields{"m": object{"a": "1"}}, clashes: []string{"m"}},
		{name: "a map and text", base: fields{"m": "x"}, app: fields{"m": object{"a": "1"}}, repo: fields{"m": "y"}, want: fields{"m": object{"a": "1"}}, clashes: []string{"m"}},
		{name: "removed by both", base: fields{"a": "1", "b": "1"}, app: fields{"b": "1"}, repo: fields{"b": "2"}, want: fields{"b": "2"}},
		{name: "removed and changed", base: fields{"a": "1"}, app: fields{}, repo: fields{"a": "2"}, want: fields{"a": "2"}, clashes: []string{"a"}},
		{name: "changed and removed", base: fields{"a": "1"}, app: fields{"a": "2"}, repo: fields{}, want: fields{"a": "2"}, clashes: []string{"a"}},
		{name: "null is not absent", base: fields{"a": "1"}, app: fields{"a": nil}, repo: fields{}, want: fields{"a": nil}, clashes: []string{"a"}},
		{name: "a map removed, changed within", base: fields{"m": object{"a": "1", "b": "1"}}, app: fields{}, repo: fields{"m": object{"a": "1", "b": "2"}},
			want: fields{"m": object{"a": "1", "b": "2"}}, clashes: []string{"m"}},
		{name: "clashes beside merges", base: fields{"a": "1", "b": "1", "c": "1", "d": "1"}, app: fields{"a": "2", "b": "2", "c": "1", "d": "2"},
			repo: fields{"a": "3", "b": "1", "c": "3", "d": "3"}, want: fields{"a": "2", "b": "2", "c": "3", "d": "2"}, clashes: []string{"a", "d"}},
		{name: "numbers and truth", base: fields{"n": int64(1), "t": true}, app: fields{"n": int64(2), "t": true}, repo: fields{"n": int64(1), "t": false}, want: fields{"n": int64(2), "t": false}},
		{name: "other lists whole", base: fields{"l": list{"a"}}, app: fields{"l": list{"a", "b"}}, repo: fields{"l": list{"z", "a"}}, want: fields{"l": list{"a", "b"}}, clashes: []string{"l"}},
		{name: "a schedule's type and its detail", base: fields{"schedule": hourly}, app: fields{"schedule": object{"type": "manual"}},
			repo: fields{"schedule": object{"type": "interval", "schedule": object{"interval": object{"unit": "hour", "quantity": int64(2)}}}},
			want: fields{"schedule": object{"type": "manual", "schedule": object{"interval": object{"unit": "hour", "quantity": int64(2)}}}}, clashes: []string{"schedule.schedule"}},

		{name: "SQL by lines", kind: workspace.KindModel, base: fields{"rawSql": "a\nb\nc"}, app: fields{"rawSql": "A\nb\nc"}, repo: fields{"rawSql": "a\nb\nC"}, want: fields{"rawSql": "A\nb\nC"}},
		{name: "SQL, adjoining lines", kind: workspace.KindModel, base: fields{"rawSql": "a\nb"}, app: fields{"rawSql": "A\nb"}, repo: fields{"rawSql": "a\nB"}, want: fields{"rawSql": "A\nb"}, clashes: []string{"rawSql"}},
		{name: "SQL on one line whole", kind: workspace.KindModel, base: fields{"rawSql": "a b"}, app: fields{"rawSql": "A b"}, repo: fields{"rawSql": "a B"}, want: fields{"rawSql": "A b"}, clashes: []string{"rawSql"}},
		{name: "new SQL on both sides", kind: workspace.KindModel, base: fields{}, app: fields{"rawSql": "a\nb"}, repo: fields{"rawSql": "a\nc"}, want: fields{"rawSql": "a\nb"}, clashes: []string{"rawSql"}},
		{name: "custom query by lines", kind: workspace.KindModel, base: fields{"customQuery": object{"q": "a\nb\nc"}}, app: fields{"customQuery": object{"q": "A\nb\nc"}}, repo: fields{"customQuery": object{"q": "a\nb\nC"}}, want: fields{"customQuery": object{"q": "A\nb\nC"}}},
		{name: "body by lines", kind: workspace.KindSync, base: fields{"config": object{"add": object{"body": "{\n\"a\": 1,\n\"b\": 2,\n\"c\": 3\n}"}}},
			app:  fields{"config": object{"add": object{"body": "{\n\"a\": 0,\n\"b\": 2,\n\"c\": 3\n}"}}},
			repo: fields{"config": object{"add": object{"body": "{\n\"a\": 1,\n\"b\": 2,\n\"c\": 0\n}"}}},
			want: fields{"config": object{"add": object{"body": "{\n\"a\": 0,\n\"b\": 2,\n\"c\": 0\n}"}}}},
		{name: "prose whole", kind: workspace.KindModel, base: fields{"description": "a\nb\nc"}, app: fields{"description": "A\nb\nc"}, repo: fields{"description": "a\nb\nC"}, want: fields{"description": "A\nb\nc"}, clashes: []string{"description"}},
		{name: "a sync's rawSql is not SQL", kind: workspace.KindSync, base: fields{"rawSql": "a\nb\nc"}, app: fields{"rawSql": "A\nb\nc"}, repo: fields{"rawSql": "a\nb\nC"}, want: fields{"rawSql": "A\nb\nc"}, clashes: []string{"rawSql"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			merged, clashes := reconcile.Merge(row.kind, row.base, row.app, row.repo)
			require.Equal(t, row.want, merged)
			require.Equal(t, row.clashes, clashPaths(clashes))
		})
	}
}

func clashPaths(clashes []reconcile.Clash) []string {
	var out []string
	for _, c := range clashes {
		out = append(out, c.Path.String())
	}
	return out
}

func TestMergeOfMappings(t *testing.T) {
	changed := func(l list, name, key string, value any) list {
		out := list{}
		for _, e := range l {
			entry := object{}
			for k, v := range e.(object) {
				entry[k] = v
			}
			if entry["to"] == name {
				entry[key] = value
			}
			out = append(out, entry)
		}
		return out
	}
	for _, row := range []struct {
		name            string
		base, app, repo list
		want            list
		clashes         []string
	}{
		{name: "added by both", base: to("a", "b"), app: to("a", "x", "b"), repo: to("a", "b", "y"), want: to("a", "x", "b", "y")},
		{name: "added by both at the end", base: to("a"), app: to("a", "x"), repo: to("a", "y"), want: to("a", "x", "y")},
		{name: "added by both at the start", base: to("a"), app: to("x", "a"), repo: to("y", "a"), want: to("x", "y", "a")},
		{name: "added by both where nothing was", base: to(), app: to("x", "z"), repo: to("y"), want: to("x", "z", "y")},
		{name: "several after one", base: to("a", "b"), app: to("a", "x", "y", "b"), repo: to("a", "z", "b"), want: to("a", "x", "y", "z", "b")},
		{name: "the same added", base: to("a"), app: to("a", "x", "z"), repo: to("x", "a"), want: to("x", "z", "a")},
		{name: "the same added, differently", base: to("a"), app: changed(to("a", "x"), "x", "from", "1"), repo: changed(to("a", "x"), "x", "from", "2"),
			want: changed(to("a", "x"), "x", "from", "1"), clashes: []string{"config.mappings[to=x].from"}},
		{name: "changed by both, other elements", base: to("a", "b"), app: changed(to("a", "b"), "a", "from", "A"), repo: changed(to("a", "b"), "b", "from", "B"),
			want: changed(changed(to("a", "b"), "a", "from", "A"), "b", "from", "B")},
		{name: "changed by both, other keys of one", base: to("a", "b"), app: changed(to("a", "b"), "a", "from", "A"), repo: changed(to("a", "b"), "a", "ignoreNull", true),
			want: changed(changed(to("a", "b"), "a", "from", "A"), "a", "ignoreNull", true)},
		{name: "changed by both, the same", base: to("a", "b"), app: changed(to("a", "b"), "a", "from", "A"), repo: changed(to("a", "b"), "a", "from", "R"),
			want: changed(to("a", "b"), "a", "from", "A"), clashes: []string{"config.mappings[to=a].from"}},
		{name: "removed and added", base: to("a", "b", "c"), app: to("a", "c"), repo: to("a", "b", "c", "d"), want: to("a", "c", "d")},
		{name: "removed, its follower added", base: to("a", "b", "c"), app: to("a", "b", "x", "c"), repo: to("a", "c"), want: to("a", "x", "c")},
		{name: "removed by both, each another", base: to("a", "b", "c"), app: to("b", "c"), repo: to("a", "b"), want: to("b")},
		{name: "removed and changed", base: to("a", "b"), app: to("b"), repo: changed(to("a", "b"), "a", "from", "R"),
			want: changed(to("a", "b"), "a", "from", "R"), clashes: []string{"config.mappings[to=a]"}},
		{name: "changed and removed", base: to("a", "b"), app: changed(to("a", "b"), "a", "from", "A"), repo: to("b"),
			want: changed(to("a", "b"), "a", "from", "A"), clashes: []string{"config.mappings[to=a]"}},
		{name: "emptied and added", base: to("a"), app: to(), repo: to("a", "b"), want: to("b")},

		{name: "moved by the app", base: to("a", "b", "c"), app: to("c", "a", "b"), repo: to("a", "b", "c", "d"), want: to("c", "d", "a", "b")},
		{name: "moved by the repo", base: to("a", "b", "c"), app: to("a", "b", "c", "d"), repo: to("c", "a", "b"), want: to("c", "d", "a", "b")},
		{name: "moved by the app, changed by the repo", base: to("a", "b"), app: to("b", "a"), repo: changed(to("a", "b"), "a", "from", "R"), want: changed(to("b", "a"), "a", "from", "R")},
		{name: "moved by both alike", base: to("a", "b"), app: changed(to("b", "a"), "a", "from", "A"), repo: to("b", "a"), want: changed(to("b", "a"), "a", "from", "A")},
		{name: "moved by both differently", base: to("a", "b", "c"), app: to("b", "a", "c"), repo: to("a", "c", "b"), want: to("b", "a", "c"), clashes: []string{"config.mappings"}},

		{name: "two with one to", base: to("a"), app: to("a", "a"), repo: to("a", "b"), want: to("a", "a"), clashes: []string{"config.mappings"}},
		{name: "two with one to in the base", base: to("a", "a"), app: to("a"), repo: to("a", "b"), want: to("a"), clashes: []string{"config.mappings"}},
		{name: "an empty to", base: to("a"), app: to("a", ""), repo: to("a", "b"), want: to("a", ""), clashes: []string{"config.mappings"}},
		{name: "a to that is no text", base: to("a"), app: list{object{"to": int64(1)}}, repo: to("a", "b"), want: list{object{"to": int64(1)}}, clashes: []string{"config.mappings"}},
		{name: "an element without to", base: to("a"), app: list{object{"from": "x"}}, repo: to("a", "b"), want: list{object{"from": "x"}}, clashes: []string{"config.mappings"}},
		{name: "an element that is no map", base: to("a"), app: list{"a"}, repo: to("a", "b"), want: list{"a"}, clashes: []string{"config.mappings"}},

		{name: "mappings within a mapping", base: list{object{"to": "o", "type": "object", "from": to("a", "b")}}, app: list{object{"to": "o", "type": "object", "from": to("a", "b", "c")}},
			repo: list{object{"to": "o", "type": "object", "from": to("b")}}, want: list{object{"to": "o", "type": "object", "from": to("b", "c")}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			merged, clashes := reconcile.Merge(workspace.KindSync, sync(row.base), sync(row.app), sync(row.repo))
			require.Equal(t, sync(row.want), merged)
			require.Equal(t, row.clashes, clashPaths(clashes))
		})
	}
}

func TestClashesCarryAllSides(t *testing.T) {
	_, clashes := reconcile.Merge(workspace.KindSync,
		fields{"config": object{"mappings": to("a")}, "x": "1"},
		fields{"config": object{"mappings": list{}}, "x": "2"},
		fields{"config": object{"mappings": list{object{"to": "a", "from": "R"}}}, "x": nil})
	require.Equal(t, []reconcile.Clash{
		{
			Path: reconcile.Path{"config", "mappings", reconcile.Key{Field: "to", Value: "a"}},
			Base: reconcile.Value{Present: true, Value: object{"to": "a", "from": "a"}},
			Repo: reconcile.Value{Present: true, Value: object{"to": "a", "from": "R"}},
		},
		{
			Path: reconcile.Path{"x"},
			Base: reconcile.Value{Present: true, Value: "1"},
			App:  reconcile.Value{Present: true, Value: "2"},
			Repo: reconcile.Value{Present: true},
		},
	}, clashes)
}

func TestMergeSharesNothingWithItsInput(t *testing.T) {
	base, app, repo := sync(to("a")), sync(to("a", "b")), sync(to("a", "c"))
	merged, _ := reconcile.Merge(workspace.KindSync, base, app, repo)
	merged.Map("config")["mappings"].([]any)[1].(object)["from"] = "changed"
	merged.Map("config")["other"] = true
	require.Equal(t, sync(to("a")), base)
	require.Equal(t, sync(to("a", "b")), app)
	require.Equal(t, sync(to("a", "c")), repo)
}
