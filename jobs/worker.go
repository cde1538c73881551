package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// look is how often a waiting worker asks whether another process wants it to hurry.
const look = 500 * time.Millisecond

// handover is how long one job runs cycles of a busy workspace before others get the slot.
const handover = time.Minute

// cycleArgs are the arguments of a job. One per workspace exists at a time.
type cycleArgs struct {
	WorkspaceID int64 `json:"workspace_id" river:"unique"`
}

// Kind is the job's name in the queue.
func (cycleArgs) Kind() string { return cycleKind }

const cycleKind = "git_sync_cycle"

// InsertOpts makes the job unique while it has not completed.
func (cycleArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: cycleKind, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
		rivertype.JobStateScheduled, rivertype.JobStateRetryable,
	}}}
}

type worker struct {
	river.WorkerDefaults[cycleArgs]
	jobs *Jobs
}

// Work runs cycles until nothing is requested. It never fails for River: a job that River would
// retry later keeps new requests from being inserted. Instead it gives the job back at once.
func (w *worker) Work(ctx context.Context, job *river.Job[cycleArgs]) error {
	j, id := w.jobs, job.Args.WorkspaceID
	end := time.Now().Add(handover)
	for {
		if !j.settle(ctx, id) {
			return river.JobSnooze(0)
		}
		done, err := j.once(ctx, job)
		switch {
		case ctx.Err() != nil:
			return river.JobSnooze(0)
		case err != nil:
			j.Log.ErrorContext(ctx, "run a job", "workspace", id, "error", err)
			return river.JobSnooze(time.Second)
		case done:
			return nil
		case time.Now().After(end):
			return river.JobSnooze(0)
		}
	}
}

// settle waits until the app is quiet. It returns false when the job should be given back.
func (j *Jobs) settle(ctx context.Context, workspaceID int64) bool {
	nudged, forget := j.listen(workspaceID)
	defer forget()
	var kept time.Time
	for {
		r, err := j.db.CycleRequest(ctx, workspaceID)
		if err == nil && (r.Urgent || r.First.IsZero()) {
			return true
		}
		quiet, most, err2 := j.Debounce(ctx, workspaceID)
		if err := errors.Join(err, err2); err != nil {
			if ctx.Err() == nil {
				j.Log.ErrorContext(ctx, "wait for quiet", "workspace", workspaceID, "error", err)
			}
			return ctx.Err() == nil
		}
		wait := rest(r, j.Now(), quiet, most)
		if wait <= 0 {
			return true
		}
		if now := j.Now(); wait > j.Alive/3 && now.Sub(kept) > j.Alive/3 {
			kept = now
			if err := j.db.KeepCycle(ctx, workspaceID, now.Add(j.Alive)); err != nil && ctx.Err() == nil {
				j.Log.WarnContext(ctx, "tell that a cycle still waits", "workspace", workspaceID, "error", err)
			}
		}
		timer := time.NewTimer(min(wait, look))
		select {
		case <-timer.C:
		case <-nudged:
			timer.Stop()
		case <-j.quit:
			timer.Stop()
			return false
		case <-ctx.Done():
			timer.Stop()
			return false
		}
	}
}

// once runs one cycle and tells whether the job is complete.
func (j *Jobs) once(ctx context.Context, job *river.Job[cycleArgs]) (done bool, err error) {
	id := job.Args.WorkspaceID
	r, err := j.db.BeginCycle(ctx, id, j.Now().Add(j.Alive))
	if err != nil {
		return false, fmt.Errorf("begin a cycle: %w", err)
	}
	again, err := j.cycle(ctx, id)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		j.Log.WarnContext(ctx, "a cycle failed", "workspace", id, "error", err)
	}
	var due time.Time
	if again > 0 {
		due = j.Now().Add(again)
	}
	err = j.db.InTx(ctx, func(ctx context.Context) error {
		now, err := j.db.FinishCycle(ctx, id, r.Requested, due)
		if err != nil || now.Pending() {
			return err
		}
		done = true
		return j.queue.complete(ctx, job)
	})
	if err != nil {
		return false, fmt.Errorf("finish a cycle: %w", err)
	}
	return done, nil
}

// cycle runs Cycle within its time, while saying that this process lives. A panic is an error.
func (j *Jobs) cycle(ctx context.Context, workspaceID int64) (again time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, j.Timeout)
	defer cancel()
	alive, kept := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(kept)
		j.keep(ctx, workspaceID, alive)
	}()
	defer func() {
		close(alive)
		<-kept
		if r := recover(); r != nil {
			again, err = 0, fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return j.Cycle(ctx, workspaceID)
}

// keep moves the time ahead until which this process says that it lives.
func (j *Jobs) keep(ctx context.Context, workspaceID int64, ended <-chan struct{}) {
	ticker := time.NewTicker(j.Alive / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ended:
			return
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := j.db.KeepCycle(ctx, workspaceID, j.Now().Add(j.Alive)); err != nil && ctx.Err() == nil {
				j.Log.WarnContext(ctx, "tell that a cycle still runs", "workspace", workspaceID, "error", err)
			}
		}
	}
}

// listen returns a channel on which requests for the workspace arrive, until forget.
func (j *Jobs) listen(workspaceID int64) (nudged <-chan struct{}, forget func()) {
	c := make(chan struct{}, 1)
	j.waitingMu.Lock()
	defer j.waitingMu.Unlock()
	j.waiting[workspaceID] = c
	return c, func() {
		j.waitingMu.Lock()
		defer j.waitingMu.Unlock()
		if j.waiting[workspaceID] == c {
			delete(j.waiting, workspaceID)
		}
	}
}

// nudge makes the worker that waits for the workspace's app to be quiet look again.
func (j *Jobs) nudge(workspaceID int64) {
	j.waitingMu.Lock()
	defer j.waitingMu.Unlock()
	if c, ok := j.waiting[workspaceID]; ok {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
