package pack_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
)

// craft makes a pack of hand-made entries with a right checksum.
type craft struct {
	b bytes.Buffer
	n uint32
	z *zlib.Writer
}

func (c *craft) entry(kind byte, size int, base, content []byte) int {
	off := 12 + c.b.Len()
	c.n++
	b := kind<<4 | byte(size&15)
	for size >>= 4; size > 0; size >>= 7 {
		c.b.WriteByte(b | 0x80)
		b = byte(size & 0x7f)
	}
	c.b.WriteByte(b)
	c.b.Write(base)
	if c.z == nil {
		c.z = zlib.NewWriter(&c.b)
	}
	c.z.Reset(&c.b)
	c.z.Write(content)
	c.z.Close()
	return off
}

func (c *craft) blob(content []byte) int { return c.entry(3, len(content), nil, content) }

func (c *craft) pack() []byte {
	out := append([]byte("PACK\x00\x00\x00\x02"), binary.BigEndian.AppendUint32(nil, c.n)...)
	out = append(out, c.b.Bytes()...)
	sum := sha1.Sum(out)
	return append(out, sum[:]...)
}

// bomb is a delta that copies its 64 KiB base n times.
func bomb(n int) []byte {
	d := binary.AppendUvarint(binary.AppendUvarint(nil, 0x10000), uint64(n*0x10000))
	for range n {
		d = append(d, 0x80)
	}
	return d
}

func TestHostilePacks(t *testing.T) {
	id := func(n byte) []byte { return bytes.Repeat([]byte{n}, object.Size) }
	zeros := make([]byte, 0x10000)
	for _, row := range []struct {
		name  string
		build func(c *craft) []byte
		limit pack.Limits
		err   error
		over  string
	}{
		{name: "not a pack", build: func(*craft) []byte { return []byte("PUCK\x00\x00\x00\x02\x00\x00\x00\x00") }, err: pack.ErrMalformed},
		{name: "version 3", build: func(*craft) []byte { return []byte("PACK\x00\x00\x00\x03\x00\x00\x00\x00") }, err: pack.ErrMalformed},
		{name: "empty", build: func(*craft) []byte { return nil }, err: io.ErrUnexpectedEOF},
		{name: "bad checksum", build: func(c *craft) []byte {
			c.blob([]byte("x"))
			b := c.pack()
			b[len(b)-1] ^= 1
			return b
		}, err: pack.ErrMalformed},
		{name: "bytes after the checksum", build: func(c *craft) []byte { return append(c.pack(), 'x') }, err: pack.ErrMalformed},
		{name: "type 0", build: func(c *craft) []byte { c.entry(0, 0, nil, nil); return c.pack() }, err: pack.ErrMalformed},
		{name: "type 5", build: func(c *craft) []byte { c.entry(5, 0, nil, nil); return c.pack() }, err: pack.ErrMalformed},
		{name: "endless size", build: func(c *craft) []byte {
			return append([]byte("PACK\x00\x00\x00\x02\x00\x00\x00\x01"), bytes.Repeat([]byte{0xff}, 40)...)
		}, err: pack.ErrMalformed},
		{name: "longer than it says", build: func(c *craft) []byte { c.entry(3, 2, nil, []byte("abc")); return c.pack() }, err: pack.ErrMalformed},
		{name: "shorter than it says", build: func(c *craft) []byte { c.entry(3, 9, nil, []byte("abc")); return c.pack() }, err: pack.ErrMalformed},
		{name: "not zlib", build: func(c *craft) []byte {
			c.blob([]byte("abc"))
			b := c.pack()
			b[13] = 0xff
			return b
		}, err: pack.ErrMalformed},
		{name: "offset of itself", build: func(c *craft) []byte { c.entry(6, 3, []byte{0}, []byte{0, 0, 0}); return c.pack() }, err: pack.ErrMalformed},
		{name: "offset before the pack", build: func(c *craft) []byte { c.entry(6, 3, []byte{0x80, 0x7f}, []byte{0, 0, 0}); return c.pack() }, err: pack.ErrMalformed},
		{name: "offset into an object", build: func(c *craft) []byte {
			c.blob([]byte("abc"))
			c.entry(6, 3, []byte{byte(c.b.Len() - 1)}, []byte{0, 0, 0})
			return c.pack()
		}, err: pack.ErrMalformed},
		{name: "more objects than sent", build: func(c *craft) []byte { c.n = 5; return c.pack() }, err: pack.ErrMalformed},
		{name: "broken delta", build: func(c *craft) []byte {
			at := c.blob(zeros)
			c.entry(6, 3, []byte{byte(0x80 | (c.b.Len()+12-at)>>7 - 1), byte((c.b.Len() + 12 - at) & 0x7f)}, []byte{1, 1, 1})
			return c.pack()
		}, err: pack.ErrMalformed},
		{name: "too many objects", build: func(c *craft) []byte { c.n = 1 << 30; return c.pack() }, over: "objects"},
		{name: "too many bytes", build: func(c *craft) []byte { c.blob(bytes.Repeat(id(7), 100)); return c.pack() }, limit: pack.Limits{Bytes: 20}, over: "bytes"},
		{name: "zip bomb of many objects", build: func(c *craft) []byte {
			for range 40 {
				c.blob(zeros)
			}
			return c.pack()
		}, limit: pack.Limits{Inflated: 1 << 20}, over: "inflated bytes"},
		{name: "zip bomb of one object", build: func(c *craft) []byte { c.blob(make([]byte, 8<<20)); return c.pack() }, limit: pack.Limits{Blob: 1 << 16, Inflated: 1 << 20}, over: "inflated bytes"},
		{name: "declared, not sent", build: func(c *craft) []byte { c.entry(3, 1<<40, nil, nil); return c.pack() }, over: "bytes"},
		{name: "delta bomb", build: func(c *craft) []byte {
			sum, _ := object.Sum(object.TypeBlob, zeros)
			c.blob(zeros)
			for n := range 30 {
				d := bomb(200 + n)
				c.entry(7, len(d), sum.Append(nil), d)
			}
			return c.pack()
		}, limit: pack.Limits{Inflated: 1 << 26}, over: "inflated bytes"},
	} {
		t.Run(row.name, func(t *testing.T) {
			limits := wide()
			if row.limit.Bytes > 0 {
				limits.Bytes = row.limit.Bytes
			}
			if row.limit.Inflated > 0 {
				limits.Inflated = row.limit.Inflated
			}
			if row.limit.Blob > 0 {
				limits.Blob = row.limit.Blob
			}
			_, _, err := readAll(row.build(&craft{}), pack.Options{Limits: limits})
			if row.over != "" {
				var over *pack.LimitError
				require.ErrorAs(t, err, &over)
				require.Equal(t, row.over, over.What)
				return
			}
			require.ErrorIs(t, err, row.err)
		})
	}
}

func TestTooLargeObjectsAreSkipped(t *testing.T) {
	c := &craft{}
	big := bytes.Repeat([]byte("big"), 1000)
	bigID, err := object.Sum(object.TypeBlob, big)
	require.NoError(t, err)
	small := make([]byte, 0x10000)
	smallID, err := object.Sum(object.TypeBlob, small)
	require.NoError(t, err)
	at := c.blob(big)
	d := pack.Delta(big, nil)
	c.entry(6, len(d), []byte{byte(c.b.Len() + 12 - at)}, d)
	c.entry(7, len(d), bigID.Append(nil), d)
	c.blob(small)
	d = bomb(3)
	c.entry(7, len(d), smallID.Append(nil), d)
	c.blob([]byte("last"))

	limits := wide()
	limits.Blob = 2999
	_, res, err := readAll(c.pack(), pack.Options{Limits: limits})
	require.NoError(t, err)
	require.Equal(t, []pack.Skipped{
		{Reason: pack.TooLarge, OID: bigID, Size: 3000},
		{Reason: pack.TooLarge, OID: smallID, Size: 0x10000},
		{Reason: pack.UnknownBase}, {Reason: pack.UnknownBase}, {Reason: pack.UnknownBase},
	}, res.Skipped)

	limits.Blob = 0x10000
	got, res, err := readAll(c.pack(), pack.Options{Limits: limits})
	require.NoError(t, err)
	require.Equal(t, []pack.Skipped{{Reason: pack.TooLarge, Size: 0x30000}}, res.Skipped)
	require.Len(t, got, 3)
}

func TestChainsThatWaitForTheirBase(t *testing.T) {
	base := bytes.Repeat([]byte("x"), 50)
	baseID, err := object.Sum(object.TypeBlob, base)
	require.NoError(t, err)
	const depth = 20_000
	c := &craft{}
	d := pack.Delta(base, []object.Splice{{At: 0, Del: 1, Ins: []byte{0, 0}}})
	last := c.entry(7, len(d), baseID.Append(nil), d)
	d = pack.Delta(make([]byte, 51), nil)
	for range depth {
		off := c.b.Len() + 12 - last
		last = c.entry(6, len(d), []byte{byte(off)}, d)
	}
	_, res, err := readAll(c.pack(), pack.Options{})
	require.NoError(t, err)
	require.Len(t, res.Skipped, depth+1, "the base never came")

	c.blob(base)
	got, res, err := readAll(c.pack(), pack.Options{})
	require.NoError(t, err)
	require.Empty(t, res.Skipped)
	require.Len(t, got, 2)
}

func TestDeltasThatRestOnEachOther(t *testing.T) {
	c := &craft{}
	d := pack.Delta([]byte("x"), nil)
	c.entry(7, len(d), bytes.Repeat([]byte{1}, 20), d)
	c.entry(7, len(d), bytes.Repeat([]byte{2}, 20), d)
	got, res, err := readAll(c.pack(), pack.Options{})
	require.NoError(t, err)
	require.Empty(t, got)
	require.Len(t, res.Skipped, 2)
}

// smallPack has a commit, a tree, and two blobs of which one is a delta.
func smallPack(t *testing.T) []byte {
	t.Helper()
	r := gittest.NewRepo(t, t.TempDir())
	long := strings.Repeat("some line\n", 20)
	r.Commit(gittest.Commit{Files: gittest.Files{"a": gittest.Text(long), "b": gittest.Text(long + "more\n")}})
	return r.Pack("main\n", "--delta-base-offset")
}

func TestCutPacksFail(t *testing.T) {
	b := smallPack(t)
	for n := range len(b) {
		_, _, err := readAll(b[:n], pack.Options{})
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "cut at %d of %d", n, len(b))
	}
}

func TestChangedPacksFail(t *testing.T) {
	b := smallPack(t)
	for n := range len(b) {
		c := bytes.Clone(b)
		c[n] ^= 0x55
		_, _, err := readAll(c, pack.Options{})
		require.Error(t, err, "byte %d of %d", n, len(b))
	}
}
