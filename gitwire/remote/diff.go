package remote

import (
	"lockstep.dev/gitwire/object"
)

// Change is a path that differs between two snapshots. Old or New is the zero Entry
// when the path is on one side only.
type Change struct {
	Path     string
	Old, New Entry
}

// Diff lists what differs in the watched folders of next, by folder and in git's order.
// Sub-folders are left out: what is in them is not watched, or another watched folder.
// The cost is that of the folders that changed. prev may be nil.
func Diff(prev, next *Snapshot) []Change {
	if prev == nil {
		prev = emptySnapshot(next.folders)
	}
	var out []Change
	for _, f := range next.folders {
		if !prev.Same(f, next) {
			diffTrees(f, prev.folder(f), next.folder(f), func(c Change) { out = append(out, c) })
		}
	}
	return out
}

func diffTrees(folder string, a, b *object.Tree, found func(Change)) {
	object.Diff(a, b, func(before, after object.Entry) bool {
		c := Change{Old: visible(folder, before), New: visible(folder, after)}
		if c.Path = c.Old.Path; c.Path == "" {
			c.Path = c.New.Path
		}
		if c.Path != "" {
			found(c)
		}
		return true
	})
}

// visible is the zero Entry for sub-folders and for names that are not safe.
func visible(folder string, e object.Entry) Entry {
	if e.Name == "" || e.IsTree() || object.CheckName(e.Name) != nil {
		return Entry{}
	}
	return entryAt(folder, e)
}
