package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
	"lockstep.dev/gitsync"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// FileResult is what writing a file did.
type FileResult struct {
	ID       int64   `json:"id"`
	Kind     string  `json:"kind"`
	Slug     string  `json:"slug"`
	Version  int64   `json:"version"`
	Result   string  `json:"result" enum:"created,updated,unchanged"`
	Warnings []Place `json:"warnings"`
}

type FileName struct {
	InWorkspace
	Folder string `path:"folder" enum:"sources,destinations,models,syncs"`
	Slug   string `path:"slug" doc:"The stem of the file; never an id"`
}

func (f FileName) kind() workspace.Kind {
	for _, kind := range resourceKinds() {
		if kind.Plural() == f.Folder {
			return kind
		}
	}
	return "" // the enum has refused all others
}

type fileText struct {
	ETag        string             `header:"ETag"`
	ContentType string             `header:"Content-Type"`
	Of          gitsync.Standpoint `header:"X-Lockstep-Text" enum:"branch,app,canonical" doc:"branch: the branch's very file; app: the file that the next commit writes; canonical: there is no branch that holds it"`
	Body        []byte
}

func (s *server) allFiles(a huma.API) {
	const tag = "Files"
	get := operation("get-file", http.MethodGet, "/files/{folder}/{slug}", tag, "Get a resource as its YAML file says it")
	get.Responses = map[string]*huma.Response{"200": {
		Description: "The file as it is on the branch, as the next commit writes it, or in canonical form: X-Lockstep-Text says which",
		Headers: map[string]*huma.Param{
			"ETag":            {Description: "The version and the text, for If-Match", Schema: &huma.Schema{Type: huma.TypeString}},
			"X-Lockstep-Text": {Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"branch", "app", "canonical"}}},
		},
		Content: map[string]*huma.MediaType{"application/yaml": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	register(s, a, get, s.getFile)
	put := operation("put-file", http.MethodPut, "/files/{folder}/{slug}", tag, "Create or change a resource from a YAML file")
	put.Description = "The value becomes what the file says, and the branch gets the very file, with its comments. Problems come with line and column. " +
		"With the ETag of the file as If-Match it is written only over that very text; with a resource's, over that version."
	register(s, a, put, s.putFile)
	preview := operation("preview-file", http.MethodPost, "/files/{folder}/{slug}/preview", tag, "Show what a YAML file would do to the one on the branch")
	preview.Description = "The value is what the file says; the branch's file is edited in place. Changes nothing."
	register(s, a, needing(auth.ScopeRead, preview), s.previewFile)
}

func (s *server) getFile(ctx context.Context, in *FileName) (*fileText, error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	r, err := s.service.BySlug(ctx, w.ID, workspace.Ref{Kind: in.kind(), Slug: in.Slug})
	if err != nil {
		return nil, err
	}
	text, err := s.textOf(ctx, r)
	if err != nil {
		return nil, err
	}
	return &fileText{ETag: fileETag(r.Version, text.Text), ContentType: "application/yaml; charset=utf-8", Of: text.Of, Body: text.Text}, nil
}

// textOf returns a live resource as a file.
func (s *server) textOf(ctx context.Context, r workspace.Resource) (gitsync.FileText, error) {
	if s.gitSync != nil {
		return s.gitSync.FileText(ctx, r)
	}
	text, err := spec.Encode(r.Kind, s.shown(r.Kind, r.Fields), spec.EncodeOptions{})
	return gitsync.FileText{Text: text, Of: gitsync.TextCanonical}, err
}

func (s *server) previewFile(ctx context.Context, in *struct {
	FileName
	RawBody []byte `contentType:"application/yaml"`
}) (*previewBody, error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	r, err := s.service.BySlug(ctx, w.ID, workspace.Ref{Kind: in.kind(), Slug: in.Slug})
	if err != nil {
		if workspace.CodeOf(err) != workspace.CodeNotFound {
			return nil, err
		}
		r = workspace.Resource{WorkspaceID: w.ID, Kind: in.kind(), Slug: in.Slug}
	}
	d := draft{resource: r, slug: r.Slug}
	file, err := spec.Decode(in.kind(), in.RawBody, spec.Options{})
	if err := d.took(err); err != nil {
		return nil, err
	}
	if file != nil {
		d.file, d.text, d.value = file, in.RawBody, file.Fields
	}
	return s.preview(ctx, d)
}

func (s *server) putFile(ctx context.Context, in *struct {
	FileName
	Client
	Expect
	RawBody []byte `contentType:"application/yaml"`
}) (*one[FileResult], error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	file, err := spec.Decode(in.kind(), in.RawBody, spec.Options{})
	if err != nil {
		return nil, err
	}
	f := writtenFile{workspaceID: w.ID, ref: workspace.Ref{Kind: in.kind(), Slug: in.Slug}, fields: file.Fields, text: in.RawBody}
	// In this order: what the branch says after the look at what was seen is merged, not overwritten.
	if f.typed, err = s.typed(ctx, f); err != nil {
		return nil, err
	}
	if f.version, err = s.seenFile(ctx, f, in.Expect); err != nil {
		return nil, err
	}
	out := FileResult{Kind: string(in.kind()), Slug: in.Slug, Result: "unchanged"}
	_, err = s.service.Edit(ctx, w.ID, s.cause(ctx, in.Client), func(ctx context.Context, e *workspace.Edit) error {
		problems, err := s.service.Validate(ctx, w.ID, in.kind(), file.Fields, nil)
		if err != nil {
			return err
		}
		problems = file.Locate(problems)
		if failures := workspace.Failures(problems); len(failures) > 0 {
			return &workspace.Error{Code: workspace.CodeInvalid, Message: "the file is not valid", Hint: failures[0].Hint, Problems: problems}
		}
		out.Warnings = places(problems)
		return s.applyFile(ctx, e, f, &out)
	})
	if err != nil {
		return nil, err
	}
	return &one[FileResult]{ETag: etag(out.Version), Body: out}, nil
}

// applyFile makes the resource of the file's name what the file says.
func (s *server) applyFile(ctx context.Context, e *workspace.Edit, f writtenFile, out *FileResult) error {
	before, err := s.service.BySlug(ctx, f.workspaceID, f.ref)
	var after workspace.Resource
	switch {
	case err == nil:
		after, err = e.Update(ctx, before.ID, f.version, f.fields)
	case workspace.CodeOf(err) != workspace.CodeNotFound:
	case f.version != 0:
		err = workspace.Errorf(workspace.CodeStale, "%s is not there any more", f.ref).WithHint("leave If-Match out to create it")
	default:
		out.Result = "created"
		after, err = e.Create(ctx, f.ref.Kind, f.ref.Slug, f.fields)
	}
	if err == nil && f.typed.Text != "" {
		after, err = e.Type(ctx, after.ID, 0, f.typed)
	}
	if err == nil && before.ID != 0 && after.Version != before.Version {
		out.Result = "updated"
	}
	out.ID, out.Version = after.ID, after.Version
	return err
}
