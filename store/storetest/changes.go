package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

func testChanges(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w, other := newWorkspace(t, s, "w"), newWorkspace(t, s, "other")
	a := insert(t, s, newResource(w.ID, workspace.KindModel, "a", workspace.Fields{"n": int64(1)}))
	b := insert(t, s, newResource(w.ID, workspace.KindSync, "b", workspace.Fields{"big": 1e18}))
	cause := workspace.Cause{
		Actor:  workspace.Actor{UserID: 7, Name: "Zoë \xff\x00", Email: "zoe@example.com"},
		Origin: workspace.OriginGit, Commit: "0123abcd", Note: "because\nof this",
	}
	record := func(seq int64, revisions ...workspace.Revision) workspace.Change {
		c := workspace.Change{WorkspaceID: w.ID, Seq: seq, At: instant().UTC().Add(time.Duration(seq) * time.Second), Cause: cause}
		for _, r := range revisions {
			r.Seq, r.At, r.Cause = seq, c.At, cause
			c.Revisions = append(c.Revisions, r)
		}
		require.NoError(t, s.InsertChange(ctx, &c))
		require.NotZero(t, c.ID)
		for _, r := range c.Revisions {
			require.Equal(t, c.ID, r.ChangeID)
		}
		return c
	}
	revision := func(r workspace.Resource, version int64, op workspace.Op) workspace.Revision {
		return workspace.Revision{ResourceID: r.ID, Kind: r.Kind, Slug: r.Slug, Version: version, Op: op, Fields: r.Fields, Digest: r.Digest}
	}
	rename := revision(a, 2, workspace.OpRename)
	rename.FromSlug, rename.Before, rename.Changed = "old", "beef", []string{"n", "x.y"}
	rename.Typed = workspace.Typed{Text: "# by hand\x00\nn: 1\n", Over: "n: 0\n"}
	first := record(1, revision(b, 1, workspace.OpCreate), revision(a, 1, workspace.OpCreate))
	second := record(2, rename)
	third := record(3)

	all, err := s.Changes(ctx, w.ID, 0, 0)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]workspace.Change{first, second, third}, all))
	some, err := s.Changes(ctx, w.ID, 1, 1)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]workspace.Change{second}, some))
	none, err := s.Changes(ctx, other.ID, 0, 10)
	require.NoError(t, err)
	require.Empty(t, none)

	history, err := s.Revisions(ctx, w.ID, a.ID, 0, 10)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]workspace.Revision{second.Revisions[0], first.Revisions[1]}, history))
	history, err = s.Revisions(ctx, w.ID, a.ID, 2, 10)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(first.Revisions[1:], history))
	history, err = s.Revisions(ctx, w.ID, a.ID, 0, 1)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(second.Revisions, history))
	history, err = s.Revisions(ctx, other.ID, a.ID, 0, 0)
	require.NoError(t, err)
	require.Empty(t, history)

	typed, err := s.Typed(ctx, w.ID, []int64{a.ID, b.ID, a.ID})
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(map[int64]workspace.Revision{a.ID: second.Revisions[0]}, typed))
	typed, err = s.Typed(ctx, other.ID, []int64{a.ID})
	require.NoError(t, err)
	require.Empty(t, typed)
	record(4, revision(a, 3, workspace.OpUpdate))
	typed, err = s.Typed(ctx, w.ID, []int64{a.ID})
	require.NoError(t, err)
	require.Len(t, typed, 1)
	record(5, revision(a, 4, workspace.OpArchive))
	record(6, revision(a, 5, workspace.OpRestore))
	typed, err = s.Typed(ctx, w.ID, []int64{a.ID})
	require.NoError(t, err)
	require.Empty(t, typed, "it was removed since")

	got, err := s.Revision(ctx, w.ID, a.ID, 2)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(second.Revisions[0], got))
	_, err = s.Revision(ctx, w.ID, a.ID, 6)
	requireCode(t, workspace.CodeNotFound, err)
	_, err = s.Revision(ctx, other.ID, a.ID, 2)
	requireCode(t, workspace.CodeNotFound, err)

	again := workspace.Change{WorkspaceID: w.ID, Seq: 3, At: instant()}
	requireCode(t, workspace.CodeConflict, s.InsertChange(ctx, &again))
	again = workspace.Change{WorkspaceID: w.ID, Seq: 4, At: instant(), Revisions: []workspace.Revision{revision(a, 2, workspace.OpUpdate)}}
	requireCode(t, workspace.CodeConflict, s.InsertChange(ctx, &again))
	all, err = s.Changes(ctx, w.ID, 0, 0)
	require.NoError(t, err)
	require.Len(t, all, 6, "a failed change leaves nothing")

	t.Run("many revisions in one change", func(t *testing.T) {
		c := workspace.Change{WorkspaceID: other.ID, Seq: 1, At: instant()}
		for i := range 1300 {
			r := insert(t, s, newResource(other.ID, workspace.KindModel, fmt.Sprintf("m%d", i), workspace.Fields{"i": int64(i)}))
			c.Revisions = append(c.Revisions, revision(r, 1, workspace.OpCreate))
		}
		slices.Reverse(c.Revisions)
		require.NoError(t, s.InsertChange(ctx, &c))
		got, err := s.Changes(ctx, other.ID, 0, 0)
		require.NoError(t, err)
		require.Len(t, got, 1)
		require.Empty(t, cmp.Diff(c.Revisions, got[0].Revisions, cmpopts.IgnoreFields(workspace.Revision{}, "At", "Seq")))
	})
}
