package pack_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
)

func TestMemoryIsNotTakenOnAHeadersWord(t *testing.T) {
	c := &craft{}
	c.entry(7, 250<<20, bytes.Repeat([]byte{1}, object.Size), []byte("a delta of 250 MB, it says"))
	b := c.pack()
	limits := pack.Limits{Bytes: 1 << 28, Objects: 10, Inflated: 1 << 28, Blob: 1 << 28, Tree: 1 << 28}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := readAll(b, pack.Options{Limits: limits})
	require.ErrorIs(t, err, pack.ErrMalformed)
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(16<<20))

	big := bytes.Repeat([]byte("0123456789abcdef"), 300_000) // grown twice
	c = &craft{}
	c.blob(big)
	got, _, err := readAll(c.pack(), pack.Options{Limits: limits})
	require.NoError(t, err)
	id, err := object.Sum(object.TypeBlob, big)
	require.NoError(t, err)
	require.Equal(t, big, got[id].Data)
}

// TestTheWorkOfASpoolIsBounded has a chain whose links are too large to keep: each is made
// from the first one again.
func TestTheWorkOfASpoolIsBounded(t *testing.T) {
	const size = 3 << 20
	base := make([]byte, size)
	c := &craft{}
	at := c.blob(base)
	for i := range 40 {
		d := pack.Delta(base, []object.Splice{{At: i, Del: 1, Ins: []byte{1}}})
		at = c.entry(6, len(d), offset(12+c.b.Len()-at), d)
	}
	limits := pack.Limits{Bytes: 1 << 24, Objects: 1000, Inflated: 4 << 20, Blob: 1 << 23, Tree: 1 << 23}
	s, _, err := spool(t, c.pack(), limits)
	require.NoError(t, err)
	_, err = s.Object(object.OID{})
	var over *pack.LimitError
	require.ErrorAs(t, err, &over)
	require.Equal(t, "bytes of work", over.What)

	limits.Inflated = 1 << 30
	s, _, err = spool(t, c.pack(), limits)
	require.NoError(t, err)
	none, err := s.Object(object.OID{})
	require.NoError(t, err)
	require.Zero(t, none)
}

// TestSmallResultsOfALargeBaseAreWork has deltas that make next to nothing of a base that is too
// large to keep, and must be inflated for each of them.
func TestSmallResultsOfALargeBaseAreWork(t *testing.T) {
	base := make([]byte, 3<<20)
	c := &craft{}
	at := c.blob(base)
	for i := range 100 {
		d := pack.Delta(base, []object.Splice{{At: 0, Del: len(base), Ins: []byte{byte(i)}}})
		c.entry(6, len(d), offset(12+c.b.Len()-at), d)
	}
	limits := pack.Limits{Bytes: 1 << 24, Objects: 1000, Inflated: 4 << 20, Blob: 1 << 23, Tree: 1 << 23}
	s, _, err := spool(t, c.pack(), limits)
	require.NoError(t, err)
	_, err = s.Object(object.OID{})
	var over *pack.LimitError
	require.ErrorAs(t, err, &over)
}

// TestInflatingIsWork has objects that are too large to be of use, and small on the wire.
func TestInflatingIsWork(t *testing.T) {
	c := &craft{}
	for range 30 {
		c.blob(make([]byte, 3<<20))
	}
	limits := pack.Limits{Bytes: 1 << 24, Objects: 1000, Inflated: 1 << 20, Blob: 1 << 20, Tree: 1 << 20}
	_, _, err := spool(t, c.pack(), limits)
	var over *pack.LimitError
	require.ErrorAs(t, err, &over)
}
