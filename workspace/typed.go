package workspace

import "context"

// Typed is the file of a resource as a person wrote it. It says more than Fields: comments,
// order and layout. The zero value is none.
type Typed struct {
	Text string // of the file, UTF-8; it means the revision's Fields
	Over string // what the branch's file was by then; "" when there was none
}

// ChangedComments stands among changed paths for what a file says besides its fields.
const ChangedComments = "comments"

// Type keeps, as a part of the change, the file that a person wrote for a resource. When nothing
// else of it changes, that is a revision of its own. version is as for Update.
func (e *Edit) Type(ctx context.Context, id, version int64, t Typed) (Resource, error) {
	r, err := e.current(ctx, id, version)
	if err != nil {
		return Resource{}, err
	}
	for i := len(e.change.Revisions) - 1; i >= 0; i-- {
		if revision := &e.change.Revisions[i]; revision.ResourceID == id {
			revision.Typed = t
			return r, nil
		}
	}
	if err := e.allowed(ctx, r.Ref()); err != nil {
		return Resource{}, err
	}
	return e.write(ctx, r, r, Revision{Op: OpUpdate, Changed: []string{ChangedComments}, Typed: t})
}

// Typed returns, by resource, the newest revision for which a person wrote the file, unless the
// resource was removed after it.
func (s *Service) Typed(ctx context.Context, workspaceID int64, ids []int64) (map[int64]Revision, error) {
	return s.store.Typed(ctx, workspaceID, ids)
}
