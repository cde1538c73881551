package pkt_test

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"lockstep.dev/gitwire/pkt"
)

// FuzzReader reads bytes as packets: never more than there are, and a stream that is read to
// its end is what the packets frame to.
func FuzzReader(f *testing.F) {
	f.Add([]byte("000ahello\n0007\x01ab0008\x02hi\n0000"))
	f.Add([]byte("000fERR go away"))
	f.Add([]byte("0009\x03oops0003ffff"))
	f.Add([]byte("00010002000400050000"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var again []byte
		p := pkt.NewReader(bytes.NewReader(in))
		for range len(in) + 1 {
			k, b, err := p.Next()
			if err == io.EOF && !bytes.Equal(bytes.ToLower(again), bytes.ToLower(in)) {
				t.Fatalf("%q was read as %q", in, again)
			}
			if err != nil {
				return
			}
			if len(b) > pkt.MaxData || k != pkt.Data && b != nil {
				t.Fatalf("kind %d with %d bytes", k, len(b))
			}
			again = frame(again, k, b)
		}
		t.Fatal("more packets than bytes")
	})
}

func frame(b []byte, k pkt.Kind, data []byte) []byte {
	switch k {
	case pkt.Flush:
		return pkt.AppendFlush(b)
	case pkt.Delim:
		return pkt.AppendDelim(b)
	case pkt.ResponseEnd:
		return append(b, "0002"...)
	}
	return pkt.Append(b, string(data))
}

// FuzzSideband reads bytes as a multiplexed stream: whole or byte by byte, it is the same.
func FuzzSideband(f *testing.F) {
	f.Add([]byte("0007\x01ab0008\x02hi\n0006\x01c0000"))
	f.Add([]byte("0005\x010006\x01a0009\x03oops"))
	f.Add([]byte("00040000"))
	f.Fuzz(func(t *testing.T, in []byte) {
		whole := pkt.NewSideband(pkt.NewReader(bytes.NewReader(in)))
		a, errA := io.ReadAll(whole)
		slow := pkt.NewSideband(pkt.NewReader(iotest.OneByteReader(bytes.NewReader(in))))
		b, errB := io.ReadAll(iotest.OneByteReader(slow))
		if !bytes.Equal(a, b) || (errA == nil) != (errB == nil) || whole.Progress() != slow.Progress() {
			t.Fatalf("%q %v, then %q %v", a, errA, b, errB)
		}
		if len(a)+len(whole.Progress()) > len(in) || len(whole.Progress()) > pkt.MaxProgress {
			t.Fatal("more was read than sent")
		}
	})
}
