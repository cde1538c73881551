package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// FeedEntry is what one action did, in one transaction.
type FeedEntry struct {
	Change
	Revisions []Revision `json:"revisions" doc:"In the order in which they were made, without fields"`
}

func (s *server) changes(a huma.API) {
	register(s, a, operation("list-changes", http.MethodGet, "/changes", "Changes", "Read the change feed, oldest first"), s.listChanges)
}

func (s *server) listChanges(ctx context.Context, in *struct {
	InWorkspace
	After int64 `query:"after" minimum:"0" doc:"Only changes above this number; the last one of an answer gives the next"`
	Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}) (*list[FeedEntry], error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	found, err := s.service.Changes(ctx, w.ID, in.After, in.Limit+1)
	if err != nil {
		return nil, err
	}
	more := len(found) > in.Limit
	views := make([]FeedEntry, 0, len(found))
	for _, c := range found[:min(in.Limit, len(found))] {
		entry := FeedEntry{Change: changeView(c.Seq, c.At, c.Cause), Revisions: []Revision{}}
		for _, r := range c.Revisions {
			view := s.revisionView(r)
			view.Fields = nil
			entry.Revisions = append(entry.Revisions, view)
		}
		views = append(views, entry)
	}
	return listOf(views, more), nil
}
