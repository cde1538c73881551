package remote

import (
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
)

// intake gathers the objects of a Read: those of its packs, with the previous Snapshot
// and the blob cache behind them.
type intake struct {
	prev    *Snapshot // nil: none
	cache   *blobCache
	commits map[object.OID]object.Commit
	raw     map[object.OID][]byte
	trees   map[object.OID]*object.Tree // parsed ones of raw
	blobs   map[object.OID][]byte
	spool   *pack.Spool // all of the commit; nil: none
	large   int64       // size of the largest object that the spool left out
	closers []func()
	tip     object.OID
	onRoot  func(*object.Tree) // is shown the tip's root tree once; nil: not of interest
}

func newIntake(prev *Snapshot, cache *blobCache) *intake {
	return &intake{
		prev: prev, cache: cache, commits: map[object.OID]object.Commit{}, raw: map[object.OID][]byte{},
		trees: map[object.OID]*object.Tree{}, blobs: map[object.OID][]byte{},
	}
}

// add is an emit function for pack.Read.
func (in *intake) add(o pack.Object) error {
	switch o.Type {
	case object.TypeCommit:
		c, err := object.ParseCommit(o.Data)
		if err != nil {
			return err
		}
		in.commits[o.OID] = c
	case object.TypeTree:
		in.raw[o.OID] = o.Data
		return in.showRoot(o.OID)
	case object.TypeBlob:
		in.blobs[o.OID] = o.Data
	}
	return nil
}

func (in *intake) showRoot(id object.OID) error {
	if in.onRoot == nil {
		return nil
	}
	if c, ok := in.commits[in.tip]; !ok || c.Tree != id {
		return nil
	}
	root, err := in.tree(id)
	if err != nil {
		return err
	}
	in.onRoot(root)
	in.onRoot = nil
	return nil
}

// base finds the bases of thin packs.
func (in *intake) base(id object.OID) (object.Type, []byte, bool) {
	if in.prev != nil {
		if t := in.prev.trees[id]; t != nil {
			return object.TypeTree, t.Raw(), true
		}
	}
	if b, ok := in.cache.get(id); ok {
		return object.TypeBlob, b, true
	}
	return 0, nil, false
}

// emptyTree is the id of the tree without entries.
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

// tree is nil when the tree is not there.
func (in *intake) tree(id object.OID) (*object.Tree, error) {
	if t := in.trees[id]; t != nil {
		return t, nil
	}
	if in.prev != nil {
		if t := in.prev.trees[id]; t != nil {
			return t, nil
		}
	}
	if id.String() == emptyTree { // which servers need not hold
		return object.EmptyTree(), nil
	}
	raw, ok := in.raw[id]
	if !ok && in.spool != nil {
		o, err := in.spool.Object(id)
		if err != nil {
			return nil, err
		}
		raw, ok = o.Data, o.Type == object.TypeTree
	}
	if !ok {
		return nil, nil
	}
	t, err := object.ParseTree(raw)
	if err == nil {
		in.trees[id] = t
	}
	return t, err
}

// blob is nil when the file is not there.
func (in *intake) blob(id object.OID) ([]byte, error) {
	if b, ok := in.blobs[id]; ok || in.spool == nil {
		return b, nil
	}
	o, err := in.spool.Object(id)
	if err != nil || o.Type != object.TypeBlob {
		return nil, err
	}
	return o.Data, nil
}

// close frees the spool.
func (in *intake) close() {
	for _, f := range in.closers {
		f()
	}
	in.closers = nil
}
