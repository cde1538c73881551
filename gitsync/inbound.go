package gitsync

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// apply brings what the repo says into the app through the same service that the API uses,
// one change per commit that brought it.
func (st *settlement) apply(ctx context.Context) error {
	var work []int
	for i, d := range st.out.decisions {
		if d.Hold == nil && (d.Inbound != reconcile.None || d.Lost != nil && d.Lost.Side == "repo") {
			work = append(work, i)
		}
	}
	if len(work) == 0 && len(st.out.stubs) == 0 {
		return nil
	}
	sources := newSources(st.engine, st.o)
	origin := map[int]source{}
	for _, i := range work {
		from, err := sources.of(ctx, &st.out.decisions[i])
		if err != nil {
			return err
		}
		origin[i] = from
	}
	slices.SortStableFunc(work, func(a, b int) int {
		x, y := &st.out.decisions[a], &st.out.decisions[b]
		return cmp.Or(cmp.Compare(stage(x), stage(y)), rankOrder(x, y), cmp.Compare(origin[a].order, origin[b].order))
	})
	return st.engine.Workspaces.Transact(ctx, st.o.workspace.ID, func(ctx context.Context, b *workspace.Batch) error {
		if err := st.applyStubs(ctx, b); err != nil {
			return err
		}
		for len(work) > 0 {
			n := 1
			for n < len(work) && origin[work[n]].cause == origin[work[0]].cause {
				n++
			}
			if err := st.applyGroup(ctx, b, origin[work[0]], work[:n]); err != nil {
				return err
			}
			work = work[n:]
		}
		return nil
	})
}

// stage orders work so that names are free when they are needed and nothing in use is removed.
func stage(d *reconcile.Decision) int {
	switch d.Inbound {
	case reconcile.Rename:
		return 0
	case reconcile.Remove:
		return 2
	}
	return 1
}

func rankOrder(x, y *reconcile.Decision) int {
	order := compareRefs(x.Ref, y.Ref)
	if stage(x) == 2 {
		return -order
	}
	return order
}

func (st *settlement) applyGroup(ctx context.Context, b *workspace.Batch, from source, work []int) error {
	activity := Activity{
		WorkspaceID: st.o.workspace.ID, At: st.engine.time(), Flow: Inbound, Result: "applied",
		Commit: from.cause.Commit, Author: authorText(from.cause.Actor), Summary: from.cause.Note,
	}
	change, err := b.Change(ctx, from.cause, func(ctx context.Context, e *workspace.Edit) error {
		e.Expected = st.out.expected
		used, err := st.namesInUse(ctx, work)
		if err != nil {
			return err
		}
		for _, i := range work {
			d := &st.out.decisions[i]
			removal := d.Inbound == reconcile.Remove
			item, err := st.applyOne(ctx, e, d, used)
			if holdable(err) {
				hold(d, holdFor(reconcile.ReasonInvalid, err))
				switch code := workspace.CodeOf(err); {
				case code == workspace.CodeForbidden:
					d.Hold.Reason = reconcile.ReasonForbidden
				case code == workspace.CodeConflict && removal:
					d.Hold.Reason = reconcile.ReasonInUse
				}
				continue
			}
			if err != nil {
				return err
			}
			if item != nil {
				activity.Items = append(activity.Items, *item)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if change.Seq != 0 {
		for _, r := range change.Revisions {
			st.versions[r.ResourceID] = r.Version
		}
		if st.firstSeq == 0 {
			st.firstSeq = change.Seq
		}
		st.lastSeq = change.Seq
		// A rename lets other resources follow: their files are to be written.
		for _, r := range change.Revisions {
			if known, ok := st.base[r.Ref()]; !ok && r.Op != workspace.OpArchive && r.Op != workspace.OpDelete || ok && known.Digest != r.Digest {
				st.loose = true
			}
		}
	}
	st.inbound += len(activity.Items)
	if len(activity.Items) > 0 {
		st.activities = append(st.activities, activity.trimmed())
	}
	return nil
}

// holdable tells whether an error speaks of one resource, which can be held, or of the whole.
func holdable(err error) bool {
	var e *workspace.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case workspace.CodeInvalid, workspace.CodeConflict, workspace.CodeForbidden:
		return true
	}
	return false
}

// applyOne applies one decision to the app and moves its base. A resource that changed since the
// plan was made is left for the next cycle. Invariant 1: nothing is overwritten unseen.
func (st *settlement) applyOne(ctx context.Context, e *workspace.Edit, d *reconcile.Decision, used names) (*ActivityItem, error) {
	expected, err := st.unmoved(ctx, e, d, used)
	if err != nil {
		return nil, err
	}
	if !expected {
		st.loose = true
		d.Inbound, d.Outbound, d.BaseMoves, d.Lost = reconcile.None, reconcile.None, false, nil
		return nil, nil
	}
	if d.Lost != nil && d.Lost.Side == "repo" {
		if err := st.keepLost(ctx, e, d); err != nil {
			return nil, err
		}
	}
	if err := st.followRenames(d); err != nil {
		return nil, err
	}
	var r workspace.Resource
	switch d.Inbound {
	case reconcile.None:
		return nil, nil
	case reconcile.Create:
		r, err = st.create(ctx, e, d, used)
	case reconcile.Update:
		r, err = e.Update(ctx, d.App.ResourceID, 0, d.Value)
	case reconcile.Rename:
		r, err = e.Rename(ctx, d.App.ResourceID, 0, d.Ref.Slug, d.Value)
	case reconcile.Remove:
		if st.o.settings.Delete == reconcile.DeleteDeletes {
			_, err = e.Delete(ctx, d.App.ResourceID, 0)
		} else {
			_, err = e.Archive(ctx, d.App.ResourceID, 0)
		}
		if err != nil {
			return nil, err
		}
		st.drop[d.Ref] = true
		return &ActivityItem{Ref: d.Ref.String(), Op: string(d.Inbound), Path: basePath(d)}, nil
	}
	if err != nil {
		return nil, err
	}
	st.versions[r.ID] = r.Version
	if d.Base != nil && d.Base.Slug != d.Ref.Slug {
		st.drop[workspace.Ref{Kind: d.Ref.Kind, Slug: d.Base.Slug}] = true
	}
	version := r.Version
	if r.Digest != d.Repo.Digest || d.Outbound != reconcile.None { // the app's own edits are still to be written to the repo
		version = 0
		if d.Base != nil && d.Base.ResourceID == r.ID {
			version = d.Base.Version
		}
	}
	st.agreed(*d, r.ID, version)
	item := &ActivityItem{Ref: d.Ref.String(), Op: string(d.Inbound), Path: d.Repo.Path}
	if d.App != nil {
		item.Fields = workspace.ChangedPaths(d.App.Fields, d.Value)
	}
	if d.Outbound != reconcile.None {
		item.Note = "merged with the app's changes"
	}
	return item, nil
}

// unmoved tells whether the app still is what the plan saw, but for what this settlement did.
func (st *settlement) unmoved(ctx context.Context, e *workspace.Edit, d *reconcile.Decision, used names) (bool, error) {
	if d.App == nil {
		if !used.live[d.Ref] {
			return true, nil
		}
		_, err := st.engine.Workspaces.BySlug(ctx, st.o.workspace.ID, d.Ref)
		if err != nil && workspace.CodeOf(err) == workspace.CodeNotFound {
			return true, nil
		}
		return false, err
	}
	r, err := st.engine.Workspaces.Get(ctx, st.o.workspace.ID, d.Ref.Kind, d.App.ResourceID)
	if err != nil {
		if workspace.CodeOf(err) == workspace.CodeNotFound {
			return false, nil
		}
		return false, err
	}
	version := d.App.Version
	if own, ok := st.versions[r.ID]; ok {
		version = own
	}
	if own, ok := e.Touched(r.ID); ok {
		version = own
	}
	return !r.Archived() && r.Version == version, nil
}

// followRenames points a value's references at the new slugs of what is renamed in the same plan,
// also in the file that is to be pushed.
func (st *settlement) followRenames(d *reconcile.Decision) error {
	follows := false
	for _, reference := range workspace.References(d.Ref.Kind, d.Value) {
		from := workspace.Ref{Kind: reference.Kind, Slug: reference.Name}
		to, renamed := st.out.renames[from]
		if _, reused := st.out.expected[from]; renamed && !reused {
			d.Value, follows = d.Value.With(reference.Path[0].(string), to), true
		}
	}
	if !follows || d.Outbound == reconcile.None || d.Outbound == reconcile.Remove {
		return nil
	}
	text, err := st.o.written(d, d.Value)
	st.out.texts[d.Ref] = text
	return err
}

// create brings in a new file. One that was in Git before, and was removed there, comes back
// from the trash with its id and history.
func (st *settlement) create(ctx context.Context, e *workspace.Edit, d *reconcile.Decision, used names) (workspace.Resource, error) {
	if !used.trash[d.Ref] {
		return e.Create(ctx, d.Ref.Kind, d.Ref.Slug, d.Value)
	}
	trash, _, err := st.engine.Workspaces.List(ctx, st.o.workspace.ID, workspace.Query{
		Kind: d.Ref.Kind, Slugs: []string{d.Ref.Slug}, Archived: true, OrderBy: "updatedAt", Desc: true, Limit: 1,
	})
	if err != nil {
		return workspace.Resource{}, err
	}
	if len(trash) == 1 {
		return st.restore(ctx, e, trash[0], d.Value)
	}
	return e.Create(ctx, d.Ref.Kind, d.Ref.Slug, d.Value)
}

func (st *settlement) restore(ctx context.Context, e *workspace.Edit, r workspace.Resource, value workspace.Fields) (workspace.Resource, error) {
	if problems, err := st.engine.Workspaces.Validate(ctx, r.WorkspaceID, r.Kind, value, e.Expected); err != nil {
		return workspace.Resource{}, err
	} else if failures := workspace.Failures(problems); len(failures) > 0 {
		return workspace.Resource{}, &workspace.Error{Code: workspace.CodeInvalid, Message: "the file is not valid", Problems: failures}
	}
	e.Tolerate = true // the old value need not be valid any more: the new one takes its place
	restored, err := e.Restore(ctx, r.ID, "")
	e.Tolerate = false
	if err != nil {
		return workspace.Resource{}, err
	}
	return e.Update(ctx, restored.ID, 0, value)
}

// keepLost records the repo's value, which a preference overruled, as a revision, and sets the
// app's value again on top.
func (st *settlement) keepLost(ctx context.Context, e *workspace.Edit, d *reconcile.Decision) error {
	if d.Lost.Fields == nil || d.App == nil {
		return nil
	}
	// A push that failed is tried again: the loser is recorded once.
	last, err := st.engine.Workspaces.Revision(ctx, st.o.workspace.ID, d.App.ResourceID, d.App.Version)
	if err != nil {
		return err
	}
	if last.Cause.Origin == workspace.OriginGit && last.Before == d.Lost.Fields.Digest() {
		return nil
	}
	if _, err := e.Update(ctx, d.App.ResourceID, 0, d.Lost.Fields); err != nil {
		if holdable(err) {
			return nil // not a value that the app can hold; Git keeps it
		}
		return err
	}
	r, err := e.Update(ctx, d.App.ResourceID, 0, d.App.Fields)
	if err != nil {
		return err
	}
	st.versions[r.ID] = r.Version
	d.App.Version = r.Version
	return nil
}

func basePath(d *reconcile.Decision) string {
	if d.Base != nil {
		return d.Base.Path
	}
	return ""
}

// trimmed bounds what one activity carries.
func (a Activity) trimmed() Activity {
	const most, mostFields = 200, 50
	a.Count = len(a.Items)
	a.Items = slices.Clone(a.Items[:min(most, a.Count)])
	for i := range a.Items {
		a.Items[i].Fields = a.Items[i].Fields[:min(mostFields, len(a.Items[i].Fields))]
	}
	a.Summary = firstLine(a.Summary, noteRunes)
	return a
}

func authorText(a workspace.Actor) string {
	if a.Email == "" {
		return a.Name
	}
	return a.Name + " <" + a.Email + ">"
}
