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
	register(s, a, operation("update-source", http.MethodPatch, "/sources/{id}", tag, "Change a source"), s.updateSource)
}

func (s *server) listSources(ctx context.Context, in *struct {
	InWorkspace
	Window
}) (*list[Source], error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	found, more, err := s.service.List(ctx, w.ID, in.query(workspace.KindSource))
	if err != nil {
		return nil, err
	}
	aliases, err := s.service.Aliases(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	views := make([]Source, len(found))
	for i, r := range found {
		views[i] = s.sourceView(r, aliases)
	}
	return listOf(views, more), nil
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
	aliases, err := s.service.Aliases(ctx, r.WorkspaceID)
	if err != nil {
		return nil, err
	}
	return &sourceBody{ETag: etag(r.Version), Body: s.sourceView(r, aliases)}, nil
}
