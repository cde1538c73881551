package gitsync_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/gitsync/reconcile"
)

func TestStatusSaysWhereAndWhen(t *testing.T) {
	w := newWorld(t)
	status := func() gitsync.Status {
		s, err := w.engine.Status(w.ctx, w.id)
		require.NoError(t, err)
		return s
	}
	require.Zero(t, status().NextCheckAt)
	require.Empty(t, status().CommitURL)
	w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.URL, s.PollSeconds = "https://github.com/acme/config.git", 60 })
	require.Equal(t, "https://github.com/acme/config", status().RemoteURL)
	require.Equal(t, "https://github.com/acme/config/commit/{commit}", status().CommitURL)
	require.Equal(t, status().CheckedAt.Add(time.Minute), status().NextCheckAt)

	w.remote.OnSend = func() gitsynctest.Fault { return gitsynctest.Refused }
	w.create(bob, model("users"), users())
	_, err := w.engine.Cycle(w.ctx, w.id)
	require.Error(t, err)
	require.Equal(t, status().Failure.Next, status().NextCheckAt)
	require.NoError(t, w.engine.Pause(w.ctx, w.id, byAlice))
	require.Zero(t, status().NextCheckAt, "nobody asks")
}

// What a person settled is not the same on both sides until a cycle has carried it over.
func TestStatusOfWhatWasSettled(t *testing.T) {
	w := brokenWorld(t, unreadable)
	require.NoError(t, w.engine.Resolve(w.ctx, w.id, w.answer(gitsync.TakeApp, ""), byAlice))
	for _, state := range []string{"pending", "in_sync"} {
		s, err := w.engine.Status(w.ctx, w.id)
		require.NoError(t, err)
		require.Equal(t, state, s.State, s.Message)
		w.cycle()
	}
}
