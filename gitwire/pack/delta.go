package pack

import (
	"fmt"

	"lockstep.dev/gitwire/object"
)

// ResultSize is the size of what a delta makes, in bytes.
func ResultSize(delta []byte) (int64, error) {
	_, rest, ok := uvarint(delta)
	if ok {
		if n, _, ok := uvarint(rest); ok {
			return n, nil
		}
	}
	return 0, fmt.Errorf("%w: delta header", ErrMalformed)
}

// ApplyDelta makes an object from its base. The caller bounds ResultSize before.
func ApplyDelta(base, delta []byte) ([]byte, error) {
	from, d, ok := uvarint(delta)
	if !ok || from != int64(len(base)) {
		return nil, fmt.Errorf("%w: delta for a base of %d bytes, not %d", ErrMalformed, from, len(base))
	}
	to, d, ok := uvarint(d)
	if !ok {
		return nil, fmt.Errorf("%w: delta header", ErrMalformed)
	}
	out := make([]byte, 0, to)
	for len(d) > 0 {
		op := d[0]
		d = d[1:]
		var part []byte
		if op&0x80 == 0 {
			if op == 0 || int(op) > len(d) {
				return nil, fmt.Errorf("%w: delta insert", ErrMalformed)
			}
			part, d = d[:op], d[op:]
		} else {
			var at, n int
			if at, n, d, ok = copyArgs(op, d); !ok || at+n > len(base) {
				return nil, fmt.Errorf("%w: delta copy", ErrMalformed)
			}
			part = base[at : at+n]
		}
		if int64(len(out)+len(part)) > to {
			return nil, fmt.Errorf("%w: delta result longer than %d bytes", ErrMalformed, to)
		}
		out = append(out, part...)
	}
	if int64(len(out)) != to {
		return nil, fmt.Errorf("%w: delta result of %d bytes, not %d", ErrMalformed, len(out), to)
	}
	return out, nil
}

func copyArgs(op byte, d []byte) (at, n int, rest []byte, ok bool) {
	for i := range 7 {
		if op>>i&1 == 0 {
			continue
		}
		if len(d) == 0 {
			return 0, 0, nil, false
		}
		if i < 4 {
			at |= int(d[0]) << (8 * i)
		} else {
			n |= int(d[0]) << (8 * (i - 4))
		}
		d = d[1:]
	}
	if n == 0 {
		n = 0x10000
	}
	return at, n, d, true
}

// Delta is the delta that applies splices to old. It needs no search.
func Delta(old []byte, splices []object.Splice) []byte {
	size := len(old)
	for _, s := range splices {
		size += len(s.Ins) - s.Del
	}
	b := appendUvarint(appendUvarint(nil, len(old)), size)
	pos := 0
	for _, s := range splices {
		b = appendInsert(appendCopy(b, pos, s.At-pos), s.Ins)
		pos = s.At + s.Del
	}
	return appendCopy(b, pos, len(old)-pos)
}

func appendCopy(b []byte, at, n int) []byte {
	for n > 0 {
		size := min(n, 0xffff)
		op := len(b)
		b = append(b, 0x80)
		for i := range 4 {
			if x := byte(at >> (8 * i)); x != 0 {
				b[op] |= 1 << i
				b = append(b, x)
			}
		}
		for i := range 2 {
			if x := byte(size >> (8 * i)); x != 0 {
				b[op] |= 0x10 << i
				b = append(b, x)
			}
		}
		at, n = at+size, n-size
	}
	return b
}

func appendInsert(b, data []byte) []byte {
	for len(data) > 0 {
		n := min(len(data), 127)
		b = append(append(b, byte(n)), data[:n]...)
		data = data[n:]
	}
	return b
}

func uvarint(b []byte) (int64, []byte, bool) {
	var v int64
	for i := 0; i < len(b) && i < 7; i++ {
		v |= int64(b[i]&0x7f) << (7 * i)
		if b[i]&0x80 == 0 {
			return v, b[i+1:], true
		}
	}
	return 0, nil, false
}

func appendUvarint(b []byte, v int) []byte {
	for ; v >= 0x80; v >>= 7 {
		b = append(b, byte(v)|0x80)
	}
	return append(b, byte(v))
}
