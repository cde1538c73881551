package remote

import (
	"fmt"
	"strings"

	"lockstep.dev/gitwire/object"
)

// Problem is something in a watched folder that a caller should show to people.
type Problem struct {
	Path   string // quoted where it is not safe to show
	Reason string
}

// Problems lists, for each watched folder in order: entries that Files leaves out since
// their names are not safe, names that differ only in case (they cannot both stand in a
// checkout on some systems), and a path that is no folder.
func (s *Snapshot) Problems() []Problem {
	var out []Problem
	for _, f := range s.folders {
		if p, ok := s.blocked(f); ok {
			out = append(out, p)
		}
		seen := map[string]string{}
		for e := range s.folder(f).Entries() {
			if err := object.CheckName(e.Name); err != nil {
				out = append(out, Problem{fmt.Sprintf("%q", object.Join(f, e.Name)), err.Error()})
				continue
			}
			low := strings.ToLower(e.Name)
			if twin, ok := seen[low]; ok {
				out = append(out, Problem{object.Join(f, e.Name), fmt.Sprintf("differs from %q only in case", twin)})
			}
			seen[low] = e.Name
		}
	}
	return out
}

// blocked tells that something else stands where the folder or one above it should be.
func (s *Snapshot) blocked(folder string) (Problem, bool) {
	id, at := s.info.Tree, ""
	if folder == "" {
		return Problem{}, false
	}
	for name := range strings.SplitSeq(folder, "/") {
		t := s.trees[id]
		if t == nil {
			return Problem{}, false
		}
		e, ok := t.Find(name)
		if !ok {
			return Problem{}, false
		}
		at = object.Join(at, name)
		if !e.IsTree() {
			return Problem{at, "is not a folder"}, true
		}
		id = e.OID
	}
	return Problem{}, false
}
