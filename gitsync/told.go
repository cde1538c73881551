package gitsync

import (
	"context"
	"maps"
	"slices"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// Told is what commits carry already, or are still to carry, though the base does not say so. It is
// kept only while something is held or due: each change is to be told once (invariant 8).
type Told struct {
	// Changes are those of which a held resource has a part that is still to be pushed.
	Changes []int64 `json:"changes,omitempty"`
	// Versions are, by resource, the versions up to which all is told of one whose base is gone.
	Versions map[int64]int64 `json:"versions,omitempty"`
	// Former are, by resource, those whose base it took over with their name: what is not told of
	// them is told with its next push.
	Former map[int64][]int64 `json:"former,omitempty"`
}

// upTo notes that a resource's changes up to a version are told.
func (t *Told) upTo(id, version int64) {
	if id == 0 || version <= t.Versions[id] {
		return
	}
	t.Versions = maps.Clone(t.Versions)
	if t.Versions == nil {
		t.Versions = map[int64]int64{}
	}
	t.Versions[id] = version
}

// handOver notes that the base of one resource is another's by now.
func (t *Told) handOver(from, to int64) {
	if from == 0 || to == 0 || from == to {
		return
	}
	former := slices.Concat(t.Former[to], t.Former[from], []int64{from})
	former = slices.DeleteFunc(former, func(id int64) bool { return id == to })
	slices.Sort(former)
	t.Former = maps.Clone(t.Former)
	if t.Former == nil {
		t.Former = map[int64][]int64{}
	}
	delete(t.Former, from)
	t.Former[to] = slices.Compact(former)
}

// told is what a push adds to what was told before.
func (e *Engine) told(ctx context.Context, o *observation, held []reconcile.Decision, edits []pendingEdits) (Told, error) {
	told := o.state.Told
	told.Former = maps.Clone(told.Former)
	pushed := map[int64]bool{}
	for _, p := range edits {
		pushed[p.id] = true
		delete(told.Former, p.id)
		told.upTo(p.id, p.seen)
		if b := p.decision.Base; b != nil && b.ResourceID != p.id {
			told.upTo(b.ResourceID, b.Version)
		}
	}
	for _, d := range held {
		delete(pushed, decisionID(&d))
	}
	seen := map[int64]bool{}
	for _, p := range edits {
		for _, r := range slices.Concat(p.former, p.revisions) {
			if seen[r.Seq] {
				continue
			}
			seen[r.Seq] = true
			changes, err := e.Workspaces.Changes(ctx, o.workspace.ID, r.Seq-1, 1)
			if err != nil {
				return told, err
			}
			for _, change := range changes {
				if slices.ContainsFunc(change.Revisions, func(r workspace.Revision) bool { return o.synced(r.Kind) && !pushed[r.ResourceID] }) {
					told.Changes = append(slices.Clip(told.Changes), change.ID)
				}
			}
		}
	}
	told.Changes = slices.Clone(told.Changes)
	slices.Sort(told.Changes)
	told.Changes = slices.Compact(told.Changes)
	return told, nil
}

// keepTold notes what is told of a resource where the base that says so goes, while the resource
// may still be pushed: its name is another's by now, or neither side has that name any more.
func (st *settlement) keepTold(s *State) {
	held, due := map[int64]bool{}, st.outbound() || st.behind()
	for _, d := range heldOf(st.out) {
		held[decisionID(&d)] = true
	}
	for _, d := range st.out.decisions {
		if d.Hold != nil || d.Base == nil || !due && !held[d.Base.ResourceID] {
			continue
		}
		if d.Inbound == reconcile.Remove || d.App == nil || d.App.ResourceID != d.Base.ResourceID {
			s.Told.upTo(d.Base.ResourceID, d.Base.Version)
		}
		if d.App != nil && d.Inbound != reconcile.None && d.Outbound != reconcile.None {
			s.Told.handOver(d.Base.ResourceID, d.App.ResourceID)
		}
	}
}
