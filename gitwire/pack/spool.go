package pack

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"lockstep.dev/gitwire/object"
)

// File is where a Spool keeps a pack.
type File interface {
	io.Writer
	io.ReaderAt
}

// Spool is a whole pack in a file, whose objects are found by id. It holds some 100 bytes in
// memory for each object and a few megabytes of bases. It is for packs that are too large to
// hold, and not safe for concurrent use.
type Spool struct {
	file    File
	limits  Limits
	hash    *object.Hasher
	entries []spooled // by offset
	byOID   map[object.OID]int32
	in      inflater
	work    int64 // bytes that may still be inflated or made of deltas
	bases   baseCache
	skipped []Skipped
}

// spooled is one entry of the pack.
type spooled struct {
	off  int64       // of its header
	size int64       // inflated; of the delta, when it is one
	base int32       // index of a delta's base, or one of the values below
	kind object.Type // of what it makes; 0 while it is not known
	head uint8       // length of the header
	done bool        // it is in byOID, or cannot be
}

// Values of spooled.base.
const (
	isWhole int32 = -1 - iota // no delta
	isLost                    // a delta whose base is not known
)

// maxRounds bounds how often deltas by id may lead to others that were not resolved before;
// git makes chains of 50.
const maxRounds = 64

// maxWork bounds what is inflated and made of deltas, as a multiple of Limits.Inflated: a long
// chain of objects that are too large to keep is made anew for each of its links.
const maxWork = 64

func (s *Spool) charge(n int64) error {
	if s.work -= n; s.work < 0 {
		return &LimitError{What: "bytes of work", Limit: maxWork * s.limits.Inflated}
	}
	return nil
}

// ReadToFile reads one pack from r to its end, checks it, and keeps it in file, which must be
// empty. Deltas must have their bases in the pack; those that have not, and objects over a
// limit, are not found later. Of Limits.Inflated a multiple counts, for all that is inflated and
// made of deltas, also by Object. Errors as of Read, and ErrFile.
func ReadToFile(r io.Reader, file File, lim Limits, header func(objects int64) error) (*Spool, Result, error) {
	src := newSource(r, lim.Bytes)
	s := &Spool{
		file: file, limits: lim, hash: object.NewHasher(), byOID: map[object.OID]int32{},
		in: inflater{src: newSource(nil, lim.Bytes)}, work: maxWork * lim.Inflated, bases: baseCache{max: 8 << 20, data: map[int32][]byte{}},
	}
	res, err := s.receive(src, header)
	res.Bytes = src.n
	if err != nil {
		return nil, res, err
	}
	if err := s.index(object.TypeCommit, object.TypeTree, object.TypeTag); err != nil {
		return nil, res, err
	}
	res.Skipped = s.skipped
	return s, res, nil
}

// receive is the first pass: everything is written, and what is no delta is hashed.
func (s *Spool) receive(src *source, header func(int64) error) (Result, error) {
	src.tee = s.file
	n, err := src.packHeader()
	if err != nil {
		return Result{}, err
	}
	res := Result{Objects: n}
	if header != nil {
		if err := header(n); err != nil {
			return res, err
		}
	}
	if n > s.limits.Objects {
		return res, &LimitError{What: "objects", Limit: s.limits.Objects}
	}
	late := map[int32]object.OID{} // deltas by id whose base may still come
	in := inflater{src: src}
	for range n {
		if err := s.entry(src, &in, late); err != nil {
			return res, err
		}
	}
	if err := src.checkSum(); err != nil {
		return res, err
	}
	return res, s.settle(late)
}

func (s *Spool) entry(src *source, in *inflater, late map[int32]object.OID) error {
	h, err := src.entryHeader()
	if err != nil {
		return err
	}
	if h.size > s.limits.Bytes {
		return &LimitError{What: "bytes", Limit: s.limits.Bytes}
	}
	if err := s.charge(h.size); err != nil {
		return err
	}
	at := int32(len(s.entries))
	e := spooled{off: h.off, size: h.size, base: isWhole, head: uint8(src.n - h.off)}
	if !h.isDelta() {
		e.kind, e.done = object.Type(h.kind), true
		s.hash.Start(e.kind, e.size)
		if err := in.copy(s.hash, e.size); err != nil {
			return err
		}
		oid, err := s.hash.OID()
		if err != nil {
			return err
		}
		if e.size > s.limits.object(e.kind) {
			s.skipped = append(s.skipped, Skipped{Reason: TooLarge, OID: oid, Size: e.size})
		} else {
			s.byOID[oid] = at
		}
		s.entries = append(s.entries, e)
		return nil
	}
	if h.kind == typeRefDelta {
		e.base, late[at] = isLost, h.baseOID
	} else {
		base, ok := slices.BinarySearchFunc(s.entries, h.baseOff, func(x spooled, off int64) int { return cmp.Compare(x.off, off) })
		if !ok {
			return fmt.Errorf("%w: no object at a delta's offset", ErrMalformed)
		}
		e.base, e.kind = int32(base), s.entries[base].kind
	}
	s.entries = append(s.entries, e)
	return in.copy(io.Discard, h.size)
}

// settle finds the bases of deltas by id, and gives what rests on them its type. A base that
// is itself a delta is found once that is resolved.
func (s *Spool) settle(late map[int32]object.OID) error {
	for range maxRounds {
		found := false
		for _, at := range slices.Sorted(maps.Keys(late)) {
			if base, ok := s.byOID[late[at]]; ok {
				s.entries[at].base, found = base, true
				delete(late, at)
			}
		}
		s.spread()
		if len(late) == 0 || !found {
			break
		}
		if err := s.index(object.TypeCommit, object.TypeTree, object.TypeTag, object.TypeBlob); err != nil {
			return err
		}
	}
	for range late {
		s.skipped = append(s.skipped, Skipped{Reason: UnknownBase})
	}
	return nil
}

// spread gives deltas the type of what they rest on.
func (s *Spool) spread() {
	for range maxRounds {
		changed := false
		for i := range s.entries {
			if e := &s.entries[i]; e.kind == 0 && e.base >= 0 && s.entries[e.base].kind != 0 {
				e.kind, changed = s.entries[e.base].kind, true
			}
		}
		if !changed {
			return
		}
	}
}

// index resolves the deltas of some types, so that they are found by id.
func (s *Spool) index(types ...object.Type) error {
	for i := range s.entries {
		e := &s.entries[i]
		if e.done || e.base < 0 || !slices.Contains(types, e.kind) {
			continue
		}
		data, err := s.resolve(int32(i))
		var large *tooLarge
		switch {
		case errors.As(err, &large):
			s.skipped = append(s.skipped, Skipped{Reason: TooLarge, Size: large.size})
		case err != nil:
			return err
		default:
			oid, err := s.hash.Sum(e.kind, data)
			if err != nil {
				return err
			}
			s.byOID[oid] = int32(i)
		}
		e.done = true
	}
	return nil
}

// Object finds an object; the zero Object when the pack has no such one, or one over a limit.
func (s *Spool) Object(id object.OID) (Object, error) {
	at, ok := s.byOID[id]
	if !ok {
		// The deltas of files are resolved only when one of them may be wanted.
		if err := s.index(object.TypeBlob); err != nil {
			return Object{}, err
		}
		if at, ok = s.byOID[id]; !ok {
			return Object{}, nil
		}
	}
	data, err := s.resolve(at)
	if err != nil {
		return Object{}, err
	}
	return Object{Type: s.entries[at].kind, OID: id, Data: data}, nil
}
