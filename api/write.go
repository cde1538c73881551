package api

import (
	"context"
	"slices"

	"lockstep.dev/workspace"
)

// fieldChange changes a copy of a resource's fields.
type fieldChange func(ctx context.Context, r workspace.Resource, f workspace.Fields) error

// patch changes a resource's fields by fn, which gets a copy of them; keys that it does not
// touch stay. A slug renames. The read and the write are one transaction.
func (s *server) patch(ctx context.Context, in Named, c Client, m Expect, kind workspace.Kind, slug *string,
	fn fieldChange,
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
