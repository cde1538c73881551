package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/workspace"
)

type destinationBody = one[Destination]

func (s *server) destinations(a huma.API) {
	const tag = "Destinations"
	register(s, a, operation("list-destinations", http.MethodGet, "/destinations", tag, "List destinations"), s.listDestinations)
	register(s, a, operation("create-destination", http.MethodPost, "/destinations", tag, "Create a destination"), s.createDestination)
	register(s, a, operation("get-destination", http.MethodGet, "/destinations/{id}", tag, "Get a destination"), s.getDestination)
	register(s, a, previewing("destination", tag), s.previewConnection(workspace.KindDestination))
	register(s, a, operation("update-destination", http.MethodPatch, "/destinations/{id}", tag, "Change a destination"), s.updateDestination)
}

func (s *server) listDestinations(ctx context.Context, in *struct {
	InWorkspace
	Filter
	Type string `query:"type" doc:"Such as hubspot"`
}) (*counted[Destination], error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	q := in.query(workspace.KindDestination)
	q.Type = in.Type
	list, err := s.find(ctx, w.ID, q)
	if err != nil {
		return nil, err
	}
	views, err := s.destinationViews(ctx, w.ID, list)
	if err != nil {
		return nil, err
	}
	return countedOf(list, views), nil
}

func (s *server) getDestination(ctx context.Context, in *Named) (*destinationBody, error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	r, err := s.live(ctx, w.ID, workspace.KindDestination, in.ID)
	if err != nil {
		return nil, err
	}
	return s.destinationAnswer(ctx, r)
}

func (s *server) createDestination(ctx context.Context, in *struct {
	InWorkspace
	Client
	Body ConnectionCreate
}) (*destinationBody, error) {
	r, err := s.createConnection(ctx, in.InWorkspace, in.Client, workspace.KindDestination, in.Body)
	if err != nil {
		return nil, err
	}
	return s.destinationAnswer(ctx, r)
}

func (s *server) updateDestination(ctx context.Context, in *struct {
	Named
	Client
	Expect
	Body ConnectionUpdate
}) (*destinationBody, error) {
	r, err := s.updateConnection(ctx, in.Named, in.Client, in.Expect, workspace.KindDestination, in.Body)
	if err != nil {
		return nil, err
	}
	return s.destinationAnswer(ctx, r)
}

func (s *server) destinationAnswer(ctx context.Context, r workspace.Resource) (*destinationBody, error) {
	list, err := s.alone(ctx, r)
	if err != nil {
		return nil, err
	}
	views, err := s.destinationViews(ctx, r.WorkspaceID, list)
	if err != nil {
		return nil, err
	}
	return &destinationBody{ETag: etag(r.Version), Body: views[0]}, nil
}

func (s *server) destinationViews(ctx context.Context, workspaceID int64, list found) ([]Destination, error) {
	d, err := s.directory(ctx, workspaceID, list.resources)
	if err != nil {
		return nil, err
	}
	syncs, err := d.users(ctx, workspace.KindSync, list.resources)
	if err != nil {
		return nil, err
	}
	views := make([]Destination, len(list.resources))
	for i, r := range list.resources {
		views[i] = Destination{Source: s.sourceView(r, d.aliases), Syncs: syncs[r.ID]}
		views[i].Git = list.git(r)
	}
	return views, nil
}
