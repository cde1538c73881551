package gitsync

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"lockstep.dev/workspace"
)

// leaseTime is how long a lease lasts without being confirmed. A replica that dies keeps the
// others waiting for no longer than this.
const leaseTime = 60 * time.Second

// waitTime is how long a request waits for a running cycle to end.
const waitTime = 20 * time.Second

func workspaceLease(workspaceID int64) string { return fmt.Sprintf("workspace:%d", workspaceID) }

// branchLease names the right to push: several workspaces may share one branch.
func branchLease(l look) string {
	if l.settings.BuiltIn {
		return fmt.Sprintf("built-in:%s#%s", l.workspace.Slug, l.settings.Branch)
	}
	return fmt.Sprintf("branch:%s#%s", strings.TrimSuffix(l.settings.URL, "/"), l.settings.Branch)
}

// leases are what a cycle needs: the right to work on the workspace and the right to push.
type leases struct{ workspace, branch Lease }

// errTakenOver cancels a cycle whose leases another replica took, for we were too slow.
var errTakenOver = fmt.Errorf("%w: it took over the lease", ErrBusy)

// leased runs fn while this process alone may work on the workspace and push to its branch. The
// leases are kept for as long as fn runs; if they are lost all the same, the context of fn ends and
// leased returns ErrBusy.
func (e *Engine) leased(ctx context.Context, l look, fn func(context.Context, leases) error) error {
	onBranch, ok, err := e.Store.Acquire(ctx, branchLease(l), e.owner(l.workspace.ID), leaseTime)
	if err != nil {
		return err
	}
	if !ok {
		return ErrBusy
	}
	defer e.release(ctx, onBranch)
	onWorkspace, ok, err := e.Store.Acquire(ctx, workspaceLease(l.workspace.ID), e.Instance, leaseTime)
	if err != nil {
		return err
	}
	if !ok {
		return ErrBusy
	}
	defer e.release(ctx, onWorkspace)
	kept, end := e.keep(ctx, onWorkspace, onBranch)
	err = fn(kept, leases{onWorkspace, onBranch})
	end()
	switch {
	case err == nil:
		return nil
	case errors.Is(context.Cause(kept), errTakenOver):
		return errTakenOver
	case workspace.CodeOf(err) == workspace.CodeStale && e.confirm(context.WithoutCancel(ctx), onWorkspace, onBranch) != nil:
		return errTakenOver
	}
	return err
}

// keep renews leases until end is called, which waits for it. The context ends with errTakenOver
// as its cause once one of them is not ours any more.
func (e *Engine) keep(ctx context.Context, all ...Lease) (kept context.Context, end func()) {
	kept, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(leaseTime / 3)
		defer ticker.Stop()
		for {
			select {
			case <-kept.Done():
				return
			case <-ticker.C:
			}
			switch err := e.confirm(kept, all...); {
			case err == nil || kept.Err() != nil:
			case workspace.CodeOf(err) == workspace.CodeStale:
				cancel(errTakenOver)
			default:
				e.Log.WarnContext(ctx, "renew leases", "error", err)
			}
		}
	}()
	return kept, func() {
		cancel(nil)
		<-done
	}
}

func (e *Engine) confirm(ctx context.Context, all ...Lease) error {
	for _, lease := range all {
		if err := e.Store.Confirm(ctx, lease, leaseTime); err != nil {
			return err
		}
	}
	return nil
}

// owner tells workspaces of one process apart: two of them may share a branch.
func (e *Engine) owner(workspaceID int64) string {
	return fmt.Sprintf("%s/%d", e.Instance, workspaceID)
}

// wait takes a lease, waiting for a running cycle of another replica to end.
func (e *Engine) wait(ctx context.Context, name string) (Lease, error) {
	deadline := time.Now().Add(waitTime)
	for {
		lease, ok, err := e.Store.Acquire(ctx, name, e.Instance, leaseTime)
		if err != nil || ok {
			return lease, err
		}
		if time.Now().After(deadline) {
			return Lease{}, EdgeError(ErrBusy)
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return Lease{}, err
		}
	}
}

func (e *Engine) release(ctx context.Context, lease Lease) {
	if err := e.Store.Release(context.WithoutCancel(ctx), lease); err != nil {
		e.Log.WarnContext(ctx, "release lease", "lease", lease.Name, "error", err)
	}
}

// pause waits, or returns the context's error.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
