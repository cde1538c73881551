package object_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
)

func oid(n int) object.OID {
	id, err := object.ParseOID(fmt.Sprintf("%040x", n+1))
	if err != nil {
		panic(err)
	}
	return id
}

func raw(entries ...string) []byte {
	var b []byte
	for i, e := range entries {
		b = oid(i).Append(append(append(b, e...), 0))
	}
	return b
}

func TestParseTreeRefuses(t *testing.T) {
	for _, row := range []struct {
		name string
		raw  []byte
	}{
		{"no mode", raw(" a")},
		{"mode of letters", raw("10x644 a")},
		{"long mode", raw("00000100644 a")},
		{"no name", raw("100644 ")},
		{"slash", raw("100644 a/b")},
		{"cut in the id", raw("100644 a")[:20]},
		{"cut in the name", []byte("100644 abc")},
		{"cut in the mode", []byte("1006")},
		{"order", raw("100644 b", "100644 a")},
		{"twice", raw("100644 a", "100644 a")},
		{"folder before file of the same name", raw("40000 a", "100644 a")},
		{"file and folder of one name, apart", raw("100644 a", "100644 a-b", "100644 a.b", "40000 a")},
		{"folder sorted as a file", raw("40000 a", "100644 a.b")},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := object.ParseTree(row.raw)
			require.ErrorIs(t, err, object.ErrTree)
		})
	}
	for _, ok := range [][]byte{nil, raw("100644 a", "100644 a.b", "40000 ab", "40000 b"), raw("040000 a"), raw("100664 a"), raw("100644 a.b", "40000 a", "100644 a0")} {
		_, err := object.ParseTree(ok)
		require.NoError(t, err, "%q", ok)
	}
}

func TestFind(t *testing.T) {
	tree, err := object.ParseTree(raw("100644 a.b", "40000 a", "100644 a0", "120000 ln", "160000 sub"))
	require.NoError(t, err)
	for i, name := range []string{"a.b", "a", "a0", "ln", "sub"} {
		e, ok := tree.Find(name)
		require.True(t, ok, name)
		require.Equal(t, oid(i), e.OID)
	}
	for _, name := range []string{"", "a.", "b", "zz", "A"} {
		_, ok := tree.Find(name)
		require.False(t, ok, name)
	}
}

func TestEditRefusesNamesThatNoTreeCanHold(t *testing.T) {
	tree, err := object.ParseTree(raw("100644 a"))
	require.NoError(t, err)
	for _, name := range []string{"", "a/b", "a\x00" + strings.Repeat("x", object.Size) + "100644 b"} {
		for _, gone := range []bool{false, true} {
			_, _, err := tree.Edit([]object.Edit{{Entry: object.Entry{Name: name, Mode: object.ModeFile}, Delete: gone}})
			require.ErrorIs(t, err, object.ErrTree, "%q", name)
		}
	}
}

// drawTree makes a tree as a map; names are short so that they clash and nest often.
func drawTree(t *rapid.T, label string) map[string]object.Entry {
	out := map[string]object.Entry{}
	for range rapid.IntRange(0, 12).Draw(t, label) {
		e := object.Entry{
			Name: rapid.StringMatching(`[ab][ab.\-0]{0,2}`).Draw(t, "name"),
			Mode: rapid.SampledFrom([]uint32{object.ModeFile, object.ModeExecutable, object.ModeTree, object.ModeSymlink}).Draw(t, "mode"),
			OID:  oid(rapid.IntRange(0, 3).Draw(t, "oid")),
		}
		out[e.Name] = e
	}
	return out
}

func build(t require.TestingT, entries map[string]object.Entry) *object.Tree {
	var edits []object.Edit
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		edits = append(edits, object.Edit{Entry: entries[name]})
	}
	tree, _, err := object.EmptyTree().Edit(edits)
	require.NoError(t, err)
	return tree
}

func TestEditMakesTheTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := drawTree(t, "from"), drawTree(t, "to")
		a, b := build(t, from), build(t, to)
		var edits []object.Edit
		for name := range from {
			if _, ok := to[name]; !ok {
				edits = append(edits, object.Edit{Entry: object.Entry{Name: name}, Delete: true})
			}
		}
		for _, e := range to {
			edits = append(edits, object.Edit{Entry: e})
		}
		buf := bytes.Repeat([]byte{'#'}, rapid.IntRange(0, 400).Draw(t, "buffer"))
		got, splices, err := a.EditInto(buf, edits)
		if err != nil {
			t.Fatal(err)
		}
		if string(got.Raw()) != string(b.Raw()) {
			t.Fatalf("edit: %q, want %q", got.Raw(), b.Raw())
		}
		if string(object.Apply(a.Raw(), splices)) != string(b.Raw()) {
			t.Fatal("splices of the edit")
		}
		if string(object.Apply(a.Raw(), object.Splices(a, b))) != string(b.Raw()) {
			t.Fatal("splices between the trees")
		}
		for e := range got.Entries() {
			if found, ok := got.Find(e.Name); !ok || found != e || to[e.Name] != e {
				t.Fatalf("%v is found as %v", e, found)
			}
		}
		if got.Len() != len(to) {
			t.Fatal("length")
		}
	})
}

func TestDiffIsTheDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := drawTree(t, "from"), drawTree(t, "to")
		state := maps.Clone(from)
		var added []object.Entry
		object.Diff(build(t, from), build(t, to), func(before, after object.Entry) bool {
			if before == after {
				t.Fatal("no difference")
			}
			if before.Name != "" {
				if state[before.Name] != before {
					t.Fatalf("%v was not there", before)
				}
				delete(state, before.Name)
			}
			if after.Name != "" {
				added = append(added, after)
			}
			return true
		})
		for _, e := range added {
			state[e.Name] = e
		}
		if !maps.Equal(state, to) {
			t.Fatalf("%v, want %v", state, to)
		}
	})
}

func TestTreesAreGits(t *testing.T) {
	repo := gittest.NewRepo(t, t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		entries := drawTree(t, "entries")
		var in strings.Builder
		for _, name := range slices.Sorted(maps.Keys(entries)) {
			e := entries[name]
			kind := "blob"
			if e.IsTree() {
				kind = "tree"
			}
			fmt.Fprintf(&in, "%06o %s %s\t%s\n", e.Mode, kind, e.OID, e.Name)
		}
		want := repo.MakeTree(in.String())
		got, err := build(t, entries).Sum()
		if err != nil || got.String() != want {
			t.Fatalf("%s, want %s: %v", got, want, err)
		}
	})
}
