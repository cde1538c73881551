package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Outcome is what a resolution would do.
type Outcome struct {
	Removed    bool           `json:"removed" doc:"The resource would be gone on both sides"`
	Path       string         `json:"path" doc:"Of the file afterwards"`
	Fields     map[string]any `json:"fields,omitempty" doc:"What both sides would mean"`
	Text       string         `json:"text" doc:"The file as it would be committed"`
	Diff       string         `json:"diff" doc:"Of the branch's file, unified; empty when it stays"`
	Changed    []string       `json:"changed" doc:"Fields that change on the branch"`
	AppChanged []string       `json:"appChanged" doc:"Fields that change in the app"`
	Left       []string       `json:"left" doc:"Clashes without a pick: the app's value stands in"`
	Problems   []Place        `json:"problems"`
	Valid      bool           `json:"valid" doc:"Resolving like this would be accepted"`
}

func (s *server) outcome(a huma.API, base, tag string) {
	o := within(cycleTimeout, operation("preview-resolution", http.MethodPost, base+"/{kind}/{slug}/preview", tag, "Show what a resolution would do"))
	o.Description = "Takes what resolving takes. Picks may be left out: those clashes then hold the app's value. Nothing is changed."
	register(s, a, needing("read", o), s.previewResolution)
}

func (s *server) previewResolution(ctx context.Context, in *struct {
	AtConflict
	Body Resolve
}) (*struct{ Body Outcome }, error) {
	w, h, resolution, err := s.asked(ctx, in.AtConflict, in.Body, true)
	if err != nil {
		return nil, err
	}
	found, err := s.gitSync.Outcome(ctx, w, resolution)
	if err != nil {
		return nil, err
	}
	out := Outcome{
		Removed: found.Removed, Path: found.Path, Fields: s.shown(h.Ref.Kind, found.Fields), Text: found.Text, Diff: found.Diff,
		Changed: orEmpty(found.Changed), AppChanged: orEmpty(found.AppChanged), Left: []string{}, Problems: places(found.Problems),
	}
	if in.Body.Take == "merge" && !in.Body.Remove && in.Body.Fields == nil && in.Body.Text == "" {
		left, err := in.Body.picked(h, &resolution)
		if err != nil {
			return nil, err
		}
		for _, clash := range left {
			out.Left = append(out.Left, clash.Path.String())
		}
	}
	out.Valid = found.Valid && len(out.Left) == 0
	return &struct{ Body Outcome }{out}, nil
}

func orEmpty(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
