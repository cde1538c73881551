package gitsynctest

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"

	"lockstep.dev/gitsync"
)

// Repository is one repository with one branch.
type Repository struct {
	mu      sync.Mutex
	head    string
	missing bool // the branch is gone; other branches exist
	commits map[string]*node
	blobs   map[string][]byte
	heads   map[string]bool // that the branch ever had
	pushes  int
}

// node is a commit with all its files.
type node struct {
	gitsync.Commit
	parent string
	files  map[string]entry
}

type entry struct {
	mode uint32
	blob string
}

// ModeFile is the mode of an ordinary file.
const ModeFile = 0o100644

// NewRepository returns an empty repository.
func NewRepository() *Repository {
	return &Repository{commits: map[string]*node{}, blobs: map[string][]byte{}, heads: map[string]bool{}}
}

// Commit makes a commit on the branch, as a person does who pushes; nil contents delete. It
// returns the commit's id.
func (r *Repository) Commit(author gitsync.Person, when time.Time, message string, files map[string][]byte) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var changes []gitsync.FileChange
	for _, path := range slices.Sorted(maps.Keys(files)) {
		changes = append(changes, gitsync.FileChange{Path: path, Content: files[path], Delete: files[path] == nil})
	}
	n := r.commit(r.head, gitsync.NewCommit{Author: author, Committer: author, When: when, Message: message, Changes: changes})
	r.move(n.ID)
	return n.ID
}

// Reset moves the branch to a commit, as a forced push does. An empty id removes the branch.
func (r *Repository) Reset(commit string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.move(commit)
}

// SetMode changes the mode of a file in a new commit.
func (r *Repository) SetMode(path string, mode uint32, when time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	content := r.blobs[r.commits[r.head].files[path].blob]
	n := r.commit(r.head, gitsync.NewCommit{When: when, Message: "mode", Changes: []gitsync.FileChange{{Path: path, Content: content, Mode: mode}}})
	r.move(n.ID)
}

// Head returns the branch's head, empty when there is none.
func (r *Repository) Head() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.head
}

// Files returns the files at the head.
func (r *Repository) Files() map[string][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := map[string][]byte{}
	if n := r.commits[r.head]; n != nil {
		for path, e := range n.files {
			out[path] = r.blobs[e.blob]
		}
	}
	return out
}

// Mode returns the mode of a file at the head.
func (r *Repository) Mode(path string) uint32 {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := r.commits[r.head]; n != nil {
		return n.files[path].mode
	}
	return 0
}

// Logged is a commit with the files that it changed.
type Logged struct {
	gitsync.Commit
	Parent string
	Before map[string][]byte // changed files as they were; nil for absent
	After  map[string][]byte
}

// Log returns the branch's commits, oldest first.
func (r *Repository) Log() []Logged {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []Logged
	for id := r.head; id != ""; {
		n := r.commits[id]
		l := Logged{Commit: n.Commit, Parent: n.parent, Before: map[string][]byte{}, After: map[string][]byte{}}
		var before map[string]entry
		if parent := r.commits[n.parent]; parent != nil {
			before = parent.files
		}
		for path := range changedFiles(before, n.files) {
			l.Before[path], l.After[path] = r.content(before, path), r.content(n.files, path)
		}
		out = append(out, l)
		id = n.parent
	}
	slices.Reverse(out)
	return out
}

func (r *Repository) content(files map[string]entry, path string) []byte {
	e, ok := files[path]
	if !ok {
		return nil
	}
	return r.blobs[e.blob]
}

// Descends tells whether a commit is another one or builds on it. Everything builds on nothing.
func (r *Repository) Descends(id, from string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id != from && id != "" {
		id = r.commits[id].parent
	}
	return id == from
}

// Ever tells whether a text was in a file of any commit that the branch ever had, also of one
// that a forced push took away.
func (r *Repository) Ever(text string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := map[string]bool{}
	for head := range r.heads {
		for id := head; id != "" && !seen[id]; id = r.commits[id].parent {
			seen[id] = true
			for _, e := range r.commits[id].files {
				if bytes.Contains(r.blobs[e.blob], []byte(text)) {
					return true
				}
			}
		}
	}
	return false
}

// move moves the branch; an empty id removes it.
func (r *Repository) move(commit string) {
	r.head, r.missing = commit, commit == ""
	if commit != "" {
		r.heads[commit] = true
	}
}

// Pushes returns how many pushes were accepted.
func (r *Repository) Pushes() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pushes
}

// commit stores a commit on a parent without moving the branch.
func (r *Repository) commit(parent string, c gitsync.NewCommit) *node {
	n := &node{parent: parent, files: map[string]entry{}}
	if p := r.commits[parent]; p != nil {
		maps.Copy(n.files, p.files)
	}
	for _, f := range c.Changes {
		if f.Delete {
			delete(n.files, f.Path)
			continue
		}
		mode := f.Mode
		if mode == 0 {
			mode = max(n.files[f.Path].mode, ModeFile)
		}
		blob := hash("blob", f.Content)
		r.blobs[blob] = slices.Clone(f.Content)
		n.files[f.Path] = entry{mode, blob}
	}
	var tree []any
	for _, path := range slices.Sorted(maps.Keys(n.files)) {
		tree = append(tree, path, n.files[path].mode, n.files[path].blob)
	}
	text, err := json.Marshal([]any{parent, c.Author, c.Committer, c.When.Unix(), c.Message, tree})
	if err != nil {
		panic(err)
	}
	n.Commit = gitsync.Commit{ID: hash("commit", text), Author: c.Author, When: c.When, Message: c.Message}
	r.commits[n.ID] = n
	return n
}

func hash(kind string, content []byte) string {
	sum := sha1.Sum(append([]byte(kind+"\x00"), content...))
	return hex.EncodeToString(sum[:])
}

func changedFiles(a, b map[string]entry) map[string]bool {
	out := map[string]bool{}
	for path, e := range a {
		if b[path] != e {
			out[path] = true
		}
	}
	for path, e := range b {
		if a[path] != e {
			out[path] = true
		}
	}
	return out
}
