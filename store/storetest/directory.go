package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/auth"
	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

func testDirectory(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	version, err := s.DirectoryVersion(ctx)
	require.NoError(t, err)
	told := func(what string, raised bool, change error) {
		t.Helper()
		require.NoError(t, change, what)
		now, err := s.DirectoryVersion(ctx)
		require.NoError(t, err)
		want := version
		if raised {
			want++
		}
		require.Equal(t, want, now, what)
		version = now
	}
	u, w, k := auth.User{Name: "Maya", Role: auth.ScopeAdmin}, workspace.Workspace{Slug: "a"}, auth.Key{Name: "laptop", Scope: auth.ScopeRead}
	told("a new person", true, s.CreateUser(ctx, &u))
	u.Name, k.UserID = "Maya Chen", u.ID
	told("a person's name", true, s.UpdateUser(ctx, &u))
	told("a password", true, s.SetPassword(ctx, u.ID, "$hash$"))
	told("a new key", true, s.CreateKey(ctx, &k, []byte{1}))
	told("a key that ends", true, s.RevokeKey(ctx, k.ID, instant()))
	told("a new workspace", true, s.CreateWorkspace(ctx, &w))
	told("a workspace's name", true, s.UpdateWorkspace(ctx, &w))
	told("somebody was here", false, s.TouchUser(ctx, u.ID, instant()))
	told("a key was used", false, s.TouchKey(ctx, k.ID, instant()))
	told("a session", false, s.PutSession(ctx, auth.Session{Hash: "h", UserID: u.ID}))
	told("nothing but a lock", false, s.InTx(ctx, func(ctx context.Context) error {
		_, err := s.LockUser(ctx, u.ID)
		_, other := s.LockWorkspace(ctx, w.ID)
		return errors.Join(err, other)
	}))
	told("many at once", true, s.InTx(ctx, func(ctx context.Context) error {
		return errors.Join(s.UpdateUser(ctx, &u), s.UpdateWorkspace(ctx, &w))
	}))
	told("what is refused", false, s.InTx(ctx, func(ctx context.Context) error {
		requireCode(t, workspace.CodeNotFound, s.RemoveUser(ctx, 999))
		requireCode(t, workspace.CodeConflict, s.CreateWorkspace(ctx, &workspace.Workspace{Slug: "a"}))
		return nil
	}))
	undo := errors.New("undo")
	require.ErrorIs(t, s.InTx(ctx, func(ctx context.Context) error { return errors.Join(s.RemoveUser(ctx, u.ID), undo) }), undo)
	told("what is taken back", false, nil)
	told("a person who leaves", true, s.RemoveUser(ctx, u.ID))
}

// testEditsAtOnce lets many change one account and one workspace, each as it finds them under the
// lock: no edit is lost.
func testEditsAtOnce(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	u, w := auth.User{Role: auth.ScopeAdmin}, newWorkspace(t, s, "w")
	w.Name = ""
	require.NoError(t, s.CreateUser(ctx, &u))
	require.NoError(t, s.UpdateWorkspace(ctx, &w))
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			err := s.InTx(ctx, func(ctx context.Context) error {
				u, err := s.LockUser(ctx, u.ID)
				if err != nil {
					return err
				}
				u.Name += "x"
				if err := s.UpdateUser(ctx, &u); err != nil {
					return err
				}
				w, err := s.LockWorkspace(ctx, w.ID)
				if err != nil {
					return err
				}
				w.Name += "x"
				return s.UpdateWorkspace(ctx, &w)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	u, err := s.User(ctx, u.ID)
	require.NoError(t, err)
	w, err = s.Workspace(ctx, w.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"xxxxxx", "xxxxxx"}, []string{u.Name, w.Name})
	require.Equal(t, []int64{7, 8}, []int64{u.Version, w.Version})
}
