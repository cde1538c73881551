package store_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"lockstep.dev/store"
	"lockstep.dev/store/pgtest"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

func TestLostConnection(t *testing.T) {
	dsn := pgtest.Start(t).Database(t)
	s, err := store.Open(t.Context(), dsn, store.Options{Sealer: storetest.Sealer{}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	admin, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, admin.Close(context.Background())) })
	cut := func() {
		_, err := admin.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lockstep'")
		require.NoError(t, err)
	}
	err = s.InTx(t.Context(), func(ctx context.Context) error {
		require.NoError(t, s.CreateWorkspace(ctx, &workspace.Workspace{Slug: "lost"}))
		cut()
		return s.CreateWorkspace(ctx, &workspace.Workspace{Slug: "never"})
	})
	require.Equal(t, workspace.CodeUnavailable, workspace.CodeOf(err), "%v", err)
	err = s.InTx(t.Context(), func(ctx context.Context) error {
		require.NoError(t, s.CreateWorkspace(ctx, &workspace.Workspace{Slug: "lost"}))
		cut()
		return nil
	})
	require.Equal(t, workspace.CodeUnavailable, workspace.CodeOf(err), "%v", err)
	_, err = s.WorkspaceBySlug(t.Context(), "lost")
	require.Equal(t, workspace.CodeNotFound, workspace.CodeOf(err), "new connections are made: %v", err)
}

func TestBusyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "busy.db")
	s, err := store.Open(t.Context(), "sqlite:"+path, store.Options{Sealer: storetest.Sealer{}, Unsafe: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	require.NoError(t, s.CreateWorkspace(t.Context(), &workspace.Workspace{Slug: "before"}))

	other, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, other.Close()) })
	tx, err := other.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	err = s.CreateWorkspace(t.Context(), &workspace.Workspace{Slug: "refused"})
	require.Equal(t, workspace.CodeUnavailable, workspace.CodeOf(err), "%v", err)
	_, err = s.WorkspaceBySlug(t.Context(), "before")
	require.NoError(t, err, "reading goes on")
	require.NoError(t, tx.Rollback())
	require.NoError(t, s.CreateWorkspace(t.Context(), &workspace.Workspace{Slug: "after"}))
}
