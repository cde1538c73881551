package workspace

import "context"

// mayBeNamed checks a slug that somebody chose for a resource that is to be written. That no other
// has it exactly is left to the store.
func (e *Edit) mayBeNamed(ctx context.Context, ref Ref, id int64) error {
	if err := CheckSlug(ref.Slug); err != nil {
		return err
	}
	// What is in Git came from a disk that tells upper and lower case apart.
	if e.change.Cause.Origin == OriginGit {
		return nil
	}
	alike, err := e.alike(ctx, ref, id)
	if err != nil || alike == "" {
		return err
	}
	if alike == ref.Slug {
		return slugTaken(ref)
	}
	return Errorf(CodeConflict, "the slug %q differs from that of %s only in case: on many disks they are one file", ref.Slug, Ref{ref.Kind, alike}).
		WithHint("choose another slug, or change that one")
}

// slugIsFree is mayBeNamed for a resource that exists, and checks that no other has the slug.
func (e *Edit) slugIsFree(ctx context.Context, ref Ref, id int64) error {
	if err := e.mayBeNamed(ctx, ref, id); err != nil || e.change.Cause.Origin != OriginGit {
		return err
	}
	taken, err := found(e.service.store.ResourceBySlug(ctx, e.change.WorkspaceID, ref))
	if err == nil && taken {
		return slugTaken(ref)
	}
	return err
}

// alike returns the slug of another live resource of the kind that is the same but for case: the
// very slug if there is one, "" when there is none.
func (e *Edit) alike(ctx context.Context, ref Ref, id int64) (string, error) {
	some, _, err := e.service.store.Resources(ctx, e.change.WorkspaceID, Query{Kind: ref.Kind, Alike: ref.Slug})
	if err != nil {
		return "", err
	}
	out := ""
	for _, r := range some {
		if r.ID != id && (out == "" || r.Slug == ref.Slug) {
			out = r.Slug
		}
	}
	return out, nil
}

func slugTaken(ref Ref) error {
	return Errorf(CodeConflict, "there already is a %s with the slug %q", ref.Kind, ref.Slug).WithHint("choose another slug, or change that one")
}

// freeSlug names a resource after its name; a sync after its model and destination.
func (e *Edit) freeSlug(ctx context.Context, kind Kind, f Fields) (string, error) {
	switch kind {
	case KindAliases:
		w, err := e.service.store.Workspace(ctx, e.change.WorkspaceID)
		return w.Slug, err
	case KindSync:
		f = Fields{"name": f.Text("model") + " to " + f.Text("destination")}
	}
	return FreeSlug(Slugify(f.Text("name")), func(slug string) (bool, error) {
		alike, err := e.alike(ctx, Ref{kind, slug}, 0)
		return alike != "", err
	})
}

// onlyAliases refuses a second document of aliases.
func (e *Edit) onlyAliases(ctx context.Context, id int64) error {
	aliases, err := e.service.aliases(ctx, e.change.WorkspaceID)
	if err != nil || aliases.ID == 0 || aliases.ID == id {
		return err
	}
	return Errorf(CodeConflict, "the workspace has aliases already: %s", aliases.Ref()).WithHint("change those")
}
