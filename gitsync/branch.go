package gitsync

import (
	"context"
	"fmt"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// guardBranch returns the halt for a branch that is gone. A read-only connection has nothing to
// make it again from.
func (e *Engine) guardBranch(l look) *Halt {
	h := &Halt{
		Guard: GuardBranchGone, Since: e.time(),
		Message: fmt.Sprintf("the branch %s is gone from the repository", l.settings.Branch),
		Hint:    "restore the branch",
	}
	if l.settings.Mode != ModeReadOnly {
		h.Plan = "recreate-" + l.state.Head
		h.Hint = "restore the branch, or confirm to make it again from what the workspace holds"
	}
	return h
}

// branchGone halts, or, once a person has confirmed it, makes the branch again from the app.
func (e *Engine) branchGone(ctx context.Context, s *session, l look, lease Lease, report *Report) error {
	halt := e.guardBranch(l)
	if halt.Plan == "" || l.state.Confirmed != halt.Plan {
		return e.stop(ctx, s, l, lease, halt, report)
	}
	held, err := e.Store.Held(ctx, l.workspace.ID)
	if err != nil {
		return err
	}
	err = e.Store.InTx(ctx, func(ctx context.Context) error {
		if err := e.Store.Confirm(ctx, lease, leaseTime); err != nil {
			return err
		}
		for _, h := range held {
			if err := e.keepHeld(ctx, l.workspace.ID, h); err != nil {
				return err
			}
		}
		if err := e.Store.Clear(ctx, l.workspace.ID); err != nil {
			return err
		}
		return e.Store.PutState(ctx, l.workspace.ID, State{First: reconcile.AppToRepo})
	})
	if err != nil {
		return err
	}
	s.agreed = nil
	return errAgain
}

// keepHeld records what Git said in an open conflict as a revision: the branch that held it is
// gone, and this is the last copy (invariant 1).
func (e *Engine) keepHeld(ctx context.Context, workspaceID int64, h Held) error {
	if h.Hold.Reason != reconcile.ReasonConflict || h.ResourceID == 0 {
		return nil
	}
	r, err := e.Workspaces.Get(ctx, workspaceID, h.Ref.Kind, h.ResourceID)
	if err != nil || r.Archived() {
		return err
	}
	return e.keepOverruled(ctx, workspaceID, h, r.Fields, workspace.Cause{}, &r)
}
