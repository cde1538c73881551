package pack_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
)

func wide() pack.Limits {
	return pack.Limits{Bytes: 1 << 26, Objects: 1 << 20, Inflated: 1 << 28, Blob: 1 << 24, Tree: 1 << 24}
}

// readAll reads a pack into a map.
func readAll(b []byte, opt pack.Options) (map[object.OID]pack.Object, pack.Result, error) {
	if opt.Limits == (pack.Limits{}) {
		opt.Limits = wide()
	}
	out := map[object.OID]pack.Object{}
	res, err := pack.Read(bytes.NewReader(b), opt, func(o pack.Object) error {
		out[o.OID] = o
		return nil
	})
	return out, res, err
}

// history is a repository with many versions of similar files.
func history(t *testing.T) *gittest.Repo {
	t.Helper()
	r := gittest.NewRepo(t, t.TempDir())
	for v := range 12 {
		files := gittest.Files{}
		for i := range 20 {
			files[fmt.Sprintf("dir%d/file%02d.txt", i%3, i)] = gittest.Text(strings.Repeat(fmt.Sprintf("line of file %d\n", i), 60) + fmt.Sprintf("version %d\n", v*(i%4)))
		}
		r.Commit(gittest.Commit{Files: files})
	}
	return r
}

func TestReadsGitsPacks(t *testing.T) {
	r := history(t)
	want := map[string]string{}
	for line := range strings.SplitSeq(r.Git("cat-file", "--batch-all-objects", "--batch-check"), "\n") {
		f := strings.Fields(line)
		want[f[0]] = f[1]
	}
	for _, row := range []struct {
		name string
		args []string
	}{{"offset deltas", []string{"--delta-base-offset"}}, {"deltas by id", nil}, {"no deltas", []string{"--depth=0"}}} {
		t.Run(row.name, func(t *testing.T) {
			b := r.Pack("main\n", row.args...)
			got, res, err := readAll(b, pack.Options{})
			require.NoError(t, err)
			require.Empty(t, res.Skipped)
			require.Equal(t, int64(len(b)), res.Bytes)
			require.Len(t, got, len(want))
			for id, o := range got {
				require.Equal(t, want[id.String()], o.Type.String())
				sum, err := object.Sum(o.Type, o.Data)
				require.NoError(t, err)
				require.Equal(t, id, sum)
			}
		})
	}
}

func TestThinPacks(t *testing.T) {
	r := history(t)
	all, _, err := readAll(r.Pack("main\n"), pack.Options{})
	require.NoError(t, err)
	thin := r.Pack("main\n^main~1\n", "--thin", "--delta-base-offset")

	asked := 0
	got, res, err := readAll(thin, pack.Options{Base: func(id object.OID) (object.Type, []byte, bool) {
		asked++
		o, ok := all[id]
		return o.Type, o.Data, ok
	}})
	require.NoError(t, err)
	require.Empty(t, res.Skipped)
	require.Len(t, got, int(res.Objects))
	require.Positive(t, asked, "the pack is thin")

	got, res, err = readAll(thin, pack.Options{})
	require.NoError(t, err, "bases that are not known are no failure")
	require.NotEmpty(t, res.Skipped)
	require.Len(t, got, int(res.Objects)-len(res.Skipped))
	for _, s := range res.Skipped {
		require.Equal(t, pack.UnknownBase, s.Reason)
	}
}

func TestWriterMakesWhatGitTakes(t *testing.T) {
	r := gittest.NewRepo(t, t.TempDir())
	tree := object.EmptyTree()
	blob := []byte("content\n")
	blobID, err := object.Sum(object.TypeBlob, blob)
	require.NoError(t, err)
	var edits []object.Edit
	for i := range 300 {
		edits = append(edits, object.Edit{Entry: object.Entry{Name: fmt.Sprintf("f%03d", i), Mode: object.ModeFile, OID: blobID}})
	}
	tree, _, err = tree.Edit(edits)
	require.NoError(t, err)
	base := treeObject(t, tree)
	have := pack.NewWriter()
	have.Add(pack.Object{Type: object.TypeBlob, OID: blobID, Data: blob})
	have.Add(base)
	gittest.Run(t, r.Dir, have.Bytes(true), "unpack-objects", "-q")

	w := pack.NewWriter()
	at := base
	for i := range 60 {
		next, splices, err := tree.Edit([]object.Edit{{Entry: object.Entry{Name: fmt.Sprintf("f%03d", i), Mode: object.ModeExecutable, OID: blobID}}})
		require.NoError(t, err)
		o := treeObject(t, next)
		w.AddDelta(o.OID, at, pack.Delta(at.Data, splices))
		require.Equal(t, i+1, w.Depth(o.OID))
		tree, at = next, o
	}
	for _, row := range []struct {
		name string
		thin bool
		args []string
	}{{"thin", true, []string{"index-pack", "--stdin", "--fix-thin", "--strict"}}, {"full", false, []string{"index-pack", "--stdin", "--strict"}}} {
		t.Run(row.name, func(t *testing.T) {
			b := w.Bytes(row.thin)
			gittest.Run(t, r.Dir, b, row.args...)
			require.Equal(t, "tree", r.Git("cat-file", "-t", at.OID.String()))
			got, res, err := readAll(b, pack.Options{Base: func(id object.OID) (object.Type, []byte, bool) {
				return base.Type, base.Data, id == base.OID
			}})
			require.NoError(t, err)
			require.Empty(t, res.Skipped)
			require.Equal(t, at.Data, got[at.OID].Data)
		})
	}
}

func treeObject(t *testing.T, tree *object.Tree) pack.Object {
	t.Helper()
	id, err := tree.Sum()
	require.NoError(t, err)
	return pack.Object{Type: object.TypeTree, OID: id, Data: tree.Raw()}
}

func TestStop(t *testing.T) {
	b := history(t).Pack("main\n")
	n := 0
	_, err := pack.Read(bytes.NewReader(b), pack.Options{Limits: wide()}, func(pack.Object) error {
		if n++; n == 3 {
			return pack.ErrStop
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 3, n)
}

func TestPartly(t *testing.T) {
	c := &craft{}
	for i := range 10 {
		c.blob([]byte{byte(i)})
	}
	limits := wide()
	limits.Objects = 5
	for _, stop := range []int{5, 100} {
		n := 0
		_, err := pack.Read(bytes.NewReader(c.pack()), pack.Options{Limits: limits, Partly: true}, func(pack.Object) error {
			if n++; n == stop {
				return pack.ErrStop
			}
			return nil
		})
		require.Equal(t, 5, n)
		var over *pack.LimitError
		require.Equal(t, stop > 5, errors.As(err, &over), "%v", err)
	}
}

func TestDelta(t *testing.T) {
	base := bytes.Repeat([]byte("0123456789abcdef"), 20_000)
	splices := []object.Splice{{At: 0, Ins: []byte("new")}, {At: 70_000, Del: 5}, {At: 200_000, Del: 1, Ins: bytes.Repeat([]byte("x"), 300)}}
	delta := pack.Delta(base, splices)
	require.Less(t, len(delta), 400)
	got, err := pack.ApplyDelta(base, delta)
	require.NoError(t, err)
	require.True(t, bytes.Equal(object.Apply(base, splices), got))
	for _, row := range []struct {
		name  string
		delta []byte
	}{
		{"empty", nil},
		{"no result size", []byte{4}},
		{"endless size", bytes.Repeat([]byte{0xff}, 20)},
		{"another base", []byte{5, 1, 1, 'x'}},
		{"reserved instruction", []byte{4, 1, 0}},
		{"insert past the end", []byte{4, 9, 9, 'x'}},
		{"copy past the base", []byte{4, 9, 0x91, 1, 9}},
		{"copy cut", []byte{4, 9, 0x91, 1}},
		{"too short", []byte{4, 9, 1, 'x'}},
		{"too long", []byte{4, 1, 2, 'x', 'y'}},
	} {
		_, err := pack.ApplyDelta([]byte("base"), row.delta)
		require.ErrorIs(t, err, pack.ErrMalformed, row.name)
	}
}

func TestReadPassesErrorsOn(t *testing.T) {
	b := history(t).Pack("main\n")
	_, err := pack.Read(io.MultiReader(bytes.NewReader(b[:500]), broken{}), pack.Options{Limits: wide()}, func(pack.Object) error { return nil })
	require.ErrorIs(t, err, io.ErrClosedPipe)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }
