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
	register(s, a, operation("update-destination", http.MethodPatch, "/destinations/{id}", tag, "Change a destination"), s.updateDestination)
}

func (s *server) listDestinations(ctx context.Context, in *struct {
	InWorkspace
	Window
}) (*list[Destination], error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	found, more, err := s.service.List(ctx, w.ID, in.query(workspace.KindDestination))
	if err != nil {
		return nil, err
	}
	d, err := s.directory(ctx, w.ID, found)
	if err != nil {
		return nil, err
	}
	views := make([]Destination, len(found))
	for i, r := range found {
		if views[i], err = s.destinationView(ctx, r, d); err != nil {
			return nil, err
		}
	}
	return listOf(views, more), nil
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

func (s *server) destinationView(ctx context.Context, r workspace.Resource, d *directory) (Destination, error) {
	syncs, err := d.users(ctx, workspace.KindSync, r)
	return Destination{Source: s.sourceView(r, d.aliases), Syncs: syncs}, err
}

func (s *server) destinationAnswer(ctx context.Context, r workspace.Resource) (*destinationBody, error) {
	d, err := s.directory(ctx, r.WorkspaceID, []workspace.Resource{r})
	if err != nil {
		return nil, err
	}
	view, err := s.destinationView(ctx, r, d)
	if err != nil {
		return nil, err
	}
	return &destinationBody{ETag: etag(r.Version), Body: view}, nil
}
