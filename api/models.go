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
	register(s, a, previewing("model", tag), s.previewModel)
	register(s, a, operation("update-model", http.MethodPatch, "/models/{id}", tag, "Change a model"), s.updateModel)
}

func (s *server) listModels(ctx context.Context, in *struct {
	InWorkspace
	Filter
	SourceID  int64  `query:"sourceId" doc:"Only models of this source"`
	QueryType string `query:"queryType" doc:"raw_sql, table, dbt or custom"`
}) (*counted[Model], error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	q := in.query(workspace.KindModel)
	q.Type = fileType(in.QueryType)
	list, err := s.find(ctx, w.ID, q, narrowing{workspace.KindSource, in.SourceID})
	if err != nil {
		return nil, err
	}
	views, err := s.modelViews(ctx, w.ID, list)
	if err != nil {
		return nil, err
	}
	return countedOf(list, views), nil
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
	r, err := s.patch(ctx, in.Named, in.Client, in.Expect, workspace.KindModel, in.Body.Slug, s.modelChange(in.Body))
	if err != nil {
		return nil, err
	}
	return s.modelAnswer(ctx, r)
}

func (s *server) modelChange(b ModelUpdate) fieldChange {
	return func(ctx context.Context, r workspace.Resource, f workspace.Fields) error {
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
	}
}

func (s *server) modelAnswer(ctx context.Context, r workspace.Resource) (*modelBody, error) {
	list, err := s.alone(ctx, r)
	if err != nil {
		return nil, err
	}
	views, err := s.modelViews(ctx, r.WorkspaceID, list)
	if err != nil {
		return nil, err
	}
	return &modelBody{ETag: etag(r.Version), Body: views[0]}, nil
}

func (s *server) modelViews(ctx context.Context, workspaceID int64, list found) ([]Model, error) {
	d, err := s.directory(ctx, workspaceID, list.resources)
	if err != nil {
		return nil, err
	}
	syncs, err := d.users(ctx, workspace.KindSync, list.resources)
	if err != nil {
		return nil, err
	}
	views := make([]Model, len(list.resources))
	for i, r := range list.resources {
		views[i] = modelView(r, d, syncs[r.ID])
		views[i].Git = list.git(r)
	}
	return views, nil
}
