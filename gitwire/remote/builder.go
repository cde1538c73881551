package remote

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
	"lockstep.dev/gitwire/wireerr"
)

// builder edits the trees of a snapshot and packs what is new.
type builder struct {
	r     *Remote
	base  *Snapshot
	pack  *pack.Writer
	blobs map[object.OID][]byte
	dirs  map[string]*dir // by path, the root is ""
}

// dir is a folder as the commits so far left it.
type dir struct {
	id     object.OID // zero: it is not there
	tree   *object.Tree
	anchor *pack.Object // the receiver's version, nil when there is none
	edits  []object.Edit
	spare  []byte // of a version that is packed and needed no more
}

// dir is the folder at a path, made when it is not there.
func (b *builder) dir(path string) (*dir, error) {
	if d := b.dirs[path]; d != nil {
		return d, nil
	}
	id := b.base.info.Tree
	if path != "" {
		above, name := splitPath(path)
		parent, err := b.dir(above)
		if err != nil {
			return nil, err
		}
		e, ok := parent.tree.Find(name)
		if ok && !e.IsTree() {
			return nil, fmt.Errorf("%q is not a folder", path)
		}
		id = e.OID
	}
	d := &dir{id: id, tree: object.EmptyTree()}
	if !id.IsZero() {
		if d.tree = b.base.trees[id]; d.tree == nil {
			return nil, fmt.Errorf("the snapshot does not hold %q", path)
		}
		d.anchor = &pack.Object{Type: object.TypeTree, OID: id, Data: d.tree.Raw()}
	}
	b.dirs[path] = d
	return d, nil
}

// apply notes the edits of one commit and gives the paths that it really changes.
func (b *builder) apply(changes []FileChange) (pathSet, error) {
	var changed pathSet
	seen := make(map[string]bool, len(changes))
	for _, c := range changes {
		if seen[c.Path] {
			return nil, fmt.Errorf("%q is changed twice", c.Path)
		}
		seen[c.Path] = true
		folder, name, err := b.r.watched(c.Path)
		if err != nil {
			return nil, err
		}
		d, err := b.dir(folder)
		if err != nil {
			return nil, err
		}
		edit, err := b.edit(d.tree, name, c)
		if err != nil {
			return nil, err
		}
		if edit != nil {
			d.edits = append(d.edits, *edit)
			changed = append(changed, c.Path)
		}
	}
	slices.Sort(changed)
	return changed, nil
}

// edit is nil when the change changes nothing.
func (b *builder) edit(t *object.Tree, name string, c FileChange) (*object.Edit, error) {
	old, exists := t.Find(name)
	if exists && !old.IsFile() {
		return nil, fmt.Errorf("%q is not a regular file", c.Path)
	}
	if c.Delete {
		if !exists {
			return nil, nil
		}
		return &object.Edit{Entry: object.Entry{Name: name}, Delete: true}, nil
	}
	mode := cmp.Or(c.Mode, old.Mode, object.ModeFile)
	if c.Mode != 0 && c.Mode != object.ModeFile && c.Mode != object.ModeExecutable {
		return nil, fmt.Errorf("%q: mode %o", c.Path, c.Mode)
	}
	if int64(len(c.Content)) > b.r.lim.BlobBytes {
		return nil, wireerr.New(wireerr.TooLarge, "%q has %d bytes, the limit is %d", c.Path, len(c.Content), b.r.lim.BlobBytes)
	}
	id, err := object.Sum(object.TypeBlob, c.Content)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", c.Path, err)
	}
	if exists && old.OID == id && old.Mode == mode {
		return nil, nil
	}
	if old.OID != id {
		b.pack.Add(pack.Object{Type: object.TypeBlob, OID: id, Data: c.Content})
		b.blobs[id] = c.Content
	}
	return &object.Edit{Entry: object.Entry{Name: name, Mode: mode, OID: id}}, nil
}

// root carries the edits up, the deepest folders first, and gives the new root tree.
func (b *builder) root() (object.OID, error) {
	root, err := b.dir("")
	if err != nil {
		return object.OID{}, err
	}
	paths := slices.Sorted(maps.Keys(b.dirs))
	slices.SortStableFunc(paths, func(x, y string) int { return cmp.Compare(depth(y), depth(x)) })
	for _, path := range paths {
		d := b.dirs[path]
		if len(d.edits) == 0 {
			continue
		}
		before := d.id
		if err := b.write(path, d); err != nil {
			return object.OID{}, err
		}
		if path == "" || d.id == before {
			continue
		}
		above, name := splitPath(path)
		e := object.Edit{Entry: object.Entry{Name: name, Mode: object.ModeTree, OID: d.id}, Delete: d.id.IsZero()}
		b.dirs[above].edits = append(b.dirs[above].edits, e)
	}
	if root.id.IsZero() { // a commit needs a tree, be it empty
		root.id = object.SumOwn(object.TypeTree, root.tree.Raw())
		b.pack.Add(pack.Object{Type: object.TypeTree, OID: root.id})
	}
	return root.id, nil
}

// write applies a folder's edits and adds its new tree to the pack.
func (b *builder) write(path string, d *dir) error {
	next, splices, err := d.tree.EditInto(d.spare, d.edits)
	if err != nil {
		return fmt.Errorf("folder %q: %w", path, err)
	}
	old := *d
	d.edits, d.tree, d.id, d.spare = nil, next, object.OID{}, nil
	if next.Len() == 0 {
		return nil
	}
	d.id = object.SumOwn(object.TypeTree, next.Raw())
	b.add(old, d, splices)
	if b.base.trees[old.id] == nil {
		d.spare = old.tree.Raw()
	}
	return nil
}

// add packs a tree as a delta on its last version; every so often, to keep the chains
// short, on the version that the receiver has.
func (b *builder) add(old dir, d *dir, splices []object.Splice) {
	whole := pack.Object{Type: object.TypeTree, OID: d.id, Data: d.tree.Raw()}
	base := pack.Object{Type: object.TypeTree, OID: old.id, Data: old.tree.Raw()}
	isAnchor := d.anchor != nil && d.anchor.OID == old.id
	if !old.id.IsZero() && (isAnchor || b.pack.Has(old.id)) && b.pack.Depth(old.id) < pack.MaxDepth-1 {
		if delta := pack.Delta(base.Data, splices); 2*len(delta) < len(whole.Data) {
			b.pack.AddDelta(d.id, base, delta)
			return
		}
	} else if d.anchor != nil && d.anchor.OID != d.id {
		if from, err := object.ParseTree(d.anchor.Data); err == nil {
			if delta := pack.Delta(d.anchor.Data, object.Splices(from, d.tree)); 2*len(delta) < len(whole.Data) {
				b.pack.AddDelta(d.id, *d.anchor, delta)
				return
			}
		}
	}
	b.pack.Add(whole)
}

// tree finds a tree of the result.
func (b *builder) tree(id object.OID) (*object.Tree, error) {
	for _, path := range slices.Sorted(maps.Keys(b.dirs)) {
		if d := b.dirs[path]; d.id == id {
			return d.tree, nil
		}
	}
	return b.base.trees[id], nil
}

func depth(path string) int {
	if path == "" {
		return 0
	}
	return strings.Count(path, "/") + 1
}
