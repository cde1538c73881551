package gitsync

import (
	"iter"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// holdTwins holds files whose paths differ only in case from another's. The one that the base
// knows goes on. Only a file that is new to the base can be a twin.
func (o *observation) holdTwins(items map[workspace.Ref]*reconcile.Item) {
	fresh := false
	for _, item := range items {
		fresh = fresh || item.Repo != nil && (item.Base == nil || item.Base.Blob == "")
	}
	if !fresh {
		return
	}
	inBase := func(path string) bool {
		ref, ok := o.layout.Ref(path)
		if !ok {
			return false
		}
		item := items[ref]
		// A file that is no candidate is in the base as it is.
		return item == nil || item.Base != nil && item.Base.Blob != ""
	}
	for path, hold := range layout.CaseTwins(o.resourcePaths(), inBase) {
		if ref, ok := o.layout.Ref(path); ok && items[ref] != nil && items[ref].Repo != nil {
			items[ref].Repo.Hold, items[ref].Repo.Fields = hold, nil
		}
	}
}

// resourcePaths yields the paths of all resource files of the tree.
func (o *observation) resourcePaths() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, folder := range o.layout.Folders() {
			for file := range o.tree.Files(folder) {
				if _, ok := o.layout.Ref(file.Path); ok && !yield(file.Path) {
					return
				}
			}
		}
	}
}
