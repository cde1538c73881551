package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/workspace"
)

type modelBody = one[Model]

func (s *server) models(a huma.API) {
	const tag = "Models"
	register(s, a, operation("list-models", http.MethodGet, "/models", tag, "List models"), s.listModels)
	register(s, a, operation("create-model", http.MethodPost, "/models", tag, "Create a model"), s.createModel)
	register(s, a, operation("get-model", http.MethodGet, "/models/{id}", tag, "Get a model"), s.getModel)
	register(s, a, operation("update-model", http.MethodPatch, "/models/{id}", tag, "Change a model"), s.updateModel)
}

func (s *server) listModels(ctx context.Context, in *struct {
	InWorkspace
	Window
	SourceID int64 `query:"sourceId" doc:"Only models of this source"`
}) (*list[Model], error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	found, more, err := s.listUsers(ctx, w.ID, in.query(workspace.KindModel), workspace.KindSource, in.SourceID)
	if err != nil {
		return nil, err
	}
	d, err := s.directory(ctx, w.ID, found)
	if err != nil {
		return nil, err
	}
	views := make([]Model, len(found))
	for i, r := range found {
		syncs, err := d.users(ctx, workspace.KindSync, r)
		if err != nil {
			return nil, err
		}
		views[i] = modelView(r, d, syncs)
	}
	return listOf(views, more), nil
}

func (s *server) getModel(ctx context.Context, in *Named) (*modelBody, error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	r, err := s.live(ctx, w.ID, workspace.KindModel, in.ID)
	if err != nil {
		return nil, err
	}
	return s.modelAnswer(ctx, r)
}

func (s *server) createModel(ctx context.Context, in *struct {
	InWorkspace
	Client
	Body ModelCreate
}) (*modelBody, error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	var made workspace.Resource
	_, err = s.service.Edit(ctx, w.ID, s.cause(ctx, in.Client), func(ctx context.Context, e *workspace.Edit) error {
		b := in.Body
		f := workspace.Fields{"name": b.Name}
		putText(f, "description", b.Description)
		putText(f, "primaryKey", b.PrimaryKey)
		putText(f, "source", b.Source)
		if b.IsSchema {
			f["isSchema"] = true
		}
		if b.SourceID != 0 {
			name, err := s.nameOf(ctx, w.ID, workspace.KindSource, b.SourceID, b.Source)
			if err != nil {
				return err
			}
			f["source"] = name
		}
		if err := b.Queries.put(f, b.QueryType); err != nil {
			return err
		}
		made, err = e.Create(ctx, workspace.KindModel, b.Slug, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.modelAnswer(ctx, made)
}

func (s *server) updateModel(ctx context.Context, in *struct {
	Named
	Client
	Expect
	Body ModelUpdate
}) (*modelBody, error) {
	b := in.Body
	r, err := s.patch(ctx, in.Named, in.Client, in.Expect, workspace.KindModel, b.Slug, func(ctx context.Context, r workspace.Resource, f workspace.Fields) error {
		putPointer(f, "name", b.Name)
		putPointer(f, "source", b.Source)
		putPointer(f, "isSchema", b.IsSchema)
		b.Description.put(f, "description", b.Description.Value)
		b.PrimaryKey.put(f, "primaryKey", b.PrimaryKey.Value)
		if b.SourceID != 0 {
			name, err := s.nameOf(ctx, r.WorkspaceID, workspace.KindSource, b.SourceID, f.Text("source"))
			if err != nil {
				return err
			}
			f["source"] = name
		}
		return b.Queries.put(f, b.QueryType)
	})
	if err != nil {
		return nil, err
	}
	return s.modelAnswer(ctx, r)
}

func (s *server) modelAnswer(ctx context.Context, r workspace.Resource) (*modelBody, error) {
	d, err := s.directory(ctx, r.WorkspaceID, []workspace.Resource{r})
	if err != nil {
		return nil, err
	}
	syncs, err := d.users(ctx, workspace.KindSync, r)
	if err != nil {
		return nil, err
	}
	return &modelBody{ETag: etag(r.Version), Body: modelView(r, d, syncs)}, nil
}
