package tree

import (
	"fmt"
	"slices"

	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// names is what the files of a folder know of each other. Several workspaces may
// share the folder: a name is known when one of them knows it.
type names struct {
	refs      map[workspace.Ref]bool     // what there is, by files and manifests
	types     map[workspace.Ref][]string // the types that they give a connection
	aliases   []workspace.Fields
	manifests bool
}

func index(files []file) *names {
	n := &names{refs: map[workspace.Ref]bool{}, types: map[workspace.Ref][]string{}}
	for _, f := range files {
		switch {
		case f.kind == spec.KindManifest:
			n.manifests = true
			n.manifest(f.Fields)
		case f.kind == workspace.KindAliases:
			n.aliases = append(n.aliases, f.Fields)
		default:
			n.add(workspace.Ref{Kind: f.kind, Slug: f.slug}, f.Fields.Text("type"))
		}
	}
	return n
}

func (n *names) manifest(fields workspace.Fields) {
	for _, kind := range []workspace.Kind{workspace.KindSource, workspace.KindDestination} {
		for slug := range fields.Map(kind.Plural()) {
			typ, _ := spec.ManifestType(fields, kind, slug)
			n.add(workspace.Ref{Kind: kind, Slug: slug}, typ)
		}
	}
}

func (n *names) add(ref workspace.Ref, typ string) {
	n.refs[ref] = true
	if ref.Kind.IsConnection() && typ != "" && !slices.Contains(n.types[ref], typ) {
		n.types[ref] = append(n.types[ref], typ)
	}
}

// targets returns the slugs that a name stands for, one for each workspace that has
// a view of its own.
func (n *names) targets(kind workspace.Kind, name string) []string {
	out := []string{name}
	for _, aliases := range n.aliases {
		if target := workspace.AliasTarget(aliases, kind, name); !slices.Contains(out, target) {
			out = append(out, target)
		}
	}
	return out
}

func (n *names) knows(kind workspace.Kind, name string) bool {
	return slices.ContainsFunc(n.targets(kind, name), func(slug string) bool { return n.refs[workspace.Ref{Kind: kind, Slug: slug}] })
}

// destinationType returns the type of the destination that a name stands for, unless
// it is unknown or differs between workspaces.
func (n *names) destinationType(name string) (string, bool) {
	var types []string
	for _, slug := range n.targets(workspace.KindDestination, name) {
		types = append(types, n.types[workspace.Ref{Kind: workspace.KindDestination, Slug: slug}]...)
	}
	slices.Sort(types)
	types = slices.Compact(types)
	if len(types) != 1 {
		return "", false
	}
	return types[0], true
}

// references returns what is wrong with the names that a file refers to.
func (n *names) references(f file) []workspace.Problem {
	if f.kind == workspace.KindAliases {
		return n.stale(f.Fields)
	}
	var out []workspace.Problem
	for _, reference := range workspace.References(f.kind, f.Fields) {
		if n.knows(reference.Kind, reference.Name) {
			continue
		}
		p := workspace.Problem{Path: reference.Path, Code: "dangling", Message: fmt.Sprintf("there is no %s %q", reference.Kind, reference.Name)}
		switch {
		case !reference.Kind.IsConnection():
			p.Hint = fmt.Sprintf("add the file %s/%s.yaml; the file's stem counts, not the display name", reference.Kind.Plural(), reference.Name)
		case n.manifests:
			p.Hint = fmt.Sprintf("use the slug of a %s in the manifest, or an alias of it; not the display name", reference.Kind)
		default:
			p.Warning = true
			p.Hint = fmt.Sprintf("there is no manifest, so whether the app knows the %s cannot be told", reference.Kind)
		}
		out = append(out, p)
	}
	return out
}

// stale warns of aliases whose target is gone; nothing fails before they are used.
func (n *names) stale(aliases workspace.Fields) []workspace.Problem {
	if !n.manifests {
		return nil
	}
	var out []workspace.Problem
	for _, kind := range []workspace.Kind{workspace.KindSource, workspace.KindDestination} {
		for alias, value := range aliases.Map(kind.Plural()) {
			target, isText := value.(string)
			if isText && !n.refs[workspace.Ref{Kind: kind, Slug: target}] {
				out = append(out, workspace.Problem{Path: []any{kind.Plural(), alias}, Code: "dangling", Warning: true,
					Message: fmt.Sprintf("there is no %s %q", kind, target), Hint: "no manifest lists it; correct or remove the alias"})
			}
		}
	}
	return out
}
