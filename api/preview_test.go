package api_test

import (
	"context"

	"lockstep.dev/gitsync"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

func (g *gitSync) FileText(_ context.Context, r workspace.Resource) (gitsync.FileText, error) {
	text, err := spec.Encode(r.Kind, r.Fields, spec.EncodeOptions{})
	return gitsync.FileText{Text: text, Of: gitsync.TextCanonical}, err
}

func (g *gitSync) Draft(_ context.Context, r workspace.Resource, slug string, value workspace.Fields) (gitsync.Draft, error) {
	text, err := spec.Encode(r.Kind, value, spec.EncodeOptions{})
	return gitsync.Draft{Path: workspace.Ref{Kind: r.Kind, Slug: slug}.String() + ".yaml", After: text, Of: gitsync.TextCanonical}, err
}
