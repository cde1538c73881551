package workspace_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/workspace"
)

func TestRevisionsAreComplete(t *testing.T) {
	w := newWorld(t)
	source, _, model, _ := w.furnish()
	w.cause.Note, w.cause.Origin, w.cause.Commit = "why", workspace.OriginGit, "0123abcd"
	_, _, err := w.update(model, aModel("People", "warehouse"))
	require.NoError(t, err)
	_, _, err = w.rename(source, "dwh") // the model follows
	require.NoError(t, err)
	_, _, err = w.rename(w.get(model), "people")
	require.NoError(t, err)
	spare := w.create(workspace.KindModel, "spare", aModel("x", "dwh"))
	_, err = w.archive(spare)
	require.NoError(t, err)
	_, err = w.restore(spare, "")
	require.NoError(t, err)
	_, err = w.delete(spare, 0)
	require.NoError(t, err)

	changes, err := w.Changes(t.Context(), w.id, 0, 0)
	require.NoError(t, err)
	last := map[int64]workspace.Revision{}
	ops := map[workspace.Op]int{}
	for _, c := range changes {
		for _, r := range c.Revisions {
			before, known := last[r.ResourceID]
			require.Equal(t, known, r.Op != workspace.OpCreate)
			require.Equal(t, before.Digest, r.Before, "%s %s", r.Op, r.Ref())
			require.Equal(t, before.Version+1, r.Version)
			require.Equal(t, r.Fields.Digest(), r.Digest)
			require.Equal(t, workspace.ChangedPaths(before.Fields, r.Fields), r.Changed)
			require.Equal(t, c.Cause, r.Cause)
			require.Equal(t, c.At, r.At)
			require.Equal(t, c.Seq, r.Seq)
			if r.Op == workspace.OpRename {
				require.Equal(t, before.Slug, r.FromSlug)
			} else {
				require.Empty(t, r.FromSlug)
			}
			last[r.ResourceID] = r
			ops[r.Op]++
		}
	}
	require.Equal(t, map[workspace.Op]int{
		workspace.OpCreate: 5, workspace.OpUpdate: 3, workspace.OpRename: 2, workspace.OpArchive: 2, workspace.OpRestore: 1, workspace.OpDelete: 1,
	}, ops)
	for id, r := range last {
		got, err := w.Revision(t.Context(), w.id, id, r.Version)
		require.NoError(t, err)
		require.Equal(t, r, got)
	}
}

func TestTouchedTellsVersions(t *testing.T) {
	w := newWorld(t)
	source, destination, model, _ := w.furnish()
	_, err := w.edit(func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Rename(ctx, source.ID, 0, "dwh", nil)
		require.NoError(t, err)
		version, ok := e.Touched(model.ID)
		require.True(t, ok)
		require.Equal(t, int64(2), version)
		_, ok = e.Touched(destination.ID)
		require.False(t, ok)
		return nil
	})
	require.NoError(t, err)
}

// onlyModels lets nobody but Git change anything but models.
type onlyModels struct{ asked *[]workspace.Ref }

func (p onlyModels) MayEdit(_ context.Context, _ int64, ref workspace.Ref, cause workspace.Cause) error {
	*p.asked = append(*p.asked, ref)
	if ref.Kind == workspace.KindModel || cause.Origin == workspace.OriginGit {
		return nil
	}
	return workspace.Errorf(workspace.CodeForbidden, "%s comes from Git", ref).WithHint("edit the file")
}

func TestThePolicyDecides(t *testing.T) {
	var asked []workspace.Ref
	w := newWorld(t, func(o *workspace.Options) { o.Policy = onlyModels{&asked} })
	user := w.cause
	w.cause.Origin = workspace.OriginGit
	source, _, model, sync := w.furnish()
	trash, err := w.archive(w.create(workspace.KindSync, "old", aSync("users", "crm")))
	require.NoError(t, err)
	w.cause = user
	before := w.seq()

	_, err = w.tryCreate(workspace.KindSource, "x", aSource())
	require.Equal(t, "edit the file", requireCode(t, workspace.CodeForbidden, err).Hint)
	_, _, err = w.update(source, aSource().With("name", "x"))
	requireCode(t, workspace.CodeForbidden, err)
	_, _, err = w.rename(source, "x")
	requireCode(t, workspace.CodeForbidden, err)
	_, err = w.archive(sync)
	requireCode(t, workspace.CodeForbidden, err)
	_, err = w.delete(sync, 0)
	requireCode(t, workspace.CodeForbidden, err)
	_, err = w.restore(trash, "")
	requireCode(t, workspace.CodeForbidden, err)
	_, _, err = w.rename(model, "people")
	require.Contains(t, requireCode(t, workspace.CodeForbidden, err).Message, "syncs/users-to-crm", "a follower is edited too")
	require.Equal(t, before, w.seq())

	_, _, err = w.update(model, aModel("People", "warehouse"))
	require.NoError(t, err)
	_, _, err = w.update(source, aSource())
	require.NoError(t, err, "without effect nothing is asked")
	asked = nil
	_, err = w.delete(trash, 0)
	require.NoError(t, err)
	require.Empty(t, asked)
}
