package api

import (
	"context"
	"slices"

	"lockstep.dev/workspace"
)

// patch changes a resource's fields by fn, which gets a copy of them; keys that it does not
// touch stay. A slug renames. The read and the write are one transaction.
func (s *server) patch(ctx context.Context, in Named, c Client, m Expect, kind workspace.Kind, slug *string,
	fn func(ctx context.Context, r workspace.Resource, f workspace.Fields) error,
) (workspace.Resource, error) {
	return s.edit(ctx, in, c, m, kind, func(ctx context.Context, e *workspace.Edit, r workspace.Resource, version int64) (workspace.Resource, error) {
		f := r.Fields.Clone()
		if err := fn(ctx, r, f); err != nil {
			return workspace.Resource{}, err
		}
		if slug != nil && *slug != r.Slug {
			return e.Rename(ctx, r.ID, version, *slug, f)
		}
		return e.Update(ctx, r.ID, version, f)
	})
}

// edit makes one change of one live resource.
func (s *server) edit(ctx context.Context, in Named, c Client, m Expect, kind workspace.Kind,
	fn func(ctx context.Context, e *workspace.Edit, r workspace.Resource, version int64) (workspace.Resource, error),
) (workspace.Resource, error) {
	version, err := m.version()
	if err != nil {
		return workspace.Resource{}, err
	}
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return workspace.Resource{}, err
	}
	var out workspace.Resource
	_, err = s.service.Edit(ctx, w.ID, s.cause(ctx, c), func(ctx context.Context, e *workspace.Edit) error {
		r, err := s.live(ctx, w.ID, kind, in.ID)
		if err != nil {
			return err
		}
		out, err = fn(ctx, e, r, version)
		return err
	})
	return out, err
}

// listUsers lists resources, restricted to those that refer to the resource of an id; 0 does not restrict.
// A resource has several names when aliases stand for it, so the restricted list is put together here.
func (s *server) listUsers(ctx context.Context, workspaceID int64, q workspace.Query, to workspace.Kind, id int64) ([]workspace.Resource, bool, error) {
	if id == 0 {
		return s.service.List(ctx, workspaceID, q)
	}
	target, err := s.service.Get(ctx, workspaceID, to, id)
	if err != nil {
		if workspace.CodeOf(err) == workspace.CodeNotFound {
			return nil, false, nil
		}
		return nil, false, err
	}
	aliases, err := s.service.Aliases(ctx, workspaceID)
	if err != nil {
		return nil, false, err
	}
	names := workspace.AliasesOf(aliases, to, target.Slug)
	if len(names) == 1 {
		q.Uses = workspace.Ref{Kind: to, Slug: names[0]}
		return s.service.List(ctx, workspaceID, q)
	}
	var slugs []string
	for _, name := range names {
		found, _, err := s.service.List(ctx, workspaceID, workspace.Query{Kind: q.Kind, Uses: workspace.Ref{Kind: to, Slug: name}})
		if err != nil {
			return nil, false, err
		}
		for _, r := range found {
			if len(q.Slugs) == 0 || slices.Contains(q.Slugs, r.Slug) {
				slugs = append(slugs, r.Slug)
			}
		}
	}
	if len(slugs) == 0 {
		return nil, false, nil
	}
	q.Slugs = slugs
	return s.service.List(ctx, workspaceID, q)
}

func putText(f workspace.Fields, key, value string) {
	if value != "" {
		f[key] = value
	}
}

func putPointer[T any](f workspace.Fields, key string, value *T) {
	if value != nil {
		f[key] = *value
	}
}

func sortedIDs(ids []int64) []int64 {
	slices.Sort(ids)
	return slices.Compact(ids)
}
