package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/workspace"
)

// Trashed is a resource in the trash.
type Trashed struct {
	ID         int64     `json:"id"`
	Kind       string    `json:"kind"`
	Slug       string    `json:"slug"`
	Name       string    `json:"name"`
	Version    int64     `json:"version"`
	ArchivedAt time.Time `json:"archivedAt"`
}

// RestoreFromTrash takes a resource out of the trash.
type RestoreFromTrash struct {
	Slug string `json:"slug,omitempty" doc:"Another slug, when the old one is taken by now"`
}

type Trashing struct {
	InWorkspace
	Client
	ID int64 `path:"id"`
}

func (s *server) trash(a huma.API) {
	const tag = "Trash"
	register(s, a, operation("list-trash", http.MethodGet, "/trash", tag, "List the trash"), s.listTrash)
	register(s, a, operation("restore-from-trash", http.MethodPost, "/trash/{id}/restore", tag, "Take a resource out of the trash"), s.restoreFromTrash)
	register(s, a, operation("purge-from-trash", http.MethodDelete, "/trash/{id}", tag, "Delete a resource in the trash for good"), s.purgeFromTrash)
}

func (s *server) listTrash(ctx context.Context, in *struct {
	InWorkspace
	Window
	Kind string `query:"kind" enum:"source,destination,model,sync"`
}) (*list[Trashed], error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	q := in.query(workspace.Kind(in.Kind))
	q.Archived = true
	found, more, err := s.service.List(ctx, w.ID, q)
	if err != nil {
		return nil, err
	}
	views := make([]Trashed, len(found))
	for i, r := range found {
		views[i] = trashView(r)
	}
	return listOf(views, more), nil
}

func (s *server) restoreFromTrash(ctx context.Context, in *struct {
	Trashing
	Body *RestoreFromTrash
}) (*one[Trashed], error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	slug := ""
	if in.Body != nil {
		slug = in.Body.Slug
	}
	var out workspace.Resource
	_, err = s.service.Edit(ctx, w.ID, s.cause(ctx, in.Client), func(ctx context.Context, e *workspace.Edit) (err error) {
		out, err = e.Restore(ctx, in.ID, slug)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &one[Trashed]{ETag: etag(out.Version), Body: trashView(out)}, nil
}

func (s *server) purgeFromTrash(ctx context.Context, in *Trashing) (*struct{}, error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	_, err = s.service.Edit(ctx, w.ID, s.cause(ctx, in.Client), func(ctx context.Context, e *workspace.Edit) error {
		r, err := s.service.Get(ctx, w.ID, "", in.ID)
		if err != nil {
			return err
		}
		if !r.Archived() {
			return workspace.Errorf(workspace.CodeConflict, "%s is not in the trash", r.Ref()).WithHint("delete it first")
		}
		_, err = e.Delete(ctx, in.ID, 0)
		return err
	})
	return nil, err
}

func trashView(r workspace.Resource) Trashed {
	v := Trashed{ID: r.ID, Kind: string(r.Kind), Slug: r.Slug, Name: r.Name(), Version: r.Version}
	if r.ArchivedAt != nil {
		v.ArchivedAt = *r.ArchivedAt
	}
	return v
}
