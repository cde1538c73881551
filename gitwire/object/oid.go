// Package object holds git's objects: ids, the codecs of trees and commits, tree
// editing on raw bytes, and the rules for names. It does no I/O.
package object

import (
	"bytes"
	"encoding/hex"
	"fmt"
)

// Size is the length of an id in bytes, HexSize in hexadecimal digits. Only SHA-1 is in
// use; an OID has room for SHA-256.
const (
	Size    = 20
	HexSize = 2 * Size
)

// OID is an object's id. It is comparable; the zero OID stands for "none".
type OID struct{ sum [32]byte }

// ParseOID reads the 40 hexadecimal digits of an id.
func ParseOID(s string) (OID, error) {
	var o OID
	if len(s) != HexSize {
		return o, fmt.Errorf("object id of %d digits, want %d", len(s), HexSize)
	}
	if _, err := hex.Decode(o.sum[:Size], []byte(s)); err != nil {
		return OID{}, fmt.Errorf("object id %q: %w", s, err)
	}
	return o, nil
}

// FromBytes takes the id from the first Size bytes of b; b must have them.
func FromBytes(b []byte) OID {
	var o OID
	copy(o.sum[:Size], b[:Size])
	return o
}

// String is the id in hexadecimal.
func (o OID) String() string { return hex.EncodeToString(o.sum[:Size]) }

// IsZero tells whether o is the zero OID.
func (o OID) IsZero() bool { return o == OID{} }

// Append appends the Size bytes of the id.
func (o OID) Append(b []byte) []byte { return append(b, o.sum[:Size]...) }

// Compare orders ids by their bytes.
func (o OID) Compare(x OID) int { return bytes.Compare(o.sum[:], x.sum[:]) }

// MarshalText is String, for JSON and the like.
func (o OID) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText is ParseOID.
func (o *OID) UnmarshalText(b []byte) error {
	p, err := ParseOID(string(b))
	if err == nil {
		*o = p
	}
	return err
}
