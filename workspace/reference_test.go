package workspace_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/workspace"
)

func TestReferencesMustLeadSomewhere(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	for name, c := range map[string]struct {
		kind workspace.Kind
		f    workspace.Fields
		key  string
		hint string
	}{
		"source":       {workspace.KindModel, aModel("x", "nowhere"), "source", "create the source in the app, or add an alias"},
		"display name": {workspace.KindModel, aModel("x", "Warehouse"), "source", "the slug counts, not the display name"},
		"model":        {workspace.KindSync, aSync("Users", "crm"), "model", "add the file models/Users.yaml"},
		"destination":  {workspace.KindSync, aSync("users", "CRM"), "destination", "create the destination in the app"},
		"other kind":   {workspace.KindModel, aModel("x", "crm"), "source", "create the source"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.tryCreate(c.kind, "x", c.f)
			e := requireCode(t, workspace.CodeInvalid, err)
			require.Len(t, e.Problems, 1)
			require.Equal(t, "dangling", e.Problems[0].Code)
			require.Equal(t, []any{c.key}, e.Problems[0].Path)
			require.Contains(t, e.Problems[0].Hint, c.hint)
		})
	}
}

func TestAliasesResolve(t *testing.T) {
	w := newWorld(t)
	warehouse, _, _, _ := w.furnish()
	lake := w.create(workspace.KindSource, "lake", aSource())
	w.alias(workspace.Fields{"sources": map[string]any{
		"dw": "warehouse", "warehouse": "lake", "lake": "gone", "stale": "gone", "self": "self",
	}})
	for name, want := range map[string]int64{
		"dw":        warehouse.ID, // aliases do not chain
		"warehouse": lake.ID,      // an alias beats a slug
		"lake":      lake.ID,      // a stale alias falls back to the slug
	} {
		r, err := w.Resolve(t.Context(), w.id, workspace.KindSource, name)
		require.NoError(t, err, name)
		require.Equal(t, want, r.ID, name)
	}
	for _, name := range []string{"stale", "self", "nothing"} {
		_, err := w.Resolve(t.Context(), w.id, workspace.KindSource, name)
		requireCode(t, workspace.CodeNotFound, err)
	}
	_, err := w.Resolve(t.Context(), w.id, workspace.KindDestination, "dw")
	requireCode(t, workspace.CodeNotFound, err)
	w.create(workspace.KindModel, "by-alias", aModel("x", "dw"))
}

func TestAliasesOf(t *testing.T) {
	aliases := workspace.Fields{
		"sources":      map[string]any{"b": "x", "a": "x", "y": "x", "x": "z", "n": int64(1)},
		"destinations": map[string]any{"c": "x"},
	}
	require.Equal(t, []string{"a", "b", "y"}, workspace.AliasesOf(aliases, workspace.KindSource, "x"), "x itself is taken")
	require.Equal(t, []string{"x", "z"}, workspace.AliasesOf(aliases, workspace.KindSource, "z"))
	require.Equal(t, []string{"c", "x"}, workspace.AliasesOf(aliases, workspace.KindDestination, "x"))
	require.Equal(t, []string{"x"}, workspace.AliasesOf(aliases, workspace.KindModel, "x"), "models have no aliases")
	require.Equal(t, []string{"x"}, workspace.AliasesOf(nil, workspace.KindSource, "x"))
	require.Empty(t, workspace.AliasesOf(aliases, workspace.KindSource, "y"))
}

func TestWhatIsUsedStays(t *testing.T) {
	w := newWorld(t)
	source, destination, model, sync := w.furnish()
	w.alias(workspace.Fields{"destinations": map[string]any{"main": "crm"}})
	other := w.create(workspace.KindSync, "by-alias", aSync("users", "main"))
	for _, c := range []struct {
		r    workspace.Resource
		want string
	}{
		{source, "sources/warehouse is used by models/users"},
		{model, "models/users is used by syncs/by-alias, syncs/users-to-crm"},
		{destination, "destinations/crm is used by syncs/by-alias, syncs/users-to-crm"},
	} {
		_, err := w.archive(c.r)
		require.Equal(t, c.want, requireCode(t, workspace.CodeConflict, err).Message)
		_, err = w.delete(c.r, 0)
		requireCode(t, workspace.CodeConflict, err)
	}
	_, err := w.archive(sync)
	require.NoError(t, err)
	_, err = w.archive(destination)
	require.Contains(t, requireCode(t, workspace.CodeConflict, err).Message, "is used by syncs/by-alias")
	_, err = w.archive(other)
	require.NoError(t, err)
	_, err = w.archive(destination)
	require.NoError(t, err)
}

func TestManyUsersAreCounted(t *testing.T) {
	w := newWorld(t)
	source, _, _, _ := w.furnish()
	for _, slug := range []string{"a", "b", "c", "d", "e", "f"} {
		w.create(workspace.KindModel, slug, aModel(slug, "warehouse"))
	}
	_, err := w.archive(source)
	require.Equal(t, "sources/warehouse is used by models/a, models/b, models/c, models/d, models/e and 2 more",
		requireCode(t, workspace.CodeConflict, err).Message)
}

func TestUseThroughStaleAndTakenNames(t *testing.T) {
	w := newWorld(t)
	warehouse, _, _, _ := w.furnish()
	lake := w.create(workspace.KindSource, "lake", aSource())
	aliases := w.alias(sourceAliases("warehouse=gone"))
	users, err := w.UsedBy(t.Context(), warehouse)
	require.NoError(t, err)
	require.Equal(t, []workspace.Ref{{Kind: workspace.KindModel, Slug: "users"}}, users, "the alias is stale, so the slug stands for itself")

	_, _, err = w.update(aliases, sourceAliases("warehouse=lake"))
	require.NoError(t, err)
	users, err = w.UsedBy(t.Context(), warehouse)
	require.NoError(t, err)
	require.Empty(t, users)
	_, err = w.archive(lake)
	require.Contains(t, requireCode(t, workspace.CodeConflict, err).Message, "models/users")
	_, err = w.archive(warehouse)
	require.NoError(t, err)
}

func TestExpectedResourcesCount(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	source := func(slug string) workspace.Ref { return workspace.Ref{Kind: workspace.KindSource, Slug: slug} }
	aliases := workspace.Ref{Kind: workspace.KindAliases, Slug: "acme"}
	for name, c := range map[string]struct {
		expected map[workspace.Ref]workspace.Fields
		source   string
		fine     bool
	}{
		"not expected":           {nil, "new", false},
		"expected":               {map[workspace.Ref]workspace.Fields{source("new"): aSource()}, "new", true},
		"expected alias":         {map[workspace.Ref]workspace.Fields{aliases: sourceAliases("new=warehouse")}, "new", true},
		"both expected":          {map[workspace.Ref]workspace.Fields{aliases: sourceAliases("x=new"), source("new"): aSource()}, "x", true},
		"stale alias, expected":  {map[workspace.Ref]workspace.Fields{aliases: sourceAliases("new=gone"), source("new"): aSource()}, "new", true},
		"expected to be nothing": {map[workspace.Ref]workspace.Fields{aliases: sourceAliases("new=gone")}, "new", false},
		"known besides expected": {map[workspace.Ref]workspace.Fields{source("new"): aSource()}, "warehouse", true},
	} {
		problems, err := w.Validate(t.Context(), w.id, workspace.KindModel, aModel("x", c.source), c.expected)
		require.NoError(t, err)
		require.Equal(t, c.fine, len(problems) == 0, name)
	}
}

func TestTolerateAllowsStubs(t *testing.T) {
	w := newWorld(t)
	_, err := w.edit(func(ctx context.Context, e *workspace.Edit) error {
		e.Tolerate = true
		_, err := e.Create(ctx, workspace.KindModel, "stub", workspace.Fields{"source": "nowhere"})
		return err
	})
	require.NoError(t, err)
}
