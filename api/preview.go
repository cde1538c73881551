package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/aymanbagabas/go-udiff"
	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
	"lockstep.dev/gitsync"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// Preview is what an edit would do to a resource's file. Nothing is changed.
type Preview struct {
	Path     string             `json:"path" doc:"Of the file in the repository"`
	From     string             `json:"from,omitempty" doc:"Its path until now, when the edit renames it"`
	Before   string             `json:"before" doc:"The file now; empty when there is none"`
	After    string             `json:"after" doc:"The file as the next commit would leave it; empty when it cannot be written"`
	Of       gitsync.Standpoint `json:"of" enum:"branch,canonical" doc:"branch: before is the branch's very file; canonical: there is no branch that holds it"`
	Diff     string             `json:"diff" doc:"Unified; empty when nothing differs"`
	Changed  []string           `json:"changed" nullable:"false" doc:"Paths of what changes in the app, such as config.mappings"`
	Problems []Place            `json:"problems" nullable:"false"`
	Valid    bool               `json:"valid" doc:"Writing it would be accepted"`
}

type previewBody struct{ Body Preview }

// previewing is the operation that previews a change of one resource.
func previewing(kind, tag string) huma.Operation {
	o := operation("preview-"+kind, http.MethodPost, "/"+workspace.Kind(kind).Plural()+"/{id}/preview", tag, "Show what a change would do to the file")
	o.Description = "Takes what PATCH takes, and changes nothing."
	return needing(auth.ScopeRead, o)
}

func (s *server) previewModel(ctx context.Context, in *struct {
	Named
	Body ModelUpdate
}) (*previewBody, error) {
	return s.previewChange(ctx, in.Named, workspace.KindModel, in.Body.Slug, s.modelChange(in.Body))
}

func (s *server) previewSync(ctx context.Context, in *struct {
	Named
	Body SyncUpdate
}) (*previewBody, error) {
	return s.previewChange(ctx, in.Named, workspace.KindSync, in.Body.Slug, s.syncChange(in.Body))
}

type previewConnectionInput struct {
	Named
	Body ConnectionUpdate
}

func (s *server) previewConnection(kind workspace.Kind) func(context.Context, *previewConnectionInput) (*previewBody, error) {
	return func(ctx context.Context, in *previewConnectionInput) (*previewBody, error) {
		return s.previewChange(ctx, in.Named, kind, in.Body.Slug, func(_ context.Context, r workspace.Resource, f workspace.Fields) error {
			changed, _, err := s.changedConnection(r, in.Body)
			if err != nil {
				return err
			}
			clear(f)
			for key, value := range changed {
				f[key] = value
			}
			return nil
		})
	}
}

// previewChange shows what a change by a form would do. What cannot even be read as a change is a
// problem of the preview.
func (s *server) previewChange(ctx context.Context, in Named, kind workspace.Kind, slug *string, fn fieldChange) (*previewBody, error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	r, err := s.live(ctx, w.ID, kind, in.ID)
	if err != nil {
		return nil, err
	}
	d := draft{resource: r, slug: r.Slug, value: r.Fields.Clone()}
	if slug != nil {
		d.slug = *slug
	}
	if err := d.took(fn(ctx, r, d.value)); err != nil {
		return nil, err
	}
	return s.preview(ctx, d)
}

// draft is a value that a resource might get.
type draft struct {
	resource workspace.Resource // without ID: a new one
	slug     string
	value    workspace.Fields    // nil: there is none to be had
	file     *spec.File          // what the value was read from, if it was a file
	text     []byte              // of that file
	problems []workspace.Problem // of the value, to be found in the file
	refusals []workspace.Problem // of the request
}

// took makes refusals of what is wrong with a draft, and returns other errors.
func (d *draft) took(err error) error {
	var e *workspace.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e), e.Code != workspace.CodeInvalid && e.Code != workspace.CodeForbidden && e.Code != workspace.CodeConflict:
		return err
	case len(e.Problems) > 0:
		d.refusals = append(d.refusals, e.Problems...)
	default:
		d.refusals = append(d.refusals, workspace.Problem{Code: string(e.Code), Message: e.Message, Hint: e.Hint})
	}
	return nil
}

func (s *server) preview(ctx context.Context, d draft) (*previewBody, error) {
	r := d.resource
	if err := d.took(s.checked(ctx, &d)); err != nil {
		return nil, err
	}
	out := Preview{Of: gitsync.TextCanonical, Changed: []string{}}
	if d.value != nil {
		if changed := workspace.ChangedPaths(r.Fields, d.value); changed != nil {
			out.Changed = changed
		}
		file, err := s.drafted(ctx, r, d)
		if err := d.took(err); err != nil {
			return nil, err
		}
		out.Path, out.From, out.Of, out.Diff = file.Path, file.From, file.Of, file.Diff
		out.Before, out.After = string(file.Before), string(file.After)
		if d.file == nil && len(file.After) > 0 {
			if d.file, err = spec.Decode(r.Kind, file.After, spec.Options{}); err != nil {
				return nil, err
			}
		}
	}
	if d.file != nil {
		d.problems = d.file.Locate(d.problems)
	}
	problems := append(d.refusals, d.problems...)
	out.Problems, out.Valid = places(problems), d.value != nil && len(workspace.Failures(problems)) == 0
	return &previewBody{out}, nil
}

// checked finds what is wrong with the draft's value and name, as writing it would.
func (s *server) checked(ctx context.Context, d *draft) error {
	if d.value == nil {
		return nil
	}
	normal, err := workspace.Normalize(d.value)
	if err != nil {
		return workspace.Errorf(workspace.CodeInvalid, "%v", err)
	}
	d.value = normal.(map[string]any)
	r := d.resource
	problems, err := s.service.Validate(ctx, r.WorkspaceID, r.Kind, d.value, nil)
	if err != nil {
		return err
	}
	d.problems = append(d.problems, problems...)
	if r.Kind == workspace.KindSync {
		d.problems = append(d.problems, neverStarts(d.value.Map("schedule"), problems)...)
	}
	return s.service.MayWrite(ctx, r, d.slug, s.cause(ctx, Client{}))
}

// drafted is the file that a draft makes.
func (s *server) drafted(ctx context.Context, r workspace.Resource, from draft) (gitsync.Draft, error) {
	slug, value := from.slug, from.value
	if s.gitSync != nil {
		return s.gitSync.Draft(ctx, r, slug, value, from.text)
	}
	path := func(slug string) string { return r.Kind.Plural() + "/" + slug + ".yaml" }
	d := gitsync.Draft{Path: path(slug), Of: gitsync.TextCanonical}
	old := "/dev/null"
	var err error
	if r.ID != 0 {
		old = "a/" + path(r.Slug)
		if d.Before, err = spec.Encode(r.Kind, s.shown(r.Kind, r.Fields), spec.EncodeOptions{}); err != nil {
			return d, err
		}
	}
	if d.After, err = spec.Encode(r.Kind, s.shown(r.Kind, value), spec.EncodeOptions{}); err != nil {
		return d, err
	}
	d.Diff = udiff.Unified(old, "b/"+d.Path, string(d.Before), string(d.After))
	return d, nil
}
