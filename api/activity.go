package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/gitsync"
)

// Activity is one line of what Git Sync really did.
type Activity struct {
	ID         int64                  `json:"id"`
	At         time.Time              `json:"at"`
	Flow       gitsync.Flow           `json:"flow" enum:"INBOUND,OUTBOUND,LOCAL"`
	Result     string                 `json:"result"`
	Commit     string                 `json:"commit,omitempty"`
	Author     string                 `json:"author,omitempty"`
	Summary    string                 `json:"summary"`
	Hint       string                 `json:"hint,omitempty"`
	Items      []gitsync.ActivityItem `json:"items" doc:"Up to 200 of them"`
	Count      int                    `json:"count" doc:"Of all items"`
	DurationMS int64                  `json:"durationMs"`
}

func (s *server) activity(a huma.API) {
	o := operation("list-activity", http.MethodGet, "/workspaces/{workspace}/git-sync/activity", "Git Sync", "List what happened, newest first")
	register(s, a, o, s.listActivity)
}

func (s *server) listActivity(ctx context.Context, in *struct {
	AtWorkspace
	Before int64 `query:"before" minimum:"0" doc:"Only entries below this id; the last one of an answer gives the next"`
	Limit  int   `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}) (*list[Activity], error) {
	w, err := s.synced(ctx, in.AtWorkspace)
	if err != nil {
		return nil, err
	}
	found, err := s.gitSync.Activity(ctx, w.ID, in.Before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	more := len(found) > in.Limit
	views, err := s.activityViews(ctx, w.ID, found[:min(in.Limit, len(found))])
	if err != nil {
		return nil, err
	}
	return listOf(views, more), nil
}
