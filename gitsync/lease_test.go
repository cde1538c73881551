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

// slow is a remote whose pushes take as long as during says.
type slow struct {
	*gitsynctest.Remote
	during func(ctx context.Context) error
}

func (r slow) Send(ctx context.Context, p gitsync.Push) (gitsync.Tree, error) {
	if err := r.during(ctx); err != nil {
		return nil, err
	}
	return r.Remote.Send(ctx, p)
}

// dial replaces the engine by one with another remote.
func (w *world) dial(remote gitsync.Remote) {
	w.restart()
	o := w.engine.Options
	o.Dial = func(_ context.Context, _ gitsync.Settings, _ gitsync.Secrets, folders []string) (gitsync.Remote, error) {
		w.remote.Folders = folders
		return remote, nil
	}
	w.engine = gitsync.New(o)
}

const branchLease = "branch:https://git.example.com/acme.git#main"

func (w *world) workspaceLease() string { return "workspace:" + itoa(w.id) }

// takeOver gives a lease to another replica, as happens to one that was not renewed in time.
func (w *world) takeOver(name, from string) {
	ours, ok, err := w.store.Acquire(w.ctx, name, from, time.Minute)
	require.NoError(w.t, err)
	require.True(w.t, ok)
	require.NoError(w.t, w.store.Release(w.ctx, ours))
	_, ok, err = w.store.Acquire(w.ctx, name, "other", time.Hour)
	require.NoError(w.t, err)
	require.True(w.t, ok)
}

func (w *world) branchOwner() string { return "test/" + itoa(w.id) }

func (w *world) remembered() gitsync.State {
	state, err := w.store.State(w.ctx, w.id)
	require.NoError(w.t, err)
	return state
}

func TestLeasesAreKeptDuringALongPush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.create(bob, model("users"), users())
		w.connect(reconcile.TwoWay)
		w.dial(slow{w.remote, func(context.Context) error {
			for range 10 {
				time.Sleep(time.Minute)
				for _, name := range []string{branchLease, w.workspaceLease()} {
					_, ok, err := w.store.Acquire(w.ctx, name, "other", time.Minute)
					require.NoError(t, err)
					require.False(t, ok, "%s is ours", name)
				}
			}
			return nil
		}})
		w.set(bob, model("users"), "name", "People")
		require.Equal(t, 1, w.cycle().Commits)
		for _, name := range []string{branchLease, w.workspaceLease()} {
			_, ok, err := w.store.Acquire(w.ctx, name, "other", time.Minute)
			require.NoError(t, err)
			require.True(t, ok, "%s is free", name)
		}
	})
}

func TestALeaseThatIsLostEndsThePush(t *testing.T) {
	for _, on := range []string{"workspace", "branch"} {
		t.Run(on, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.create(bob, model("users"), users())
				w.connect(reconcile.TwoWay)
				var before gitsync.State
				w.dial(slow{w.remote, func(ctx context.Context) error {
					if on == "branch" {
						w.takeOver(branchLease, w.branchOwner())
					} else {
						w.takeOver(w.workspaceLease(), "test")
					}
					before = w.remembered()
					<-ctx.Done()
					return ctx.Err()
				}})
				w.set(bob, model("users"), "name", "People")
				begin, pushes := time.Now(), w.repo.Pushes()
				_, err := w.engine.Cycle(w.ctx, w.id)
				require.ErrorIs(t, err, gitsync.ErrBusy)
				require.Equal(t, 20*time.Second, time.Since(begin), "with the next renewal")
				require.Equal(t, pushes, w.repo.Pushes())
				require.Equal(t, before, w.remembered(), "no failure of the remote")
			})
		})
	}
}

func TestNothingIsPushedWithoutTheBranchLease(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	w.set(bob, model("users"), "name", "People")
	w.step = func(s gitsync.Step) {
		if s == gitsync.StepObserved {
			w.takeOver(branchLease, w.branchOwner())
		}
	}
	pushes := w.repo.Pushes()
	_, err := w.engine.Cycle(w.ctx, w.id)
	require.ErrorIs(t, err, gitsync.ErrBusy)
	require.Equal(t, pushes, w.repo.Pushes())
	require.Nil(t, w.remembered().Failure)
}
