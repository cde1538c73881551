package gitsync_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

func TestCallsDoNotHangBehindALongPush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.create(bob, model("users"), users())
		w.connect(reconcile.TwoWay)
		cause := workspace.Cause{Actor: alice, Origin: workspace.OriginUI}
		calls := map[string]func(ctx context.Context) error{
			"pause":      func(ctx context.Context) error { return w.engine.Pause(ctx, w.id, cause) },
			"disconnect": func(ctx context.Context) error { return w.engine.Disconnect(ctx, w.id, cause) },
			"resync":     func(ctx context.Context) error { return w.engine.Resync(ctx, w.id, cause) },
			"resolve": func(ctx context.Context) error {
				return w.engine.Resolve(ctx, w.id, gitsync.Resolution{Ref: model("users")}, cause)
			},
			"plan":  func(ctx context.Context) error { _, err := w.engine.Plan(ctx, w.id); return err },
			"cycle": func(ctx context.Context) error { _, err := w.engine.Cycle(ctx, w.id); return gitsync.EdgeError(err) },
		}
		answered := make(chan struct{})
		w.remote.OnSend = func() gitsynctest.Fault { <-answered; return gitsynctest.NoFault }
		w.set(bob, model("users"), "name", "People")
		pushed := make(chan error)
		go func() {
			_, err := w.engine.Cycle(w.ctx, w.id)
			pushed <- err
		}()
		synctest.Wait()
		for name, call := range calls {
			begin := time.Now()
			require.Equal(t, workspace.CodeUnavailable, workspace.CodeOf(call(w.ctx)), name)
			require.Equal(t, 20*time.Second, time.Since(begin), name)

			short, cancel := context.WithTimeout(w.ctx, time.Second)
			require.Equal(t, workspace.CodeUnavailable, workspace.CodeOf(call(short)), name)
			cancel()
			stopped, cancel := context.WithCancel(w.ctx)
			cancel()
			require.ErrorIs(t, call(stopped), context.Canceled, name)
		}
		_, err := w.engine.Status(w.ctx, w.id)
		require.NoError(t, err, "it waits for nobody")
		close(answered)
		require.NoError(t, <-pushed)
		require.NoError(t, calls["pause"](w.ctx))
	})
}
