package api

import (
	"context"

	"lockstep.dev/workspace"
)

// directory knows the resources that others refer to, for one request.
type directory struct {
	service     *workspace.Service
	workspaceID int64
	aliases     workspace.Fields
	bySlug      map[workspace.Ref]workspace.Resource
}

// directory reads all that the given resources refer to, with few queries.
func (s *server) directory(ctx context.Context, workspaceID int64, of []workspace.Resource) (*directory, error) {
	aliases, err := s.service.Aliases(ctx, workspaceID)
	if err != nil {
		return nil, err
	}
	d := &directory{service: s.service, workspaceID: workspaceID, aliases: aliases, bySlug: map[workspace.Ref]workspace.Resource{}}
	if err := d.read(ctx, of); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *directory) read(ctx context.Context, of []workspace.Resource) error {
	slugs := map[workspace.Kind][]string{}
	asked := map[workspace.Ref]bool{}
	for _, r := range of {
		for _, reference := range workspace.References(r.Kind, r.Fields) {
			for _, slug := range []string{reference.Name, workspace.AliasTarget(d.aliases, reference.Kind, reference.Name)} {
				if ref := (workspace.Ref{Kind: reference.Kind, Slug: slug}); !asked[ref] {
					asked[ref] = true
					slugs[ref.Kind] = append(slugs[ref.Kind], slug)
				}
			}
		}
	}
	for _, kind := range workspace.Kinds() {
		if len(slugs[kind]) == 0 {
			continue
		}
		found, _, err := d.service.List(ctx, d.workspaceID, workspace.Query{Kind: kind, Slugs: slugs[kind]})
		if err != nil {
			return err
		}
		for _, r := range found {
			d.bySlug[r.Ref()] = r
		}
	}
	return nil
}

// readSources reads the sources of the models that are known so far.
func (d *directory) readSources(ctx context.Context) error {
	var models []workspace.Resource
	for ref, r := range d.bySlug {
		if ref.Kind == workspace.KindModel {
			models = append(models, r)
		}
	}
	return d.read(ctx, models)
}

// find returns what a name in a file stands for, as workspace.Service.Resolve does.
func (d *directory) find(kind workspace.Kind, name string) (workspace.Resource, bool) {
	target := workspace.AliasTarget(d.aliases, kind, name)
	if r, ok := d.bySlug[workspace.Ref{Kind: kind, Slug: target}]; ok {
		return r, true
	}
	r, ok := d.bySlug[workspace.Ref{Kind: kind, Slug: name}]
	return r, ok
}

// id returns the id of what a name stands for, nil when it stands for nothing.
func (d *directory) id(kind workspace.Kind, name string) *int64 {
	if r, ok := d.find(kind, name); ok {
		return &r.ID
	}
	return nil
}

// name returns what people call that which a name stands for, empty when it stands for nothing.
func (d *directory) name(kind workspace.Kind, name string) string {
	if r, ok := d.find(kind, name); ok {
		return r.Name()
	}
	return ""
}

// users returns the ids of the live resources of a kind that refer to each of some, by the id of
// what they refer to. Each list is sorted.
func (d *directory) users(ctx context.Context, kind workspace.Kind, of []workspace.Resource) (map[int64][]int64, error) {
	out := make(map[int64][]int64, len(of))
	if len(of) == 0 {
		return out, nil
	}
	var names []string
	for _, r := range of {
		names = append(names, workspace.AliasesOf(d.aliases, r.Kind, r.Slug)...)
	}
	byName, err := d.service.UserIDs(ctx, d.workspaceID, kind, of[0].Kind, names)
	if err != nil {
		return nil, err
	}
	for _, r := range of {
		ids := []int64{}
		for _, name := range workspace.AliasesOf(d.aliases, r.Kind, r.Slug) {
			ids = append(ids, byName[name]...)
		}
		out[r.ID] = sortedIDs(ids)
	}
	return out, nil
}

// called returns what people call a resource: the first name among its values, or its slug.
func called(slug string, values ...workspace.Fields) string {
	for _, f := range values {
		if name := f.Text("name"); name != "" {
			return name
		}
	}
	return slug
}

// nameOf returns how a file refers to the resource of an id: what it says now if that still
// stands for the same one, such as an alias; else the slug, or an alias where the slug is
// shadowed by another's alias.
func (s *server) nameOf(ctx context.Context, workspaceID int64, kind workspace.Kind, id ID, now string) (string, error) {
	target, err := s.service.Get(ctx, workspaceID, kind, int64(id))
	if err != nil && workspace.CodeOf(err) != workspace.CodeNotFound {
		return "", err
	}
	if err != nil || target.Archived() {
		return "", &workspace.Error{
			Code: workspace.CodeInvalid, Message: "the request is not valid",
			Problems: []workspace.Problem{{Path: []any{string(kind) + "Id"}, Code: "dangling", Message: "no " + string(kind) + " has this id"}},
		}
	}
	if now != "" {
		current, err := s.service.Resolve(ctx, workspaceID, kind, now)
		if err == nil && current.ID == target.ID {
			return now, nil
		}
		if err != nil && workspace.CodeOf(err) != workspace.CodeNotFound {
			return "", err
		}
	}
	aliases, err := s.service.Aliases(ctx, workspaceID)
	if err != nil {
		return "", err
	}
	names := workspace.AliasesOf(aliases, kind, target.Slug)
	for _, name := range names {
		if name == target.Slug {
			return name, nil
		}
	}
	if len(names) > 0 {
		return names[0], nil
	}
	return "", workspace.Errorf(workspace.CodeConflict, "no name leads to %s: an alias has taken its slug", target.Ref()).
		WithHint("give it an alias of its own")
}
