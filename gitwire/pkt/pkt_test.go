package pkt_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/gitwire/pkt"
)

func TestReader(t *testing.T) {
	for _, row := range []struct {
		name, in string
		kind     pkt.Kind
		line     string
		err      error
	}{
		{"data", "000ahello\n", pkt.Data, "hello", nil},
		{"empty data", "0004", pkt.Data, "", nil},
		{"upper case length", "000Ahello\n", pkt.Data, "hello", nil},
		{"flush", "0000", pkt.Flush, "", nil},
		{"delimiter", "0001", pkt.Delim, "", nil},
		{"response end", "0002", pkt.ResponseEnd, "", nil},
		{"length 3", "0003", 0, "", pkt.ErrMalformed},
		{"not hexadecimal", "00g0", 0, "", pkt.ErrMalformed},
		{"too long", "ffff" + strings.Repeat("x", 70000), 0, "", pkt.ErrMalformed},
		{"end", "", 0, "", io.EOF},
		{"cut length", "00", 0, "", io.ErrUnexpectedEOF},
		{"cut data", "000ahell", 0, "", io.ErrUnexpectedEOF},
		{"cut before data", "000a", 0, "", io.ErrUnexpectedEOF},
	} {
		t.Run(row.name, func(t *testing.T) {
			k, line, err := pkt.NewReader(strings.NewReader(row.in)).Line()
			require.ErrorIs(t, err, row.err)
			if row.err == nil {
				require.Equal(t, row.kind, k)
				require.Equal(t, row.line, line)
			}
		})
	}
}

func TestErrPacket(t *testing.T) {
	_, _, err := pkt.NewReader(bytes.NewReader(pkt.Append(nil, "ERR not our ref\n"))).Next()
	var remote *pkt.RemoteError
	require.ErrorAs(t, err, &remote)
	require.Equal(t, "not our ref", remote.Text)
}

func TestSideband(t *testing.T) {
	for _, row := range []struct {
		name, in, data, progress string
		err                      error
	}{
		{"interleaved", "0007\x01ab0008\x02hi\n0006\x01c0000", "abc", "hi\n", nil},
		{"empty parts", "0005\x010006\x01a0000", "a", "", nil},
		{"no flush", "0006\x01a", "a", "", io.ErrUnexpectedEOF},
		{"no band", "00040000", "", "", pkt.ErrMalformed},
		{"unknown band", "0005\x090000", "", "", pkt.ErrMalformed},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := pkt.NewSideband(pkt.NewReader(strings.NewReader(row.in)))
			b, err := io.ReadAll(s)
			require.ErrorIs(t, err, row.err)
			require.Equal(t, row.data, string(b))
			require.Equal(t, row.progress, s.Progress())
		})
	}
	var remote *pkt.RemoteError
	_, err := io.ReadAll(pkt.NewSideband(pkt.NewReader(strings.NewReader("0009\x03oops"))))
	require.ErrorAs(t, err, &remote)
	require.Equal(t, "oops", remote.Text)
}

func TestProgressIsBounded(t *testing.T) {
	var b []byte
	for range 10 {
		b = pkt.Append(b, "\x02"+strings.Repeat("x", 10_000))
	}
	s := pkt.NewSideband(pkt.NewReader(bytes.NewReader(pkt.AppendFlush(b))))
	_, err := io.ReadAll(s)
	require.NoError(t, err)
	require.Len(t, s.Progress(), pkt.MaxProgress)
}

func TestDrain(t *testing.T) {
	p := pkt.NewReader(strings.NewReader(strings.Repeat("x", 100)))
	require.False(t, p.Drain(100))
	require.True(t, p.Drain(10))
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOf(rapid.StringMatching(`[a-z ]{0,80}`)).Draw(t, "lines")
		var b []byte
		for _, l := range lines {
			b = pkt.Append(b, l)
		}
		p := pkt.NewReader(bytes.NewReader(pkt.AppendDelim(b)))
		for _, l := range lines {
			k, got, err := p.Line()
			if err != nil || k != pkt.Data || got != l {
				t.Fatalf("%q: %v %q %v", l, k, got, err)
			}
		}
		if k, _, err := p.Next(); err != nil || k != pkt.Delim {
			t.Fatal(k, err)
		}
	})
}
