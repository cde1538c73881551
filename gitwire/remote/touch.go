package remote

import (
	"slices"

	"lockstep.dev/gitwire/object"
)

// LastTouch is the newest commit, between the previous snapshot and this one, that changed
// a path in a watched folder: as git log -1 does, a merge counts only when it differs
// from all its parents. It is false when no commit did, or when it is not known: after a
// cold read, and after a long gap.
func (s *Snapshot) LastTouch(path string) (CommitInfo, bool) {
	if s.touched == nil {
		return CommitInfo{}, false
	}
	i, ok := s.touched.last(path)
	if !ok {
		return CommitInfo{}, false
	}
	return s.history.Commits[i], true
}

// touches is which paths changed from each parent to each commit. It holds no trees.
type touches struct {
	prev  object.OID
	index map[object.OID]int // into the history's commits
	edges [][]edge           // for each commit and parent
	fresh map[string]bool    // paths whose content came in the pack, so that prev's history has it nowhere near
}

// edge is the step from a parent to a commit.
type edge struct {
	parent object.OID
	kind   edgeKind
	paths  pathSet
}

// pathSet is paths, sorted: there is one for each commit of a long history.
type pathSet []string

func (s pathSet) has(path string) bool {
	_, ok := slices.BinarySearch(s, path)
	return ok
}

type edgeKind int

const (
	edgeKnown  edgeKind = iota
	edgeBorder          // the parent is older than the previous snapshot
	edgeUnseen          // the parent's or the commit's trees did not all come
)

// trace compares the watched folders of neighbouring commits between prev and next. sent
// is the blobs that came with the commits.
func trace(l lineage, prev, next *Snapshot, get treeSource, sent map[object.OID][]byte) *touches {
	t := &touches{prev: prev.info.OID, index: make(map[object.OID]int, len(l.commits)), fresh: map[string]bool{}}
	for _, c := range Diff(prev, next) {
		if _, ok := sent[c.New.OID]; ok {
			t.fresh[c.Path] = true
		}
	}
	for i, c := range l.commits {
		t.index[c.OID] = i
	}
	for _, c := range l.commits {
		edges := make([]edge, 0, len(c.Parents))
		for _, p := range c.Parents {
			edges = append(edges, t.edge(l, c, p, prev, get))
		}
		t.edges = append(t.edges, edges)
	}
	return t
}

func (t *touches) edge(l lineage, c CommitInfo, parent object.OID, prev *Snapshot, get treeSource) edge {
	e := edge{parent: parent}
	root := prev.info.Tree
	if i, ok := t.index[parent]; ok {
		root = l.commits[i].Tree
	} else if parent != prev.info.OID {
		e.kind = edgeBorder
		return e
	}
	for _, f := range prev.folders {
		a, okA := folderAt(root, f, get)
		b, okB := folderAt(c.Tree, f, get)
		if !okA || !okB {
			e.kind, e.paths = edgeUnseen, nil
			return e
		}
		if a != b {
			diffTrees(f, a, b, func(ch Change) {
				e.paths = append(e.paths, ch.Path)
			})
		}
	}
	slices.Sort(e.paths) // git's order of a tree is another one
	return e
}

// folderAt is a folder's tree below a root; false when a tree on the way is not there.
func folderAt(root object.OID, folder string, get treeSource) (*object.Tree, bool) {
	id, missing, err := walk(root, folder, get, nil)
	if err != nil || !missing.IsZero() {
		return nil, false
	}
	if id.IsZero() {
		return object.EmptyTree(), true
	}
	tree, err := get(id)
	return tree, err == nil && tree != nil
}

// last follows the parents that have the path as the tip has it. Where that leads to the
// previous snapshot the path was not touched; else the newest end is the answer. An end
// beside a border changed the path only if its content is fresh.
func (t *touches) last(path string) (int, bool) {
	best := len(t.edges)
	stack := []int{0}
	seen := map[int]bool{}
	for len(stack) > 0 && len(t.edges) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[i] {
			continue
		}
		seen[i] = true
		same, border := false, false
		for _, e := range t.edges[i] {
			switch {
			case e.kind == edgeUnseen:
				return 0, false
			case e.kind == edgeBorder:
				border = true
				continue
			case e.paths.has(path):
				continue
			case e.parent == t.prev:
				return 0, false
			}
			same = true
			stack = append(stack, t.index[e.parent])
		}
		if !same && border && !t.fresh[path] {
			return 0, false
		}
		if !same {
			best = min(best, i)
		}
	}
	return best, best < len(t.edges)
}
