package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

func testWorkspaces(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	b, a := newWorkspace(t, s, "b"), newWorkspace(t, s, "a")

	got, err := s.Workspace(ctx, a.ID)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(a, got))
	got, err = s.WorkspaceBySlug(ctx, "b")
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(b, got))
	all, err := s.Workspaces(ctx)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]workspace.Workspace{a, b}, all))

	_, err = s.Workspace(ctx, 999)
	requireCode(t, workspace.CodeNotFound, err)
	_, err = s.WorkspaceBySlug(ctx, "no\x00\xffne")
	requireCode(t, workspace.CodeNotFound, err)
	requireCode(t, workspace.CodeConflict, s.CreateWorkspace(ctx, &workspace.Workspace{Slug: "a"}))

	a.Name, a.Slug, a.UpdatedAt = "Other", "c", a.UpdatedAt.Add(time.Microsecond)
	before := a
	require.NoError(t, s.UpdateWorkspace(ctx, &a))
	require.Equal(t, int64(2), a.Version)
	requireCode(t, workspace.CodeStale, s.UpdateWorkspace(ctx, &before))
	got, err = s.Workspace(ctx, a.ID)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(a, got))
	locked, err := s.LockWorkspace(ctx, a.ID)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(a, locked))
	_, err = s.LockWorkspace(ctx, 999)
	requireCode(t, workspace.CodeNotFound, err)
	a.Slug = "b"
	requireCode(t, workspace.CodeConflict, s.UpdateWorkspace(ctx, &a))
	requireCode(t, workspace.CodeNotFound, s.UpdateWorkspace(ctx, &workspace.Workspace{ID: 999, Version: 1, Slug: "x"}))
}

func testSeq(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w, quiet := newWorkspace(t, s, "busy"), newWorkspace(t, s, "quiet")

	_, err := s.NextSeq(ctx, w.ID)
	require.Error(t, err, "outside of a transaction")
	require.Error(t, s.ReleaseSeq(ctx, w.ID, 1))
	require.NoError(t, s.InTx(ctx, func(ctx context.Context) error {
		_, err := s.NextSeq(ctx, 999)
		requireCode(t, workspace.CodeNotFound, err)
		return nil
	}))

	// Writers that commit, roll back and release at the same time leave 1, 2, 3, … without gaps,
	// and each sees the feed up to its own number.
	undo := errors.New("undo")
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := range 12 {
				err := s.InTx(ctx, func(ctx context.Context) error {
					seq, err := s.NextSeq(ctx, w.ID)
					if err != nil {
						return err
					}
					feed, err := s.Changes(ctx, w.ID, 0, 0)
					if err != nil || int64(len(feed)) != seq-1 {
						return errors.Join(err, errors.New("the feed does not end before the number"))
					}
					switch i % 3 {
					case 0:
						return undo
					case 1:
						return s.ReleaseSeq(ctx, w.ID, seq)
					}
					return s.InsertChange(ctx, &workspace.Change{WorkspaceID: w.ID, Seq: seq, At: instant()})
				})
				if !errors.Is(err, undo) && err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	feed, err := s.Changes(ctx, w.ID, 0, 0)
	require.NoError(t, err)
	require.Len(t, feed, 16)
	for i, c := range feed {
		require.Equal(t, int64(i+1), c.Seq)
	}
	got, err := s.Workspace(ctx, w.ID)
	require.NoError(t, err)
	require.Equal(t, int64(16), got.Seq)
	got, err = s.Workspace(ctx, quiet.ID)
	require.NoError(t, err)
	require.Zero(t, got.Seq)

	require.NoError(t, s.InTx(ctx, func(ctx context.Context) error {
		require.Error(t, s.ReleaseSeq(ctx, w.ID, 3), "only the latest can be given back")
		return nil
	}))
}
