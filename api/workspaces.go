package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

// Workspace is one configuration, kept the same as one branch.
type Workspace struct {
	ID        int64     `json:"id"`
	Slug      string    `json:"slug"`
	Name      string    `json:"name"`
	Version   int64     `json:"version" doc:"Rises when the name changes"`
	Changes   int64     `json:"changes" doc:"Number of the latest change in the feed"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// WorkspaceCreate is a new workspace.
type WorkspaceCreate struct {
	Name string `json:"name" minLength:"1"`
	Slug string `json:"slug,omitempty" doc:"Made from the name when left out; it never changes"`
}

// WorkspaceUpdate renames a workspace. Its slug stays.
type WorkspaceUpdate struct {
	Name string `json:"name" minLength:"1"`
}

type workspaceBody = one[Workspace]

func (s *server) workspaces(a huma.API) {
	const tag = "Workspaces"
	register(s, a, operation("list-workspaces", http.MethodGet, "/workspaces", tag, "List workspaces"), s.listWorkspaces)
	register(s, a, needing(auth.ScopeAdmin, operation("create-workspace", http.MethodPost, "/workspaces", tag, "Create a workspace")), s.createWorkspace)
	register(s, a, operation("get-workspace", http.MethodGet, "/workspaces/{workspace}", tag, "Get a workspace"), s.getWorkspace)
	register(s, a, needing(auth.ScopeAdmin, operation("update-workspace", http.MethodPatch, "/workspaces/{workspace}", tag, "Rename a workspace")), s.updateWorkspace)
}

func (s *server) listWorkspaces(ctx context.Context, in *struct {
	Limit  int `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Offset int `query:"offset" minimum:"0" default:"0"`
}) (*list[Workspace], error) {
	all, err := s.service.Workspaces(ctx)
	if err != nil {
		return nil, err
	}
	from := min(in.Offset, len(all))
	to := min(from+in.Limit, len(all))
	views := make([]Workspace, 0, to-from)
	for _, w := range all[from:to] {
		views = append(views, workspaceView(w))
	}
	return listOf(views, to < len(all)), nil
}

func (s *server) getWorkspace(ctx context.Context, in *AtWorkspace) (*workspaceBody, error) {
	w, err := s.workspace(ctx, in.Workspace)
	return oneWorkspace(w), err
}

func (s *server) createWorkspace(ctx context.Context, in *struct{ Body WorkspaceCreate }) (*workspaceBody, error) {
	w, err := s.service.CreateWorkspace(ctx, in.Body.Name, in.Body.Slug)
	return oneWorkspace(w), err
}

func (s *server) updateWorkspace(ctx context.Context, in *struct {
	AtWorkspace
	Expect
	Body WorkspaceUpdate
}) (*workspaceBody, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	w, err := s.workspace(ctx, in.Workspace)
	if err != nil {
		return nil, err
	}
	w, err = s.service.RenameWorkspace(ctx, w.ID, version, in.Body.Name)
	return oneWorkspace(w), err
}

func oneWorkspace(w workspace.Workspace) *workspaceBody {
	return &workspaceBody{ETag: etag(w.Version), Body: workspaceView(w)}
}

func workspaceView(w workspace.Workspace) Workspace {
	return Workspace{ID: w.ID, Slug: w.Slug, Name: w.Name, Version: w.Version, Changes: w.Seq, CreatedAt: w.CreatedAt, UpdatedAt: w.UpdatedAt}
}
