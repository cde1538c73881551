package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"lockstep.dev/jobs"
	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

func testRequests(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w, other := newWorkspace(t, s, "w").ID, newWorkspace(t, s, "other").ID
	at := func(n int) time.Time { return instant().UTC().Add(time.Duration(n) * time.Second) }
	is := func(want jobs.Request) {
		t.Helper()
		got, err := s.CycleRequest(ctx, w)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(want, got))
	}
	is(jobs.Request{})
	_, err := s.BeginCycle(ctx, w, at(0))
	requireCode(t, workspace.CodeNotFound, err)
	requireCode(t, workspace.CodeNotFound, s.RequestCycle(ctx, 999, at(0), false))

	require.NoError(t, s.RequestCycle(ctx, w, at(1), false))
	require.NoError(t, s.RequestCycle(ctx, w, at(2), true))
	require.NoError(t, s.RequestCycle(ctx, w, at(3), false))
	require.NoError(t, s.RequestCycle(ctx, other, at(9), false))
	is(jobs.Request{Requested: 3, First: at(1), Last: at(3), Urgent: true})

	began, err := s.BeginCycle(ctx, w, at(10))
	require.NoError(t, err)
	require.Equal(t, int64(3), began.Requested)
	is(jobs.Request{Requested: 3, Last: at(3), Alive: at(10)})
	require.NoError(t, s.RequestCycle(ctx, w, at(4), false))
	require.NoError(t, s.KeepCycle(ctx, w, at(11)))
	is(jobs.Request{Requested: 4, First: at(4), Last: at(4), Alive: at(11)})

	stuck := func(now, before int) []int64 {
		t.Helper()
		ids, err := s.StuckCycles(ctx, at(now), at(before))
		require.NoError(t, err)
		return ids
	}
	require.Empty(t, stuck(10, 8), "its process lives, the other's request is fresh")
	require.Equal(t, []int64{w}, stuck(11, 8))
	require.Equal(t, []int64{w, other}, stuck(11, 9))

	now, err := s.FinishCycle(ctx, w, 3, at(20))
	require.NoError(t, err)
	require.True(t, now.Pending())
	is(jobs.Request{Requested: 4, Processed: 3, First: at(4), Last: at(4), Due: at(20)})
	due := func(n int) []int64 {
		t.Helper()
		ids, err := s.DueCycles(ctx, at(n))
		require.NoError(t, err)
		return ids
	}
	require.Empty(t, due(19))
	require.Equal(t, []int64{w}, due(20))
	require.NoError(t, s.RequestCycle(ctx, w, at(5), false))
	require.Empty(t, due(20), "a request makes it due now")

	_, err = s.BeginCycle(ctx, w, at(30))
	require.NoError(t, err)
	now, err = s.FinishCycle(ctx, w, 5, time.Time{})
	require.NoError(t, err)
	require.False(t, now.Pending())
	now, err = s.FinishCycle(ctx, w, 2, time.Time{})
	require.NoError(t, err)
	require.Equal(t, int64(5), now.Processed, "the count never goes back")
}
