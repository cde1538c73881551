package remote_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestFilesOfAllKinds(t *testing.T) {
	w := newWorld(t, []string{"", "models"})
	head := w.repo.Commit(gittest.Commit{Files: gittest.Files{
		"models/a.yaml": gittest.Text("a\n"), "models/run": {Content: "r\n", Mode: "100755"},
		"models/ln": {Content: "a.yaml", Mode: "120000"}, "models/sub/x": gittest.Text("x\n"), "top": gittest.Text("t\n"),
	}})
	w.repo.Commit(gittest.Commit{Files: gittest.Files{"models/mod": {Content: head, Mode: "160000"}}})
	s := w.read(nil)
	var got []string
	for e := range s.Files("models") {
		got = append(got, fmt.Sprintf("%06o %s", e.Mode, e.Path))
		found, ok := s.Lookup(e.Path)
		require.True(t, ok)
		require.Equal(t, e, found)
	}
	require.Empty(t, cmp.Diff([]string{
		"100644 models/a.yaml", "120000 models/ln", "160000 models/mod", "100755 models/run", "040000 models/sub",
	}, got))
	require.Equal(t, []string{"models", "top"}, paths(s, ""))
	for _, p := range []string{"models/sub/x", "nope", "models/nope", "", "models/", "/top", "models/.."} {
		_, ok := s.Lookup(p)
		require.False(t, ok, p)
	}
	require.Empty(t, paths(s, "nope"))

	w.repo.Commit(gittest.Commit{Files: gittest.Files{"models/sub/x": gittest.Text("y\n"), "models/run": gittest.Text("r\n"), "models/a.yaml": gittest.Gone(), "models/a.yaml/now": gittest.Text("a folder\n")}})
	next := w.read(s)
	require.False(t, next.Same("", s))
	var changes []string
	for _, c := range remote.Diff(s, next) {
		changes = append(changes, fmt.Sprintf("%s %o -> %o", c.Path, c.Old.Mode, c.New.Mode))
	}
	require.Equal(t, []string{"models/a.yaml 100644 -> 0", "models/run 100755 -> 100644"}, changes)
	require.Len(t, remote.Diff(nil, next), 4, "all but the sub-folders")
}

func TestProblems(t *testing.T) {
	w := newWorld(t, []string{"models"})
	blob := gittest.Run(t, w.repo.Dir, []byte("x\n"), "hash-object", "-w", "--stdin")
	var lines strings.Builder
	for _, name := range []string{`"a\nb"`, "Same", "ok", "same", ".git"} {
		fmt.Fprintf(&lines, "100644 blob %s\t%s\n", blob, name)
	}
	models := gittest.Run(t, w.repo.Dir, []byte(lines.String()), "mktree")
	root := gittest.Run(t, w.repo.Dir, []byte("040000 tree "+models+"\tmodels\n"), "mktree")
	w.repo.Git("update-ref", "refs/heads/main", w.repo.Git("commit-tree", "-m", "hostile", root))
	s := w.read(nil)
	require.Equal(t, []string{"models/Same", "models/ok", "models/same"}, paths(s, "models"))
	var got []string
	for _, p := range s.Problems() {
		got = append(got, p.Path+": "+p.Reason)
	}
	require.Empty(t, cmp.Diff([]string{
		`"models/.git": name ".git" stands for .git`,
		`"models/a\nb": name "a\nb" has a control character`,
		`models/same: differs from "Same" only in case`,
	}, got))
	require.Len(t, remote.Diff(nil, s), 3)
	_, ok := s.Lookup("models/.git")
	require.False(t, ok)
}

func TestMalformedTree(t *testing.T) {
	w := newWorld(t, []string{"models"})
	id := strings.Repeat("\x01", object.Size)
	raw := "100644 b\x00" + id + "100644 a\x00" + id
	tree := gittest.Run(t, w.repo.Dir, []byte(raw), "hash-object", "-w", "--literally", "-t", "tree", "--stdin")
	w.repo.Git("update-ref", "refs/heads/main", w.repo.Git("commit-tree", "-m", "hostile", tree))
	_, err := w.client.Read(w.ctx, w.poll().OID, nil)
	require.Equal(t, wireerr.Protocol, wireerr.KindOf(err), "%v", err)
	require.ErrorContains(t, err, "out of order")
}

func TestObjectsThatWereNotSent(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	s := w.read(nil)
	e, _ := s.Lookup("models/a")
	other := gittest.NewRepo(t, t.TempDir())
	other.Commit(gittest.Commit{Files: text("x", "another\n")})
	var reply bytes.Buffer
	reply.WriteString("000dpackfile\n")
	p := other.Pack("main\n")
	fmt.Fprintf(&reply, "%04x\x01%s0000", len(p)+5, p)

	w.server.Inject(gittest.Fault{Command: "fetch", Raw: reply.Bytes(), Times: -1})
	_, _, err := w.client.Blobs(w.ctx, s, []object.OID{e.OID})
	require.Equal(t, wireerr.Protocol, wireerr.KindOf(err), "%v", err)
	_, err = w.client.Read(w.ctx, s.Commit(), nil)
	require.Equal(t, wireerr.Protocol, wireerr.KindOf(err), "%v", err)
	require.ErrorContains(t, err, "did not send commit")
	w.server.Reset()
	require.Equal(t, "1\n", w.content(s, "models/a")["models/a"])
}

func TestSnapshotSurvivesARestart(t *testing.T) {
	w := newWorld(t, []string{"config/models", "config/syncs"})
	w.monorepo(20)
	s := w.read(nil)
	b, err := s.Encode()
	require.NoError(t, err)
	back, err := remote.DecodeSnapshot(b)
	require.NoError(t, err)
	require.Equal(t, s.Commit(), back.Commit())
	require.Empty(t, cmp.Diff(paths(s, "config/models"), paths(back, "config/models")))
	require.True(t, s.Info().Committer.When.Equal(back.Info().Committer.When))

	w.repo.Commit(gittest.Commit{Message: "while we were away", Files: text("config/models/m0003.yaml", "new\n")})
	w.client = w.newClient(remote.Config{Folders: []string{"config/syncs", "config/models"}})
	next := w.read(back)
	require.Equal(t, remote.FastForward, next.History().Relation)
	require.Equal(t, "while we were away", touched(next, "config/models/m0003.yaml"))
	w.push(next, change("config/syncs/s.yaml", "s\n"))
	w.repo.Fsck()

	empty, err := w.client.Read(w.ctx, object.OID{}, nil)
	require.NoError(t, err)
	b2, err := empty.Encode()
	require.NoError(t, err)
	back, err = remote.DecodeSnapshot(b2)
	require.NoError(t, err)
	require.True(t, back.Commit().IsZero())
	for n := range len(b) {
		c := bytes.Clone(b)
		c[n] ^= 0x10
		_, err := remote.DecodeSnapshot(c)
		require.Error(t, err, "byte %d", n)
		_, err = remote.DecodeSnapshot(b[:n])
		require.Error(t, err, "cut at %d", n)
	}
}

func TestOneRemoteUsedByMany(t *testing.T) {
	w := newWorld(t, []string{"config/models"})
	w.monorepo(80)
	s := w.read(nil)
	var ids []object.OID
	for e := range s.Files("config/models") {
		ids = append(ids, e.OID)
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			blobs, _, err := w.client.Blobs(w.ctx, s, ids[i*10:i*10+10])
			if err != nil || len(blobs) != 10 {
				t.Error(err)
			}
			if _, err := w.client.Poll(w.ctx); err != nil {
				t.Error(err)
			}
			if _, err := w.client.Read(w.ctx, s.Commit(), nil); err != nil {
				t.Error(err)
			}
			if _, err := w.client.Build(s, []remote.NewCommit{change("config/models/x", fmt.Sprint(i))}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestBlobCacheIsBounded(t *testing.T) {
	w := newWorld(t, []string{"config/models"})
	w.monorepo(80)
	w.client = w.newClient(remote.Config{Folders: []string{"config/models"}, Limits: remote.Limits{CacheBytes: 5000}})
	s := w.read(nil)
	all := paths(s, "config/models")
	require.Len(t, w.content(s, all...), 80)
	w.server.Reset()
	require.Len(t, w.content(s, all...), 80)
	require.Len(t, w.server.Requests(), 1, "most are asked for again")
}
