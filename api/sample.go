package api

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// Sample is what the sample brought.
type Sample struct {
	Created []SampleItem `json:"created" nullable:"false"`
}

// SampleItem names a resource.
type SampleItem struct {
	Kind workspace.Kind `json:"kind"`
	Slug string         `json:"slug"`
}

type sampleBody struct {
	Status int
	Body   Sample
}

func (s *server) samples(a huma.API) {
	o := operation("create-sample", http.MethodPost, "/workspaces/{workspace}/sample", "Workspaces", "Fill a workspace with the sample, as one change")
	o.DefaultStatus = http.StatusCreated
	register(s, a, o, s.createSample)
}

func (s *server) createSample(ctx context.Context, in *struct {
	AtWorkspace
	Client
}) (*sampleBody, error) {
	w, err := s.workspace(ctx, in.Workspace)
	if err != nil {
		return nil, err
	}
	if s.sample == nil {
		return nil, workspace.Errorf(workspace.CodeUnavailable, "this server has no sample")
	}
	files, err := readSample(s.sample)
	if err != nil {
		return nil, err
	}
	var refs []workspace.Ref
	for _, file := range files {
		refs = append(refs, file.ref)
	}
	c := in.Client
	if c.Note == "" {
		c.Note = "add the sample"
	}
	out := &sampleBody{Status: http.StatusCreated, Body: Sample{Created: []SampleItem{}}}
	_, err = s.service.Edit(ctx, w.ID, s.cause(ctx, c), func(ctx context.Context, e *workspace.Edit) error {
		taken, err := s.service.BySlugs(ctx, w.ID, refs)
		if err != nil {
			return err
		}
		if len(taken) > 0 {
			return workspace.Errorf(workspace.CodeConflict, "the workspace has %s already", taken[0].Ref()).
				WithHint("rename or delete %s, or use the sample in another workspace", namesOf(taken))
		}
		for _, file := range files {
			if _, err := e.Create(ctx, file.ref.Kind, file.ref.Slug, file.fields); err != nil {
				return err
			}
			out.Body.Created = append(out.Body.Created, SampleItem{file.ref.Kind, file.ref.Slug})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func namesOf(resources []workspace.Resource) string {
	var names []string
	for _, r := range resources {
		names = append(names, r.Ref().String())
	}
	slices.Sort(names)
	if len(names) > 5 {
		names = append(names[:5], "…")
	}
	return strings.Join(names, ", ")
}

// sampleFile is one resource of the sample.
type sampleFile struct {
	ref    workspace.Ref
	fields workspace.Fields
}

// readSample reads all files of the sample, what is referred to before what refers to it.
func readSample(sample fs.FS) ([]sampleFile, error) {
	var out []sampleFile
	for _, kind := range resourceKinds() {
		paths, err := fs.Glob(sample, kind.Plural()+"/*.yaml")
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			text, err := fs.ReadFile(sample, path)
			if err != nil {
				return nil, fmt.Errorf("read the sample: %w", err)
			}
			file, err := spec.Decode(kind, text, spec.Options{})
			if err != nil {
				return nil, fmt.Errorf("read the sample: %s: %w", path, err)
			}
			slug := strings.TrimSuffix(path[len(kind.Plural())+1:], ".yaml")
			out = append(out, sampleFile{workspace.Ref{Kind: kind, Slug: slug}, file.Fields})
		}
	}
	return out, nil
}
