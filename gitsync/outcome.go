package gitsync

import (
	"bytes"
	"context"
	"errors"

	"github.com/aymanbagabas/go-udiff"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/workspace"
)

// Outcome is what a resolution would do.
type Outcome struct {
	Removed    bool
	Path       string
	Fields     workspace.Fields
	Text       string // the file as it would be committed
	Diff       string // of the branch's file, unified; "" when it stays
	Changed    []string
	AppChanged []string
	Problems   []workspace.Problem
	Valid      bool
}

// Outcome returns what a resolution would do, by the code that does it; nothing is changed. A value
// that would not be accepted is in it with its problems, not an error.
func (e *Engine) Outcome(ctx context.Context, workspaceID int64, r Resolution) (Outcome, error) {
	h, err := e.heldOne(ctx, workspaceID, r.Ref)
	if err != nil {
		return Outcome{}, err
	}
	if err := h.accepts(r); err != nil {
		return Outcome{}, err
	}
	l, err := e.look(ctx, workspaceID)
	if err != nil {
		return Outcome{}, err
	}
	return e.outcome(ctx, l, h, r)
}

func (e *Engine) outcome(ctx context.Context, l look, h Held, r Resolution) (Outcome, error) {
	repo, err := e.heldFile(ctx, l, h)
	if err != nil {
		return Outcome{}, err
	}
	readable := repo
	if h.Repo == nil {
		readable = nil
	}
	s, err := e.verdict(ctx, l, h, r, readable)
	if err != nil {
		return Outcome{}, err
	}
	d := Outcome{
		Removed: s.value == nil && s.problems == nil, Path: l.layout.Path(s.ref), Fields: s.value, Text: string(s.text),
		Problems: s.problems, Valid: len(workspace.Failures(s.problems)) == 0,
	}
	if err := e.judgeName(ctx, l, h, s, &d); err != nil {
		return Outcome{}, err
	}
	d.Changed, d.AppChanged = workspace.ChangedPaths(h.Repo, s.value), workspace.ChangedPaths(h.App, s.value)
	if r.Take != TakeRepo && (h.Blob == "" || !bytes.Equal(repo, s.text)) {
		d.Diff = outcomeDiff(l.layout, h, d, repo)
	}
	return d, nil
}

// judgeName adds what is wrong with the name, as giving it to the app's resource would find.
func (e *Engine) judgeName(ctx context.Context, l look, h Held, v verdict, d *Outcome) error {
	if v.value == nil {
		return nil
	}
	r := workspace.Resource{ID: h.ResourceID, WorkspaceID: l.workspace.ID, Kind: h.Ref.Kind, Slug: h.Ref.Slug}
	err := e.Workspaces.MayWrite(ctx, r, v.ref.Slug, workspace.Cause{Origin: workspace.OriginUI})
	var wrong *workspace.Error
	if !errors.As(err, &wrong) {
		return err
	}
	d.Problems = append(d.Problems, workspace.Problem{Path: []any{"slug"}, Code: string(wrong.Code), Message: wrong.Message, Hint: wrong.Hint})
	d.Valid = false
	return nil
}

func outcomeDiff(l layout.Layout, h Held, d Outcome, repo []byte) string {
	from, to := "a/"+h.Path, "b/"+d.Path
	if h.Blob == "" {
		from = "/dev/null"
	}
	if d.Removed {
		to = "/dev/null"
	}
	return udiff.Unified(from, to, string(repo), d.Text)
}
