package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
)

// Options are how to run cycles. Cycle is required.
type Options struct {
	// Cycle runs one cycle. A positive again asks for another one after that time. Its errors
	// are its own business: they are logged, and the next cycle comes when it is asked for. It may
	// run again although it was interrupted at any point.
	Cycle func(ctx context.Context, workspaceID int64) (again time.Duration, err error)
	// Debounce returns how long the app must be quiet before a cycle, and how long a cycle waits
	// at most. nil: 1 s and 5 s.
	Debounce func(ctx context.Context, workspaceID int64) (quiet, most time.Duration, err error)

	// Instance is who this process is, also after it was killed and started again: it takes up at
	// once the jobs that it ran. No two live processes share one. "": a new name for each process.
	Instance string

	Workers int              // cycles at a time in this process; 0: 16
	Timeout time.Duration    // of one cycle; 0: 10 min
	Alive   time.Duration    // how long a killed process keeps its workspaces waiting; 0: 30 s
	Now     func() time.Time // nil: time.Now
	Log     *slog.Logger     // nil: slog.Default
}

// Jobs asks for cycles and, between Start and Stop, runs them. It is safe for concurrent use.
type Jobs struct {
	Options
	db    Database
	queue queue

	mu    sync.Mutex
	end   context.CancelFunc // of what Start began; nil while stopped
	swept chan struct{}
	quit  chan struct{} // closed when waiting workers should give up

	waitingMu sync.Mutex
	waiting   map[int64]chan struct{} // by workspace
}

// queue is River on one of the engines.
type queue interface {
	// insert adds the job in the transaction of ctx, unless there is one.
	insert(ctx context.Context, workspaceID int64) error
	// complete completes the job in the transaction of ctx.
	complete(ctx context.Context, job *river.Job[cycleArgs]) error
	// wake makes the workers of this process look for jobs.
	wake()
	start(ctx context.Context) error
	// stop waits for running jobs; when ctx ends it cancels them, and waits for them.
	stop(ctx context.Context) error
}

// New returns Jobs that can be triggered, and do not yet run.
func New(db Database, o Options) (*Jobs, error) {
	if o.Cycle == nil {
		return nil, errors.New("jobs need a cycle to run")
	}
	if o.Debounce == nil {
		o.Debounce = func(context.Context, int64) (time.Duration, time.Duration, error) {
			return time.Second, 5 * time.Second, nil
		}
	}
	orDefault(&o.Workers, 16)
	orDefault(&o.Timeout, 10*time.Minute)
	orDefault(&o.Alive, 30*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	j := &Jobs{Options: o, db: db, waiting: map[int64]chan struct{}{}}
	var err error
	if db.Pool() != nil {
		j.queue, err = newPostgres(db, j)
	} else {
		j.queue, err = newSQLite(db, j)
	}
	if err != nil {
		return nil, fmt.Errorf("prepare the job queue: %w", err)
	}
	return j, nil
}

// Start begins to run jobs and returns. Starting twice does nothing.
func (j *Jobs) Start(ctx context.Context) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.end != nil {
		return nil
	}
	if err := j.requeueOwn(ctx); err != nil {
		return fmt.Errorf("take over interrupted jobs: %w", err)
	}
	ctx, end := context.WithCancel(context.WithoutCancel(ctx))
	j.quit = make(chan struct{})
	if err := j.queue.start(ctx); err != nil {
		end()
		return fmt.Errorf("start the job queue: %w", err)
	}
	j.end, j.swept = end, make(chan struct{})
	go j.sweepUntil(ctx, j.swept)
	return nil
}

// Stop lets running cycles finish until ctx ends, then cancels them, and returns when they have
// ended. What did not finish runs after the next Start. Stopping twice does nothing.
func (j *Jobs) Stop(ctx context.Context) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.end == nil {
		return nil
	}
	select {
	case <-j.quit:
	default:
		close(j.quit)
	}
	if err := j.queue.stop(ctx); err != nil {
		return fmt.Errorf("stop the job queue: %w", err)
	}
	j.end()
	<-j.swept
	j.end = nil
	return nil
}

// Trigger asks for a cycle of the workspace once the app is quiet, in the transaction of ctx or
// in one of its own.
func (j *Jobs) Trigger(ctx context.Context, workspaceID int64) error {
	return j.request(ctx, workspaceID, false)
}

// TriggerNow asks for a cycle at once: a webhook, a push, a person who does not want to wait.
func (j *Jobs) TriggerNow(ctx context.Context, workspaceID int64) error {
	return j.request(ctx, workspaceID, true)
}

func (j *Jobs) request(ctx context.Context, workspaceID int64, urgent bool) error {
	err := j.db.InTx(ctx, func(ctx context.Context) error {
		if err := j.db.RequestCycle(ctx, workspaceID, j.Now(), urgent); err != nil {
			return err
		}
		return j.enqueue(ctx, workspaceID)
	})
	if err != nil {
		return fmt.Errorf("ask for a cycle: %w", err)
	}
	return nil
}

// enqueue inserts the job in the transaction of ctx, and wakes workers when it is kept.
func (j *Jobs) enqueue(ctx context.Context, workspaceID int64) error {
	if err := j.queue.insert(ctx, workspaceID); err != nil {
		return err
	}
	j.db.AfterCommit(ctx, func() {
		j.queue.wake()
		j.nudge(workspaceID)
	})
	return nil
}

func orDefault[T comparable](place *T, value T) {
	var zero T
	if *place == zero {
		*place = value
	}
}
