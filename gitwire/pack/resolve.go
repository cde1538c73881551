package pack

import (
	"fmt"
	"io"
	"slices"
)

// tooLarge is an object over the limit of its type.
type tooLarge struct{ size int64 }

func (e *tooLarge) Error() string { return fmt.Sprintf("object of %d bytes", e.size) }

// resolve makes an object from its chain of deltas.
func (s *Spool) resolve(at int32) ([]byte, error) {
	var chain []int32 // deltas, the last to apply first
	data, ok := []byte(nil), false
	for i := at; ; i = s.entries[i].base {
		if data, ok = s.bases.get(i); ok {
			break
		}
		if s.entries[i].base < 0 {
			var err error
			if data, err = s.inflate(i); err != nil {
				return nil, err
			}
			s.bases.put(i, data)
			break
		}
		if chain = append(chain, i); len(chain) > len(s.entries) {
			return nil, fmt.Errorf("%w: deltas rest on each other", ErrMalformed)
		}
	}
	for _, i := range slices.Backward(chain) {
		delta, err := s.inflate(i)
		if err != nil {
			return nil, err
		}
		size, err := ResultSize(delta)
		if err != nil {
			return nil, err
		}
		if size > s.limits.object(s.entries[i].kind) {
			return nil, &tooLarge{size}
		}
		if err := s.charge(size); err != nil {
			return nil, err
		}
		if data, err = ApplyDelta(data, delta); err != nil {
			return nil, err
		}
		s.bases.put(i, data)
	}
	return data, nil
}

// inflate reads an entry's bytes from the file.
func (s *Spool) inflate(at int32) ([]byte, error) {
	e := s.entries[at]
	limit := s.limits.object(e.kind)
	if e.base >= 0 {
		limit = max(limit, 64<<10) + limit/8 // a delta that is much larger than what it may make is none
	}
	if e.size > limit {
		return nil, &tooLarge{e.size}
	}
	if err := s.charge(e.size); err != nil {
		return nil, err
	}
	from := e.off + int64(e.head)
	s.in.src.reset(io.NewSectionReader(s.file, from, 1<<62-from))
	return s.in.bytes(e.size)
}

// baseCache keeps objects that deltas rest on, up to a number of bytes.
type baseCache struct {
	max, size int64
	data      map[int32][]byte
	order     []int32 // oldest first
}

func (c *baseCache) get(i int32) ([]byte, bool) {
	b, ok := c.data[i]
	return b, ok
}

func (c *baseCache) put(i int32, b []byte) {
	if _, ok := c.data[i]; ok || int64(len(b)) > c.max/4 {
		return
	}
	c.data[i] = b
	c.order = append(c.order, i)
	for c.size += int64(len(b)); c.size > c.max; {
		oldest := c.order[0]
		c.order = c.order[1:]
		c.size -= int64(len(c.data[oldest]))
		delete(c.data, oldest)
	}
}
