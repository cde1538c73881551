package jobs_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"lockstep.dev/jobs"
	"lockstep.dev/store"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

// victimVariable makes this test's program run a cycle that never ends, on the store that it names.
const victimVariable = "LOCKSTEP_TEST_VICTIM"

func TestMain(m *testing.M) {
	if dsn := os.Getenv(victimVariable); dsn != "" {
		fmt.Fprintln(os.Stderr, victim(dsn))
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

func victim(dsn string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dsn, store.Options{Sealer: storetest.Sealer{}})
	if err != nil {
		return err
	}
	w := workspace.Workspace{Slug: "w"}
	if err := s.CreateWorkspace(ctx, &w); err != nil {
		return err
	}
	j, err := jobs.New(s, jobs.Options{Instance: "victim", Debounce: atOnce, Alive: time.Second, Cycle: func(context.Context, int64) (time.Duration, error) {
		fmt.Println("running")
		select {}
	}})
	if err != nil {
		return err
	}
	if err := j.Start(ctx); err != nil {
		return err
	}
	if err := j.Trigger(ctx, w.ID); err != nil {
		return err
	}
	select {}
}

func TestKilledProcess(t *testing.T) {
	t.Run("another one takes over", func(t *testing.T) {
		testKilledProcess(t, jobs.Options{Instance: "other", Alive: time.Second})
	})
	t.Run("it starts again", func(t *testing.T) {
		testKilledProcess(t, jobs.Options{Instance: "victim", Alive: time.Hour})
	})
}

// testKilledProcess kills a process that runs a job, and has the next one run it.
func testKilledProcess(t *testing.T, next jobs.Options) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		child := exec.CommandContext(t.Context(), os.Args[0])
		child.Env, child.Stderr = append(os.Environ(), victimVariable+"="+dsn), os.Stderr
		out, err := child.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, child.Start())
		line, err := bufio.NewReader(out).ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, "running\n", line)
		require.NoError(t, child.Process.Kill())
		require.Error(t, child.Wait())

		s, err := store.Open(t.Context(), dsn, store.Options{Sealer: storetest.Sealer{}})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		w, err := s.WorkspaceBySlug(t.Context(), "w")
		require.NoError(t, err)
		require.Equal(t, 1, count(t, s, "state = 'running'"), "the job seems to run")
		began := make(chan int64, 10)
		next.Cycle = func(_ context.Context, id int64) (time.Duration, error) {
			began <- id
			return 0, nil
		}
		start(t, s, next)
		select {
		case id := <-began:
			require.Equal(t, w.ID, id)
		case <-time.After(soon):
			require.Fail(t, "nobody took over")
		}
		requireSettled(t, s, w.ID)
	})
}

func TestIdleWritesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lockstep.db")
	s, err := store.Open(t.Context(), "sqlite:"+path, store.Options{Sealer: storetest.Sealer{}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	id := newWorkspace(t, s, "w")
	j := start(t, s, jobs.Options{Cycle: func(context.Context, int64) (time.Duration, error) { return 0, nil }})
	require.NoError(t, j.Trigger(t.Context(), id))
	requireSettled(t, s, id)

	observer, err := sql.Open("sqlite", "file:"+path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, observer.Close()) })
	observer.SetMaxOpenConns(1)
	// The number changes whenever another connection has committed something.
	version := func() (n int64) {
		require.NoError(t, observer.QueryRowContext(t.Context(), "PRAGMA data_version").Scan(&n))
		return n
	}
	require.Eventually(t, func() bool { before := version(); return before == version() }, soon, 500*time.Millisecond)
	first := version()
	require.Never(t, func() bool { return version() != first }, 3*time.Second, 100*time.Millisecond)
	require.NoError(t, j.Trigger(t.Context(), id))
	require.NotEqual(t, first, version(), "the observer sees writes")
	requireSettled(t, s, id)
}
