package gitsync

import (
	"context"
	"fmt"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// haltRefs is how many resources a halt names.
const haltRefs = 100

// guard returns why the outcome must not be applied before a person confirms it, or nil. A
// confirmation counts for exactly the plan that was shown.
func (e *Engine) guard(ctx context.Context, o *observation, out *outcome) (*Halt, error) {
	if o.state.Confirmed == out.hash {
		return nil, nil
	}
	if o.state.First != "" && o.state.FirstPlan != "" {
		if o.state.FirstPlan == out.hash {
			return nil, nil
		}
		return e.halt(out, GuardFirstPlan, nil, "the branch or the workspace changed since the preview",
			"look at the plan again and confirm it"), nil
	}
	var removed []workspace.Ref
	inbound := 0
	for _, d := range out.decisions {
		if d.Hold == nil && d.Inbound == reconcile.Remove {
			removed = append(removed, d.Ref)
		}
		if d.Inbound != reconcile.None || d.Hold != nil && d.Hold.Reason == reconcile.ReasonConflict {
			inbound++
		}
	}
	based, files := countFiles(o)
	if based > 1 && files == 0 && o.policy().Direction != reconcile.AppToRepo {
		return e.halt(out, GuardPathGone, removed, fmt.Sprintf("all %d files below %s are gone from the branch", based, o.where()),
			"confirm to treat this as their deletion, or bring the files back"), nil
	}
	if len(removed) > o.settings.DeleteCount {
		total, err := e.live(ctx, o)
		if err != nil {
			return nil, err
		}
		if len(removed)*100 > o.settings.DeletePercent*total {
			return e.halt(out, GuardDeletes, removed, fmt.Sprintf("one change in Git deletes %d of %d resources", len(removed), total),
				"confirm to move them to the trash, or bring the files back"), nil
		}
	}
	if inbound == 0 {
		return nil, nil
	}
	rewritten, err := e.rewritten(ctx, o)
	if err != nil {
		return nil, err
	}
	if rewritten {
		return e.halt(out, GuardRewritten, nil, "the history of the branch was rewritten: the commit that both sides agreed on is not in it any more",
			"look at the plan: it takes over what the branch holds now; confirm it, or restore the branch"), nil
	}
	return nil, nil
}

// rewritten tells whether the commit that the base was made on is known to be off the branch.
func (e *Engine) rewritten(ctx context.Context, o *observation) (bool, error) {
	if o.state.Head == "" || o.state.Head == o.tip.Commit {
		return false, nil
	}
	_, ancestry := o.tree.Since()
	if o.prev != nil && ancestry != AncestryUnknown {
		return ancestry == Rewritten, nil
	}
	contains, known, err := o.remote.Contains(ctx, o.tree, o.state.Head)
	return known && !contains, err
}

func (e *Engine) halt(out *outcome, guard Guard, refs []workspace.Ref, message, hint string) *Halt {
	h := &Halt{Guard: guard, Message: message, Hint: hint, Plan: out.hash, Count: len(refs), Since: e.time()}
	for i, ref := range refs {
		if i == haltRefs {
			break
		}
		h.Refs = append(h.Refs, ref.String())
	}
	return h
}

// countFiles returns how many files the base and the tree have. Counting all is only needed when
// files went away, so a cycle that sees none go pays nothing.
func countFiles(o *observation) (based, files int) {
	gone := 0
	for _, item := range o.items {
		if item.Base != nil && item.Base.Blob != "" && item.Repo == nil {
			gone++
		}
	}
	if gone == 0 {
		return 0, 0
	}
	for _, folder := range o.layout.Folders() {
		for file := range o.tree.Files(folder) {
			if _, ok := o.layout.Ref(file.Path); ok {
				return gone, 1
			}
		}
	}
	return gone, 0
}

// live counts the live resources of the synced kinds.
func (e *Engine) live(ctx context.Context, o *observation) (int, error) {
	total := 0
	for _, kind := range o.layout.Kinds() {
		resources, _, err := e.Workspaces.List(ctx, o.workspace.ID, workspace.Query{Kind: kind})
		if err != nil {
			return 0, err
		}
		total += len(resources)
	}
	return total, nil
}

// where names the watched place for people.
func (o *observation) where() string {
	if o.layout.Root == "" {
		return "the top of the repository"
	}
	return o.layout.Root + "/"
}
