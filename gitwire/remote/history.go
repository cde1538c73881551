package remote

import (
	"container/heap"

	"lockstep.dev/gitwire/object"
)

// Relation is how a snapshot's commit relates to the one that it was read from.
type Relation string

// The relations.
const (
	FastForward Relation = "fast-forward" // the previous commit is an ancestor
	Rewritten   Relation = "rewritten"    // it is not: forced push, or the branch was deleted
	Unknown     Relation = "unknown"      // there was none, or the gap was too long to tell
)

// CommitInfo tells about a commit.
type CommitInfo struct {
	OID, Tree         object.OID
	Parents           []object.OID
	Author, Committer object.Signature
	Message           string
}

// History is what lies between two snapshots.
type History struct {
	Relation Relation
	Commits  []CommitInfo // newest first, children before parents
	Partial  bool         // there are more commits than Commits has
}

// Contains tells whether a commit is among Commits.
func (h History) Contains(id object.OID) bool {
	for _, c := range h.Commits {
		if c.OID == id {
			return true
		}
	}
	return false
}

// History is the relation to the snapshot that was given to Read, or that a push was built on.
func (s *Snapshot) History() History { return s.history }

func infoOf(id object.OID, c object.Commit) CommitInfo {
	return CommitInfo{
		OID: id, Tree: c.Tree, Parents: c.Parents, Author: c.Author, Committer: c.Committer, Message: c.Message,
	}
}

// lineage is the commits that a tip has and a previous commit has not.
type lineage struct {
	relation Relation
	commits  []CommitInfo
}

func (l lineage) history() History {
	return History{Relation: l.relation, Commits: l.commits, Partial: l.relation == Unknown}
}

// between walks from tip to prev through the commits of a pack. A parent that is in
// neither is one that the server left out since prev has it, too.
func between(commits map[object.OID]object.Commit, tip, prev object.OID) lineage {
	l := lineage{relation: Rewritten}
	children := map[object.OID]int{}
	stack := []object.OID{tip}
	seen := map[object.OID]bool{tip: true}
	for len(stack) > 0 {
		id := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, p := range commits[id].Parents {
			if p == prev {
				l.relation = FastForward
				continue
			}
			if _, ok := commits[p]; !ok {
				continue
			}
			children[p]++
			if !seen[p] {
				seen[p] = true
				stack = append(stack, p)
			}
		}
	}
	q := &newest{infoOf(tip, commits[tip])}
	for q.Len() > 0 {
		c := heap.Pop(q).(CommitInfo)
		l.commits = append(l.commits, c)
		for _, p := range c.Parents {
			if children[p]--; children[p] == 0 {
				heap.Push(q, infoOf(p, commits[p]))
			}
		}
	}
	return l
}

// newest is a heap of commits by committer date.
type newest []CommitInfo

func (n newest) Len() int      { return len(n) }
func (n newest) Swap(i, j int) { n[i], n[j] = n[j], n[i] }
func (n *newest) Push(x any)   { *n = append(*n, x.(CommitInfo)) }

func (n newest) Less(i, j int) bool {
	if a, b := n[i].Committer.When, n[j].Committer.When; !a.Equal(b) {
		return a.After(b)
	}
	return n[i].OID.Compare(n[j].OID) < 0
}

func (n *newest) Pop() any {
	last := len(*n) - 1
	x := (*n)[last]
	*n = (*n)[:last]
	return x
}
