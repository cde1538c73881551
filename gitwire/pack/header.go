package pack

import (
	"encoding/binary"
	"fmt"
	"io"

	"lockstep.dev/gitwire/object"
)

// The types of deltas in entry headers.
const (
	typeOffsetDelta = 6
	typeRefDelta    = 7
)

// entry is the header of one object in a pack.
type entry struct {
	off     int64
	kind    byte
	size    int64 // inflated
	baseOff int64
	baseOID object.OID
}

func (e entry) isDelta() bool { return e.kind >= typeOffsetDelta }

func (s *source) packHeader() (int64, error) {
	var h [12]byte
	if _, err := io.ReadFull(s, h[:]); err != nil {
		return 0, fmt.Errorf("pack header: %w", cut(err))
	}
	if string(h[:4]) != "PACK" || binary.BigEndian.Uint32(h[4:]) != 2 {
		return 0, fmt.Errorf("%w: header %q", ErrMalformed, h[:8])
	}
	return int64(binary.BigEndian.Uint32(h[8:])), nil
}

func (s *source) entryHeader() (entry, error) {
	e := entry{off: s.n}
	b, err := s.ReadByte()
	if err != nil {
		return e, err
	}
	e.kind = b >> 4 & 7
	e.size = int64(b & 15)
	for shift := 4; b&0x80 != 0; shift += 7 {
		if shift > 46 {
			return e, fmt.Errorf("%w: object size", ErrMalformed)
		}
		if b, err = s.ReadByte(); err != nil {
			return e, err
		}
		e.size |= int64(b&0x7f) << shift
	}
	switch e.kind {
	case 1, 2, 3, 4:
	case typeOffsetDelta:
		return e, s.offset(&e)
	case typeRefDelta:
		var id [object.Size]byte
		if _, err := io.ReadFull(s, id[:]); err != nil {
			return e, cut(err)
		}
		e.baseOID = object.FromBytes(id[:])
	default:
		return e, fmt.Errorf("%w: object type %d", ErrMalformed, e.kind)
	}
	return e, nil
}

func (s *source) offset(e *entry) error {
	b, err := s.ReadByte()
	if err != nil {
		return err
	}
	v := int64(b & 0x7f)
	for b&0x80 != 0 {
		if v > 1<<47 {
			return fmt.Errorf("%w: delta offset", ErrMalformed)
		}
		if b, err = s.ReadByte(); err != nil {
			return err
		}
		v = (v+1)<<7 | int64(b&0x7f)
	}
	e.baseOff = e.off - v
	if v == 0 || e.baseOff < 12 {
		return fmt.Errorf("%w: delta offset", ErrMalformed)
	}
	return nil
}
