package reconcile_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

func mapping(to string) reconcile.Path {
	return reconcile.Path{"config", "mappings", reconcile.Key{Field: "to", Value: to}}
}

func TestResolve(t *testing.T) {
	base := fields{"name": "B", "note": "B", "config": object{"mappings": to("a", "b", "c")}}
	app := fields{"name": "A", "config": object{"mappings": list{object{"to": "a", "from": "A"}, object{"to": "b", "from": "b"}}}, "new": "A"}
	repo := fields{"name": "R", "note": "R", "config": object{"mappings": list{object{"to": "a", "from": "R"}, object{"to": "b", "from": "b"}, object{"to": "c", "from": "R"}}}}
	merged, clashes := reconcile.Merge(workspace.KindSync, base, app, repo)
	require.Equal(t, []string{"config.mappings[to=a].from", "config.mappings[to=c]", "name", "note"}, clashPaths(clashes))

	pick := func(path reconcile.Path, take reconcile.Choice) reconcile.Pick {
		return reconcile.Pick{Path: path, Take: take}
	}
	fromOfA := append(mapping("a"), "from")
	for _, row := range []struct {
		name  string
		picks []reconcile.Pick
		want  fields
		left  []string
	}{
		{"nothing", nil, merged, []string{"config.mappings[to=a].from", "config.mappings[to=c]", "name", "note"}},
		{"all of the app", []reconcile.Pick{pick(fromOfA, "app"), pick(mapping("c"), "app"), pick(reconcile.Path{"name"}, "app"), pick(reconcile.Path{"note"}, "app")}, app, nil},
		{"all of the repo", []reconcile.Pick{pick(fromOfA, "repo"), pick(mapping("c"), "repo"), pick(reconcile.Path{"name"}, "repo"), pick(reconcile.Path{"note"}, "repo")}, repo.With("new", "A"), nil},
		{"all of the base", []reconcile.Pick{pick(fromOfA, "base"), pick(mapping("c"), "base"), pick(reconcile.Path{"name"}, "base"), pick(reconcile.Path{"note"}, "base")}, base.With("new", "A"), nil},
		{"one", []reconcile.Pick{pick(reconcile.Path{"name"}, "repo")}, merged.With("name", "R"), []string{"config.mappings[to=a].from", "config.mappings[to=c]", "note"}},
		{"the last of two for one", []reconcile.Pick{pick(reconcile.Path{"name"}, "repo"), pick(reconcile.Path{"name"}, "app")}, merged, []string{"config.mappings[to=a].from", "config.mappings[to=c]", "note"}},
		{"a value", []reconcile.Pick{{Path: reconcile.Path{"name"}, Take: "value", Value: 7}}, merged.With("name", int64(7)), []string{"config.mappings[to=a].from", "config.mappings[to=c]", "note"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := reconcile.Resolve(merged, clashes, row.picks)
			require.NoError(t, err)
			require.Equal(t, row.want, got.Fields)
			require.Equal(t, row.left, clashPaths(got.Left))
			require.False(t, got.Removed)
			require.Empty(t, got.Slug)
		})
	}

	for name, bad := range map[string]reconcile.Pick{
		"a place that does not clash": pick(reconcile.Path{"new"}, "app"),
		"no choice":                   pick(reconcile.Path{"name"}, ""),
		"a value of an unknown type":  {Path: reconcile.Path{"name"}, Take: "value", Value: struct{}{}},
	} {
		_, err := reconcile.Resolve(merged, clashes, []reconcile.Pick{bad})
		require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err), name)
	}
}

func TestResolveADeletion(t *testing.T) {
	d := decideOne(t, items([]*state{is()}, nil, []*state{is("name", "R")})[0], reconcile.Policy{})
	resolve := func(p reconcile.Pick) (reconcile.Resolution, error) {
		return reconcile.Resolve(d.Value, d.Hold.Clashes, []reconcile.Pick{p})
	}

	got, err := resolve(reconcile.Pick{Take: reconcile.TakeApp})
	require.NoError(t, err)
	require.Equal(t, reconcile.Resolution{Removed: true}, got)

	got, err = resolve(reconcile.Pick{Take: reconcile.TakeRepo})
	require.NoError(t, err)
	require.Equal(t, reconcile.Resolution{Fields: model("name", "R")}, got)

	got, err = resolve(reconcile.Pick{Take: reconcile.TakeBase})
	require.NoError(t, err)
	require.Equal(t, reconcile.Resolution{Fields: model()}, got)

	got, err = resolve(reconcile.Pick{Take: reconcile.TakeValue, Value: object{"name": "V"}})
	require.NoError(t, err)
	require.Equal(t, reconcile.Resolution{Fields: fields{"name": "V"}}, got)

	_, err = resolve(reconcile.Pick{Take: reconcile.TakeValue, Value: "text"})
	require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err))

	d.Hold.Clashes[0].Base = reconcile.Value{}
	_, err = resolve(reconcile.Pick{Take: reconcile.TakeBase})
	require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err))
}

func TestResolveNames(t *testing.T) {
	got := reconcile.Decide(items([]*state{is()}, []*state{is().as("customers")}, []*state{is().as("clients")}), reconcile.Policy{})
	require.Len(t, got, 1)
	for take, want := range map[reconcile.Choice]string{"app": "customers", "repo": "clients", "base": "users"} {
		r, err := reconcile.Resolve(got[0].Value, got[0].Hold.Clashes, []reconcile.Pick{{Path: reconcile.SlugPath(), Take: take}})
		require.NoError(t, err)
		require.Equal(t, reconcile.Resolution{Slug: want, Fields: model()}, r)
	}
	_, err := reconcile.Resolve(got[0].Value, got[0].Hold.Clashes, []reconcile.Pick{{Path: reconcile.SlugPath(), Take: "value", Value: "a/b"}})
	require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err))
}

func TestClashesSurviveJSON(t *testing.T) {
	want := []reconcile.Clash{
		{
			Path: append(mapping("e-mail"), "from"),
			Base: reconcile.Value{Present: true, Value: int64(1) << 60}, App: reconcile.Value{Present: true, Value: 1.5}, Repo: reconcile.Value{},
		},
		{Path: reconcile.SlugPath(), App: reconcile.Value{Present: true, Value: list{int64(1), nil, object{"a": true}}}, Repo: reconcile.Value{Present: true}},
		{Path: reconcile.Path{}},
	}
	text, err := json.Marshal(want)
	require.NoError(t, err)
	require.Contains(t, string(text), `"path":["config","mappings",{"to":"e-mail"},"from"]`)
	var got []reconcile.Clash
	require.NoError(t, json.Unmarshal(text, &got))
	require.Equal(t, want, got)

	for _, bad := range []string{`[1]`, `[{}]`, `[{"a":"b","c":"d"}]`, `[{"a":1}]`, `"name"`} {
		var p reconcile.Path
		require.Error(t, json.Unmarshal([]byte(bad), &p), bad)
	}
}

func TestPathsAsText(t *testing.T) {
	require.Equal(t, "config.mappings[to=e-mail].from", append(mapping("e-mail"), "from").String())
	require.Equal(t, "slug", reconcile.SlugPath().String())
	require.Empty(t, reconcile.Path(nil).String())
	require.False(t, reconcile.Path{"slug"}.IsSlug())
	require.False(t, reconcile.Path{"slug"}.Equal(reconcile.SlugPath()))
}

func TestSettledMakesBothSidesTheSame(t *testing.T) {
	value := fields{"name": "V"}
	for _, row := range []struct {
		name            string
		base, app, repo *state
		resolution      reconcile.Resolution
		want            string
	}{
		{"the app's value", is(), is("name", "A"), is("name", "R"), reconcile.Resolution{Fields: model("name", "A")}, "users out=update base"},
		{"the repo's value", is(), is("name", "A"), is("name", "R"), reconcile.Resolution{Fields: model("name", "R")}, "users in=update base"},
		{"another value", is(), is("name", "A"), is("name", "R"), reconcile.Resolution{Fields: value}, "users in=update out=update base"},
		{"without a base", nil, is("name", "A"), is("name", "R"), reconcile.Resolution{Fields: value}, "users in=update out=update base"},
		{"restored in the app", is(), nil, is("name", "R"), reconcile.Resolution{Fields: model("name", "R")}, "users in=create base"},
		{"restored in the repo", is(), is("name", "A"), nil, reconcile.Resolution{Fields: model("name", "A")}, "users out=create base"},
		{"restored with another value", is(), is("name", "A"), nil, reconcile.Resolution{Fields: value}, "users in=update out=create base"},
		{"deleted in the app, too", is(), is("name", "A"), nil, reconcile.Resolution{Removed: true}, "users in=remove base"},
		{"deleted in the repo, too", is(), nil, is("name", "R"), reconcile.Resolution{Removed: true}, "users out=remove base"},
		{"the app's name", is(), is().as("customers"), is().as("clients"), reconcile.Resolution{Slug: "customers", Fields: model()}, "customers<clients out=rename base"},
		{"the repo's name", is(), is().as("customers"), is().as("clients"), reconcile.Resolution{Slug: "clients", Fields: model()}, "clients<customers in=rename base"},
		{"the former name", is(), is().as("customers"), is().as("clients"), reconcile.Resolution{Slug: "users", Fields: model()}, "users<customers in=rename out=rename base"},
		{"a clash beside a rename in the app", is(), is("name", "A").as("customers"), is("name", "R"), reconcile.Resolution{Fields: value}, "customers<users in=update out=rename base"},
		{"a clash beside a rename in the repo", is(), is("name", "A"), is("name", "R").as("customers"), reconcile.Resolution{Fields: value}, "customers<users in=rename out=update base"},
		{"deleted after a rename in the app", is(), is("name", "A").as("customers"), nil, reconcile.Resolution{Removed: true}, "customers<users in=remove base"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var bases, apps, repos []*state
			if row.base != nil {
				bases = append(bases, row.base)
			}
			if row.app != nil {
				apps = append(apps, row.app)
			}
			if row.repo != nil {
				repos = append(repos, row.repo)
			}
			held := reconcile.Decide(items(bases, apps, repos), reconcile.Policy{})
			require.Len(t, held, 1)
			require.Equal(t, reconcile.ReasonConflict, held[0].Hold.Reason)
			require.Equal(t, row.want, brief(reconcile.Settled(held[0], row.resolution)))
		})
	}
}
