package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

type AtConflict struct {
	AtWorkspace
	Kind string `path:"kind" doc:"model or models, and so on"`
	Slug string `path:"slug"`
}

type conflictBody struct{ Body Conflict }

func (s *server) conflicts(a huma.API) {
	const tag = "Conflicts"
	base := "/workspaces/{workspace}/git-sync/conflicts"
	register(s, a, operation("list-conflicts", http.MethodGet, base, tag, "List what is held, by file"), s.listConflicts)
	register(s, a, operation("get-conflict", http.MethodGet, base+"/{kind}/{slug}", tag, "Get a held resource with both sides"), s.getConflict)
	register(s, a, within(cycleTimeout, operation("resolve-conflict", http.MethodPost, base+"/{kind}/{slug}/resolve", tag, "Settle what is held")), s.resolveConflict)
	s.outcome(a, base, tag)
}

func (s *server) listConflicts(ctx context.Context, in *struct {
	AtWorkspace
	Reason string `query:"reason" doc:"Only what is held for this reason, such as conflict"`
	Kind   string `query:"kind" enum:"source,destination,model,sync,aliases"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Offset int    `query:"offset" minimum:"0" default:"0"`
}) (*list[Conflict], error) {
	w, err := s.synced(ctx, in.AtWorkspace)
	if err != nil {
		return nil, err
	}
	held, err := s.gitSync.Held(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	var views []Conflict
	for _, h := range held {
		if in.Reason != "" && h.Hold.Reason != reconcile.Reason(in.Reason) || in.Kind != "" && h.Ref.Kind != workspace.Kind(in.Kind) {
			continue
		}
		views = append(views, s.conflictView(h))
	}
	from := min(in.Offset, len(views))
	to := min(from+in.Limit, len(views))
	return listOf(views[from:to], to < len(views)), nil
}

func (s *server) getConflict(ctx context.Context, in *AtConflict) (*conflictBody, error) {
	w, err := s.synced(ctx, in.AtWorkspace)
	if err != nil {
		return nil, err
	}
	h, err := s.held(ctx, w.ID, *in)
	if err != nil {
		return nil, err
	}
	texts, err := s.gitSync.Texts(ctx, w.ID, h)
	if err != nil {
		return nil, err
	}
	view := s.conflictView(h)
	view.BaseText, view.AppText, view.RepoText, view.MergedText = texts.Base, texts.App, texts.Repo, texts.Merged
	return &conflictBody{view}, nil
}

func (s *server) resolveConflict(ctx context.Context, in *struct {
	AtConflict
	Client
	Body Resolve
}) (*statusBody, error) {
	w, _, resolution, err := s.asked(ctx, in.AtConflict, in.Body, false)
	if err != nil {
		return nil, err
	}
	if err := s.gitSync.Resolve(ctx, w, resolution, s.cause(ctx, in.Client)); err != nil {
		return nil, err
	}
	return s.gitStatus(ctx, &in.AtWorkspace)
}

// asked returns the workspace of a request to settle something, what is held there, and the
// resolution; in part, clashes may be left without a pick.
func (s *server) asked(ctx context.Context, at AtConflict, b Resolve, inPart bool) (int64, gitsync.Held, gitsync.Resolution, error) {
	w, err := s.synced(ctx, at.AtWorkspace)
	if err != nil {
		return 0, gitsync.Held{}, gitsync.Resolution{}, err
	}
	h, err := s.held(ctx, w.ID, at)
	if err != nil {
		return 0, gitsync.Held{}, gitsync.Resolution{}, err
	}
	resolution, err := b.resolution(h, inPart)
	return w.ID, h, resolution, err
}

func (s *server) held(ctx context.Context, workspaceID int64, in AtConflict) (gitsync.Held, error) {
	all, err := s.gitSync.Held(ctx, workspaceID)
	if err != nil {
		return gitsync.Held{}, err
	}
	for _, h := range all {
		if h.Ref.Slug == in.Slug && (string(h.Ref.Kind) == in.Kind || h.Ref.Kind.Plural() == in.Kind) {
			return h, nil
		}
	}
	return gitsync.Held{}, workspace.Errorf(workspace.CodeNotFound, "%s/%s is not held", strings.TrimSpace(in.Kind), in.Slug).
		WithHint("it may have been settled meanwhile")
}
