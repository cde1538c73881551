// Package layout says where a workspace's resources are in a repository: which path is which
// resource, which paths are somebody else's, and what cannot be a resource's file. It is pure.
//
//	<root>/models/<slug>.yaml
//	<root>/syncs/<slug>.yaml
//	<root>/sources/<slug>.yaml              when connections are files, too
//	<root>/destinations/<slug>.yaml         likewise
//	<root>/aliases-<workspace>.yaml         edited by people
//	<root>/manifest-<workspace>.yaml        written only, never read
//
// The stem is the slug, and the slug is the identity. Whatever has another path belongs to
// somebody else and is never read nor written (invariant 5).
package layout

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"lockstep.dev/workspace"
)

const extension = ".yaml"

// Layout is the place of one workspace in a repository.
type Layout struct {
	Root        string // folder in the repository, such as "teams/growth"; "" is its top
	Workspace   string // slug
	Connections bool   // sources and destinations are files, too
}

// Check refuses a root that is not a clean path inside of the repository, or that is Git's
// own, as a workspace.Error with CodeInvalid.
func (l Layout) Check() error {
	refuse := func(why string) error {
		return workspace.Errorf(workspace.CodeInvalid, "the path %q %s", l.Root, why).
			WithHint("give a folder of the repository, such as lockstep or teams/growth; leave it empty for the top")
	}
	switch {
	case strings.HasPrefix(l.Root, "/"):
		return refuse("must not begin with a slash")
	case strings.Contains(l.Root, `\`):
		return refuse("must use / between folders")
	case !utf8.ValidString(l.Root) || strings.ContainsFunc(l.Root, isControl):
		return refuse("has characters that a path cannot have")
	}
	if l.Root != "" {
		for part := range strings.SplitSeq(l.Root, "/") {
			switch {
			case part == "..":
				return refuse("must stay inside of the repository")
			case part == "" || part == ".":
				return refuse("must be written without empty or . parts, and without a slash at its end")
			case strings.EqualFold(part, ".git"):
				return refuse("is Git's own")
			}
		}
	}
	if err := workspace.CheckSlug(l.Workspace); err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// Kinds returns the kinds that are files, in the order of workspace.Kinds.
func (l Layout) Kinds() []workspace.Kind {
	return slices.DeleteFunc(workspace.Kinds(), func(k workspace.Kind) bool { return k.IsConnection() && !l.Connections })
}

// Folders returns the folders whose files may be resources, sorted. The top of the
// repository is "".
func (l Layout) Folders() []string {
	out := []string{l.Root}
	for _, kind := range l.Kinds() {
		if kind != workspace.KindAliases {
			out = append(out, l.folder(kind))
		}
	}
	slices.Sort(out)
	return out
}

func (l Layout) folder(kind workspace.Kind) string { return path.Join(l.Root, kind.Plural()) }

// Path returns the path of a resource's file.
func (l Layout) Path(ref workspace.Ref) string {
	if ref.Kind == workspace.KindAliases {
		return join(l.Root, "aliases-"+ref.Slug+extension)
	}
	return join(l.folder(ref.Kind), ref.Slug+extension)
}

// Ref returns the resource whose file has the path; false when the path is somebody else's.
// A stem that cannot be a slug is returned all the same: HoldEntry holds it.
func (l Layout) Ref(file string) (workspace.Ref, bool) {
	folder, name := "", file
	if i := strings.LastIndexByte(file, '/'); i >= 0 {
		folder, name = file[:i], file[i+1:]
	}
	stem, isYAML := strings.CutSuffix(name, extension)
	if !isYAML || stem == "" {
		return workspace.Ref{}, false
	}
	for _, kind := range l.Kinds() {
		switch {
		case kind == workspace.KindAliases:
			if folder == l.Root && stem == "aliases-"+l.Workspace {
				return workspace.Ref{Kind: kind, Slug: l.Workspace}, true
			}
		case folder == l.folder(kind):
			return workspace.Ref{Kind: kind, Slug: printable(stem)}, true
		}
	}
	return workspace.Ref{}, false
}

// ManifestPath returns the path of the workspace's manifest.
func (l Layout) ManifestPath() string { return join(l.Root, "manifest-"+l.Workspace+extension) }

// join does not clean, unlike path.Join: a slug stays as it is.
func join(folder, name string) string {
	if folder == "" {
		return name
	}
	return folder + "/" + name
}

// printable makes a stem that is not UTF-8 fit to be stored and shown. It can be no slug, and
// different stems stay different.
func printable(stem string) string {
	if utf8.ValidString(stem) {
		return stem
	}
	var b strings.Builder
	for i, r := range stem {
		if r == utf8.RuneError {
			fmt.Fprintf(&b, "%c%02x", r, stem[i])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
