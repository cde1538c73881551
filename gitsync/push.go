package gitsync

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// delivery is the second half of a cycle: commits that are built, and the base that they lead to.
type delivery struct {
	engine  *Engine
	o       *observation
	st      *settlement
	steps   []*commitStep
	push    Push
	entries []IntentEntry
	told    Told // State.Told after the push
	begin   time.Time
}

// build makes the commits in memory. It returns nil when nothing is to be pushed.
func (e *Engine) build(ctx context.Context, o *observation, st *settlement) (*delivery, error) {
	all, edits, err := e.planCommits(ctx, o, st.out, st.versions)
	if err != nil {
		return nil, err
	}
	commits := o.commits(all)
	if len(commits) == 0 {
		return nil, nil
	}
	push, err := o.remote.Build(o.tree, commits)
	if err != nil {
		return nil, fmt.Errorf("build %s: %w", plural(len(commits), "commit"), err)
	}
	d := &delivery{engine: e, o: o, st: st, push: push, begin: time.Now()}
	for _, step := range all {
		if len(step.files) > 0 {
			d.steps = append(d.steps, step)
		}
	}
	for _, p := range edits {
		d.entries = append(d.entries, d.entry(p))
	}
	if len(o.held)+len(heldOf(st.out)) > 0 || st.behind() {
		if d.told, err = e.told(ctx, o, heldOf(st.out), edits); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// entry is the base of one resource after the push: what was pushed, not what the app holds by then.
func (d *delivery) entry(p pendingEdits) IntentEntry {
	decision := p.decision
	entry := IntentEntry{Kind: decision.Ref.Kind, Slug: decision.Ref.Slug, Version: p.seen, Path: d.o.layout.Path(decision.Ref)}
	if decision.Base != nil && decision.Base.Slug != decision.Ref.Slug {
		entry.From = decision.Base.Slug
	}
	if decision.Outbound == reconcile.Remove {
		return entry
	}
	entry.ResourceID, entry.Digest = decision.App.ResourceID, decision.Value.Digest()
	if file, ok := d.push.Tree().Lookup(entry.Path); ok {
		entry.Blob, entry.Mode = file.Blob, file.Mode
	}
	return entry
}

func (d *delivery) intent() Intent {
	return Intent{Head: d.push.Head(), AppSeq: d.st.seq(), Settings: d.o.settings.Version, Told: d.told, Entries: d.entries}
}

// intentsKept bounds how many pushes of unknown outcome are remembered.
const intentsKept = 8

// withdraw forgets the push that the remote is known to have refused.
func (d *delivery) withdraw(ctx context.Context, lease Lease) error {
	state := d.o.state
	state.Intents = slices.DeleteFunc(slices.Clone(state.Intents), func(i Intent) bool { return i.Head == d.push.Head() })
	err := d.engine.Store.InTx(ctx, func(ctx context.Context) error {
		if err := d.engine.Store.Confirm(ctx, lease, leaseTime); err != nil {
			return err
		}
		return d.engine.Store.PutState(ctx, d.o.workspace.ID, state)
	})
	if err == nil {
		d.o.state = state
	}
	return err
}

// announce writes down what is about to be sent, so that a push that went through is known as
// ours even if we die before we hear of it (invariant 8).
func (d *delivery) announce(ctx context.Context, lease Lease) error {
	state := d.o.state
	state.Intents = append([]Intent{}, state.Intents...)
	for _, intent := range state.Intents {
		if intent.Head == d.push.Head() {
			return d.engine.Store.Confirm(ctx, lease, leaseTime)
		}
	}
	state.Head = d.o.tip.Commit
	state.Intents = append(state.Intents, d.intent())
	if len(state.Intents) > intentsKept {
		state.Intents = state.Intents[1:]
	}
	err := d.engine.Store.InTx(ctx, func(ctx context.Context) error {
		if err := d.engine.Store.Confirm(ctx, lease, leaseTime); err != nil {
			return err
		}
		return d.engine.Store.PutState(ctx, d.o.workspace.ID, state)
	})
	if err == nil {
		d.o.state = state
	}
	return err
}

// remember writes down that the push is in.
func (d *delivery) remember(ctx context.Context, lease Lease) error {
	e, id := d.engine, d.o.workspace.ID
	state := d.o.state.pushed(d.intent(), d.push.Tree())
	state.Resync, state.Look, state.Mends, state.Confirmed, state.Failure, state.Halt = false, nil, nil, "", nil, nil
	err := e.Store.InTx(ctx, func(ctx context.Context) error {
		if err := e.Store.Confirm(ctx, lease, leaseTime); err != nil {
			return err
		}
		if err := e.putEntries(ctx, id, d.entries, d.values()); err != nil {
			return err
		}
		activities := d.activities()
		if failed := d.o.state.Failure; failed != nil {
			activities = append(activities, recovered(id, *failed, e.time()))
		}
		for _, a := range activities {
			if err := e.Store.AddActivity(ctx, &a); err != nil {
				return err
			}
		}
		return e.Store.PutState(ctx, id, state)
	})
	if err == nil {
		d.o.state = state
	}
	return err
}

// baseValue is the text and value of a pushed file, where they are at hand.
type baseValue struct {
	text   []byte
	fields workspace.Fields
}

func (d *delivery) values() map[workspace.Ref]baseValue {
	values := make(map[workspace.Ref]baseValue, len(d.entries))
	for _, decision := range d.st.out.decisions {
		if text, ok := d.st.out.texts[decision.Ref]; ok && decision.Hold == nil {
			values[decision.Ref] = baseValue{text, decision.Value}
		}
	}
	return values
}

// putEntries writes the base that a push leads to.
func (e *Engine) putEntries(ctx context.Context, workspaceID int64, entries []IntentEntry, values map[workspace.Ref]baseValue) error {
	var put []BaseEntry
	var drop []workspace.Ref
	written := map[workspace.Ref]bool{}
	for _, entry := range entries {
		ref := workspace.Ref{Kind: entry.Kind, Slug: entry.Slug}
		if entry.Blob == "" {
			drop = append(drop, ref)
			continue
		}
		written[ref] = true
		put = append(put, BaseEntry{Ref: ref, Base: reconcile.Base{
			Slug: entry.Slug, ResourceID: entry.ResourceID, Version: entry.Version, Digest: entry.Digest,
			Blob: entry.Blob, Path: entry.Path, Mode: entry.Mode, Text: values[ref].text, Fields: values[ref].fields,
		}})
	}
	for _, entry := range entries {
		if from := (workspace.Ref{Kind: entry.Kind, Slug: entry.From}); entry.From != "" && !written[from] {
			drop = append(drop, from)
		}
	}
	if len(drop) > 0 {
		if err := e.Store.DeleteBase(ctx, workspaceID, drop); err != nil {
			return err
		}
	}
	if len(put) == 0 {
		return nil
	}
	return e.Store.PutBase(ctx, workspaceID, put)
}

// activities is a line per commit.
func (d *delivery) activities() []Activity {
	ids := d.push.Commits()
	out := make([]Activity, 0, len(ids))
	for i, step := range d.steps {
		a := Activity{
			WorkspaceID: d.o.workspace.ID, At: d.engine.time(), Flow: Outbound, Result: "pushed",
			Commit: ids[i], Author: authorText(step.author), Summary: subject(step.items), Items: step.items,
			Duration: time.Since(d.begin),
		}
		out = append(out, a.trimmed())
	}
	return out
}
