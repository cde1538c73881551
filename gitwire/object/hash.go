package object

import (
	"crypto/sha1"
	"errors"
	"hash"
	"strconv"

	"github.com/pjbgf/sha1cd"
)

// Type is the type of an object, with the numbers of the pack format.
type Type byte

// The types of objects.
const (
	TypeCommit Type = 1
	TypeTree   Type = 2
	TypeBlob   Type = 3
	TypeTag    Type = 4
)

// String is the name in an object's header.
func (t Type) String() string {
	switch t {
	case TypeCommit:
		return "commit"
	case TypeTree:
		return "tree"
	case TypeBlob:
		return "blob"
	case TypeTag:
		return "tag"
	}
	return "unknown"
}

// ErrCollision is an object that was made to collide with another one of the same SHA-1.
var ErrCollision = errors.New("object is part of a SHA-1 collision attack")

// Hasher computes ids with collision detection. It is reused from object to object and
// not safe for concurrent use.
type Hasher struct{ h hash.Hash }

// NewHasher makes a Hasher.
func NewHasher() *Hasher { return &Hasher{h: sha1cd.New()} }

// Start begins an object of size bytes; its data follows by Write.
func (h *Hasher) Start(t Type, size int64) {
	var buf [40]byte
	h.h.Reset()
	h.h.Write(appendHeader(buf[:0], t, size))
}

// Write adds data.
func (h *Hasher) Write(b []byte) (int, error) { return h.h.Write(b) }

// OID ends the object; the error is ErrCollision or nil.
func (h *Hasher) OID() (OID, error) {
	var sum [Size]byte
	if c, ok := h.h.(sha1cd.CollisionResistantHash); ok {
		b, collision := c.CollisionResistantSum(sum[:0])
		if collision {
			return OID{}, ErrCollision
		}
		return FromBytes(b), nil
	}
	return FromBytes(h.h.Sum(sum[:0])), nil
}

// Sum is the id of a whole object.
func (h *Hasher) Sum(t Type, data []byte) (OID, error) {
	h.Start(t, int64(len(data)))
	h.h.Write(data)
	return h.OID()
}

// Sum is the id of an object.
func Sum(t Type, data []byte) (OID, error) { return NewHasher().Sum(t, data) }

// SumOwn is the id of a tree or commit that was made here, some times faster than Sum: it looks
// for no attack, which receivers of a push do anyway.
func SumOwn(t Type, data []byte) OID {
	var buf [40]byte
	h := sha1.New()
	h.Write(appendHeader(buf[:0], t, int64(len(data))))
	h.Write(data)
	return FromBytes(h.Sum(nil))
}

// appendHeader appends what is hashed before an object's data.
func appendHeader(b []byte, t Type, size int64) []byte {
	b = append(append(b, t.String()...), ' ')
	return append(strconv.AppendInt(b, size, 10), 0)
}
