package workspace

import (
	"context"
	"fmt"
	"slices"
)

// Rename gives the resource another slug and, in the same change, lets everything that stands
// for it by its slug follow: references, and the aliases of a connection. nil fields stay as
// they are.
func (e *Edit) Rename(ctx context.Context, id, version int64, slug string, f Fields) (Resource, error) {
	r, err := e.current(ctx, id, version)
	if err != nil {
		return Resource{}, err
	}
	if slug == r.Slug {
		if f == nil {
			return r, nil
		}
		return e.Update(ctx, id, version, f)
	}
	if f == nil {
		f = r.Fields
	} else if f, err = e.checked(ctx, r.Kind, f); err != nil {
		return Resource{}, err
	}
	if r.Kind == KindAliases {
		return Resource{}, Errorf(CodeInvalid, "the aliases cannot be renamed: they are the workspace's")
	}
	if err := e.slugIsFree(ctx, Ref{r.Kind, slug}, r.ID); err != nil {
		return Resource{}, err
	}
	followers, err := e.followers(ctx, r, slug)
	if err != nil {
		return Resource{}, fmt.Errorf("rename %s: %w", r.Ref(), err)
	}
	refs := []Ref{r.Ref(), {r.Kind, slug}}
	for _, follower := range followers {
		refs = append(refs, follower.before.Ref())
	}
	for _, ref := range refs {
		if err := e.allowed(ctx, ref); err != nil {
			return Resource{}, err
		}
	}
	before := r
	r.Slug, r.Fields, r.Digest = slug, f, f.Digest()
	r, err = e.write(ctx, before, r, Revision{Op: OpRename, FromSlug: before.Slug, Changed: ChangedPaths(before.Fields, f)})
	if err != nil {
		return Resource{}, err
	}
	for _, follower := range followers {
		after := follower.before
		after.Fields, after.Digest = follower.fields, follower.fields.Digest()
		changed := ChangedPaths(follower.before.Fields, after.Fields)
		if _, err := e.write(ctx, follower.before, after, Revision{Op: OpUpdate, Changed: changed}); err != nil {
			return Resource{}, fmt.Errorf("rename %s: %w", before.Ref(), err)
		}
	}
	return r, nil
}

// follower is a resource that names one by its slug, and its value with the new slug.
type follower struct {
	before Resource
	fields Fields
}

// followers returns what has to change for a rename, by kind and slug. References by a slug that an
// alias has taken mean another resource, so they stay.
func (e *Edit) followers(ctx context.Context, r Resource, slug string) ([]follower, error) {
	var out []follower
	aliases, err := e.service.aliases(ctx, r.WorkspaceID)
	if err != nil {
		return nil, err
	}
	if fields, changed := pointAliases(aliases.Fields, r.Ref(), slug); changed {
		out = append(out, follower{aliases, fields})
	}
	names, err := e.checker.namesOf(ctx, r.Ref())
	if err != nil || !slices.Contains(names, r.Slug) {
		return out, err
	}
	refs, err := e.service.store.ReferencedBy(ctx, r.WorkspaceID, r.Kind, []string{r.Slug})
	if err != nil || len(refs) == 0 {
		return out, err
	}
	if target := AliasTarget(aliases.Fields, r.Kind, slug); target != slug && target != r.Slug {
		if taken, err := found(e.checker.bySlug(ctx, Ref{r.Kind, target})); err != nil || taken {
			return nil, orElse(err, Errorf(CodeConflict, "%s uses it, and the name %q is an alias of %s", refs[0], slug, Ref{r.Kind, target}).
				WithHint("choose another slug, or change the alias"))
		}
	}
	users, err := e.service.store.ResourcesBySlug(ctx, r.WorkspaceID, refs)
	if err != nil {
		return nil, err
	}
	byRef := map[Ref]Resource{}
	for _, user := range users {
		byRef[user.Ref()] = user
	}
	for _, ref := range refs {
		user := byRef[ref]
		f := user.Fields.Clone()
		for _, reference := range References(user.Kind, f) {
			if reference.Kind == r.Kind && reference.Name == r.Slug {
				f[reference.Path[0].(string)] = slug
			}
		}
		out = append(out, follower{user, f})
	}
	return out, nil
}

// pointAliases returns aliases in which those of a connection stand for its new slug.
func pointAliases(aliases Fields, from Ref, slug string) (Fields, bool) {
	if !from.Kind.IsConnection() {
		return nil, false
	}
	changed := false
	out := aliases.Clone()
	m := out.Map(from.Kind.Plural())
	for alias, target := range m {
		if target == from.Slug {
			m[alias], changed = slug, true
		}
	}
	return out, changed
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
