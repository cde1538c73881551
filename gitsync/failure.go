package gitsync

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lockstep.dev/workspace"
)

// Backoff grows from firstDelay to longestDelay.
const (
	firstDelay   = 2 * time.Second
	longestDelay = 5 * time.Minute
)

// While another replica is at work, cycles come back after firstBusy, and less often with each time.
const (
	firstBusy   = 250 * time.Millisecond
	longestBusy = 5 * time.Second
)

// fail writes down why a cycle failed and when the next one is due, unless another replica is at
// work on the workspace by now: the state is then its own. Only the first of a row of equal
// failures is told in the activity.
func (e *Engine) fail(ctx context.Context, workspaceID int64, cause error) {
	ctx = context.WithoutCancel(ctx)
	if errors.Is(cause, context.Canceled) {
		return // we are stopping; that is no failure of the remote
	}
	err := e.asOwner(ctx, workspaceID, func(ctx context.Context) error {
		state, err := e.Store.State(ctx, workspaceID)
		if err != nil {
			return err
		}
		f := e.classify(cause)
		f.Since, f.Count = e.time(), 1
		if before := state.Failure; before != nil {
			f.Count = before.Count + 1
			if before.Kind == f.Kind {
				f.Since = before.Since
			}
		}
		if f.Next.IsZero() {
			f.Next = e.time().Add(e.Jitter(backoff(f.Count)))
		}
		if state.Failure == nil || state.Failure.Kind != f.Kind || state.Failure.Message != f.Message {
			if err := e.Store.AddActivity(ctx, &Activity{
				WorkspaceID: workspaceID, At: e.time(), Flow: Local, Result: "failed", Summary: f.Message, Hint: f.Hint,
			}); err != nil {
				return err
			}
		}
		state.Failure = &f
		return e.Store.PutState(ctx, workspaceID, state)
	})
	if err != nil {
		e.Log.ErrorContext(ctx, "write down a failed cycle", "workspace", workspaceID, "failure", cause, "error", err)
	}
}

// asOwner runs fn in a transaction under the workspace's lease, and not at all when somebody else
// holds that.
func (e *Engine) asOwner(ctx context.Context, workspaceID int64, fn func(context.Context) error) error {
	lease, ok, err := e.Store.Acquire(ctx, workspaceLease(workspaceID), e.Instance, leaseTime)
	if err != nil || !ok {
		return err
	}
	defer e.release(ctx, lease)
	return e.Store.InTx(ctx, func(ctx context.Context) error {
		if err := e.confirm(ctx, lease); err != nil {
			return err
		}
		return fn(ctx)
	})
}

// classify says in which class a failure is and what a person reads of it.
func (e *Engine) classify(cause error) Failure {
	var remote *RemoteError
	var edge *workspace.Error
	switch {
	case errors.As(cause, &remote):
		f := Failure{Class: remote.Class, Kind: string(remote.Kind), Message: remote.Message, Hint: remote.Hint}
		if remote.Class == FailWait {
			f.Next = remote.Until
		}
		return f
	case errors.Is(cause, context.DeadlineExceeded):
		return Failure{Class: FailRetry, Kind: "timeout", Message: "the cycle took too long", Hint: "it is tried again"}
	case errors.As(cause, &edge):
		return Failure{Class: FailRetry, Kind: string(edge.Code), Message: edge.Message, Hint: edge.Hint}
	}
	return Failure{Class: FailRetry, Kind: "internal", Message: cause.Error(), Hint: "it is tried again; the log has more"}
}

func backoff(count int) time.Duration { return doubled(firstDelay, longestDelay, count) }

func busyDelay(count int) time.Duration { return doubled(firstBusy, longestBusy, count) }

// doubled is the delay after the count-th time in a row.
func doubled(first, longest time.Duration, count int) time.Duration {
	d := first
	for range min(count-1, 10) {
		d *= 2
	}
	return min(d, longest)
}

// recovered is the activity that ends a failure.
func recovered(workspaceID int64, f Failure, now time.Time) Activity {
	return Activity{
		WorkspaceID: workspaceID, At: now, Flow: Local, Result: "recovered",
		Summary: fmt.Sprintf("working again after %s: %s", now.Sub(f.Since).Round(time.Second), f.Message),
	}
}

// Due tells when a failing workspace may be tried again; halting failures wait for a person or a
// change, and are tried once in a long while.
func (f *Failure) Due(now time.Time) bool { return f.wait(now) <= 0 }

// wait is how long it is until the next try is due.
func (f *Failure) wait(now time.Time) time.Duration {
	if f == nil {
		return 0
	}
	if f.Class == FailHalt {
		return f.Next.Add(longestDelay).Sub(now)
	}
	return f.Next.Sub(now)
}

// dueAt makes the next try due: a person changed something, or asks for it.
func (f *Failure) dueAt(now time.Time) *Failure {
	if f == nil {
		return nil
	}
	due := *f
	due.Class, due.Next = FailRetry, now
	return &due
}

// retry makes the next try after a failure due, if there was one.
func (e *Engine) retry(ctx context.Context, workspaceID int64) error {
	state, err := e.Store.State(ctx, workspaceID)
	if err != nil || state.Failure == nil {
		return err
	}
	state.Failure = state.Failure.dueAt(e.time())
	return e.Store.PutState(ctx, workspaceID, state)
}

func (e *Engine) untilDue(ctx context.Context, workspaceID int64) (time.Duration, error) {
	state, err := e.Store.State(ctx, workspaceID)
	return max(0, state.Failure.wait(e.Now())), err
}

// Ask asks for a cycle soon, also when the next try after a failure is not due.
func (e *Engine) Ask(ctx context.Context, workspaceID int64) error {
	state, err := e.Store.State(ctx, workspaceID)
	switch {
	case err != nil:
		return err
	case state.Failure == nil:
		return e.Trigger(ctx, workspaceID)
	}
	return e.locked(ctx, workspaceID, func(ctx context.Context) error { return e.retry(ctx, workspaceID) })
}
