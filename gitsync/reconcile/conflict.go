package reconcile

import (
	"fmt"
	"strings"

	"lockstep.dev/workspace"
)

// conflictOf holds a resource that both sides changed differently.
func conflictOf(u unit, clashes []Clash) *Hold {
	h := &Hold{
		Reason:  ReasonConflict,
		Message: "the app and Git changed " + places(clashes) + " differently",
		Hint:    "take the app's or Git's value, or merge them; a commit that makes both the same settles it, too",
		Clashes: clashes,
	}
	if u.base == nil {
		h.Message = "the app and Git both have it, with different " + places(clashes)
	}
	return h
}

// deleteConflict holds a resource that one side deleted and the other changed.
func deleteConflict(u unit) *Hold {
	clash := Clash{Base: whole(u.baseFields())}
	h := &Hold{Reason: ReasonConflict, Hint: "restore it on both sides, or delete it on both"}
	switch {
	case u.app == nil:
		clash.Repo = whole(u.repo.Fields)
		h.Message = "deleted in the app, but changed in Git"
		if u.repoSlug != u.baseSlug {
			h.Message = fmt.Sprintf("deleted in the app, but renamed from %s in Git", u.baseSlug)
		}
	case u.appSlug != u.baseSlug:
		clash.App = whole(u.app.Fields)
		h.Message = fmt.Sprintf("renamed from %s in the app, but deleted in Git", u.baseSlug)
	default:
		clash.App = whole(u.app.Fields)
		h.Message = "changed in the app, but deleted in Git"
	}
	h.Clashes = []Clash{clash}
	return h
}

func whole(f workspace.Fields) Value {
	if f == nil {
		return Value{}
	}
	return Value{true, map[string]any(f)}
}

// places names up to four clashing places.
func places(clashes []Clash) string {
	names := make([]string, len(clashes))
	for i, c := range clashes {
		names[i] = c.Path.String()
	}
	return listed(names)
}

// listed joins up to four names and counts the rest.
func listed(names []string) string {
	if len(names) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:4], ", "), len(names)-4)
	}
	return strings.Join(names, ", ")
}
