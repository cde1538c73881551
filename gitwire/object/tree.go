package object

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
)

// ErrTree is a tree that breaks the format or git's order.
var ErrTree = errors.New("malformed tree")

// Tree is a tree object: its raw bytes and where each entry starts. It is immutable.
type Tree struct {
	raw  []byte
	offs []uint32 // one for each entry, and the length of raw
}

// ParseTree checks the framing, the strict order and that no name stands twice; it keeps raw.
// Names are checked only as far as the format needs: not empty, no slash (see CheckName).
func ParseTree(raw []byte) (*Tree, error) {
	t := &Tree{raw: raw, offs: make([]uint32, 0, len(raw)/40+2)}
	var prev rawEntry
	for off := 0; off < len(raw); {
		e, next, err := parseEntry(raw, off)
		if err != nil {
			return nil, err
		}
		if len(t.offs) > 0 && compare(prev.name, prev.isTree(), e.name, e.isTree()) >= 0 {
			return nil, fmt.Errorf("%w: entry %q out of order", ErrTree, e.name)
		}
		if e.isTree() && t.twin(e.name) {
			return nil, fmt.Errorf("%w: entry %q stands twice", ErrTree, e.name)
		}
		t.offs = append(t.offs, uint32(off))
		prev, off = e, next
	}
	t.offs = append(t.offs, uint32(len(raw)))
	return t, nil
}

// EmptyTree is the tree without entries.
func EmptyTree() *Tree { return &Tree{offs: []uint32{0}} }

// Raw is the tree's bytes, not to be changed.
func (t *Tree) Raw() []byte { return t.raw }

// Len is the number of entries.
func (t *Tree) Len() int { return len(t.offs) - 1 }

// At is the entry at i, from 0.
func (t *Tree) At(i int) Entry { return t.at(i).entry() }

// Entries goes through the tree in its order.
func (t *Tree) Entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for i := range t.Len() {
			if !yield(t.At(i)) {
				return
			}
		}
	}
}

// Find looks a name up, be it a file or a folder.
func (t *Tree) Find(name string) (Entry, bool) {
	if i, ok := t.find(name); ok {
		return t.At(i), true
	}
	return Entry{}, false
}

// Sum is the tree's id.
func (t *Tree) Sum() (OID, error) { return Sum(TypeTree, t.raw) }

func (t *Tree) find(name string) (int, bool) {
	for _, asTree := range []bool{false, true} {
		i := t.search(name, asTree)
		if i < t.Len() && string(t.at(i).name) == name {
			return i, true
		}
	}
	return 0, false
}

// search is the first index whose entry does not sort before the name.
func (t *Tree) search(name string, asTree bool) int {
	lo, hi := 0, t.Len()
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		e := t.at(mid)
		if compare(e.name, e.isTree(), []byte(name), asTree) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// twin tells whether a file of that name is among the entries so far; it can only stand
// before a run of entries that begin with the name.
func (t *Tree) twin(name []byte) bool {
	for i := len(t.offs) - 1; i >= 0; i-- {
		e, _, _ := parseEntry(t.raw, int(t.offs[i]))
		if bytes.Equal(e.name, name) {
			return true
		}
		if !bytes.HasPrefix(e.name, name) {
			return false
		}
	}
	return false
}

func (t *Tree) at(i int) rawEntry {
	e, _, _ := parseEntry(t.raw, int(t.offs[i]))
	return e
}

func (t *Tree) bytes(i int) []byte { return t.raw[t.offs[i]:t.offs[i+1]] }

// rawEntry is an entry in place; off and id are where it and its id start.
type rawEntry struct {
	mode    uint32
	name    []byte
	id      []byte
	off, at int
}

func (e rawEntry) isTree() bool { return IsTree(e.mode) }

func (e rawEntry) entry() Entry {
	return Entry{Name: string(e.name), Mode: e.mode, OID: FromBytes(e.id)}
}

func parseEntry(raw []byte, off int) (rawEntry, int, error) {
	e := rawEntry{off: off}
	i := off
	for ; i < len(raw) && raw[i] != ' '; i++ {
		if raw[i] < '0' || raw[i] > '7' || i-off > 6 {
			return e, 0, fmt.Errorf("%w: mode at byte %d", ErrTree, off)
		}
		e.mode = e.mode<<3 | uint32(raw[i]-'0')
	}
	if i == off || i >= len(raw) {
		return e, 0, fmt.Errorf("%w: cut at byte %d", ErrTree, off)
	}
	i++
	n := bytes.IndexByte(raw[i:], 0)
	if n < 0 || i+n+1+Size > len(raw) {
		return e, 0, fmt.Errorf("%w: cut at byte %d", ErrTree, off)
	}
	e.name = raw[i : i+n]
	if n == 0 || bytes.IndexByte(e.name, '/') >= 0 {
		return e, 0, fmt.Errorf("%w: name %q", ErrTree, e.name)
	}
	e.at = i + n + 1
	e.id = raw[e.at : e.at+Size]
	return e, e.at + Size, nil
}

// compare is git's order: a folder's name counts as if it ended with a slash.
func compare(a []byte, aTree bool, b []byte, bTree bool) int {
	n := min(len(a), len(b))
	if c := bytes.Compare(a[:n], b[:n]); c != 0 {
		return c
	}
	return int(after(a, n, aTree)) - int(after(b, n, bTree))
}

func after(name []byte, n int, tree bool) byte {
	switch {
	case len(name) > n:
		return name[n]
	case tree:
		return '/'
	}
	return 0
}
