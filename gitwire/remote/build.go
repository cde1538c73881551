package remote

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
	"lockstep.dev/gitwire/wireerr"
)

// NewCommit is a commit to make.
type NewCommit struct {
	Author    object.Signature
	Committer object.Signature // the author when zero
	Message   string
	Changes   []FileChange // of different paths, in any order; none makes an empty commit
	// Sign, unless nil, makes the armoured signature of the commit's bytes.
	Sign func(payload []byte) (string, error)
}

// FileChange sets or deletes one file directly in a watched folder.
type FileChange struct {
	Path    string
	Content []byte // kept, so not to be changed afterwards
	Delete  bool   // a file that is not there is no error
	Mode    uint32 // object.ModeFile or object.ModeExecutable; 0 keeps the file's, or is ModeFile
}

// Push is commits that are ready to be sent. It is immutable and can be sent again.
type Push struct {
	base, next *Snapshot
	ids        []object.OID
	thin       []byte        // the pack
	full       func() []byte // for receivers that take no thin packs
	blobs      map[object.OID][]byte
}

// Commits is the ids of the new commits, one for each NewCommit.
func (p *Push) Commits() []object.OID { return slices.Clone(p.ids) }

// Head is the id of the last commit.
func (p *Push) Head() object.OID { return p.ids[len(p.ids)-1] }

// Next is the snapshot of what the branch holds once the push went through.
func (p *Push) Next() *Snapshot { return p.next }

// Build makes commits on top of base, in memory and without I/O. The same arguments give
// the same ids (if Sign does). On an empty snapshot the first one is a root commit.
// Folders appear and vanish with their files. All errors are of kind Invalid, or TooLarge
// for a file over Limits.BlobBytes: a path outside of the watched folders, or one that is
// or leads through a symbolic link, a submodule or something else that is not what it should be.
func (r *Remote) Build(base *Snapshot, commits []NewCommit) (*Push, error) {
	p, err := r.build(base, commits)
	if err != nil && wireerr.KindOf(err) == "" {
		err = &wireerr.Error{Kind: wireerr.Invalid, Err: err}
	}
	return p, r.fail("build", err)
}

func (r *Remote) build(base *Snapshot, commits []NewCommit) (*Push, error) {
	if base == nil || !slices.Equal(base.folders, r.folders) {
		return nil, fmt.Errorf("the snapshot is not of these folders")
	}
	if len(commits) == 0 {
		return nil, fmt.Errorf("nothing to push")
	}
	b := &builder{r: r, base: base, pack: pack.NewWriter(), blobs: map[object.OID][]byte{}, dirs: map[string]*dir{}}
	parent := base.info
	p := &Push{base: base, blobs: b.blobs}
	infos := make([]CommitInfo, 0, len(commits))
	paths := make([]pathSet, 0, len(commits))
	for i, c := range commits {
		changed, err := b.apply(c.Changes)
		if err != nil {
			return nil, fmt.Errorf("commit %d: %w", i+1, err)
		}
		root, err := b.root()
		if err != nil {
			return nil, fmt.Errorf("commit %d: %w", i+1, err)
		}
		if parent, err = b.commit(c, root, parent.OID); err != nil {
			return nil, fmt.Errorf("commit %d: %w", i+1, err)
		}
		p.ids = append(p.ids, parent.OID)
		infos, paths = append(infos, parent), append(paths, changed)
	}
	var err error
	if p.next, err = assemble(parent, r.folders, b.tree); err != nil {
		return nil, err
	}
	p.next.history, p.next.touched = pushed(base, infos, paths)
	p.thin = b.pack.Bytes(true)
	p.full = sync.OnceValue(func() []byte { return b.pack.Bytes(false) })
	return p, nil
}

// commit adds a commit object.
func (b *builder) commit(c NewCommit, root, parent object.OID) (CommitInfo, error) {
	if c.Committer == (object.Signature{}) {
		c.Committer = c.Author
	}
	oc := object.Commit{Tree: root, Author: c.Author, Committer: c.Committer, Message: c.Message}
	if !parent.IsZero() {
		oc.Parents = []object.OID{parent}
	}
	raw, err := oc.Encode(c.Sign)
	if err != nil {
		return CommitInfo{}, err
	}
	id := object.SumOwn(object.TypeCommit, raw)
	b.pack.Add(pack.Object{Type: object.TypeCommit, OID: id, Data: raw})
	if oc, err = object.ParseCommit(raw); err != nil { // as anybody will read it
		return CommitInfo{}, err
	}
	return infoOf(id, oc), nil
}

// pushed is the history that a reader of the pushed commits would see.
func pushed(base *Snapshot, infos []CommitInfo, paths []pathSet) (History, *touches) {
	slices.Reverse(infos)
	slices.Reverse(paths)
	t := &touches{prev: base.info.OID, index: map[object.OID]int{}}
	for i, c := range infos {
		t.index[c.OID] = i
		var edges []edge
		for _, p := range c.Parents {
			edges = append(edges, edge{parent: p, paths: paths[i]})
		}
		t.edges = append(t.edges, edges)
	}
	return History{Relation: FastForward, Commits: infos}, t
}

// watched tells whether a path's folder is one of the watched folders.
func (r *Remote) watched(path string) (folder, name string, err error) {
	if err := object.CheckPath(path); err != nil {
		return "", "", err
	}
	folder, name = splitPath(path)
	if !slices.Contains(r.folders, folder) {
		return "", "", fmt.Errorf("%q is not in a watched folder (%s)", path, strings.Join(r.folders, ", "))
	}
	return folder, name, nil
}
