package repo

import (
	"iter"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
)

// tree is a gitsync.Tree.
type tree struct{ *remote.Snapshot }

func (t tree) Commit() string { return hex(t.Snapshot.Commit()) }

func (t tree) Head() gitsync.Commit {
	if t.Snapshot.Commit().IsZero() {
		return gitsync.Commit{}
	}
	return commit(t.Info())
}

func (t tree) Files(folder string) iter.Seq[gitsync.File] {
	return func(yield func(gitsync.File) bool) {
		for e := range t.Snapshot.Files(folder) {
			if !yield(file(e)) {
				return
			}
		}
	}
}

func (t tree) Lookup(path string) (gitsync.File, bool) {
	e, ok := t.Snapshot.Lookup(path)
	if !ok {
		return gitsync.File{}, false
	}
	return file(e), true
}

func (t tree) Changed(prev gitsync.Tree) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, change := range remote.Diff(prev.(tree).Snapshot, t.Snapshot) {
			if !yield(change.Path) {
				return
			}
		}
	}
}

func (t tree) LastTouch(path string) (gitsync.Commit, bool) {
	info, ok := t.Snapshot.LastTouch(path)
	if !ok {
		return gitsync.Commit{}, false
	}
	return commit(info), true
}

func (t tree) Since() ([]gitsync.Commit, gitsync.Ancestry) {
	h := t.History()
	commits := make([]gitsync.Commit, len(h.Commits))
	for i, info := range h.Commits {
		commits[i] = commit(info)
	}
	switch {
	case h.Relation == remote.FastForward && !h.Partial:
		return commits, gitsync.Linear
	case h.Relation == remote.Rewritten:
		return commits, gitsync.Rewritten
	}
	return commits, gitsync.AncestryUnknown
}

func file(e remote.Entry) gitsync.File {
	return gitsync.File{Path: e.Path, Mode: e.Mode, Blob: hex(e.OID)}
}

func commit(info remote.CommitInfo) gitsync.Commit {
	return gitsync.Commit{
		ID: hex(info.OID), Author: person(info.Author), When: info.Committer.When.UTC(), Message: info.Message,
	}
}

func person(s object.Signature) gitsync.Person { return gitsync.Person{Name: s.Name, Email: s.Email} }
