// Package pack reads and writes git packs as streams (gitformat-pack(5)): deltas by
// offset and by id, thin packs whose bases are elsewhere, and limits against hostile ones.
package pack

import (
	"errors"
	"fmt"

	"lockstep.dev/gitwire/object"
)

// ErrMalformed is a pack that breaks the format, or does not have the checksum it says.
var ErrMalformed = errors.New("malformed pack")

// ErrFile is a pack that could not be kept in its file, as on a full disk.
var ErrFile = errors.New("keep the pack")

// ErrStop, returned by an emit function, ends Read early without an error. The rest of
// the pack is neither read nor checked; what was emitted has been hashed.
var ErrStop = errors.New("stop reading the pack")

// LimitError is a pack over one of the limits.
type LimitError struct {
	What  string // "bytes", "objects", "inflated bytes", "bytes of work"
	Limit int64
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("pack over the limit of %d %s", e.Limit, e.What)
}

// Limits bounds what Read takes. All must be above zero.
type Limits struct {
	Bytes    int64 // compressed, as on the wire
	Objects  int64 // as the header announces; see Options.Partly
	Inflated int64 // all objects and deltas together, which is also about what Read holds in memory
	Blob     int64 // one blob (or tag); a larger one is skipped
	Tree     int64 // one tree or commit; a larger one is skipped
}

func (l Limits) object(t object.Type) int64 {
	if t == object.TypeTree || t == object.TypeCommit {
		return l.Tree
	}
	return l.Blob
}

// Object is one object of a pack.
type Object struct {
	Type object.Type
	OID  object.OID
	Data []byte // shared with the reader; not to be changed
}

// Reason says why an object was skipped.
type Reason int

// The reasons.
const (
	UnknownBase Reason = iota + 1 // a delta against something that neither the pack nor Base has
	TooLarge                      // over Limits.Blob or Limits.Tree
)

// Skipped is an object that Read could not give.
type Skipped struct {
	Reason Reason
	OID    object.OID // zero when it cannot be known
	Size   int64      // inflated, for TooLarge
}

// Result sums a pack up.
type Result struct {
	Objects int64 // as the header announced
	Bytes   int64 // read so far
	Skipped []Skipped
}

// Options for Read.
type Options struct {
	Limits Limits
	// Base finds the base of a thin pack's delta that the pack does not have; nil: there are none.
	Base func(object.OID) (object.Type, []byte, bool)
	// Partly lets a pack announce more than Limits.Objects, of which so many are read: the caller
	// means to stop before.
	Partly bool
	// Header is told the number of objects before any is read; nil: not of interest.
	Header func(objects int64)
}
