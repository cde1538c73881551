package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/workspace"
)

// Overview is a workspace at a glance.
type Overview struct {
	Counts Counts     `json:"counts"`
	States States     `json:"states" doc:"How many resources stand to the branch in which way"`
	Syncs  SyncCounts `json:"syncs"`
	Recent []Revision `json:"recent" nullable:"false" doc:"The latest ten revisions, newest first, without fields"`
}

// Counts are how many resources there are.
type Counts struct {
	Sources      int `json:"sources"`
	Destinations int `json:"destinations"`
	Models       int `json:"models"`
	Syncs        int `json:"syncs"`
}

// States are how many resources are in each state.
type States struct {
	InSync   int `json:"in_sync"`
	Pending  int `json:"pending"`
	Held     int `json:"held"`
	Conflict int `json:"conflict"`
	Off      int `json:"off"`
}

// SyncCounts are how many syncs have a schedule that runs, one that is paused, and none.
type SyncCounts struct {
	Active int `json:"active"`
	Paused int `json:"paused"`
	Manual int `json:"manual"`
}

type overviewBody struct{ Body Overview }

// recentRevisions is how many revisions an overview shows.
const recentRevisions = 10

func (s *server) overviews(a huma.API) {
	o := operation("get-overview", http.MethodGet, "/workspaces/{workspace}/overview", "Workspaces", "See a workspace at a glance")
	register(s, a, o, s.getOverview)
}

func (s *server) getOverview(ctx context.Context, in *AtWorkspace) (*overviewBody, error) {
	w, err := s.workspace(ctx, in.Workspace)
	if err != nil {
		return nil, err
	}
	tally, err := s.service.Tally(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	recent, err := s.service.Recent(ctx, w.ID, recentRevisions)
	if err != nil {
		return nil, err
	}
	kinds, states := tally.Kinds, tally.States
	out := Overview{
		Counts: Counts{kinds[workspace.KindSource], kinds[workspace.KindDestination], kinds[workspace.KindModel], kinds[workspace.KindSync]},
		States: States{
			InSync: states[workspace.GitInSync], Pending: states[workspace.GitPending], Held: states[workspace.GitHeld],
			Conflict: states[workspace.GitConflict], Off: states[workspace.GitOff],
		},
		Syncs:  SyncCounts{tally.Active, tally.Paused, tally.Manual},
		Recent: []Revision{},
	}
	for _, revision := range recent {
		view := s.revisionView(revision)
		view.Fields = nil
		out.Recent = append(out.Recent, view)
	}
	return &overviewBody{out}, nil
}
