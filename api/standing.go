package api

import (
	"context"

	"lockstep.dev/workspace"
)

// Git says how a resource stands to the branch.
type Git struct {
	State   workspace.GitState `json:"state" enum:"in_sync,pending,held,conflict,off" doc:"off: not kept in Git"`
	Reason  string             `json:"reason,omitempty" doc:"Why it is held; disconnected, not_included or kept_in_app otherwise"`
	Message string             `json:"message,omitempty" doc:"The hold in words"`
	Clashes []string           `json:"clashes,omitempty" doc:"Of a conflict: the fields that both sides changed, such as config.mappings[to=email].from; empty text for the whole"`
}

func gitView(s workspace.Standing) Git {
	if s.State == "" { // gone meanwhile
		s.State = workspace.GitOff
	}
	return Git{State: s.State, Reason: s.Reason, Message: s.Message, Clashes: s.Clashes}
}

// found is a part of a list of resources, with how each stands to the branch.
type found struct {
	resources []workspace.Resource
	more      bool
	total     int
	standings map[int64]workspace.Standing
}

// git returns how a resource of the list stands to the branch.
func (f found) git(r workspace.Resource) Git { return gitView(f.standings[r.ID]) }

// find lists resources. Narrowed to what nothing can be, the list is empty.
func (s *server) find(ctx context.Context, workspaceID int64, q workspace.Query, narrow ...narrowing) (found, error) {
	for _, n := range narrow {
		if n.id == 0 {
			continue
		}
		uses, err := s.namesOf(ctx, workspaceID, n.to, n.id)
		if err != nil || len(uses.Names) == 0 {
			return found{}, err
		}
		q.Uses = append(q.Uses, uses)
	}
	var out found
	var err error
	if out.resources, out.more, err = s.service.List(ctx, workspaceID, q); err != nil {
		return out, err
	}
	out.total = q.Offset + len(out.resources)
	if out.more || len(out.resources) == 0 && q.Offset > 0 {
		if out.total, err = s.service.Count(ctx, workspaceID, q); err != nil {
			return out, err
		}
	}
	ids := make([]int64, len(out.resources))
	for i, r := range out.resources {
		ids[i] = r.ID
	}
	out.standings, err = s.service.Standings(ctx, workspaceID, ids)
	return out, err
}

// alone is one resource as a list.
func (s *server) alone(ctx context.Context, r workspace.Resource) (found, error) {
	standings, err := s.service.Standings(ctx, r.WorkspaceID, []int64{r.ID})
	return found{resources: []workspace.Resource{r}, total: 1, standings: standings}, err
}

// narrowing keeps only what refers to the resource of an id; 0 keeps all.
type narrowing struct {
	to workspace.Kind
	id int64
}

// namesOf returns the names that stand for the live resource of an id: its slug and its aliases;
// none when there is no such resource.
func (s *server) namesOf(ctx context.Context, workspaceID int64, kind workspace.Kind, id int64) (workspace.Uses, error) {
	target, err := s.service.Get(ctx, workspaceID, kind, id)
	if err != nil {
		if workspace.CodeOf(err) == workspace.CodeNotFound {
			err = nil
		}
		return workspace.Uses{}, err
	}
	aliases, err := s.service.Aliases(ctx, workspaceID)
	return workspace.Uses{Kind: kind, Names: workspace.AliasesOf(aliases, kind, target.Slug)}, err
}

func countedOf[T any](f found, items []T) *counted[T] {
	out := &counted[T]{}
	out.Body.Data, out.Body.HasMore, out.Body.Total = items, f.more, f.total
	if items == nil {
		out.Body.Data = []T{}
	}
	return out
}
