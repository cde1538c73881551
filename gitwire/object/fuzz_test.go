package object_test

import (
	"slices"
	"strings"
	"testing"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
)

// FuzzParseTree reads bytes as a tree, and edits it: both are trees in git's order whose names
// are found, and the splices make the one of the other.
func FuzzParseTree(f *testing.F) {
	f.Add(raw("100644 a.b", "40000 a", "100644 a0"), "a", uint32(object.ModeFile), false)
	f.Add(raw("100644 a", "40000 a"), "b", uint32(object.ModeTree), true)
	f.Add([]byte("100644 "), "", uint32(0), false)
	f.Add(raw("100644 a", "120000 b", "160000 c"), "a", uint32(object.ModeTree), false)
	f.Fuzz(func(t *testing.T, in []byte, name string, mode uint32, gone bool) {
		tree, err := object.ParseTree(in)
		if err != nil {
			return
		}
		if string(tree.Raw()) != string(in) {
			t.Fatal("the bytes are others")
		}
		checkTree(t, tree)
		edit := object.Edit{Entry: object.Entry{Name: name, Mode: mode % 0o1000000, OID: oid(7)}, Delete: gone}
		next, splices, err := tree.Edit([]object.Edit{edit})
		if err != nil {
			if object.CheckName(name) == nil {
				t.Fatalf("%+v: %v", edit, err)
			}
			return
		}
		checkTree(t, next)
		if string(object.Apply(in, splices)) != string(next.Raw()) || string(object.Apply(in, object.Splices(tree, next))) != string(next.Raw()) {
			t.Fatal("the splices make another tree")
		}
		if found, ok := next.Find(name); ok == gone || ok && found != edit.Entry {
			t.Fatalf("%+v is found as %+v %v", edit, found, ok)
		}
		for e := range tree.Entries() {
			if found, ok := next.Find(e.Name); e.Name != name && (!ok || found != e) {
				t.Fatalf("%q is another one after the edit", e.Name)
			}
		}
	})
}

func checkTree(t *testing.T, tree *object.Tree) {
	t.Helper()
	seen := map[string]bool{}
	for e := range tree.Entries() {
		if seen[e.Name] {
			t.Fatalf("%q stands twice", e.Name)
		}
		seen[e.Name] = true
		if found, ok := tree.Find(e.Name); !ok || found != e {
			t.Fatalf("%q is not found", e.Name)
		}
	}
	if len(seen) != tree.Len() {
		t.Fatalf("%d entries of %d", len(seen), tree.Len())
	}
}

// FuzzParseCommit reads bytes as a commit; what could be read is stable from then on.
func FuzzParseCommit(f *testing.F) {
	f.Add([]byte("tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 -1130\ngpgsig x\n y\n\nhello\n"))
	f.Add([]byte("tree \n\n"))
	repo := gittest.NewRepo(f, f.TempDir())
	repo.Commit(gittest.Commit{Files: gittest.Files{"a": gittest.Text("a")}, Message: "one\n\ntwo"})
	f.Add([]byte(repo.Git("cat-file", "commit", "main") + "\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := object.ParseCommit(raw)
		if err != nil || strings.ContainsRune(c.Message, 0) {
			return
		}
		once, err := c.Encode(nil)
		if err != nil {
			t.Fatal(err)
		}
		back, err := object.ParseCommit(once)
		if err != nil {
			t.Fatal(err)
		}
		if back.Tree != c.Tree || !slices.Equal(back.Parents, c.Parents) {
			t.Fatalf("%+v became %+v", c, back)
		}
		twice, err := back.Encode(nil)
		if err != nil || string(once) != string(twice) {
			t.Fatalf("not stable:\n%q\n%q %v", once, twice, err)
		}
	})
}

// FuzzSignature: whatever a person is called, the line says so once and for all.
func FuzzSignature(f *testing.F) {
	f.Add("Ada <ada@example.com> 1700000000 +0130")
	f.Add("A <b> -5 +9999")
	f.Add("<> 1 -0001")
	f.Fuzz(func(t *testing.T, line string) {
		sig := object.ParseSignature(line)
		once := sig.String()
		if strings.ContainsAny(once, "\n\x00") || strings.Count(once, "<") != 1 || strings.Count(once, ">") != 1 {
			t.Fatalf("%q breaks the line", once)
		}
		back := object.ParseSignature(once)
		if twice := back.String(); once != twice {
			t.Fatalf("%q, then %q", once, twice)
		}
		if !sig.When.IsZero() && back.When.Unix() != sig.When.Unix() {
			t.Fatalf("%v became %v", sig.When, back.When)
		}
	})
}
