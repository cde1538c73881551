package gitsync

import (
	"context"
	"errors"
	"slices"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// Takes returns the ways in which what is held can be resolved. There are none for what only a
// commit can mend: a name that cannot be, two names that differ in case only, or no file at all.
func (h Held) Takes() []Take {
	switch h.Hold.Reason {
	case reconcile.ReasonConflict:
		return []Take{TakeApp, TakeRepo, TakeMerge}
	case reconcile.ReasonNotAFile, reconcile.ReasonCaseTwin, reconcile.ReasonBadName:
		return []Take{}
	}
	if h.ResourceID == 0 {
		return []Take{TakeMerge}
	}
	return []Take{TakeApp, TakeMerge}
}

// accepts refuses a resolution that the hold does not have, or that was made for other versions.
func (h Held) accepts(r Resolution) error {
	takes := h.Takes()
	switch {
	case !slices.Contains([]Take{TakeApp, TakeRepo, TakeMerge}, r.Take):
		return workspace.Errorf(workspace.CodeInvalid, "unknown resolution %q", r.Take).WithHint("one of app, repo, merge")
	case len(takes) == 0:
		return workspace.Errorf(workspace.CodeConflict, "%s can only be settled on the branch: %s", r.Ref, h.Hold.Message).WithHint("%s", h.Hold.Hint)
	case r.Take == TakeRepo && !slices.Contains(takes, TakeRepo):
		return workspace.Errorf(workspace.CodeConflict, "what Git says about %s cannot be taken: %s", r.Ref, h.Hold.Message).
			WithHint("fix the file on the branch, or here: take merge with its text; or take the app's value, if it has one")
	case !slices.Contains(takes, r.Take):
		return workspace.Errorf(workspace.CodeConflict, "the app does not have %s", r.Ref).WithHint("fix the file: take merge with its text")
	case r.AppVersion != h.AppVersion || r.Blob != h.Blob:
		return workspace.Errorf(workspace.CodeStale, "%s changed since it was shown", r.Ref).WithHint("look at it again")
	}
	return nil
}

// verdict is what a resolution makes of both sides.
type verdict struct {
	ref      workspace.Ref
	value    workspace.Fields // nil: the resource is gone, or the text cannot be read
	text     []byte           // the file as it shall be; nil: none
	given    bool             // a person wrote the text
	problems []workspace.Problem
}

// verdict is what Outcome shows and Resolve does. repo is the branch's file if it can be read. It
// writes nothing.
func (e *Engine) verdict(ctx context.Context, l look, h Held, r Resolution, repo []byte) (verdict, error) {
	if l.settings.Mode == ModeReadOnly && r.Take != TakeRepo {
		return verdict{}, workspace.Errorf(workspace.CodeForbidden, "the workspace follows the branch").WithHint("fix %s on the branch", h.Path)
	}
	value, slug := wanted(h, r)
	v := verdict{ref: workspace.Ref{Kind: h.Ref.Kind, Slug: slug}, value: value}
	if r.Take == TakeMerge && r.Text != "" {
		v.text, v.given = []byte(r.Text), true
		err := e.written(ctx, l, &v)
		if h.Repo != nil && v.value.Equal(h.Repo) {
			v.text, v.given = repo, false // a file that means the same stays (invariant 6)
		}
		return v, err
	}
	if v.value == nil {
		return v, nil
	}
	if r.Take == TakeRepo {
		v.text = repo
		return v, nil
	}
	base, err := e.baseText(ctx, l.workspace.ID, h)
	if err != nil {
		return v, err
	}
	typed, err := e.heldTyped(ctx, l.workspace.ID, h, repo, v.value)
	if err != nil {
		return v, err
	}
	var wrong *workspace.Error
	if v.text, err = e.textOf(h.Ref.Kind, v.value, typed, repo, base); errors.As(err, &wrong) && wrong.Code == workspace.CodeInvalid {
		v.problems = wrong.Problems
	} else if err != nil {
		return v, err
	}
	if r.Take == TakeMerge {
		err = e.judge(ctx, l, &v, nil)
	}
	return v, err
}

// written reads what a person wrote.
func (e *Engine) written(ctx context.Context, l look, v *verdict) error {
	file, err := spec.Decode(v.ref.Kind, v.text, spec.Options{})
	var wrong *workspace.Error
	if errors.As(err, &wrong) {
		v.value, v.problems = nil, wrong.Problems
		return nil
	}
	if err != nil {
		return err
	}
	v.value = file.Fields
	return e.judge(ctx, l, v, file)
}

// judge adds what is wrong with the value, by the rules of the app and those for files.
func (e *Engine) judge(ctx context.Context, l look, v *verdict, file *spec.File) error {
	problems, err := e.Workspaces.Validate(ctx, l.workspace.ID, v.ref.Kind, v.value, nil)
	if err != nil {
		return err
	}
	if l.settings.Strict {
		problems = spec.Strict(problems)
	}
	if file != nil {
		problems = file.Locate(problems)
	}
	v.problems = append(v.problems, problems...)
	return nil
}
