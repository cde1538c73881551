package remote

import (
	"iter"
	"path"
	"slices"
	"strings"

	"lockstep.dev/gitwire/object"
)

// Entry is a file, sub-folder, symbolic link or submodule in a watched folder. The zero
// Entry stands for "not there".
type Entry struct {
	Path string // from the repository's root
	Mode uint32 // as object.ModeFile
	OID  object.OID
}

// IsTree tells whether the entry is a sub-folder.
func (e Entry) IsTree() bool { return object.IsTree(e.Mode) }

// IsFile tells whether the entry is a regular file, executable or not.
func (e Entry) IsFile() bool { return object.IsFile(e.Mode) }

// Snapshot is the watched folders at one commit. It is immutable and does not hold on to
// the Snapshot that it was read from.
type Snapshot struct {
	info    CommitInfo // zero for an empty snapshot
	folders []string
	tops    map[string]object.OID // folder to tree; zero when the folder is not there
	trees   map[object.OID]*object.Tree
	history History
	touched *touches
}

// assemble takes the trees of the watched folders, which must all be there, from get.
func assemble(info CommitInfo, folders []string, get treeSource) (*Snapshot, error) {
	s := &Snapshot{
		info: info, folders: folders, tops: make(map[string]object.OID, len(folders)),
		trees: map[object.OID]*object.Tree{},
	}
	for _, f := range folders {
		id, _, err := walk(info.Tree, f, get, func(id object.OID, t *object.Tree) { s.trees[id] = t })
		if err != nil {
			return nil, err
		}
		s.tops[f] = id
	}
	return s, nil
}

func emptySnapshot(folders []string) *Snapshot {
	return &Snapshot{folders: folders, tops: map[string]object.OID{}}
}

// Commit is the commit; zero for the empty snapshot of a branch that does not exist.
func (s *Snapshot) Commit() object.OID { return s.info.OID }

// Info tells about the commit; zero for an empty snapshot.
func (s *Snapshot) Info() CommitInfo { return s.info }

// Folders is the watched folders, sorted.
func (s *Snapshot) Folders() []string { return slices.Clone(s.folders) }

// Files goes through a watched folder in git's order: files, links, submodules, and
// sub-folders without their contents. Names that are not safe are left out (see Problems).
func (s *Snapshot) Files(folder string) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for e := range s.folder(folder).Entries() {
			if object.CheckName(e.Name) == nil && !yield(entryAt(folder, e)) {
				return
			}
		}
	}
}

// Lookup finds a path whose folder is watched, by binary search.
func (s *Snapshot) Lookup(p string) (Entry, bool) {
	if object.CheckPath(p) != nil {
		return Entry{}, false
	}
	folder, name := splitPath(p)
	e, ok := s.folder(folder).Find(name)
	if !ok {
		return Entry{}, false
	}
	return entryAt(folder, e), true
}

// Same tells whether a watched folder is byte for byte the same in o, sub-folders included.
func (s *Snapshot) Same(folder string, o *Snapshot) bool {
	return s.tops[folder] == o.tops[folder]
}

// folder is a watched folder's tree, or an empty one.
func (s *Snapshot) folder(folder string) *object.Tree {
	if t := s.trees[s.tops[folder]]; t != nil {
		return t
	}
	return object.EmptyTree()
}

func (s *Snapshot) isEmpty() bool { return s.info.OID.IsZero() }

func entryAt(folder string, e object.Entry) Entry {
	return Entry{Path: object.Join(folder, e.Name), Mode: e.Mode, OID: e.OID}
}

// splitPath is the folder ("" for the root) and the name.
func splitPath(p string) (folder, name string) {
	folder, name = path.Split(p)
	return strings.TrimSuffix(folder, "/"), name
}
