package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"lockstep.dev/jobs"
	"lockstep.dev/store"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

const soon = 20 * time.Second // for what must happen, on a busy machine

func TestJobs(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, fresh func(t *testing.T) storetest.Open) {
		for _, part := range []struct {
			name string
			test func(t *testing.T, open storetest.Open)
		}{
			{"starts soon", testStartsSoon},
			{"no request is lost", testNothingIsLost},
			{"rolled back", testRolledBack},
			{"debounce", testDebounce},
			{"failures", testFailures},
			{"again", testAgain},
			{"stop and start", testStop},
			{"lost job", testLostJob},
			{"slow cycle", testSlowCycle},
		} {
			t.Run(part.name, func(t *testing.T) { part.test(t, fresh(t)) })
		}
	})
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func atOnce(context.Context, int64) (time.Duration, time.Duration, error) { return 0, 0, nil }

// start runs jobs until the test ends.
func start(t *testing.T, s *store.Store, o jobs.Options) *jobs.Jobs {
	t.Helper()
	if o.Log == nil {
		o.Log = quiet()
	}
	if o.Debounce == nil {
		o.Debounce = atOnce
	}
	j, err := jobs.New(s, o)
	require.NoError(t, err)
	require.NoError(t, j.Start(t.Context()))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), soon)
		defer cancel()
		require.NoError(t, j.Stop(ctx))
	})
	return j
}

func newWorkspace(t *testing.T, s *store.Store, slug string) int64 {
	t.Helper()
	w := workspace.Workspace{Slug: slug}
	require.NoError(t, s.CreateWorkspace(t.Context(), &w))
	return w.ID
}

// requireSettled waits until no request is pending and no job is left to run.
func requireSettled(t *testing.T, s *store.Store, ids ...int64) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		for _, id := range ids {
			r, err := s.CycleRequest(t.Context(), id)
			require.NoError(c, err)
			require.Equal(c, r.Requested, r.Processed)
		}
		require.Zero(c, count(t, s, "state <> 'completed'"))
	}, soon, 20*time.Millisecond)
}

func count(t *testing.T, s *store.Store, where string) (n int) {
	t.Helper()
	require.NoError(t, s.SQL().QueryRowContext(t.Context(), "SELECT count(*) FROM river_job WHERE "+where).Scan(&n))
	return n
}

func testStartsSoon(t *testing.T, open storetest.Open) {
	s := open(store.Options{})
	id := newWorkspace(t, s, "w")
	began := make(chan time.Time, 1)
	j := start(t, s, jobs.Options{Cycle: func(context.Context, int64) (time.Duration, error) {
		began <- time.Now()
		return 0, nil
	}})
	var took []time.Duration
	for range 15 {
		requireSettled(t, s, id)
		require.NoError(t, j.Trigger(t.Context(), id))
		asked := time.Now()
		took = append(took, (<-began).Sub(asked))
	}
	slices.Sort(took)
	t.Logf("from commit to cycle: median %s, slowest %s", took[len(took)/2], took[len(took)-1])
	require.Less(t, took[len(took)/2], 200*time.Millisecond, "River polls each second: something must have woken it")
}

func testNothingIsLost(t *testing.T, open storetest.Open) {
	stores := []*store.Store{open(store.Options{})}
	if stores[0].Pool() != nil {
		stores = append(stores, open(store.Options{})) // two replicas
	}
	var ids []int64
	for i := range 5 {
		ids = append(ids, newWorkspace(t, stores[0], fmt.Sprint("w", i)))
	}
	running := make([]atomic.Int32, 1000)
	var cycles, together atomic.Int32
	cycle := func(ctx context.Context, id int64) (time.Duration, error) {
		if running[id].Add(1) > 1 {
			together.Add(1)
		}
		defer running[id].Add(-1)
		cycles.Add(1)
		select {
		case <-time.After(3 * time.Millisecond):
		case <-ctx.Done():
		}
		return 0, nil
	}
	var all []*jobs.Jobs
	for _, s := range stores {
		all = append(all, start(t, s, jobs.Options{Cycle: cycle, Workers: 4}))
	}
	const perGoroutine = 60
	var group sync.WaitGroup
	for g := range 4 {
		group.Go(func() {
			j := all[g%len(all)]
			for k := range perGoroutine {
				if err := j.Trigger(t.Context(), ids[(k+g)%len(ids)]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	requireSettled(t, stores[0], ids...)
	var requested int64
	for _, id := range ids {
		r, err := stores[0].CycleRequest(t.Context(), id)
		require.NoError(t, err)
		requested += r.Requested
	}
	require.EqualValues(t, 4*perGoroutine, requested)
	require.Zero(t, together.Load(), "cycles of one workspace run one after the other")
	require.GreaterOrEqual(t, int(cycles.Load()), len(ids))
	require.LessOrEqual(t, count(t, stores[0], "state = 'completed'"), 20, "completed jobs are deleted")
}

func testRolledBack(t *testing.T, open storetest.Open) {
	s := open(store.Options{})
	id := newWorkspace(t, s, "w")
	j, err := jobs.New(s, jobs.Options{Cycle: func(context.Context, int64) (time.Duration, error) { return 0, nil }})
	require.NoError(t, err)
	undo := errors.New("undo")
	require.ErrorIs(t, s.InTx(t.Context(), func(ctx context.Context) error {
		require.NoError(t, j.Trigger(ctx, id))
		return undo
	}), undo)
	require.Zero(t, count(t, s, "true"))
	r, err := s.CycleRequest(t.Context(), id)
	require.NoError(t, err)
	require.Zero(t, r)

	require.NoError(t, s.InTx(t.Context(), func(ctx context.Context) error {
		require.NoError(t, j.Trigger(ctx, id))
		return j.Trigger(ctx, id)
	}))
	require.Equal(t, 1, count(t, s, "true"))
	require.Equal(t, workspace.CodeNotFound, workspace.CodeOf(j.Trigger(t.Context(), 999)))
}

func testDebounce(t *testing.T, open storetest.Open) {
	s := open(store.Options{})
	patient, hasty := newWorkspace(t, s, "patient"), newWorkspace(t, s, "hasty")
	began := make(chan int64, 10)
	const rest = time.Second // longer than three triggers take on a busy machine
	j := start(t, s, jobs.Options{
		Cycle: func(_ context.Context, id int64) (time.Duration, error) { began <- id; return 0, nil },
		Debounce: func(_ context.Context, id int64) (time.Duration, time.Duration, error) {
			if id == patient {
				return time.Hour, 2 * time.Hour, nil
			}
			return rest, time.Hour, nil
		},
	})
	require.NoError(t, j.Trigger(t.Context(), patient))
	for range 3 {
		require.NoError(t, j.Trigger(t.Context(), hasty))
	}
	last := time.Now()
	require.Equal(t, hasty, <-began, "the other one waits for an hour")
	require.GreaterOrEqual(t, time.Since(last), rest-50*time.Millisecond)
	requireOneLeft := func() {
		r, err := s.CycleRequest(t.Context(), patient)
		require.NoError(t, err)
		require.True(t, r.Pending())
	}
	requireOneLeft()
	require.NoError(t, j.Trigger(t.Context(), patient))
	require.NoError(t, j.TriggerNow(t.Context(), patient))
	require.Equal(t, patient, <-began, "now means now")
	requireSettled(t, s, patient, hasty)
	require.Empty(t, began, "three requests, one cycle")

	require.NoError(t, j.Trigger(t.Context(), patient))
	require.Eventually(t, func() bool { return count(t, s, "state = 'running'") == 1 }, soon, 10*time.Millisecond)
	require.NoError(t, j.Stop(t.Context()), "a job that waits does not hold up the end")
	requireOneLeft()
}

func testFailures(t *testing.T, open storetest.Open) {
	s := open(store.Options{})
	id := newWorkspace(t, s, "w")
	var calls atomic.Int32
	j := start(t, s, jobs.Options{Cycle: func(context.Context, int64) (time.Duration, error) {
		switch calls.Add(1) {
		case 1:
			panic("boom")
		case 2:
			return 0, errors.New("remote is down")
		}
		return 0, nil
	}})
	for want := range int32(3) {
		require.NoError(t, j.Trigger(t.Context(), id))
		requireSettled(t, s, id)
		require.Equal(t, want+1, calls.Load())
	}
}

func testAgain(t *testing.T, open storetest.Open) {
	s := open(store.Options{})
	id := newWorkspace(t, s, "w")
	var calls atomic.Int32
	j := start(t, s, jobs.Options{Cycle: func(context.Context, int64) (time.Duration, error) {
		switch calls.Add(1) {
		case 1:
			return 10 * time.Millisecond, nil
		case 2:
			return time.Hour, nil
		}
		return 0, nil
	}})
	require.NoError(t, j.Trigger(t.Context(), id))
	require.Eventually(t, func() bool { return calls.Load() == 2 }, soon, 10*time.Millisecond)
	requireSettled(t, s, id)
	require.NoError(t, j.Trigger(t.Context(), id), "a cycle that is due in an hour does not swallow requests")
	require.Eventually(t, func() bool { return calls.Load() == 3 }, soon, 10*time.Millisecond)
	requireSettled(t, s, id)
	r, err := s.CycleRequest(t.Context(), id)
	require.NoError(t, err)
	require.Zero(t, r.Due)
}

func testStop(t *testing.T, open storetest.Open) {
	s := open(store.Options{})
	id := newWorkspace(t, s, "w")
	began, ended := make(chan struct{}, 10), make(chan struct{}, 10)
	j := start(t, s, jobs.Options{Cycle: func(ctx context.Context, _ int64) (time.Duration, error) {
		began <- struct{}{}
		<-ctx.Done()
		ended <- struct{}{}
		return 0, ctx.Err()
	}})
	require.NoError(t, j.Start(t.Context()), "again")
	require.NoError(t, j.Trigger(t.Context(), id))
	<-began
	now, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, j.Stop(now))
	<-ended
	require.NoError(t, j.Stop(t.Context()), "again")
	r, err := s.CycleRequest(t.Context(), id)
	require.NoError(t, err)
	require.True(t, r.Pending(), "it did not finish")

	require.NoError(t, j.Start(t.Context()))
	select {
	case <-began:
	case <-time.After(soon):
		require.Fail(t, "the interrupted cycle does not run again")
	}
	require.NoError(t, j.Stop(now))
}

func testLostJob(t *testing.T, open storetest.Open) {
	s := open(store.Options{})
	id := newWorkspace(t, s, "w")
	require.NoError(t, s.RequestCycle(t.Context(), id, time.Now().Add(-time.Minute), false))
	var calls atomic.Int32
	start(t, s, jobs.Options{Cycle: func(context.Context, int64) (time.Duration, error) { calls.Add(1); return 0, nil }})
	require.Eventually(t, func() bool { return calls.Load() == 1 }, soon, 10*time.Millisecond)
	requireSettled(t, s, id)
}

func testSlowCycle(t *testing.T, open storetest.Open) {
	s := open(store.Options{})
	id := newWorkspace(t, s, "w")
	var calls atomic.Int32
	release := make(chan struct{})
	j := start(t, s, jobs.Options{Alive: 600 * time.Millisecond, Cycle: func(ctx context.Context, _ int64) (time.Duration, error) {
		calls.Add(1)
		select {
		case <-release:
		case <-ctx.Done():
		}
		return 0, nil
	}})
	require.NoError(t, j.Trigger(t.Context(), id))
	require.Never(t, func() bool { return calls.Load() > 1 }, 2500*time.Millisecond, 50*time.Millisecond, "it lives, so nobody takes it over")
	close(release)
	requireSettled(t, s, id)
	require.EqualValues(t, 1, calls.Load())
}
