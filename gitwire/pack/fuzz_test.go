package pack_test

import (
	"bytes"
	"crypto/sha1"
	"strings"
	"testing"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
)

// small are limits that input of a fuzzer can break.
func small() pack.Limits {
	return pack.Limits{Bytes: 1 << 16, Objects: 1000, Inflated: 1 << 20, Blob: 1 << 14, Tree: 1 << 15}
}

// memory is a pack.File.
type memory struct{ b []byte }

func (m *memory) Write(b []byte) (int, error) {
	m.b = append(m.b, b...)
	return len(b), nil
}

func (m *memory) ReadAt(b []byte, off int64) (int, error) {
	return bytes.NewReader(m.b).ReadAt(b, off)
}

// sealed gives a pack the checksum of its bytes, which a fuzzer would not find.
func sealed(in []byte) []byte {
	body := in[:max(0, len(in)-sha1.Size)]
	sum := sha1.Sum(body)
	return append(bytes.Clone(body), sum[:]...)
}

// checkPack reads a pack in both ways. What comes of it has the id it says and keeps to the
// limits, and what both give is the same.
func checkPack(t *testing.T, in []byte) {
	t.Helper()
	limits := small()
	found := map[object.OID]pack.Object{}
	held, count := int64(0), int64(0)
	res, err := pack.Read(bytes.NewReader(in), pack.Options{Limits: limits}, func(o pack.Object) error {
		held += int64(len(o.Data))
		count++
		if id, err := object.Sum(o.Type, o.Data); err != nil || id != o.OID {
			t.Fatal("wrong id")
		}
		if most := limits.Blob; o.Type == object.TypeBlob && int64(len(o.Data)) > most || int64(len(o.Data)) > limits.Tree {
			t.Fatalf("%d bytes", len(o.Data))
		}
		found[o.OID] = o
		return nil
	})
	if held > limits.Inflated || count > limits.Objects || res.Bytes > limits.Bytes+sha1.Size {
		t.Fatalf("%d bytes held, %d objects: %v", held, count, err)
	}
	if err == nil && count+int64(len(res.Skipped)) != res.Objects {
		t.Fatalf("%d given and %d skipped of %d", count, len(res.Skipped), res.Objects)
	}
	s, _, spoolErr := pack.ReadToFile(bytes.NewReader(in), &memory{}, limits, nil)
	if err != nil || spoolErr != nil {
		return
	}
	for id, want := range found {
		got, err := s.Object(id)
		if err != nil {
			return
		}
		if got.OID == (object.OID{}) {
			continue // a chain that is too strange for the spool
		}
		if got.Type != want.Type || !bytes.Equal(got.Data, want.Data) {
			t.Fatalf("%s is another one in the spool", id)
		}
	}
}

func FuzzRead(f *testing.F) {
	c := &craft{}
	at := c.blob(bytes.Repeat([]byte("base"), 30))
	d := pack.Delta(bytes.Repeat([]byte("base"), 30), []object.Splice{{At: 3, Del: 1, Ins: []byte("zz")}})
	c.entry(6, len(d), []byte{byte(c.b.Len() + 12 - at)}, d)
	c.entry(7, len(d), bytes.Repeat([]byte{1}, 20), d)
	f.Add(c.pack())
	f.Add((&craft{}).pack())
	r := gittest.NewRepo(f, f.TempDir())
	long := strings.Repeat("some line\n", 20)
	r.Commit(gittest.Commit{Files: gittest.Files{"a": gittest.Text(long), "b": gittest.Text(long + "more\n")}})
	r.Commit(gittest.Commit{Files: gittest.Files{"a": gittest.Text(long + "x"), "d/c": gittest.Text("c")}})
	for _, args := range [][]string{{"--delta-base-offset"}, nil, {"--depth=0"}} {
		f.Add(r.Pack("main\n", args...))
	}
	f.Add(r.Pack("main\n^main~1\n", "--thin"))
	f.Fuzz(func(t *testing.T, in []byte) {
		checkPack(t, in)
		checkPack(t, sealed(in))
	})
}

// FuzzCrafted reads packs whose framing is right, so that what the deltas do is what varies:
// each four bytes of the program and the text that follows make one entry.
func FuzzCrafted(f *testing.F) {
	f.Add([]byte("\x03\x00\x00\x05hello\x06\x01\x00\x00\x07\x00\x01\x00"))
	f.Add([]byte("\x07\x09\x01\x00\x06\x01\x02\x00\x03\x00\x00\x09some text"))
	f.Add([]byte("\x02\x00\x00\x00\x07\x01\x03\x00\x07\x02\x03\x00"))
	f.Fuzz(func(t *testing.T, program []byte) {
		checkPack(t, crafted(program))
	})
}

func crafted(program []byte) []byte {
	c := &craft{}
	var offs []int
	var contents [][]byte
	for len(program) >= 4 && len(offs) < 200 {
		kind, ref, how, n := program[0]&7, int(program[1]), program[2], int(program[3])
		program = program[4:]
		text := program[:min(n, len(program))]
		program = program[len(text):]
		if kind < 6 || len(offs) == 0 {
			offs, contents = append(offs, c.entry(kind, len(text)+int(how>>6), nil, text)), append(contents, text)
			continue
		}
		base := contents[ref%len(contents)]
		delta, made := text, text // as it comes
		if how&3 != 0 {
			cutAt := min(int(how>>2), len(base))
			delta = pack.Delta(base, []object.Splice{{At: cutAt, Del: (len(base) - cutAt) / 2, Ins: text}})
			made, _ = pack.ApplyDelta(base, delta)
		}
		if kind == 6 {
			offs = append(offs, c.entry(6, len(delta), offset(12+c.b.Len()-offs[ref%len(offs)]), delta))
		} else {
			id, err := object.Sum(object.TypeBlob, base)
			if how&3 == 3 || err != nil {
				id, _ = object.Sum(object.TypeBlob, made) // of itself, or of what comes later
			}
			offs = append(offs, c.entry(7, len(delta), id.Append(nil), delta))
		}
		contents = append(contents, made)
	}
	return c.pack()
}

// offset is the distance back to a delta's base as a pack has it.
func offset(n int) []byte {
	b := []byte{byte(n & 0x7f)}
	for n >>= 7; n > 0; n >>= 7 {
		n--
		b = append([]byte{0x80 | byte(n&0x7f)}, b...)
	}
	return b
}

func FuzzApplyDelta(f *testing.F) {
	f.Add([]byte("base"), pack.Delta([]byte("base"), []object.Splice{{At: 1, Del: 2, Ins: []byte("new")}}))
	f.Add([]byte("base"), []byte{4, 9, 0x91, 1, 9})
	f.Fuzz(func(t *testing.T, base, delta []byte) {
		size, err := pack.ResultSize(delta)
		if err != nil || size > 1<<20 {
			return
		}
		if out, err := pack.ApplyDelta(base, delta); err == nil && int64(len(out)) != size {
			t.Fatal("size")
		}
	})
}
