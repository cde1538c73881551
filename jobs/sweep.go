package jobs

import (
	"context"
	"fmt"
	"time"
)

// sweepEvery is how often due and stuck cycles are looked for. It reads one small table.
const sweepEvery = time.Second

// sweepUntil sweeps until ctx ends, and closes swept.
func (j *Jobs) sweepUntil(ctx context.Context, swept chan<- struct{}) {
	defer close(swept)
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		if err := j.sweep(ctx); err != nil && ctx.Err() == nil {
			j.Log.WarnContext(ctx, "look for due jobs", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (j *Jobs) sweep(ctx context.Context) error {
	now := j.Now()
	due, err := j.db.DueCycles(ctx, now)
	if err != nil {
		return err
	}
	for _, id := range due {
		if err := j.TriggerNow(ctx, id); err != nil {
			return err
		}
	}
	// A fresh request has a job that waits for its turn, or for the app to be quiet.
	stuck, err := j.db.StuckCycles(ctx, now, now.Add(-j.Alive))
	if err != nil {
		return err
	}
	for _, id := range stuck {
		if err := j.takeOver(ctx, id); err != nil {
			return fmt.Errorf("take over an interrupted job: %w", err)
		}
	}
	return nil
}

// takeOver gives the job of a workspace back to the queue, or inserts it if it is lost. Should its
// process live after all, two run the cycle; the lease of the cycle sees to that.
func (j *Jobs) takeOver(ctx context.Context, workspaceID int64) error {
	return j.db.InTx(ctx, func(ctx context.Context) error {
		if err := j.requeue(ctx, fmt.Sprintf("CAST(args ->> 'workspace_id' AS bigint) = %d", workspaceID)); err != nil {
			return err
		}
		return j.enqueue(ctx, workspaceID)
	})
}

// requeueOwn gives back the jobs that this process ran when it was killed. One process runs those
// of an SQLite file.
func (j *Jobs) requeueOwn(ctx context.Context) error {
	return j.db.InTx(ctx, func(ctx context.Context) error {
		switch {
		case j.db.Pool() == nil:
			return j.requeue(ctx, "true")
		case j.Instance != "":
			return j.requeue(ctx, "attempted_by[array_upper(attempted_by, 1)] = $1", j.Instance)
		}
		return nil
	})
}

// requeue makes jobs available that run, or wait in a schedule that nobody keeps. River offers
// this only for jobs that are not running.
func (j *Jobs) requeue(ctx context.Context, which string, args ...any) error {
	tx, _, ok := j.db.Tx(ctx)
	if !ok {
		return errNoTx
	}
	_, err := tx.ExecContext(ctx, "UPDATE river_job SET state = 'available', attempt = 0"+
		" WHERE kind = '"+cycleKind+"' AND state IN ('running', 'retryable', 'scheduled') AND "+which, args...)
	return err
}
