package gitsync_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/gitsync/reconcile"
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
	require.Equal(t, theirs, w.state())
}
