package api

import (
	"context"
	"strconv"
	"strings"

	"lockstep.dev/workspace"
)

// InWorkspace chooses the workspace of a request by header or query; without either it is the only
// one, or the one called default.
type InWorkspace struct {
	Header string `header:"X-Workspace" doc:"Slug or id of the workspace; may be left out when there is only one, or one called default"`
	Query  string `query:"workspace" doc:"The same as the header X-Workspace"`
}

func (c InWorkspace) name() string {
	if c.Query != "" {
		return c.Query
	}
	return c.Header
}

// AtWorkspace chooses the workspace by the path.
type AtWorkspace struct {
	Workspace string `path:"workspace" doc:"Slug or id of the workspace"`
}

// workspace finds the workspace that a name stands for; "-" and "" are the default one.
func (s *server) workspace(ctx context.Context, name string) (workspace.Workspace, error) {
	if name != "" && name != "-" {
		return s.namedWorkspace(ctx, name)
	}
	all, err := s.service.Workspaces(ctx)
	if err != nil {
		return workspace.Workspace{}, err
	}
	if len(all) == 1 {
		return all[0], nil
	}
	var slugs []string
	for _, w := range all {
		if w.Slug == "default" {
			return w, nil
		}
		slugs = append(slugs, w.Slug)
	}
	if len(all) == 0 {
		return workspace.Workspace{}, workspace.Errorf(workspace.CodeNotFound, "there is no workspace yet").
			WithHint("create one: POST /api/v1/workspaces, or lockstep workspaces create NAME")
	}
	if len(slugs) > 10 {
		slugs = append(slugs[:10], "…")
	}
	return workspace.Workspace{}, workspace.Errorf(workspace.CodeInvalid, "there are several workspaces: say which one").
		WithHint("send the header X-Workspace, or --workspace; one of %s", strings.Join(slugs, ", "))
}

func (s *server) namedWorkspace(ctx context.Context, name string) (workspace.Workspace, error) {
	if id, err := strconv.ParseInt(name, 10, 64); err == nil {
		w, err := s.service.Workspace(ctx, id)
		if err == nil || workspace.CodeOf(err) != workspace.CodeNotFound {
			return w, err
		}
	}
	w, err := s.service.WorkspaceBySlug(ctx, name)
	if err != nil && workspace.CodeOf(err) == workspace.CodeNotFound {
		return w, workspace.Errorf(workspace.CodeNotFound, "there is no workspace %q", name).WithHint("GET /api/v1/workspaces lists them")
	}
	return w, err
}

// Named names one resource in a path.
type Named struct {
	InWorkspace
	ID string `path:"id" doc:"Id or slug; slug:15 is the slug 15, whatever has that id"`
}

// bySlugPrefix makes what follows a slug, also where it would be taken for an id.
const bySlugPrefix = "slug:"

// live finds a live resource by id, or by slug where the text is no id of one.
func (s *server) live(ctx context.Context, workspaceID int64, kind workspace.Kind, name string) (workspace.Resource, error) {
	slug, bySlug := strings.CutPrefix(name, bySlugPrefix)
	if bySlug {
		r, err := s.service.BySlug(ctx, workspaceID, workspace.Ref{Kind: kind, Slug: slug})
		if err == nil || workspace.CodeOf(err) != workspace.CodeNotFound {
			return r, err
		}
	}
	if id, err := strconv.ParseInt(name, 10, 64); err == nil && id > 0 {
		r, err := s.service.Get(ctx, workspaceID, kind, id)
		switch {
		case err == nil && !r.Archived():
			return r, nil
		case err != nil && workspace.CodeOf(err) != workspace.CodeNotFound:
			return r, err
		}
		bySlug, slugErr := s.service.BySlug(ctx, workspaceID, workspace.Ref{Kind: kind, Slug: name})
		if slugErr == nil || workspace.CodeOf(slugErr) != workspace.CodeNotFound {
			return bySlug, slugErr
		}
		if err == nil && !r.Purged {
			return workspace.Resource{}, workspace.Errorf(workspace.CodeNotFound, "%s is in the trash", r.Ref()).WithHint("restore it first: POST /api/v1/trash/%d/restore", r.ID)
		}
		return workspace.Resource{}, workspace.Errorf(workspace.CodeNotFound, "there is no %s %s", kind, name)
	}
	r, err := s.service.BySlug(ctx, workspaceID, workspace.Ref{Kind: kind, Slug: name})
	if err != nil && workspace.CodeOf(err) == workspace.CodeNotFound {
		return r, workspace.Errorf(workspace.CodeNotFound, "there is no %s %q", kind, name)
	}
	return r, err
}

// any finds a resource as live does, but by id in the trash too.
func (s *server) any(ctx context.Context, workspaceID int64, kind workspace.Kind, name string) (workspace.Resource, error) {
	r, err := s.live(ctx, workspaceID, kind, name)
	if err == nil || workspace.CodeOf(err) != workspace.CodeNotFound {
		return r, err
	}
	if id, parseErr := strconv.ParseInt(name, 10, 64); parseErr == nil {
		return s.service.Get(ctx, workspaceID, kind, id)
	}
	return r, err
}

// Expect is the version that a write expects.
type Expect struct {
	IfMatch string `header:"If-Match" doc:"Write only at this version: the ETag of an earlier answer"`
}

// version returns the expected version; 0 expects none.
func (m Expect) version() (int64, error) {
	text := strings.TrimSpace(m.IfMatch)
	if text == "" || text == "*" {
		return 0, nil
	}
	version, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(text, "W/"), `"`), 10, 64)
	if err != nil || version <= 0 {
		return 0, workspace.Errorf(workspace.CodeStale, "If-Match %s is no version", text).WithHint("send the ETag of an earlier answer, such as \"3\"")
	}
	return version, nil
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// Window is the part of a list that is asked for.
type Window struct {
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"The most items to return"`
	Offset  int    `query:"offset" minimum:"0" default:"0" doc:"Items to pass over"`
	OrderBy string `query:"orderBy" enum:"id,name,slug,createdAt,updatedAt" default:"id"`
	Desc    bool   `query:"desc" doc:"Order from high to low"`
	Name    string `query:"name" doc:"Part of the name, in any case"`
	Slug    string `query:"slug" doc:"The exact slug"`
}

func (w Window) query(kind workspace.Kind) workspace.Query {
	q := workspace.Query{Kind: kind, Limit: w.Limit, Offset: w.Offset, OrderBy: w.OrderBy, Desc: w.Desc, Name: w.Name}
	if w.Slug != "" {
		q.Slugs = []string{w.Slug}
	}
	return q
}

// Filter is a part of a list of resources, and which of them.
type Filter struct {
	Window
	Search string             `query:"search" doc:"Part of the name or of the slug, in any case"`
	State  workspace.GitState `query:"state" enum:"in_sync,pending,held,conflict,off" doc:"Only those that stand so to the branch"`
}

func (f Filter) query(kind workspace.Kind) workspace.Query {
	q := f.Window.query(kind)
	q.Search, q.State = f.Search, f.State
	return q
}

// list is a part of a list.
type list[T any] struct {
	Body struct {
		Data    []T  `json:"data" nullable:"false"`
		HasMore bool `json:"hasMore" doc:"More items follow these"`
	}
}

func listOf[T any](items []T, more bool) *list[T] {
	out := &list[T]{}
	out.Body.Data, out.Body.HasMore = items, more
	if items == nil {
		out.Body.Data = []T{}
	}
	return out
}

// counted is a part of a list of which the length is known.
type counted[T any] struct {
	Body struct {
		Data    []T  `json:"data" nullable:"false"`
		HasMore bool `json:"hasMore" doc:"More items follow these"`
		Total   int  `json:"total" doc:"Items in the whole list, as filtered"`
	}
}

// one is an answer of one versioned thing.
type one[T any] struct {
	ETag string `header:"ETag" doc:"The version, for If-Match"`
	Body T
}
