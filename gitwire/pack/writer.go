package pack

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"slices"

	"lockstep.dev/gitwire/object"
)

// MaxDepth is the longest chain of deltas that Writer makes; receivers walk them.
const MaxDepth = 50

// headerSize is that of a pack: its mark, the version and the number of objects.
const headerSize = 12

// Writer builds a pack in memory.
type Writer struct {
	body     bytes.Buffer // begins with room for the header
	objects  uint32
	zw       *zlib.Writer
	places   map[object.OID]place
	external map[object.OID]Object // bases that only the receiver has
	packed   []byte                // the thin pack, once asked for
	whole    []byte                // the other one
}

// place is where an object stands in the pack, and how many deltas make it.
type place struct {
	off   int64
	depth int32
}

// NewWriter makes an empty pack.
func NewWriter() *Writer {
	w := &Writer{
		places: map[object.OID]place{}, external: map[object.OID]Object{},
	}
	w.body.Write(make([]byte, headerSize))
	return w
}

// Has tells whether the object is in the pack.
func (w *Writer) Has(id object.OID) bool { _, ok := w.places[id]; return ok }

// Depth is how many deltas must be applied to make the object.
func (w *Writer) Depth(id object.OID) int { return int(w.places[id].depth) }

// Add adds an object as a whole; one that is there already is left alone.
func (w *Writer) Add(o Object) {
	if w.Has(o.OID) {
		return
	}
	w.enter(o.OID, 0)
	w.header(byte(o.Type), len(o.Data))
	w.deflate(o.Data)
}

// AddDelta adds the object id as a delta against base, which is in the pack or which the
// receiver has; then base.Data must be set, for receivers that take no thin packs.
func (w *Writer) AddDelta(id object.OID, base Object, delta []byte) {
	if w.Has(id) {
		return
	}
	at, inPack := w.places[base.OID]
	off := w.enter(id, at.depth+1)
	if inPack {
		w.header(typeOffsetDelta, len(delta))
		w.body.Write(encodeOffset(off - at.off))
	} else {
		w.external[base.OID] = base
		w.header(typeRefDelta, len(delta))
		w.body.Write(base.OID.Append(nil))
	}
	w.deflate(delta)
}

// Bytes is the pack, for a receiver that takes thin packs or, with the bases that it has
// itself, for any. It ends the writer: nothing can be added, but both forms can be asked for.
func (w *Writer) Bytes(thin bool) []byte {
	if w.packed == nil {
		w.packed = w.finish()
	}
	if thin || len(w.external) == 0 {
		return w.packed
	}
	if w.whole == nil {
		w.body = *bytes.NewBuffer(bytes.Clone(w.packed[:len(w.packed)-sha1.Size]))
		bases := make([]Object, 0, len(w.external))
		for _, o := range w.external {
			bases = append(bases, o)
		}
		slices.SortFunc(bases, func(a, b Object) int { return a.OID.Compare(b.OID) })
		for _, o := range bases {
			w.Add(o)
		}
		w.whole = w.finish()
	}
	return w.whole
}

// finish writes the header and the sum around the body, in place.
func (w *Writer) finish() []byte {
	raw := w.body.Bytes()
	copy(raw, "PACK")
	binary.BigEndian.PutUint32(raw[4:], 2)
	binary.BigEndian.PutUint32(raw[8:], w.objects)
	sum := sha1.Sum(raw)
	w.body.Write(sum[:])
	w.zw = nil
	return w.body.Bytes()
}

func (w *Writer) enter(id object.OID, depth int32) int64 {
	off := int64(w.body.Len())
	w.places[id] = place{off, depth}
	w.objects++
	return off
}

func (w *Writer) header(kind byte, size int) {
	b := kind<<4 | byte(size&15)
	for size >>= 4; size > 0; size >>= 7 {
		w.body.WriteByte(b | 0x80)
		b = byte(size & 0x7f)
	}
	w.body.WriteByte(b)
}

func (w *Writer) deflate(data []byte) {
	if w.zw == nil {
		w.zw = zlib.NewWriter(&w.body)
	} else {
		w.zw.Reset(&w.body)
	}
	// A bytes.Buffer takes all.
	_, _ = w.zw.Write(data)
	_ = w.zw.Close()
}

func encodeOffset(v int64) []byte {
	var tmp [10]byte
	i := len(tmp) - 1
	tmp[i] = byte(v & 0x7f)
	for v >>= 7; v > 0; v >>= 7 {
		v--
		i--
		tmp[i] = 0x80 | byte(v&0x7f)
	}
	return bytes.Clone(tmp[i:])
}
