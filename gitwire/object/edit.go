package object

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Edit sets or deletes one name of a tree.
type Edit struct {
	Entry
	Delete bool // only the name counts; a name that is not there is no error
}

// Splice replaces Del bytes at At by Ins. At counts in the bytes before all splices.
type Splice struct {
	At, Del int
	Ins     []byte
}

// Edit applies edits, of different names, and gives the new tree with the splices that made
// it, sorted. The bytes of all other entries stay as they are.
func (t *Tree) Edit(edits []Edit) (*Tree, []Splice, error) { return t.EditInto(nil, edits) }

// EditInto is Edit with a buffer for the new tree's bytes, which is used when it is large enough.
// A tree whose bytes were such a buffer must not be used once the buffer is given again.
func (t *Tree) EditInto(buf []byte, edits []Edit) (*Tree, []Splice, error) {
	sorted := slices.Clone(edits)
	slices.SortFunc(sorted, func(a, b Edit) int {
		return compare([]byte(a.Name), a.IsTree(), []byte(b.Name), b.IsTree())
	})
	var splices []Splice
	for _, e := range sorted {
		if e.Name == "" || strings.ContainsAny(e.Name, "/\x00") { // a NUL would end it, and begin another entry's id
			return nil, nil, fmt.Errorf("%w: name %q", ErrTree, e.Name)
		}
		splices = append(splices, t.splice(e)...)
	}
	slices.SortStableFunc(splices, func(a, b Splice) int { // insertions go before what is removed there
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(min(a.Del, 1), min(b.Del, 1)))
	})
	raw := apply(buf, t.raw, splices)
	if t.onlyIDs(splices) {
		return &Tree{raw: raw, offs: t.offs}, splices, nil
	}
	next, err := ParseTree(raw)
	return next, splices, err
}

// onlyIDs tells whether splices leave names, modes and so the order as they are.
func (t *Tree) onlyIDs(splices []Splice) bool {
	return !slices.ContainsFunc(splices, func(s Splice) bool { return s.Del != Size || len(s.Ins) != Size })
}

func (t *Tree) splice(e Edit) []Splice {
	var out []Splice
	if i, ok := t.find(e.Name); ok {
		old := t.at(i)
		size := len(t.bytes(i))
		switch {
		case e.Delete:
			return []Splice{{At: old.off, Del: size}}
		case old.mode == e.Mode && bytes.Equal(old.id, e.OID.sum[:Size]):
			return nil
		case old.mode == e.Mode:
			return []Splice{{At: old.at, Del: Size, Ins: e.OID.Append(nil)}}
		case old.isTree() == e.IsTree():
			return []Splice{{At: old.off, Del: size, Ins: appendEntry(nil, e.Entry)}}
		}
		out = append(out, Splice{At: old.off, Del: size})
	}
	if e.Delete {
		return nil
	}
	at := int(t.offs[t.search(e.Name, e.IsTree())])
	return append(out, Splice{At: at, Ins: appendEntry(nil, e.Entry)})
}

// Apply makes the new bytes from the old ones and sorted splices that do not overlap.
func Apply(old []byte, splices []Splice) []byte { return apply(nil, old, splices) }

func apply(buf, old []byte, splices []Splice) []byte {
	size := len(old)
	for _, s := range splices {
		size += len(s.Ins) - s.Del
	}
	out := buf[:0]
	if cap(out) < size {
		out = make([]byte, 0, size+size/16) // for a tree that grows into it
	}
	pos := 0
	for _, s := range splices {
		out = append(append(out, old[pos:s.At]...), s.Ins...)
		pos = s.At + s.Del
	}
	return append(out, old[pos:]...)
}

// Splices finds splices from one tree to another by one walk through both, so that
// Apply(from.Raw(), Splices(from, to)) is to.Raw().
func Splices(from, to *Tree) []Splice {
	var out []Splice
	i, j := 0, 0
	for i < from.Len() || j < to.Len() {
		switch c := compareAt(from, i, to, j); {
		case c < 0:
			out = append(out, Splice{At: int(from.offs[i]), Del: len(from.bytes(i))})
			i++
		case c > 0:
			out = append(out, Splice{At: int(from.offs[i]), Ins: to.bytes(j)})
			j++
		default:
			if !bytes.Equal(from.bytes(i), to.bytes(j)) {
				out = append(out, Splice{At: int(from.offs[i]), Del: len(from.bytes(i)), Ins: to.bytes(j)})
			}
			i, j = i+1, j+1
		}
	}
	return out
}

func appendEntry(b []byte, e Entry) []byte {
	b = strconv.AppendUint(b, uint64(e.Mode), 8)
	b = append(append(b, ' '), e.Name...)
	return e.OID.Append(append(b, 0))
}
