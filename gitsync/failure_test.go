package gitsync_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

func TestAFailureDoesNotTouchTheStateOfAnotherReplica(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	theirs := gitsync.State{Head: "theirs", AppSeq: 1 << 40}
	w.remote.OnSend = func() gitsynctest.Fault {
		w.takeOver(w.workspaceLease(), "test")
		require.NoError(t, w.store.PutState(w.ctx, w.id, theirs))
		return gitsynctest.Rejected
	}
	w.set(bob, model("users"), "name", "People")
	_, err := w.engine.Cycle(w.ctx, w.id)
	require.Error(t, err)
	require.Equal(t, theirs, w.remembered())
}

// asked counts how often a remote is asked for its head, and fails as it is told.
type asked struct {
	*gitsynctest.Remote
	polls int
	fail  error
	after func() // called after each answer
}

func (a *asked) Poll(ctx context.Context) (gitsync.Tip, error) {
	a.polls++
	if a.fail != nil {
		return gitsync.Tip{}, a.fail
	}
	tip, err := a.Remote.Poll(ctx)
	if a.after != nil {
		a.after()
	}
	return tip, err
}

func (w *world) asked() *asked {
	remote := &asked{Remote: w.remote}
	w.dial(remote)
	return remote
}

// limited fails a cycle: the remote wants to be left alone for an hour.
func limited(w *world) *asked {
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	remote := w.asked()
	remote.fail = &gitsync.RemoteError{
		Kind: gitsync.KindRateLimited, Class: gitsync.FailWait, Until: w.now.Add(time.Hour), Message: "the git server asks to wait",
	}
	again, err := w.engine.CycleIfDue(w.ctx, w.id)
	require.ErrorIs(w.t, err, remote.fail)
	require.Greater(w.t, again, 59*time.Minute)
	remote.fail, remote.polls = nil, 0
	return remote
}

func TestAFailingRemoteIsLeftAloneUntilDue(t *testing.T) {
	w := newWorld(t)
	remote := limited(w)
	for range 20 {
		w.set(bob, model("users"), "name", "People "+itoa(w.now.Unix()))
		again, err := w.engine.CycleIfDue(w.ctx, w.id)
		require.NoError(t, err)
		require.Greater(t, again, 58*time.Minute)
		require.LessOrEqual(t, again, time.Hour)
	}
	require.Zero(t, remote.polls)
	w.restart()
	w.dial(remote)
	_, err := w.engine.CycleIfDue(w.ctx, w.id)
	require.NoError(t, err)
	require.Zero(t, remote.polls, "another process waits, too")

	w.now = w.now.Add(time.Hour)
	again, err := w.engine.CycleIfDue(w.ctx, w.id)
	require.NoError(t, err)
	require.Zero(t, again)
	require.Nil(t, w.remembered().Failure)
	require.Contains(t, w.file("models/users.yaml"), "name: People")
	w.quiet()
}

func TestPeopleNeedNotWaitUntilDue(t *testing.T) {
	cause := workspace.Cause{Actor: alice, Origin: workspace.OriginUI}
	rows := map[string]func(w *world) error{
		"cycle now": func(w *world) error { _, err := w.engine.Cycle(w.ctx, w.id); return err },
		"ask":       func(w *world) error { return w.engine.Ask(w.ctx, w.id) },
		"resync":    func(w *world) error { return w.engine.Resync(w.ctx, w.id, cause) },
		"resume": func(w *world) error {
			if err := w.engine.Pause(w.ctx, w.id, cause); err != nil {
				return err
			}
			return w.engine.Resume(w.ctx, w.id, cause)
		},
		"settings": func(w *world) error {
			s, err := w.engine.Settings(w.ctx, w.id)
			if err != nil {
				return err
			}
			_, err = w.engine.Configure(w.ctx, w.id, s, gitsync.SecretEdit{})
			return err
		},
		"connect": func(w *world) error {
			s, err := w.engine.Settings(w.ctx, w.id)
			if err != nil {
				return err
			}
			return w.engine.Connect(w.ctx, w.id, gitsync.Connection{Settings: s, Direction: reconcile.AppToRepo}, cause)
		},
	}
	for name, act := range rows {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			remote := limited(w)
			w.set(bob, model("users"), "name", "People")
			require.NoError(t, act(w))
			again, err := w.engine.CycleIfDue(w.ctx, w.id)
			require.NoError(t, err)
			require.Zero(t, again)
			require.NotZero(t, remote.polls)
			require.Nil(t, w.remembered().Failure)
			require.Contains(t, w.file("models/users.yaml"), "name: People")
		})
	}
}

func TestAHaltingFailureIsTriedOnceInALongWhile(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	remote := w.asked()
	remote.fail = &gitsync.RemoteError{Kind: gitsync.KindAuth, Class: gitsync.FailHalt, Message: "the git server does not accept the credential"}
	again, err := w.engine.CycleIfDue(w.ctx, w.id)
	require.ErrorIs(t, err, remote.fail)
	require.InDelta(t, (5 * time.Minute).Seconds(), again.Seconds(), 10)
	w.now = w.now.Add(4 * time.Minute)
	_, err = w.engine.CycleIfDue(w.ctx, w.id)
	require.NoError(t, err)
	require.Equal(t, 1, remote.polls)
	w.now = w.now.Add(2 * time.Minute)
	_, err = w.engine.CycleIfDue(w.ctx, w.id)
	require.ErrorIs(t, err, remote.fail)
	require.Equal(t, 2, remote.polls)
}

func TestABusyBranchIsNotAskedAgain(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	remote := w.asked()
	theirs, ok, err := w.store.Acquire(w.ctx, branchLease, "other", time.Hour)
	require.NoError(t, err)
	require.True(t, ok)
	w.set(bob, model("users"), "name", "People")
	var waits []time.Duration
	for range 8 {
		again, err := w.engine.CycleIfDue(w.ctx, w.id)
		require.NoError(t, err)
		waits = append(waits, again)
	}
	require.Equal(t, 1, remote.polls)
	require.Equal(t, []time.Duration{
		250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second,
		5 * time.Second, 5 * time.Second, 5 * time.Second,
	}, waits)
	require.Nil(t, w.remembered().Failure)

	require.NoError(t, w.store.Release(w.ctx, theirs))
	again, err := w.engine.CycleIfDue(w.ctx, w.id)
	require.NoError(t, err)
	require.Zero(t, again)
	require.Equal(t, 2, remote.polls)
	require.Contains(t, w.file("models/users.yaml"), "name: People")
	w.quiet()
}

func TestACycleSeesWhatAnotherReplicaDidBeforeTheLease(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	w.set(bob, model("users"), "name", "People")
	first := w.engine
	w.restart()
	second := w.engine
	w.engine = first
	remote := w.asked()
	done := false
	remote.after = func() {
		if !done {
			done = true
			_, err := second.Cycle(w.ctx, w.id)
			require.NoError(t, err)
		}
	}
	commits := len(w.repo.Log())
	require.True(t, w.cycle().Idle)
	require.True(t, done)
	require.Len(t, w.repo.Log(), commits+1)
	w.quiet()
}

func TestARefusedPushTellsWhereTheBranchIs(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	remote := w.asked()
	w.cycle()
	w.set(bob, model("users"), "name", "People")
	remote.polls = 0
	remote.after = func() {
		remote.after = nil
		w.push("Note", map[string]string{"notes.md": "hello\n"})
	}
	require.Equal(t, 1, w.cycle().Commits)
	require.Equal(t, 1, remote.polls, "the second round builds on what the refused push said")
	require.Equal(t, "hello\n", w.file("notes.md"))
	require.Contains(t, w.file("models/users.yaml"), "People")
	w.quiet()
}

// What a refused push told is of no use to a later cycle: the branch has moved on by then.
func TestWhereARefusedPushFoundTheBranchIsForgottenWithItsCycle(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.create(bob, model("orders"), users())
	w.connect(reconcile.TwoWay)
	remote := w.asked()
	w.cycle()
	w.set(bob, model("users"), "name", "People")
	remote.after = func() {
		remote.after = nil
		w.push("Note", map[string]string{"notes.md": "hello\n"})
	}
	w.engine.Retries = 0
	_, err := w.engine.Cycle(w.ctx, w.id)
	var moved *gitsync.RemoteError
	require.ErrorAs(t, err, &moved)
	require.Equal(t, gitsync.KindMoved, moved.Kind)

	w.engine.Retries = 8
	w.replace("models/users.yaml", "name: Users", "name: Users\ndescription: All")
	w.replace("models/orders.yaml", "name: Users", "name: Orders")
	w.engine.OnStep = func(s gitsync.Step) {
		if s == gitsync.StepObserved {
			w.engine.OnStep = func(gitsync.Step) {}
			w.set(bob, model("users"), "name", "Persons") // what the plan of this round did not see
		}
	}
	require.False(t, w.cycle().Halted)
	require.Contains(t, w.file("models/users.yaml"), "Persons")
	w.quiet()
}
