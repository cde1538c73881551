package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

func testTransactions(t *testing.T, open Open) {
	s := open(store.Options{})
	stop := errors.New("stop")
	ctx := t.Context()
	create := func(ctx context.Context, slug string) error {
		return s.CreateWorkspace(ctx, &workspace.Workspace{Slug: slug, Name: slug})
	}
	absent := func(t *testing.T, slug string) {
		t.Helper()
		_, err := s.WorkspaceBySlug(ctx, slug)
		requireCode(t, workspace.CodeNotFound, err)
	}

	t.Run("what fn did is kept", func(t *testing.T) {
		require.NoError(t, s.InTx(ctx, func(ctx context.Context) error { return create(ctx, "kept") }))
		_, err := s.WorkspaceBySlug(ctx, "kept")
		require.NoError(t, err)
	})
	t.Run("an error leaves nothing", func(t *testing.T) {
		err := s.InTx(ctx, func(ctx context.Context) error {
			require.NoError(t, create(ctx, "undone"))
			return stop
		})
		require.ErrorIs(t, err, stop)
		absent(t, "undone")
	})
	t.Run("a panic leaves nothing", func(t *testing.T) {
		require.Panics(t, func() {
			_ = s.InTx(ctx, func(ctx context.Context) error {
				require.NoError(t, create(ctx, "panicked"))
				panic("stop")
			})
		})
		absent(t, "panicked")
		require.NoError(t, create(ctx, "after-panic"))
	})
	t.Run("reads inside see the writes, reads outside do not", func(t *testing.T) {
		require.NoError(t, s.InTx(ctx, func(inside context.Context) error {
			require.NoError(t, create(inside, "seen"))
			_, err := s.WorkspaceBySlug(inside, "seen")
			require.NoError(t, err)
			absent(t, "seen")
			return nil
		}))
		_, err := s.WorkspaceBySlug(ctx, "seen")
		require.NoError(t, err)
	})
	t.Run("nested joins", func(t *testing.T) {
		err := s.InTx(ctx, func(ctx context.Context) error {
			require.NoError(t, s.InTx(ctx, func(ctx context.Context) error { return create(ctx, "inner") }))
			return stop
		})
		require.ErrorIs(t, err, stop)
		absent(t, "inner")
	})
	t.Run("a conflict leaves the transaction usable", func(t *testing.T) {
		require.NoError(t, s.InTx(ctx, func(ctx context.Context) error {
			requireCode(t, workspace.CodeConflict, create(ctx, "kept"))
			return create(ctx, "went-on")
		}))
		_, err := s.WorkspaceBySlug(ctx, "went-on")
		require.NoError(t, err)
	})
	t.Run("cancelled inside", func(t *testing.T) {
		cancelled, cancel := context.WithCancel(ctx)
		err := s.InTx(cancelled, func(ctx context.Context) error {
			require.NoError(t, create(ctx, "cancelled"))
			cancel()
			return nil
		})
		require.ErrorIs(t, err, context.Canceled)
		absent(t, "cancelled")
	})
	t.Run("cancelled before", func(t *testing.T) {
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		require.ErrorIs(t, create(cancelled, "never"), context.Canceled)
		_, err := s.Workspaces(cancelled)
		require.ErrorIs(t, err, context.Canceled)
		absent(t, "never")
	})
	t.Run("after commit", func(t *testing.T) {
		var log []string
		note := func(ctx context.Context, text string) { s.AfterCommit(ctx, func() { log = append(log, text) }) }
		require.ErrorIs(t, s.InTx(ctx, func(ctx context.Context) error { note(ctx, "undone"); return stop }), stop)
		require.NoError(t, s.InTx(ctx, func(ctx context.Context) error {
			return s.InTx(ctx, func(ctx context.Context) error {
				note(ctx, "kept")
				require.Empty(t, log)
				return nil
			})
		}))
		note(ctx, "alone")
		require.Equal(t, []string{"kept", "alone"}, log)
	})
	t.Run("transactions of two stores do not mix", func(t *testing.T) {
		other := open(store.Options{})
		require.NoError(t, s.InTx(ctx, func(ctx context.Context) error {
			require.NoError(t, create(ctx, "mixed"))
			_, err := other.WorkspaceBySlug(ctx, "mixed")
			requireCode(t, workspace.CodeNotFound, err)
			return nil
		}))
	})
}
