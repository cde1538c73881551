package api

import (
	"context"
	"slices"
	"strings"

	"lockstep.dev/gitsync"
	"lockstep.dev/workspace"
)

// bySlugs returns the live resources among refs such as "models/users", by ref. Others are left
// out, so that what is in the trash or not yet there has none.
func (s *server) bySlugs(ctx context.Context, workspaceID int64, refs []string) (map[string]workspace.Resource, error) {
	asked := map[workspace.Ref]bool{}
	var known []workspace.Ref
	for _, text := range refs {
		folder, slug, _ := strings.Cut(text, "/")
		for _, kind := range workspace.Kinds() {
			if ref := (workspace.Ref{Kind: kind, Slug: slug}); kind.Plural() == folder && !asked[ref] {
				asked[ref] = true
				known = append(known, ref)
			}
		}
	}
	out := map[string]workspace.Resource{}
	if len(known) == 0 {
		return out, nil
	}
	live, err := s.service.BySlugs(ctx, workspaceID, known)
	for _, r := range live {
		out[r.Ref().String()] = r
	}
	return out, err
}

// planView is a plan with the names of what it is about.
func (s *server) planView(ctx context.Context, workspaceID int64, p gitsync.Plan) (*planBody, error) {
	refs := make([]string, len(p.Items))
	for i, item := range p.Items {
		refs[i] = item.Ref
	}
	live, err := s.bySlugs(ctx, workspaceID, refs)
	items := slices.Grow([]gitsync.PlanItem{}, len(p.Items))
	for _, item := range p.Items {
		if r, ok := live[item.Ref]; ok {
			item.Name, item.ResourceID = called(r.Slug, r.Fields), r.ID
		}
		items = append(items, item)
	}
	p.Items = items
	return &planBody{p}, err
}

// activityViews are entries with the names of what they are about, as they are now.
func (s *server) activityViews(ctx context.Context, workspaceID int64, entries []gitsync.Activity) ([]Activity, error) {
	var refs []string
	for _, entry := range entries {
		for _, item := range entry.Items {
			refs = append(refs, item.Ref)
		}
	}
	live, err := s.bySlugs(ctx, workspaceID, refs)
	views := make([]Activity, 0, len(entries))
	for _, entry := range entries {
		v := Activity{
			ID: entry.ID, At: entry.At, Flow: entry.Flow, Result: entry.Result, Commit: entry.Commit, Author: entry.Author,
			Summary: entry.Summary, Hint: entry.Hint, Items: []gitsync.ActivityItem{}, Count: entry.Count, DurationMS: entry.Duration.Milliseconds(),
		}
		for _, item := range entry.Items {
			if r, ok := live[item.Ref]; ok {
				item.Name, item.ResourceID = called(r.Slug, r.Fields), r.ID
			}
			v.Items = append(v.Items, item)
		}
		views = append(views, v)
	}
	return views, err
}
