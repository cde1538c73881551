package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/workspace"
)

type syncBody = one[Sync]

func (s *server) syncs(a huma.API) {
	const tag = "Syncs"
	register(s, a, operation("list-syncs", http.MethodGet, "/syncs", tag, "List syncs"), s.listSyncs)
	register(s, a, operation("create-sync", http.MethodPost, "/syncs", tag, "Create a sync"), s.createSync)
	register(s, a, operation("get-sync", http.MethodGet, "/syncs/{id}", tag, "Get a sync"), s.getSync)
	register(s, a, previewing("sync", tag), s.previewSync)
	register(s, a, operation("update-sync", http.MethodPatch, "/syncs/{id}", tag, "Change a sync"), s.updateSync)
}

func (s *server) listSyncs(ctx context.Context, in *struct {
	InWorkspace
	Filter
	ModelID       int64  `query:"modelId" doc:"Only syncs of this model"`
	DestinationID int64  `query:"destinationId" doc:"Only syncs into this destination"`
	Disabled      string `query:"disabled" enum:"true,false" doc:"Only syncs whose schedule is, or is not, paused"`
	ScheduleType  string `query:"scheduleType" doc:"manual, interval, cron or visual_cron"`
}) (*counted[Sync], error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	q := in.query(workspace.KindSync)
	q.Type = in.ScheduleType
	if in.Disabled != "" {
		paused := in.Disabled == "true"
		q.Paused = &paused
	}
	list, err := s.find(ctx, w.ID, q, narrowing{workspace.KindModel, in.ModelID}, narrowing{workspace.KindDestination, in.DestinationID})
	if err != nil {
		return nil, err
	}
	views, err := s.syncViews(ctx, w.ID, list)
	if err != nil {
		return nil, err
	}
	return countedOf(list, views), nil
}

func (s *server) getSync(ctx context.Context, in *Named) (*syncBody, error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	r, err := s.live(ctx, w.ID, workspace.KindSync, in.ID)
	if err != nil {
		return nil, err
	}
	return s.syncAnswer(ctx, r)
}

func (s *server) createSync(ctx context.Context, in *struct {
	InWorkspace
	Client
	Body SyncCreate
}) (*syncBody, error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	var made workspace.Resource
	_, err = s.service.Edit(ctx, w.ID, s.cause(ctx, in.Client), func(ctx context.Context, e *workspace.Edit) error {
		b := in.Body
		f := workspace.Fields{"config": map[string]any(b.Configuration)}
		putText(f, "description", b.Description)
		putText(f, "model", b.Model)
		putText(f, "destination", b.Destination)
		b.Schedule.put(f, "schedule", map[string]any(b.Schedule.Value))
		if b.Disabled {
			f["schedulePaused"] = true
		}
		if err := s.putEnds(ctx, w.ID, f, b.ModelID, b.DestinationID); err != nil {
			return err
		}
		made, err = e.Create(ctx, workspace.KindSync, b.Slug, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.syncAnswer(ctx, made)
}

func (s *server) updateSync(ctx context.Context, in *struct {
	Named
	Client
	Expect
	Body SyncUpdate
}) (*syncBody, error) {
	r, err := s.patch(ctx, in.Named, in.Client, in.Expect, workspace.KindSync, in.Body.Slug, s.syncChange(in.Body))
	if err != nil {
		return nil, err
	}
	return s.syncAnswer(ctx, r)
}

func (s *server) syncChange(b SyncUpdate) fieldChange {
	return func(ctx context.Context, r workspace.Resource, f workspace.Fields) error {
		putPointer(f, "model", b.Model)
		putPointer(f, "destination", b.Destination)
		b.Description.put(f, "description", b.Description.Value)
		b.Schedule.put(f, "schedule", map[string]any(b.Schedule.Value))
		if b.Configuration != nil {
			f["config"] = map[string]any(*b.Configuration)
		}
		if b.Disabled != nil && (*b.Disabled || f["schedulePaused"] != nil) {
			f["schedulePaused"] = *b.Disabled
		}
		return s.putEnds(ctx, r.WorkspaceID, f, b.ModelID, b.DestinationID)
	}
}

// putEnds writes the names of the model and destination of the given ids; 0 leaves a name as it is.
func (s *server) putEnds(ctx context.Context, workspaceID int64, f workspace.Fields, modelID, destinationID ID) error {
	for _, end := range []struct {
		kind workspace.Kind
		id   ID
	}{{workspace.KindModel, modelID}, {workspace.KindDestination, destinationID}} {
		if end.id == 0 {
			continue
		}
		name, err := s.nameOf(ctx, workspaceID, end.kind, end.id, f.Text(string(end.kind)))
		if err != nil {
			return err
		}
		f[string(end.kind)] = name
	}
	return nil
}

func (s *server) syncAnswer(ctx context.Context, r workspace.Resource) (*syncBody, error) {
	list, err := s.alone(ctx, r)
	if err != nil {
		return nil, err
	}
	views, err := s.syncViews(ctx, r.WorkspaceID, list)
	if err != nil {
		return nil, err
	}
	return &syncBody{ETag: etag(r.Version), Body: views[0]}, nil
}

func (s *server) syncViews(ctx context.Context, workspaceID int64, list found) ([]Sync, error) {
	d, err := s.directory(ctx, workspaceID, list.resources)
	if err != nil {
		return nil, err
	}
	if err := d.readSources(ctx); err != nil {
		return nil, err
	}
	views := make([]Sync, len(list.resources))
	for i, r := range list.resources {
		views[i] = syncView(r, d)
		views[i].Git = list.git(r)
	}
	return views, nil
}
