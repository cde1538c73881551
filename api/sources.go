package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/workspace"
)

type sourceBody = one[Source]

func (s *server) sources(a huma.API) {
	const tag = "Sources"
	register(s, a, operation("list-sources", http.MethodGet, "/sources", tag, "List sources"), s.listSources)
	register(s, a, operation("create-source", http.MethodPost, "/sources", tag, "Create a source"), s.createSource)
	register(s, a, operation("get-source", http.MethodGet, "/sources/{id}", tag, "Get a source"), s.getSource)
	register(s, a, previewing("source", tag), s.previewConnection(workspace.KindSource))
	register(s, a, operation("update-source", http.MethodPatch, "/sources/{id}", tag, "Change a source"), s.updateSource)
}

func (s *server) listSources(ctx context.Context, in *struct {
	InWorkspace
	Filter
	Type string `query:"type" doc:"Such as postgres"`
}) (*counted[Source], error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	q := in.query(workspace.KindSource)
	q.Type = in.Type
	list, err := s.find(ctx, w.ID, q)
	if err != nil {
		return nil, err
	}
	views, err := s.sourceViews(ctx, w.ID, list)
	if err != nil {
		return nil, err
	}
	return countedOf(list, views), nil
}

func (s *server) getSource(ctx context.Context, in *Named) (*sourceBody, error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	r, err := s.live(ctx, w.ID, workspace.KindSource, in.ID)
	if err != nil {
		return nil, err
	}
	return s.sourceAnswer(ctx, r)
}

func (s *server) createSource(ctx context.Context, in *struct {
	InWorkspace
	Client
	Body ConnectionCreate
}) (*sourceBody, error) {
	r, err := s.createConnection(ctx, in.InWorkspace, in.Client, workspace.KindSource, in.Body)
	if err != nil {
		return nil, err
	}
	return s.sourceAnswer(ctx, r)
}

func (s *server) updateSource(ctx context.Context, in *struct {
	Named
	Client
	Expect
	Body ConnectionUpdate
}) (*sourceBody, error) {
	r, err := s.updateConnection(ctx, in.Named, in.Client, in.Expect, workspace.KindSource, in.Body)
	if err != nil {
		return nil, err
	}
	return s.sourceAnswer(ctx, r)
}

func (s *server) sourceAnswer(ctx context.Context, r workspace.Resource) (*sourceBody, error) {
	list, err := s.alone(ctx, r)
	if err != nil {
		return nil, err
	}
	views, err := s.sourceViews(ctx, r.WorkspaceID, list)
	if err != nil {
		return nil, err
	}
	return &sourceBody{ETag: etag(r.Version), Body: views[0]}, nil
}

func (s *server) sourceViews(ctx context.Context, workspaceID int64, list found) ([]Source, error) {
	aliases, err := s.service.Aliases(ctx, workspaceID)
	if err != nil {
		return nil, err
	}
	views := make([]Source, len(list.resources))
	for i, r := range list.resources {
		views[i] = s.sourceView(r, aliases)
		views[i].Git = list.git(r)
	}
	return views, nil
}
