package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/workspace"
)

// Aliases are other names for the connections of a workspace, for files that several
// workspaces share.
type Aliases struct {
	Sources      map[string]string `json:"sources" doc:"Alias to slug"`
	Destinations map[string]string `json:"destinations" doc:"Alias to slug"`
	Version      int64             `json:"version" readOnly:"true" required:"false" doc:"0 while there are none"`
}

// AliasesReplace is the whole new value.
type AliasesReplace struct {
	Sources      map[string]string `json:"sources,omitempty"`
	Destinations map[string]string `json:"destinations,omitempty"`
}

type aliasesBody = one[Aliases]

func (s *server) aliases(a huma.API) {
	const tag = "Aliases"
	register(s, a, operation("get-aliases", http.MethodGet, "/aliases", tag, "Get the aliases"), s.getAliases)
	register(s, a, operation("replace-aliases", http.MethodPut, "/aliases", tag, "Replace the aliases"), s.replaceAliases)
}

func (s *server) getAliases(ctx context.Context, in *InWorkspace) (*aliasesBody, error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	r, err := s.aliasesOf(ctx, w)
	return aliasesView(r), err
}

func (s *server) replaceAliases(ctx context.Context, in *struct {
	InWorkspace
	Client
	Expect
	Body AliasesReplace
}) (*aliasesBody, error) {
	none := in.IfMatch == etag(0) // nobody wrote any, when they were read
	if none {
		in.IfMatch = ""
	}
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return nil, err
	}
	var out workspace.Resource
	_, err = s.service.Edit(ctx, w.ID, s.cause(ctx, in.Client), func(ctx context.Context, e *workspace.Edit) error {
		if out, err = s.aliasesOf(ctx, w); err != nil {
			return err
		}
		if none && out.ID != 0 {
			return workspace.Errorf(workspace.CodeStale, "there are aliases by now").WithHint("read them again")
		}
		f := out.Fields.Clone()
		if f == nil {
			f = workspace.Fields{}
		}
		putAliases(f, workspace.KindSource, in.Body.Sources)
		putAliases(f, workspace.KindDestination, in.Body.Destinations)
		if out.ID == 0 {
			if version != 0 {
				return workspace.Errorf(workspace.CodeStale, "there are no aliases yet").WithHint("leave If-Match out")
			}
			if len(f) == 0 {
				return nil
			}
			out, err = e.Create(ctx, workspace.KindAliases, w.Slug, f)
			return err
		}
		out, err = e.Update(ctx, out.ID, version, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	return aliasesView(out), nil
}

// aliasesOf returns the aliases of a workspace; the zero resource when there are none.
func (s *server) aliasesOf(ctx context.Context, w workspace.Workspace) (workspace.Resource, error) {
	found, _, err := s.service.List(ctx, w.ID, workspace.Query{Kind: workspace.KindAliases, Limit: 1})
	if err != nil || len(found) == 0 {
		return workspace.Resource{}, err
	}
	return found[0], nil
}

func putAliases(f workspace.Fields, kind workspace.Kind, aliases map[string]string) {
	if len(aliases) == 0 {
		delete(f, kind.Plural())
		return
	}
	m := map[string]any{}
	for alias, slug := range aliases {
		m[alias] = slug
	}
	f[kind.Plural()] = m
}

func aliasesView(r workspace.Resource) *aliasesBody {
	text := func(kind workspace.Kind) map[string]string {
		out := map[string]string{}
		for alias, slug := range r.Fields.Map(kind.Plural()) {
			if slug, ok := slug.(string); ok {
				out[alias] = slug
			}
		}
		return out
	}
	return &aliasesBody{ETag: etag(r.Version), Body: Aliases{
		Sources: text(workspace.KindSource), Destinations: text(workspace.KindDestination), Version: r.Version,
	}}
}
