package workspace_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/workspace"
)

func TestFollowersFollowInTheSameChange(t *testing.T) {
	w := newWorld(t)
	source, destination, model, sync := w.furnish()
	for _, c := range []struct {
		r        workspace.Resource
		slug     string
		follower workspace.Resource
		key      string
	}{
		{source, "dwh", model, "source"}, {destination, "hubspot", sync, "destination"}, {model, "people", sync, "model"},
	} {
		_, change, err := w.rename(w.get(c.r), c.slug)
		require.NoError(t, err)
		require.Len(t, change.Revisions, 2)
		require.Equal(t, workspace.OpRename, change.Revisions[0].Op)
		require.Equal(t, c.follower.Ref(), change.Revisions[1].Ref())
		require.Equal(t, []string{c.key}, change.Revisions[1].Changed)
		require.Equal(t, c.slug, w.get(c.follower).Fields.Text(c.key))
	}
	_, change, err := w.rename(sync, "unused")
	requireCode(t, workspace.CodeStale, err)
	require.Zero(t, change)
	_, change, err = w.rename(w.get(sync), "unused")
	require.NoError(t, err)
	require.Len(t, change.Revisions, 1)
}

func TestRenameWithOtherFields(t *testing.T) {
	w := newWorld(t)
	_, _, model, _ := w.furnish()
	change, err := w.edit(func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Rename(ctx, model.ID, 0, "people", aModel("People", "warehouse"))
		return err
	})
	require.NoError(t, err)
	require.Equal(t, []string{"name"}, change.Revisions[0].Changed)
	require.Equal(t, "People", w.get(model).Name())
	change, err = w.edit(func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Rename(ctx, model.ID, 0, "people", aModel("Persons", "warehouse"))
		return err
	})
	require.NoError(t, err)
	require.Equal(t, workspace.OpUpdate, change.Revisions[0].Op)
	_, err = w.edit(func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Rename(ctx, model.ID, 0, "x", aModel("X", "nowhere"))
		return err
	})
	requireCode(t, workspace.CodeInvalid, err)
}

func TestAliasesFollowARename(t *testing.T) {
	w := newWorld(t)
	source, _, model, _ := w.furnish()
	byAlias := w.create(workspace.KindModel, "by-alias", aModel("x", "warehouse"))
	aliases := w.alias(workspace.Fields{
		"sources": map[string]any{"dw": "warehouse", "x": "gone"}, "destinations": map[string]any{"dw": "warehouse"},
	})
	byAlias, _, err := w.update(byAlias, aModel("x", "dw"))
	require.NoError(t, err)

	renamed, change, err := w.rename(source, "lake")
	require.NoError(t, err)
	require.Len(t, change.Revisions, 3)
	require.Equal(t, workspace.Fields{
		"sources": map[string]any{"dw": "lake", "x": "gone"}, "destinations": map[string]any{"dw": "warehouse"},
	}, w.get(aliases).Fields)
	require.Equal(t, "lake", w.get(model).Fields.Text("source"))
	require.Equal(t, byAlias, w.get(byAlias), "it keeps its alias")
	for _, name := range []string{"lake", "dw"} {
		r, err := w.Resolve(t.Context(), w.id, workspace.KindSource, name)
		require.NoError(t, err)
		require.Equal(t, renamed.ID, r.ID)
	}
	_, _, err = w.rename(renamed, "dw")
	require.NoError(t, err, "its own alias may become its slug")
	r, err := w.Resolve(t.Context(), w.id, workspace.KindSource, "dw")
	require.NoError(t, err)
	require.Equal(t, renamed.ID, r.ID)
}

func TestNamesThatAnAliasHasTakenDoNotFollow(t *testing.T) {
	w := newWorld(t)
	source, _, model, _ := w.furnish()
	lake := w.create(workspace.KindSource, "lake", aSource())
	aliases := w.alias(sourceAliases("warehouse=lake"))
	source, change, err := w.rename(source, "dwh")
	require.NoError(t, err)
	require.Len(t, change.Revisions, 1)
	require.Equal(t, model, w.get(model), "it means the lake")

	_, _, err = w.update(aliases, sourceAliases("dwh=gone"))
	require.NoError(t, err)
	model, _, err = w.update(model, aModel("Users", "dwh"))
	require.NoError(t, err)
	_, change, err = w.rename(source, "warehouse")
	require.NoError(t, err)
	require.Len(t, change.Revisions, 2, "a stale alias takes nothing")
	require.Equal(t, "warehouse", w.get(model).Fields.Text("source"))

	_, _, err = w.update(w.get(aliases), sourceAliases("ice=lake"))
	require.NoError(t, err)
	_, _, err = w.rename(w.get(source), "ice")
	require.Contains(t, requireCode(t, workspace.CodeConflict, err).Message, `the name "ice" is an alias of sources/lake`)
	_, _, err = w.rename(lake, "ice")
	require.NoError(t, err)
}

func TestArchivedUsersStayBehind(t *testing.T) {
	w := newWorld(t)
	_, _, model, sync := w.furnish()
	_, err := w.archive(sync)
	require.NoError(t, err)
	_, change, err := w.rename(model, "people")
	require.NoError(t, err)
	require.Len(t, change.Revisions, 1)
}
