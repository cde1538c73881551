// Package pkt frames git's wire protocol: pkt-lines, their special packets, the
// side band and ERR packets (gitprotocol-common(5), gitprotocol-pack(5)).
package pkt

import (
	"errors"
	"fmt"
)

// MaxData is the largest payload of one packet, in bytes.
const MaxData = 65516

// Kind is the kind of a packet.
type Kind int

// The kinds of packets.
const (
	Data        Kind = iota // a payload
	Flush                   // 0000
	Delim                   // 0001
	ResponseEnd             // 0002
)

// ErrMalformed is a packet that breaks the framing.
var ErrMalformed = errors.New("malformed packet")

// RemoteError is what the other side said before it gave up: an ERR packet or side band 3.
type RemoteError struct{ Text string }

func (e *RemoteError) Error() string { return "remote: " + e.Text }

const hexDigits = "0123456789abcdef"

// Append appends a packet with payload s, which must not be longer than MaxData.
func Append(b []byte, s string) []byte {
	if len(s) > MaxData {
		panic(fmt.Sprintf("pkt: payload of %d bytes", len(s)))
	}
	n := len(s) + 4
	b = append(b, hexDigits[n>>12], hexDigits[n>>8&15], hexDigits[n>>4&15], hexDigits[n&15])
	return append(b, s...)
}

// AppendFlush appends a flush packet.
func AppendFlush(b []byte) []byte { return append(b, "0000"...) }

// AppendDelim appends a delimiter packet.
func AppendDelim(b []byte) []byte { return append(b, "0001"...) }
