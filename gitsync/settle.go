package gitsync

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"time"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// settlement is what the first half of a cycle writes down, in one transaction: inbound
// changes, the base that they lead to, and what is held.
type settlement struct {
	engine     *Engine
	o          *observation
	out        *outcome
	base       map[workspace.Ref]BaseEntry
	drop       map[workspace.Ref]bool
	versions   map[int64]int64 // app versions after inbound changes, by resource
	firstSeq   int64           // of the first inbound change, 0 without one
	lastSeq    int64
	loose      bool // something is to be looked at again, though no new change announces it
	activities []Activity
	inbound    int
	held       int
}

// settle applies everything that does not go to the repo. With nothing to do it writes nothing.
func (e *Engine) settle(ctx context.Context, o *observation, out *outcome, lease Lease) (*settlement, error) {
	st := &settlement{
		engine: e, o: o, out: out,
		base: map[workspace.Ref]BaseEntry{}, drop: map[workspace.Ref]bool{}, versions: map[int64]int64{},
	}
	var err error
	if st.activities, err = st.clashes(ctx); err != nil {
		return nil, err
	}
	if !st.needed() {
		return st, nil
	}
	begin := time.Now()
	err = e.Store.InTx(ctx, func(ctx context.Context) error {
		if err := e.Store.Confirm(ctx, lease, leaseTime); err != nil {
			return err
		}
		if err := st.apply(ctx); err != nil {
			return err
		}
		st.moveBase()
		if err := st.writeBase(ctx); err != nil {
			return err
		}
		if err := st.writeHeld(ctx); err != nil {
			return err
		}
		if err := e.Store.PutState(ctx, o.workspace.ID, st.state()); err != nil {
			return err
		}
		if o.state.Failure != nil {
			st.activities = append(st.activities, recovered(o.workspace.ID, *o.state.Failure, e.time()))
		}
		e.OnStep(StepApplying)
		for _, a := range st.activities {
			a.Duration = time.Since(begin)
			if err := e.Store.AddActivity(ctx, &a); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		o.state = st.state()
	}
	return st, err
}

// needed tells whether there is anything to write (invariant 4).
func (st *settlement) needed() bool {
	for _, d := range st.out.decisions {
		if d.Hold != nil {
			if !sameHeld(st.o.held[d.Ref], st.heldRow(d)) {
				return true
			}
			continue
		}
		if d.Inbound != reconcile.None || d.BaseMoves && d.Outbound == reconcile.None || d.Keep || d.Lost != nil || caughtUp(d) {
			return true
		}
		if _, was := st.o.held[d.Ref]; was {
			return true
		}
	}
	if len(st.orphans()) > 0 || len(st.out.stubs) > 0 || len(st.activities) > 0 {
		return true
	}
	return !st.outbound() && !reflect.DeepEqual(st.essential(st.state()), st.essential(st.o.state))
}

// essential leaves out the head: a branch that moves elsewhere in a monorepo is no news.
func (st *settlement) essential(s State) State {
	if !st.o.full() {
		s.Head = ""
	}
	return s
}

// outbound tells whether something is to be pushed.
func (st *settlement) outbound() bool {
	return slices.ContainsFunc(st.out.decisions, func(d reconcile.Decision) bool { return d.Hold == nil && d.Outbound != reconcile.None }) ||
		st.out.manifest != nil
}

// orphans are held identities that no decision speaks of any more.
func (st *settlement) orphans() []workspace.Ref {
	spoken := map[workspace.Ref]bool{}
	for _, d := range st.out.decisions {
		spoken[d.Ref] = true
	}
	var out []workspace.Ref
	for ref := range st.o.held {
		if !spoken[ref] {
			out = append(out, ref)
		}
	}
	slices.SortFunc(out, compareRefs)
	return out
}

// moveBase remembers what both sides agree on already.
func (st *settlement) moveBase() {
	for _, d := range st.out.decisions {
		if d.Hold != nil || d.Inbound != reconcile.None {
			continue
		}
		if d.Keep {
			entry := BaseEntry{Ref: d.Ref, Base: *d.Base}
			entry.Blob, entry.Kept = "", true
			st.base[d.Ref] = entry
			continue
		}
		if !d.BaseMoves && !caughtUp(d) || d.Outbound != reconcile.None {
			continue
		}
		if d.Base != nil && d.Base.Slug != "" && d.Base.Slug != d.Ref.Slug {
			st.drop[workspace.Ref{Kind: d.Ref.Kind, Slug: d.Base.Slug}] = true
		}
		if d.App == nil || d.Repo == nil {
			st.drop[d.Ref] = true
			continue
		}
		st.agreed(d, d.App.ResourceID, d.App.Version)
	}
}

// caughtUp tells whether the app changed a resource to and fro: there is nothing to push, now or
// later, up to its present version.
func caughtUp(d reconcile.Decision) bool {
	return d.Idle() && d.Base != nil && d.App != nil && d.Repo != nil && !d.Base.Kept &&
		d.App.Digest == d.Repo.Digest && d.App.Slug == d.Repo.Slug &&
		d.App.ResourceID == d.Base.ResourceID && d.App.Version > d.Base.Version
}

// agreed moves the base once the app has taken in what the repo says: under the name that it has
// there, for a new name that the app gave is still to be pushed.
func (st *settlement) agreed(d reconcile.Decision, resourceID, version int64) {
	ref := workspace.Ref{Kind: d.Ref.Kind, Slug: d.Repo.Slug}
	st.base[ref] = BaseEntry{Ref: ref, Base: reconcile.Base{
		Slug: ref.Slug, ResourceID: resourceID, Version: version, Digest: d.Repo.Digest,
		Blob: d.Repo.Blob, Path: d.Repo.Path, Mode: d.Repo.Mode, Text: d.Repo.Text, Fields: d.Repo.Fields,
	}}
}

func (st *settlement) writeBase(ctx context.Context) error {
	store, id := st.engine.Store, st.o.workspace.ID
	for ref := range st.base {
		delete(st.drop, ref)
	}
	if drop := slices.SortedFunc(maps.Keys(st.drop), compareRefs); len(drop) > 0 {
		if err := store.DeleteBase(ctx, id, drop); err != nil {
			return err
		}
	}
	entries := make([]BaseEntry, 0, len(st.base))
	for _, ref := range slices.SortedFunc(maps.Keys(st.base), compareRefs) {
		entries = append(entries, st.base[ref])
	}
	if len(entries) == 0 {
		return nil
	}
	return store.PutBase(ctx, id, entries)
}

// state is what is remembered once the settlement is in. Work for the repo stays due.
func (st *settlement) state() State {
	s := st.o.state
	if s.Head != st.o.tip.Commit {
		s.Intents = nil // their base is no longer the head: what is not in yet can never be
	}
	s.Head, s.Halt, s.Failure = st.o.tip.Commit, nil, nil
	s.Mends = standing(s.Mends, st.o.tree)
	st.keepTold(&s)
	switch {
	case s.First != reconcile.AppToRepo:
		s.FirstPlan = "" // a part of the plan is done: the rest is another one
	case s.FirstPlan != "":
		// The same plan, after what was overruled became revisions.
		s.FirstPlan = planHash(st.o.tip.Commit, st.out)
	}
	if st.outbound() {
		s.Look = st.due()
		return s
	}
	s.First, s.FirstPlan, s.FirstBy, s.Settings = "", "", workspace.Actor{}, st.o.settings.Version
	s.Resync, s.Look, s.Mends, s.Confirmed = false, nil, nil, ""
	s.AppSeq = st.seq()
	return s
}

// due are the resources to look at should the push fail, for which no new change speaks: what
// was held until now, and what was due before.
func (st *settlement) due() []workspace.Ref {
	due := slices.Clone(st.o.state.Look)
	for ref, h := range st.o.held {
		due = append(due, ref)
		for _, slug := range []string{h.BaseSlug, h.RepoSlug} {
			if slug != "" {
				due = append(due, workspace.Ref{Kind: ref.Kind, Slug: slug})
			}
		}
	}
	slices.SortFunc(due, compareRefs)
	return slices.Compact(due)
}

// seq is the number up to which the feed is dealt with once everything planned is done.
func (st *settlement) seq() int64 {
	switch {
	case st.loose:
		return st.o.state.AppSeq
	case st.firstSeq == 0 || st.firstSeq != st.o.workspace.Seq+1:
		return st.o.workspace.Seq // changes of others came in between: they are looked at next time
	}
	return st.lastSeq
}

// behind tells whether seq leaves out something that the settlement did or could not do.
func (st *settlement) behind() bool { return st.loose || st.lastSeq > st.seq() }
