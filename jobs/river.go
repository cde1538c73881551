package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"
)

var errNoTx = errors.New("there is no transaction")

// client is River on an engine whose transactions are TTx.
type client[TTx any] struct {
	*river.Client[TTx]
	// within runs fn with the transaction of ctx.
	within func(ctx context.Context, fn func(tx TTx) error) error
}

func newClient[TTx any](driver riverdriver.Driver[TTx], j *Jobs) (*river.Client[TTx], error) {
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &worker{jobs: j}); err != nil {
		return nil, err
	}
	timeout := j.Timeout + 2*handover // a job may begin its last cycle when it is about to hand over
	return river.NewClient(driver, &river.Config{
		ID:                     j.Instance,
		Queues:                 map[string]river.QueueConfig{cycleKind: {MaxWorkers: j.Workers}},
		Workers:                workers,
		FetchCooldown:          5 * time.Millisecond,
		FetchPollInterval:      time.Second,
		JobTimeout:             timeout,
		RescueStuckJobsAfter:   timeout + time.Minute,
		LeaderElectionDisabled: true,
		Logger:                 slog.New(atLeastWarn{j.Log.Handler()}),
	})
}

func (c *client[TTx]) insert(ctx context.Context, workspaceID int64) error {
	return c.within(ctx, func(tx TTx) error {
		_, err := c.InsertTx(ctx, tx, cycleArgs{WorkspaceID: workspaceID}, nil)
		return err
	})
}

// complete completes the job, and deletes those that completed before.
func (c *client[TTx]) complete(ctx context.Context, job *river.Job[cycleArgs]) error {
	return c.within(ctx, func(tx TTx) error {
		done := river.NewJobDeleteManyParams().Kinds(cycleKind).States(rivertype.JobStateCompleted)
		if _, err := c.JobDeleteManyTx(ctx, tx, done); err != nil {
			return err
		}
		_, err := river.JobCompleteTx[riverdriver.Driver[TTx]](ctx, tx, job)
		if errors.Is(err, rivertype.ErrNotFound) {
			return nil // it was taken over, so its new owner completes it
		}
		return err
	})
}

func (c *client[TTx]) start(ctx context.Context) error { return c.Start(ctx) }

func (c *client[TTx]) stop(ctx context.Context) error {
	if err := c.Stop(ctx); err == nil || ctx.Err() == nil {
		return err
	}
	return c.StopAndCancel(context.WithoutCancel(ctx))
}

// atLeastWarn hides the queue's chatter.
type atLeastWarn struct{ slog.Handler }

func (h atLeastWarn) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}
