package gitsync

import (
	"cmp"
	"context"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// Resolve settles a conflict. The base moves to what the repo says, so whatever the app then
// holds goes out as an ordinary edit: nothing of either side is overwritten unseen, and both
// values stay in the history.
func (e *Engine) Resolve(ctx context.Context, workspaceID int64, r Resolution, cause workspace.Cause) error {
	return e.locked(ctx, workspaceID, func(ctx context.Context) error {
		held, err := e.Store.Held(ctx, workspaceID)
		if err != nil {
			return err
		}
		for _, h := range held {
			if h.Ref == r.Ref {
				return e.resolve(ctx, workspaceID, h, r, cause)
			}
		}
		return workspace.Errorf(workspace.CodeNotFound, "%s is not held", r.Ref).WithHint("it may be settled already")
	})
}

func (e *Engine) resolve(ctx context.Context, workspaceID int64, h Held, r Resolution, cause workspace.Cause) error {
	if h.Hold.Reason != reconcile.ReasonConflict {
		return workspace.Errorf(workspace.CodeConflict, "%s is held for another reason: %s", r.Ref, h.Hold.Message).WithHint("%s", h.Hold.Hint)
	}
	if r.AppVersion != h.AppVersion || r.Blob != h.Blob {
		return workspace.Errorf(workspace.CodeStale, "%s changed since it was shown", r.Ref).WithHint("look at the conflict again")
	}
	var app *workspace.Resource
	if h.ResourceID != 0 {
		found, err := e.Workspaces.Get(ctx, workspaceID, h.Ref.Kind, h.ResourceID)
		if err != nil {
			return err
		}
		if found.Archived() || found.Version != h.AppVersion {
			return workspace.Errorf(workspace.CodeStale, "%s changed in the app since it was shown", r.Ref).WithHint("look at the conflict again")
		}
		app = &found
	}
	want, slug, err := wanted(h, r)
	if err != nil {
		return err
	}
	if err := e.keepOverruled(ctx, workspaceID, h, r, cause, app); err != nil {
		return err
	}
	after, err := e.setApp(ctx, workspaceID, workspace.Ref{Kind: h.Ref.Kind, Slug: slug}, app, want, cause)
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
	state, err := e.Store.State(ctx, workspaceID)
	if err != nil {
		return err
	}
	state.Look = append(state.Look, h.Ref)
	state.Told.upTo(replaced.ResourceID, replaced.Version)
	if err := e.Store.PutState(ctx, workspaceID, state); err != nil {
		return err
	}
	return e.note(ctx, workspaceID, cause, "resolved", h.Ref.String()+": conflict settled, take "+string(r.Take))
}

// wanted is the value and the name that the resolution gives the app; nil for no resource at all.
func wanted(h Held, r Resolution) (workspace.Fields, string, error) {
	switch r.Take {
	case TakeApp:
		return h.App, h.mergedSlug(), nil
	case TakeRepo:
		return h.Repo, cmp.Or(h.RepoSlug, h.Ref.Slug), nil
	case TakeMerge:
		return r.Fields, cmp.Or(r.Slug, h.mergedSlug()), nil
	}
	return nil, "", workspace.Errorf(workspace.CodeInvalid, "unknown resolution %q", r.Take).WithHint("one of app, repo, merge")
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
func (e *Engine) keepOverruled(ctx context.Context, workspaceID int64, h Held, r Resolution, cause workspace.Cause, app *workspace.Resource) error {
	if r.Take == TakeRepo || app == nil || h.Repo == nil {
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
	if after.Digest == h.Repo.Digest() {
		entry.Version = after.Version // the app takes the repo's value: nothing of its own is left to push
	}
	entry.Slug, entry.Path, entry.Blob, entry.Kept = entry.Ref.Slug, h.Path, h.Blob, false
	entry.Fields, entry.Digest, entry.Text = h.Repo, "", nil
	if h.Blob != "" {
		entry.Digest = h.Repo.Digest()
	}
	return replaced, e.Store.PutBase(ctx, workspaceID, []BaseEntry{entry})
}
