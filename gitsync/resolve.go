package gitsync

import (
	"cmp"
	"context"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// Resolve settles what is held. The base moves to what the repo says, so whatever the app then
// holds goes out as an ordinary edit: nothing of either side is overwritten unseen, and both
// values stay in the history. A file that cannot be read counts as one that says nothing; its
// text stays in Git's history.
func (e *Engine) Resolve(ctx context.Context, workspaceID int64, r Resolution, cause workspace.Cause) error {
	return e.locked(ctx, workspaceID, func(ctx context.Context) error {
		h, err := e.heldOne(ctx, workspaceID, r.Ref)
		if err != nil {
			return err
		}
		return e.resolve(ctx, workspaceID, h, r, cause)
	})
}

func (e *Engine) heldOne(ctx context.Context, workspaceID int64, ref workspace.Ref) (Held, error) {
	held, err := e.Store.Held(ctx, workspaceID)
	if err != nil {
		return Held{}, err
	}
	for _, h := range held {
		if h.Ref == ref {
			return h, nil
		}
	}
	return Held{}, workspace.Errorf(workspace.CodeNotFound, "%s is not held", ref).WithHint("it may be settled already")
}

func (e *Engine) resolve(ctx context.Context, workspaceID int64, h Held, r Resolution, cause workspace.Cause) error {
	if err := h.accepts(r); err != nil {
		return err
	}
	l, err := e.look(ctx, workspaceID)
	if err != nil {
		return err
	}
	app, err := e.seenApp(ctx, workspaceID, h)
	if err != nil {
		return err
	}
	v, err := e.verdict(ctx, l, h, r, e.branchText(h))
	if err != nil {
		return err
	}
	if failures := workspace.Failures(v.problems); len(failures) > 0 {
		return &workspace.Error{Code: workspace.CodeInvalid, Message: "the " + string(h.Ref.Kind) + " is not valid: " + failures[0].Message, Hint: failures[0].Hint, Problems: v.problems}
	}
	if err := e.keepOverruled(ctx, workspaceID, h, v.value, cause, app); err != nil {
		return err
	}
	after, err := e.setApp(ctx, workspaceID, v.ref, app, v.value, cause)
	if err != nil {
		return err
	}
	replaced, err := e.acknowledge(ctx, workspaceID, h, after)
	if err != nil {
		return err
	}
	if err := e.Store.DeleteHeld(ctx, workspaceID, []workspace.Ref{h.Ref}); err != nil {
		return err
	}
	state := l.state
	state.Look = append(state.Look, h.Ref)
	if h.RepoSlug != "" && h.RepoSlug != h.Ref.Slug { // where the base is now
		state.Look = append(state.Look, workspace.Ref{Kind: h.Ref.Kind, Slug: h.RepoSlug})
	}
	state.Told.upTo(replaced.ResourceID, replaced.Version)
	if after.Digest != h.Repo.Digest() { // else what the app had is overruled
		state.Told.handOver(replaced.ResourceID, after.ID)
	}
	if h.Hold.Reason != reconcile.ReasonConflict || r.Text != "" {
		m := Mend{Path: h.Path, Blob: h.Blob, By: cause.Actor, At: e.time()}
		if h.Blob == "" {
			m.Path = l.layout.Path(v.ref)
		}
		if v.given || h.Repo == nil { // else the cycle edits the file itself
			m.Text = string(v.text)
		}
		state.Mends = state.mended(m)
	}
	if err := e.Store.PutState(ctx, workspaceID, state); err != nil {
		return err
	}
	return e.note(ctx, workspaceID, cause, "resolved", h.resolvedLine(r.Take))
}

func (h Held) resolvedLine(take Take) string {
	what := "held file settled"
	if h.Hold.Reason == reconcile.ReasonConflict {
		what = "conflict settled"
	}
	how := map[Take]string{TakeApp: "with the app's version", TakeRepo: "with Git's version", TakeMerge: "by a merge"}
	return h.Ref.String() + ": " + what + " " + how[take]
}

// seenApp returns the resource in the app, which must be as it was shown; nil if there is none.
func (e *Engine) seenApp(ctx context.Context, workspaceID int64, h Held) (*workspace.Resource, error) {
	stale := workspace.Errorf(workspace.CodeStale, "%s changed in the app since it was shown", h.Ref).WithHint("look at it again")
	if h.ResourceID == 0 {
		_, err := e.Workspaces.BySlug(ctx, workspaceID, h.Ref)
		switch {
		case err == nil:
			return nil, stale
		case workspace.CodeOf(err) == workspace.CodeNotFound:
			return nil, nil
		}
		return nil, err
	}
	found, err := e.Workspaces.Get(ctx, workspaceID, h.Ref.Kind, h.ResourceID)
	if err != nil {
		return nil, err
	}
	if found.Archived() || found.Version != h.AppVersion {
		return nil, stale
	}
	return &found, nil
}

// wanted is the value and the name that the resolution gives the app; nil for no resource at all.
func wanted(h Held, r Resolution) (workspace.Fields, string) {
	switch r.Take {
	case TakeApp:
		return h.App, h.mergedSlug()
	case TakeRepo:
		return h.Repo, cmp.Or(h.RepoSlug, h.Ref.Slug)
	}
	return r.Fields, cmp.Or(r.Slug, h.mergedSlug())
}

// mergedSlug is the name that goes with the app's value: the app's, unless only the repo gave
// another one.
func (h Held) mergedSlug() string {
	if h.RepoSlug != "" && h.BaseSlug == h.Ref.Slug {
		return h.RepoSlug
	}
	return h.Ref.Slug
}

// keepOverruled records the repo's value as a revision when it is not the one that is taken.
func (e *Engine) keepOverruled(ctx context.Context, workspaceID int64, h Held, want workspace.Fields, cause workspace.Cause, app *workspace.Resource) error {
	if app == nil || h.Repo == nil || want.Digest() == h.Repo.Digest() {
		return nil
	}
	seen := cause
	seen.Origin, seen.Commit, seen.Note = workspace.OriginGit, h.Commit, "overruled: what Git said"
	_, err := e.Workspaces.Edit(ctx, workspaceID, seen, func(ctx context.Context, edit *workspace.Edit) error {
		if _, err := edit.Update(ctx, app.ID, 0, h.Repo); err != nil {
			return err
		}
		r, err := edit.Update(ctx, app.ID, 0, app.Fields)
		app.Version = r.Version
		return err
	})
	if holdable(err) {
		return nil // not a value that the app can hold; Git keeps it
	}
	return err
}

// setApp gives the app the wanted value. It returns the live resource; the zero one for none.
func (e *Engine) setApp(ctx context.Context, workspaceID int64, ref workspace.Ref, app *workspace.Resource, want workspace.Fields, cause workspace.Cause) (workspace.Resource, error) {
	var after workspace.Resource
	_, err := e.Workspaces.Edit(ctx, workspaceID, cause, func(ctx context.Context, edit *workspace.Edit) (err error) {
		switch {
		case app == nil && want == nil:
			return nil
		case app == nil:
			after, err = edit.Create(ctx, ref.Kind, ref.Slug, want)
			return err
		case want == nil:
			_, err = edit.Archive(ctx, app.ID, 0)
			return err
		}
		after, err = edit.Rename(ctx, app.ID, 0, ref.Slug, want)
		return err
	})
	return after, err
}

// acknowledge moves the base to what the repo says, under the name that it has there: that
// was seen. The version of the app up to which its changes are told stays. It returns the base as
// it was.
func (e *Engine) acknowledge(ctx context.Context, workspaceID int64, h Held, after workspace.Resource) (replaced BaseEntry, err error) {
	before := workspace.Ref{Kind: h.Ref.Kind, Slug: cmp.Or(h.BaseSlug, h.Ref.Slug)}
	entries, err := e.Store.Base(ctx, workspaceID, []workspace.Ref{before}, nil)
	if err != nil {
		return replaced, err
	}
	for _, present := range entries {
		if present.Ref == before {
			replaced = present
		}
	}
	if h.Blob == "" && after.ID == 0 {
		return replaced, e.Store.DeleteBase(ctx, workspaceID, []workspace.Ref{before})
	}
	entry := replaced
	entry.Ref = workspace.Ref{Kind: h.Ref.Kind, Slug: cmp.Or(h.RepoSlug, h.Ref.Slug)}
	if entry.Ref != before {
		if err := e.Store.DeleteBase(ctx, workspaceID, []workspace.Ref{before}); err != nil {
			return replaced, err
		}
	}
	if after.ID != 0 && after.ID != entry.ResourceID {
		entry.ResourceID, entry.Version = after.ID, 0 // of this one, nothing is told
	}
	repo := h.Repo
	if repo == nil && h.Blob != "" {
		repo = unread()
	}
	if after.Digest == repo.Digest() {
		entry.Version = after.Version // the app takes the repo's value: nothing of its own is left to push
	}
	entry.Slug, entry.Path, entry.Blob, entry.Kept = entry.Ref.Slug, h.Path, h.Blob, false
	entry.Fields, entry.Digest, entry.Text = repo, "", nil
	if h.Blob != "" {
		entry.Digest = repo.Digest()
	}
	return replaced, e.Store.PutBase(ctx, workspaceID, []BaseEntry{entry})
}
