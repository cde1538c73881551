package layout_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/workspace"
)

func TestRef(t *testing.T) {
	top := layout.Layout{Workspace: "acme"}
	below := layout.Layout{Root: "teams/growth", Workspace: "acme"}
	connected := layout.Layout{Workspace: "acme", Connections: true}
	for _, row := range []struct {
		name   string
		layout layout.Layout
		path   string
		want   string // "" is somebody else's
	}{
		{"model", top, "models/users.yaml", "models/users"},
		{"sync", top, "syncs/enriched-customers-to-hub-spot.yaml", "syncs/enriched-customers-to-hub-spot"},
		{"leading hyphen", top, "syncs/-15.yaml", "syncs/-15"},
		{"upper case and underscores", top, "models/Snowflake-6ad3b_30.yaml", "models/Snowflake-6ad3b_30"},
		{"the word null", top, "models/null.yaml", "models/null"},
		{"digits only", top, "models/42.yaml", "models/42"},
		{"dots within", top, "models/a.b.yaml", "models/a.b"},
		{"two extensions", top, "models/users.yaml.yaml", "models/users.yaml"},
		{"other scripts", top, "models/größe-顧客.yaml", "models/größe-顧客"},
		{"aliases", top, "aliases-acme.yaml", "aliases/acme"},
		{"below the root", below, "teams/growth/models/users.yaml", "models/users"},
		{"aliases below the root", below, "teams/growth/aliases-acme.yaml", "aliases/acme"},
		{"source", connected, "sources/warehouse.yaml", "sources/warehouse"},
		{"destination", connected, "destinations/hub-spot.yaml", "destinations/hub-spot"},

		{"source, connections off", top, "sources/warehouse.yaml", ""},
		{"yml", top, "models/billy-hightouch-test-hightouch-sync-exposures.yml", ""},
		{"saved copy", top, "models/ht-training-sql-model.yaml.369ab11", ""},
		{"upper case extension", top, "models/users.YAML", ""},
		{"sql", top, "models/users.sql", ""},
		{"readme", top, "models/README.md", ""},
		{"keep file", top, "models/.keep", ""},
		{"extension only", top, "models/.yaml", ""},
		{"sub-folder", top, "models/staging/users.yaml", ""},
		{"no folder", top, "users.yaml", ""},
		{"another folder", top, "events/contracts/order-completed.yaml", ""},
		{"folder in another case", top, "Models/users.yaml", ""},
		{"kind as a folder", top, "model/users.yaml", ""},
		{"folder of aliases", top, "aliases/acme.yaml", ""},
		{"manifest", top, "manifest-acme.yaml", ""},
		{"manifest of another workspace", top, "manifest-emily-s-testing-rl5o2.yaml", ""},
		{"aliases of another workspace", top, "aliases-staging.yaml", ""},
		{"aliases in a folder", top, "models/aliases-acme.yaml", "models/aliases-acme"},
		{"outside of the root", below, "models/users.yaml", ""},
		{"beside the root", below, "teams/growth2/models/users.yaml", ""},
		{"above the root", below, "teams/models/users.yaml", ""},
		{"aliases outside of the root", below, "aliases-acme.yaml", ""},
		{"the root's own name", below, "teams/growth.yaml", ""},
		{"absolute", top, "/models/users.yaml", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			ref, ok := row.layout.Ref(row.path)
			require.Equal(t, row.want != "", ok)
			if ok {
				require.Equal(t, row.want, ref.String())
				require.Equal(t, row.path, row.layout.Path(ref))
			}
		})
	}
}

func TestStemsThatAreNotTextStayApart(t *testing.T) {
	l := layout.Layout{Workspace: "acme"}
	one, ok := l.Ref("models/caf\xe9.yaml")
	require.True(t, ok)
	two, ok := l.Ref("models/caf\xe8.yaml")
	require.True(t, ok)
	require.NotEqual(t, one, two)
	require.Error(t, workspace.CheckSlug(one.Slug))
	require.Equal(t, "caf\uFFFDe9", one.Slug)
}

func TestPathAndRefAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := layout.Layout{
			Root:        rapid.SampledFrom([]string{"", "a", "a/b", "models", "syncs/models", "with blank"}).Draw(t, "root"),
			Workspace:   rapid.SampledFrom([]string{"acme", "acme-2", "models"}).Draw(t, "workspace"),
			Connections: rapid.Bool().Draw(t, "connections"),
		}
		require.NoError(t, l.Check())
		ref := workspace.Ref{
			Kind: rapid.SampledFrom(l.Kinds()).Draw(t, "kind"),
			Slug: rapid.String().Filter(func(s string) bool { return workspace.CheckSlug(s) == nil }).Draw(t, "slug"),
		}
		if ref.Kind == workspace.KindAliases {
			ref.Slug = l.Workspace
		}
		got, ok := l.Ref(l.Path(ref))
		require.True(t, ok)
		require.Equal(t, ref, got)
		folder, _, found := cutLast(l.Path(ref))
		require.Equal(t, found, folder != "")
		require.Contains(t, l.Folders(), folder)
	})
}

func cutLast(path string) (folder, name string, found bool) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

func TestFoldersKindsAndManifest(t *testing.T) {
	top := layout.Layout{Workspace: "acme"}
	require.Equal(t, []string{"", "models", "syncs"}, top.Folders())
	require.Equal(t, []workspace.Kind{"aliases", "model", "sync"}, top.Kinds())
	require.Equal(t, "manifest-acme.yaml", top.ManifestPath())

	below := layout.Layout{Root: "teams/growth", Workspace: "acme", Connections: true}
	require.Equal(t, []string{"teams/growth", "teams/growth/destinations", "teams/growth/models", "teams/growth/sources", "teams/growth/syncs"}, below.Folders())
	require.Equal(t, workspace.Kinds(), below.Kinds())
	require.Equal(t, "teams/growth/manifest-acme.yaml", below.ManifestPath())
}

func TestCheck(t *testing.T) {
	for _, root := range []string{"", "lockstep", "teams/growth", ".github/lockstep", "with blank", "größe", "-x", "...", "git"} {
		require.NoError(t, layout.Layout{Root: root, Workspace: "acme"}.Check(), root)
	}
	for _, root := range []string{
		"/", "/lockstep", "lockstep/", "a//b", ".", "./a", "a/.", "..", "../a", "a/../b", ".git", "a/.git/b", ".GIT", `a\b`, "a\x00b", "a\nb", "caf\xe9",
	} {
		err := layout.Layout{Root: root, Workspace: "acme"}.Check()
		require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err), root)
	}
	require.Error(t, layout.Layout{Workspace: ""}.Check())
	require.Error(t, layout.Layout{Workspace: "a/b"}.Check())
}

func TestManifest(t *testing.T) {
	got := layout.Manifest(
		[]workspace.Resource{{Slug: "warehouse", Fields: workspace.Fields{"name": "Warehouse", "type": "postgres", "config": map[string]any{"host": "db"}}}},
		[]workspace.Resource{
			{Slug: "null", Fields: workspace.Fields{"type": "gam360"}},
			{Slug: "hub-spot", Fields: workspace.Fields{"name": "", "type": "hubspot"}},
		})
	require.Equal(t, workspace.Fields{
		"sources": map[string]any{"warehouse": map[string]any{"name": "Warehouse", "type": "postgres"}},
		"destinations": map[string]any{
			"null":     map[string]any{"type": "gam360"},
			"hub-spot": map[string]any{"type": "hubspot"},
		},
	}, got)
	require.Equal(t, workspace.Fields{"sources": map[string]any{}, "destinations": map[string]any{}}, layout.Manifest(nil, nil))
}

func TestHeadersAreComments(t *testing.T) {
	for _, text := range []string{layout.ManifestHeader(), layout.AliasesHeader()} {
		require.True(t, strings.HasSuffix(text, "\n"))
		for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
			require.True(t, strings.HasPrefix(line, "#"), line)
		}
	}
}
