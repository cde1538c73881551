package workspace

import (
	"context"
	"slices"
)

// Reference is a place in Fields that names another resource.
type Reference struct {
	Path []any
	Kind Kind   // what it names
	Name string // a slug or, for connections, an alias
}

// References returns what a resource of the kind refers to. Aliases refer to nothing:
// an alias whose target is gone is stale, not wrong.
func References(kind Kind, f Fields) []Reference {
	var out []Reference
	add := func(key string, to Kind) {
		if name := f.Text(key); name != "" {
			out = append(out, Reference{Path: []any{key}, Kind: to, Name: name})
		}
	}
	switch kind {
	case KindModel:
		add("source", KindSource)
	case KindSync:
		add("model", KindModel)
		add("destination", KindDestination)
	}
	return out
}

// AliasTarget returns the slug that an alias stands for, from the fields of a
// workspace's aliases. A name that is no alias stands for itself.
func AliasTarget(aliases Fields, kind Kind, name string) string {
	if target, ok := aliases.Map(kind.Plural())[name].(string); ok && kind.IsConnection() {
		return target
	}
	return name
}

// AliasesOf returns all names of a slug: the aliases that stand for it and the slug
// itself unless an alias has taken that name, sorted.
func AliasesOf(aliases Fields, kind Kind, slug string) []string {
	var names []string
	if AliasTarget(aliases, kind, slug) == slug {
		names = append(names, slug)
	}
	if kind.IsConnection() {
		for alias, target := range aliases.Map(kind.Plural()) {
			if target == slug && alias != slug {
				names = append(names, alias)
			}
		}
	}
	slices.Sort(names)
	return names
}

// Aliases returns the fields of the workspace's aliases; nil when there are none.
func (s *Service) Aliases(ctx context.Context, workspaceID int64) (Fields, error) {
	aliases, err := s.aliases(ctx, workspaceID)
	return aliases.Fields, err
}

// aliases returns the zero resource when there are none.
func (s *Service) aliases(ctx context.Context, workspaceID int64) (Resource, error) {
	found, _, err := s.store.Resources(ctx, workspaceID, Query{Kind: KindAliases, Limit: 1})
	if err != nil || len(found) == 0 {
		return Resource{}, err
	}
	return found[0], nil
}

// Resolve returns the live resource that a reference stands for, looking up aliases.
func (s *Service) Resolve(ctx context.Context, workspaceID int64, kind Kind, name string) (Resource, error) {
	return s.Checker(workspaceID, nil).resolve(ctx, kind, name)
}
