package pack

import (
	"errors"
	"fmt"
	"io"

	"lockstep.dev/gitwire/object"
)

// Read reads one pack from r to its end and gives each object to emit, bases before
// what depends on them. A delta whose base is not known by the end, and an object that
// is too large, is skipped and told in the result: it is no failure, since a thin pack
// may rest on parts of the repository that the caller never had.
//
// Errors: ErrMalformed, *LimitError, object.ErrCollision, io.ErrUnexpectedEOF, those of r
// and those of emit, but ErrStop. The result says how far it came with any of them.
func Read(r io.Reader, opt Options, emit func(Object) error) (Result, error) {
	d := &reader{
		src: newSource(r, opt.Limits.Bytes), opt: opt, emit: emit, hash: object.NewHasher(),
		byOff: map[int64]node{}, byOID: map[object.OID]int64{},
		offWait: map[int64][]pending{}, oidWait: map[object.OID][]pending{},
	}
	d.in.src = d.src
	err := d.run()
	d.res.Bytes = d.src.n
	if errors.Is(err, ErrStop) {
		err = nil
	}
	return d.res, err
}

type reader struct {
	src      *source
	in       inflater
	opt      Options
	emit     func(Object) error
	hash     *object.Hasher
	inflated int64
	res      Result

	byOff   map[int64]node       // each entry read so far
	byOID   map[object.OID]int64 // resolved ones
	offWait map[int64][]pending
	oidWait map[object.OID][]pending
}

// node is an entry; data is nil while it waits for its base or when it was skipped.
type node struct {
	obj   Object
	known bool
}

// pending is a delta that waits for its base.
type pending struct {
	off   int64
	delta []byte
}

func (d *reader) run() error {
	n, err := d.src.packHeader()
	if err != nil {
		return err
	}
	d.res.Objects = n
	if d.opt.Header != nil {
		d.opt.Header(n)
	}
	limit := d.opt.Limits.Objects
	over := &LimitError{What: "objects", Limit: limit}
	if n > limit && !d.opt.Partly {
		return over
	}
	for i := range n {
		if i == limit {
			return over
		}
		if err := d.one(); err != nil {
			return err
		}
	}
	if err := d.src.checkSum(); err != nil {
		return err
	}
	for _, waiting := range d.offWait {
		d.skip(len(waiting))
	}
	for _, waiting := range d.oidWait {
		d.skip(len(waiting))
	}
	return nil
}

func (d *reader) skip(n int) {
	for range n {
		d.res.Skipped = append(d.res.Skipped, Skipped{Reason: UnknownBase})
	}
}

func (d *reader) one() error {
	e, err := d.src.entryHeader()
	if err != nil {
		return err
	}
	if !e.isDelta() && e.size > d.opt.Limits.object(object.Type(e.kind)) {
		return d.discard(e)
	}
	data, err := d.inflate(e)
	if err != nil {
		return err
	}
	if !e.isDelta() {
		return d.resolved(e.off, object.Type(e.kind), data)
	}
	return d.delta(e, data)
}

// delta resolves a delta now, or when its base comes.
func (d *reader) delta(e entry, delta []byte) error {
	d.byOff[e.off] = node{}
	baseOff := e.baseOff
	if e.kind == typeRefDelta {
		var known bool
		if baseOff, known = d.byOID[e.baseOID]; !known {
			if d.opt.Base != nil {
				if t, data, ok := d.opt.Base(e.baseOID); ok {
					return d.apply(e.off, Object{Type: t, Data: data}, delta)
				}
			}
			d.oidWait[e.baseOID] = append(d.oidWait[e.baseOID], pending{e.off, delta})
			return nil
		}
	}
	base, ok := d.byOff[baseOff]
	if !ok {
		return fmt.Errorf("%w: no object at a delta's offset", ErrMalformed)
	}
	if !base.known {
		d.offWait[baseOff] = append(d.offWait[baseOff], pending{e.off, delta})
		return nil
	}
	return d.apply(e.off, base.obj, delta)
}

// apply resolves a delta whose base is known.
func (d *reader) apply(off int64, base Object, delta []byte) error {
	data, err := d.make(base, delta)
	if data == nil || err != nil {
		return err
	}
	return d.resolved(off, base.Type, data)
}

// make is an object from its base, or nil when it would be too large.
func (d *reader) make(base Object, delta []byte) ([]byte, error) {
	size, err := ResultSize(delta)
	if err != nil {
		return nil, err
	}
	if size > d.opt.Limits.object(base.Type) {
		d.res.Skipped = append(d.res.Skipped, Skipped{Reason: TooLarge, Size: size})
		return nil, nil
	}
	if err := d.charge(size); err != nil {
		return nil, err
	}
	return ApplyDelta(base.Data, delta)
}

// resolved emits an object and all that waited for it. The chain is followed with a
// stack of its own, since a hostile one may be long.
func (d *reader) resolved(off int64, t object.Type, data []byte) error {
	type step struct {
		base Object
		wait pending
	}
	o, err := d.store(off, t, data)
	var stack []step
	for err == nil {
		for _, w := range d.take(o, off) {
			stack = append(stack, step{o, w})
		}
		var made []byte
		for made == nil && err == nil && len(stack) > 0 {
			s := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			off, t = s.wait.off, s.base.Type
			made, err = d.make(s.base, s.wait.delta)
		}
		if made == nil || err != nil {
			return err
		}
		o, err = d.store(off, t, made)
	}
	return err
}

// store hashes and emits an object.
func (d *reader) store(off int64, t object.Type, data []byte) (Object, error) {
	oid, err := d.hash.Sum(t, data)
	if err != nil {
		return Object{}, err
	}
	o := Object{Type: t, OID: oid, Data: data}
	d.byOff[off] = node{obj: o, known: true}
	d.byOID[oid] = off
	return o, d.emit(o)
}

// take removes what waits for an object.
func (d *reader) take(o Object, off int64) []pending {
	waiting := append(d.offWait[off], d.oidWait[o.OID]...)
	delete(d.offWait, off)
	delete(d.oidWait, o.OID)
	return waiting
}

func (d *reader) charge(n int64) error {
	d.inflated += n
	if d.inflated > d.opt.Limits.Inflated {
		return &LimitError{What: "inflated bytes", Limit: d.opt.Limits.Inflated}
	}
	return nil
}

func (d *reader) inflate(e entry) ([]byte, error) {
	if err := d.charge(e.size); err != nil {
		return nil, err
	}
	return d.in.bytes(e.size)
}

// discard reads over an object that is too large, in small pieces, to know its id; not
// over one that may be larger than a whole pack.
func (d *reader) discard(e entry) error {
	if e.size > d.opt.Limits.Bytes {
		return &LimitError{What: "bytes", Limit: d.opt.Limits.Bytes}
	}
	if err := d.charge(e.size); err != nil {
		return err
	}
	d.hash.Start(object.Type(e.kind), e.size)
	if err := d.in.copy(d.hash, e.size); err != nil {
		return err
	}
	oid, err := d.hash.OID()
	if err != nil {
		return err
	}
	d.byOff[e.off] = node{}
	d.res.Skipped = append(d.res.Skipped, Skipped{Reason: TooLarge, OID: oid, Size: e.size})
	return nil
}
