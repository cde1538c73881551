package object_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
)

func TestOID(t *testing.T) {
	const hex = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
	id, err := object.ParseOID(hex)
	require.NoError(t, err)
	require.Equal(t, hex, id.String())
	require.Equal(t, id, object.FromBytes(id.Append(nil)))
	require.False(t, id.IsZero())
	require.Equal(t, strings.Repeat("0", 40), object.OID{}.String())
	sum, err := object.EmptyTree().Sum()
	require.NoError(t, err)
	require.Equal(t, id, sum)
	b, err := json.Marshal(map[object.OID]object.OID{id: id})
	require.NoError(t, err)
	var back map[object.OID]object.OID
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, id, back[id])
	for _, bad := range []string{"", "4b", strings.Repeat("g", 40), hex + "00"} {
		_, err := object.ParseOID(bad)
		require.Error(t, err, bad)
	}
}

func TestSumIsGits(t *testing.T) {
	repo := gittest.NewRepo(t, t.TempDir())
	for _, content := range []string{"", "hello\n", strings.Repeat("x", 100_000)} {
		want := gittest.Run(t, repo.Dir, []byte(content), "hash-object", "--stdin")
		got, err := object.Sum(object.TypeBlob, []byte(content))
		require.NoError(t, err)
		require.Equal(t, want, got.String())
	}
}

func TestCheckName(t *testing.T) {
	for _, ok := range []string{"a", "a.yaml", ".gitignore", ".github", "git", "ä ö", "...", "a..b", "-x", "con"} {
		require.NoError(t, object.CheckName(ok), ok)
	}
	for _, bad := range []string{
		"", ".", "..", ".git", ".GIT", ".Git", "a/b", `a\b`, "a\x00", "a\n", "\x7f", "a\u0085", "\xff",
		".git ", ".git.", ".git. .", ".git::$INDEX_ALLOCATION", ".g\u200cit", "GIT~1", "git~1 ", strings.Repeat("x", 256),
	} {
		require.Error(t, object.CheckName(bad), "%q", bad)
	}
}

func TestCheckPath(t *testing.T) {
	require.NoError(t, object.CheckPath("a/b/c.yaml"))
	for _, bad := range []string{"", "/a", "a/", "a//b", "a/../b", "./a", "a/.git/config", strings.Repeat("a/", 3000) + "a"} {
		require.Error(t, object.CheckPath(bad), "%.20q", bad)
	}
}

func TestCheckBranchIsGits(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{
		"main", "feature/x", "a.b", "a-b", "ä", "release/1.0", "", "@", "-x", "a..b", "a b", "a~1", "a^", "a:b", "a?",
		"a*", "a[b", `a\b`, "a.", "a.lock", "a.lock/b", ".a", "a/.b", "/a", "a/", "a//b", "a@{1}", "a\x01", "a\x7f",
	} {
		got := object.CheckBranch(name) == nil
		want := name != "@" && !strings.HasPrefix(name, "-") && gittest.Try(dir, "check-ref-format", "refs/heads/"+name) == nil
		require.Equal(t, want, got, "%q", name)
	}
}

func TestCommitRoundTrip(t *testing.T) {
	tree, _ := object.EmptyTree().Sum()
	c := object.Commit{
		Tree: tree, Parents: []object.OID{tree, tree},
		Author:    object.Signature{Name: "Ada Löve", Email: "ada@example.com", When: time.Unix(1_700_000_000, 0).In(time.FixedZone("", -(3*3600 + 1800)))},
		Committer: object.Signature{Name: "Bot", Email: "bot@example.com", When: time.Unix(1_700_000_001, 0).UTC()},
		Message:   "subject\n\nbody\n\n\n",
	}
	raw, err := c.Encode(nil)
	require.NoError(t, err)
	require.Contains(t, string(raw), "author Ada Löve <ada@example.com> 1700000000 -0330\n")
	got, err := object.ParseCommit(raw)
	require.NoError(t, err)
	require.Equal(t, "subject\n\nbody\n", got.Message)
	require.True(t, c.Author.When.Equal(got.Author.When))
	again, err := got.Encode(nil)
	require.NoError(t, err)
	require.Equal(t, string(raw), string(again))
	c.Message = "a\x00b"
	_, err = c.Encode(nil)
	require.ErrorIs(t, err, object.ErrCommit)
}

func TestSignature(t *testing.T) {
	at := time.Unix(1_700_000_000, 0).UTC()
	for _, row := range []struct {
		name      string
		sig       object.Signature
		wantPlain string
	}{
		{"plain", object.Signature{Name: "A", Email: "a@b", When: at}, "A <a@b> 1700000000 +0000"},
		{"no name", object.Signature{Email: "ada@b", When: at}, "ada <ada@b> 1700000000 +0000"},
		{"no name, and a local part that ends in crud", object.Signature{Email: "ada .@b", When: at}, "ada <ada .@b> 1700000000 +0000"},
		{"nothing", object.Signature{}, "unknown <> 0 +0000"},
		{"hostile", object.Signature{Name: "A <x>\nparent 1", Email: "a>\n@b", When: at}, "A xparent 1 <a@b> 1700000000 +0000"},
		{"zone of a hundred hours", object.Signature{Name: "A", Email: "a@b", When: at.In(time.FixedZone("", 100*3600))}, "A <a@b> 1700000000 +0000"},
		{"crud", object.Signature{Name: " \"A\".", Email: " a@b, ", When: at}, "A <a@b> 1700000000 +0000"},
	} {
		t.Run(row.name, func(t *testing.T) {
			require.Equal(t, row.wantPlain, row.sig.String())
			require.Equal(t, row.wantPlain, object.ParseSignature(row.wantPlain).String())
		})
	}
	for _, zone := range []string{"+9960", "-0199", "+9999", "10000", "09970", "-0000"} { // they would become five digits, or other ones
		require.Equal(t, "A <b> 5 +0000", object.ParseSignature("A <b> 5 "+zone).String(), zone)
	}
	require.Equal(t, "A\u00a0 <b> 5 +0000", object.ParseSignature("A\u00a0 <b> 5 +0000").String(), "only plain spaces are trimmed")
	require.Equal(t, "A <b> 5 -9959", object.ParseSignature("A <b> 5 -9959").String())
	for _, broken := range []string{"", "A", "A <", "A <b", "A <b>", "A <b> x", "A <b> -5 +0000", "A <b> 99999999999999999999 +0000"} {
		require.True(t, object.ParseSignature(broken).When.IsZero(), broken)
	}
}

func TestParseCommitRefuses(t *testing.T) {
	for _, bad := range []string{"", "tree x\n\n", "parent " + strings.Repeat("0", 40) + "\n\n", "tree " + strings.Repeat("0", 40) + "\nparent z\n\n"} {
		_, err := object.ParseCommit([]byte(bad))
		require.ErrorIs(t, err, object.ErrCommit, "%q", bad)
	}
}

func TestSumOwnIsSum(t *testing.T) {
	for _, kind := range []object.Type{object.TypeCommit, object.TypeTree} {
		for _, data := range []string{"", "x", strings.Repeat("many ", 10_000)} {
			id, err := object.Sum(kind, []byte(data))
			require.NoError(t, err)
			require.Equal(t, id, object.SumOwn(kind, []byte(data)))
		}
	}
}
