package gitsynctest

import (
	"context"
	"iter"
	"maps"
	"path"
	"slices"

	"lockstep.dev/gitsync"
)

// Fault is what goes wrong with one push.
type Fault int

// The faults.
const (
	NoFault   Fault = iota
	Refused         // the request never arrives
	LostReply       // it is accepted, and nobody can tell: the reply and the poll after it are lost
	Rejected        // a hook says no
)

// Remote is one connection to a Repository.
type Remote struct {
	Repository *Repository
	Folders    []string
	// OnSend, when set, is asked before each push reaches the repository. Others may push in it.
	OnSend func() Fault
}

// Poll implements gitsync.Remote.
func (m *Remote) Poll(context.Context) (gitsync.Tip, error) {
	r := m.Repository
	r.mu.Lock()
	defer r.mu.Unlock()
	return gitsync.Tip{Commit: r.head, Unborn: r.head == "" && !r.missing, Missing: r.missing}, nil
}

// Read implements gitsync.Remote.
func (m *Remote) Read(_ context.Context, tip gitsync.Tip, prev gitsync.Tree) (gitsync.Tree, error) {
	t := &memoryTree{repository: m.Repository, commit: tip.Commit, folders: slices.Clone(m.Folders)}
	if prev != nil {
		t.since(prev.Commit())
	}
	return t, nil
}

// Blobs implements gitsync.Remote.
func (m *Remote) Blobs(_ context.Context, _ gitsync.Tree, blobs []string) (map[string][]byte, map[string]int64, error) {
	r := m.Repository
	r.mu.Lock()
	defer r.mu.Unlock()
	out := map[string][]byte{}
	for _, blob := range blobs {
		if content, ok := r.blobs[blob]; ok {
			out[blob] = slices.Clone(content)
		}
	}
	return out, nil, nil
}

// Contains implements gitsync.Remote.
func (m *Remote) Contains(_ context.Context, t gitsync.Tree, commit string) (contains, known bool, err error) {
	r := m.Repository
	r.mu.Lock()
	defer r.mu.Unlock()
	for id := t.Commit(); id != ""; id = r.commits[id].parent {
		if id == commit {
			return true, true, nil
		}
	}
	return false, true, nil
}

// Build implements gitsync.Remote.
func (m *Remote) Build(t gitsync.Tree, commits []gitsync.NewCommit) (gitsync.Push, error) {
	r := m.Repository
	r.mu.Lock()
	defer r.mu.Unlock()
	p := &memoryPush{base: t.Commit()}
	head := p.base
	for _, c := range commits {
		head = r.commit(head, c).ID
		p.ids = append(p.ids, head)
	}
	next := &memoryTree{repository: r, commit: head, folders: slices.Clone(m.Folders)}
	p.next = next
	return p, nil
}

// Send implements gitsync.Remote.
func (m *Remote) Send(_ context.Context, push gitsync.Push) (gitsync.Tree, error) {
	fault := NoFault
	if m.OnSend != nil {
		fault = m.OnSend()
	}
	unreachable := &gitsync.RemoteError{Kind: gitsync.KindUnreachable, Class: gitsync.FailRetry, Message: "the git server cannot be reached"}
	switch fault {
	case Refused:
		return nil, unreachable
	case Rejected:
		return nil, &gitsync.RemoteError{Kind: gitsync.KindRejected, Class: gitsync.FailHalt, Message: "the git server refused the push"}
	}
	p := push.(*memoryPush)
	r := m.Repository
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.head != p.base {
		if r.head == p.Head() {
			return p.next, nil
		}
		return nil, &gitsync.RemoteError{Kind: gitsync.KindMoved, Class: gitsync.FailRetry, Message: "somebody else pushed first", Tip: gitsync.Tip{Commit: r.head}}
	}
	r.move(p.Head())
	r.pushes++
	if fault == LostReply {
		return nil, unreachable
	}
	return p.next, nil
}

// Close implements gitsync.Remote.
func (m *Remote) Close() error { return nil }

type memoryPush struct {
	base string
	ids  []string
	next gitsync.Tree
}

func (p *memoryPush) Head() string       { return p.ids[len(p.ids)-1] }
func (p *memoryPush) Commits() []string  { return slices.Clone(p.ids) }
func (p *memoryPush) Tree() gitsync.Tree { return p.next }

// memoryTree is the files at one commit.
type memoryTree struct {
	repository *Repository
	commit     string
	folders    []string
	commits    []gitsync.Commit
	ancestry   gitsync.Ancestry
	touched    map[string]gitsync.Commit
}

// since walks back to an earlier commit.
func (t *memoryTree) since(prev string) {
	r := t.repository
	r.mu.Lock()
	defer r.mu.Unlock()
	t.ancestry, t.touched = gitsync.Rewritten, map[string]gitsync.Commit{}
	for id := t.commit; ; {
		if id == prev {
			t.ancestry = gitsync.Linear
			return
		}
		n := r.commits[id]
		if n == nil {
			return
		}
		t.commits = append(t.commits, n.Commit)
		var before map[string]entry
		if parent := r.commits[n.parent]; parent != nil {
			before = parent.files
		}
		for path := range changedFiles(before, n.files) {
			if _, ok := t.touched[path]; !ok {
				t.touched[path] = n.Commit
			}
		}
		id = n.parent
	}
}

// files returns what is directly in the watched folders.
func (t *memoryTree) files() map[string]entry {
	t.repository.mu.Lock()
	defer t.repository.mu.Unlock()
	out := map[string]entry{}
	if n := t.repository.commits[t.commit]; n != nil {
		for file, e := range n.files {
			if slices.Contains(t.folders, folderOf(file)) {
				out[file] = e
			}
		}
	}
	return out
}

func folderOf(file string) string {
	if dir := path.Dir(file); dir != "." {
		return dir
	}
	return ""
}

func (t *memoryTree) Commit() string { return t.commit }

func (t *memoryTree) Head() gitsync.Commit {
	t.repository.mu.Lock()
	defer t.repository.mu.Unlock()
	if n := t.repository.commits[t.commit]; n != nil {
		return n.Commit
	}
	return gitsync.Commit{}
}

func (t *memoryTree) Files(folder string) iter.Seq[gitsync.File] {
	files := t.files()
	return func(yield func(gitsync.File) bool) {
		for _, p := range slices.Sorted(maps.Keys(files)) {
			if folderOf(p) == folder && !yield(gitsync.File{Path: p, Mode: files[p].mode, Blob: files[p].blob}) {
				return
			}
		}
	}
}

func (t *memoryTree) Lookup(p string) (gitsync.File, bool) {
	e, ok := t.files()[p]
	return gitsync.File{Path: p, Mode: e.mode, Blob: e.blob}, ok
}

func (t *memoryTree) Changed(prev gitsync.Tree) iter.Seq[string] {
	return maps.Keys(changedFiles(prev.(*memoryTree).files(), t.files()))
}

func (t *memoryTree) LastTouch(p string) (gitsync.Commit, bool) {
	c, ok := t.touched[p]
	return c, ok
}

func (t *memoryTree) Since() ([]gitsync.Commit, gitsync.Ancestry) { return t.commits, t.ancestry }
