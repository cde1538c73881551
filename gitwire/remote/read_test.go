package remote_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

func TestColdReadTakesOnlyTheFolder(t *testing.T) {
	w := newWorld(t, []string{"config/models"})
	head := w.monorepo(100)
	s := w.read(nil)

	require.Equal(t, head, s.Commit().String())
	require.Len(t, paths(s, "config/models"), 100)
	require.Equal(t, "start", strings.TrimSpace(s.Info().Message))
	reqs := w.server.Requests()
	require.Len(t, reqs, 2+1+4, "capabilities, ls-refs; the whole, which is hung up on; commit, root, config, models")
	var out int64
	for _, r := range reqs[2:] {
		if strings.Contains(r.Body, "filter tree:0") {
			out += r.Out
		}
	}
	require.Less(t, out, int64(6_000), "the folder's 100 entries and little else")

	w.server.Reset()
	all := paths(s, "config/models")
	got := w.content(s, all...)
	require.Len(t, got, 100)
	require.Equal(t, model(42, 0), got["config/models/m0042.yaml"])
	require.Len(t, w.server.Requests(), 1)
	require.Less(t, len(w.server.Requests()[0].Body), 400, "the folder is wanted, not each file")

	w.content(s, all...)
	require.Len(t, w.server.Requests(), 1, "the second time they come from the cache")
}

func TestColdReadOfASmallRepositoryIsOneRequest(t *testing.T) {
	w := newWorld(t, nil)
	w.client = w.newClient(remote.Config{Folders: []string{"config/models"}, Limits: remote.Limits{WholeObjects: 20_000, CacheBytes: 1}})
	w.monorepo(100)
	s := w.read(nil)
	w.server.Reset()
	got := w.content(s, paths(s, "config/models")...)
	require.Equal(t, model(42, 0), got["config/models/m0042.yaml"])
	for _, r := range w.server.Requests() { // one of those that were not needed may come late
		require.Contains(t, r.Body, "filter tree:0")
	}
	next := w.push(s, change("config/models/m0001.yaml", model(1, 1)))
	require.Equal(t, w.repo.Ref("main"), next.Commit().String())
}

func TestFilesThatCameAreKeptUpToALimit(t *testing.T) {
	w := newWorld(t, []string{"models"}, gittest.WithoutV2()) // where all comes at once
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n", "models/b", strings.Repeat("b", 200), "models/c", "3\n")})
	w.client = w.newClient(remote.Config{TempDir: t.TempDir(), Limits: remote.Limits{ReadyBytes: 100}})
	s := w.read(nil)
	w.server.Reset()
	w.content(s, "models/a", "models/c")
	require.Empty(t, w.server.Requests())
	w.content(s, "models/b")
	require.Len(t, w.server.Requests(), 1)
}

func TestColdReadFallsBackWhenTheWholeIsTooMuch(t *testing.T) {
	w := newWorld(t, nil)
	w.monorepo(100)
	for _, limits := range []remote.Limits{{WholeObjects: 20_000, WholeBytes: 5000}, {WholeObjects: 100}} {
		w.client = w.newClient(remote.Config{Folders: []string{"config/models"}, Limits: limits})
		require.Len(t, paths(w.read(nil), "config/models"), 100)
	}
}

func TestDeepFoldersAreReadWholeOnlyWhereThereIsLittleElse(t *testing.T) {
	whole := func(w *world) (n int) {
		for _, r := range w.server.Requests() {
			if strings.Contains(r.Body, "filter blob:limit") {
				n++
			}
		}
		return n
	}
	for _, row := range []struct {
		name   string
		beside []string
		want   int
	}{{"alone", nil, 1}, {"beside files and a tool's folder", []string{"README.md", ".github/x"}, 1}, {"beside another folder", []string{"src/x"}, 0}} {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t, nil)
			files := text("deploy/config/prod/a.yaml", "a: 1\n")
			for _, path := range row.beside {
				files[path] = gittest.Text("x\n")
			}
			w.repo.Commit(gittest.Commit{Files: files})
			w.client = w.newClient(remote.Config{Folders: []string{"deploy/config/prod"}, Limits: remote.Limits{WholeObjects: 1}})
			require.Equal(t, "a: 1\n", w.content(w.read(nil), "deploy/config/prod/a.yaml")["deploy/config/prod/a.yaml"])
			require.Equal(t, row.want, whole(w))
			w.read(nil)
			require.Equal(t, row.want, whole(w), "what was found to be large is not tried again")
		})
	}
}

func TestPollIsOneRequest(t *testing.T) {
	w := newWorld(t, []string{"models"})
	head := w.repo.Commit(gittest.Commit{Files: gittest.Files{"models/a.yaml": gittest.Text("a\n")}})
	require.Equal(t, head, w.poll().OID.String())
	w.server.Reset()
	require.Equal(t, head, w.poll().OID.String())
	require.Len(t, w.server.Requests(), 1)
}

func TestInboundIsTwoRequests(t *testing.T) {
	w := newWorld(t, []string{"config/models"})
	w.monorepo(100)
	s := w.read(nil)
	w.content(s, paths(s, "config/models")...)
	head := w.repo.Commit(gittest.Commit{Author: "Eve <eve@example.com>", Message: "edit 7", Files: gittest.Files{
		"config/models/m0007.yaml": gittest.Text(model(7, 1)), "src/pkg01/file1.go": gittest.Text("package p\n"),
	}})
	w.server.Reset()
	next := w.read(s)
	changes := remote.Diff(s, next)
	require.Len(t, changes, 1)
	require.Equal(t, "config/models/m0007.yaml", changes[0].Path)
	require.Equal(t, model(7, 1), w.content(next, changes[0].Path)[changes[0].Path])
	require.Len(t, w.server.Requests(), 2, "ls-refs and fetch")

	h := next.History()
	require.Equal(t, remote.FastForward, h.Relation)
	require.Len(t, h.Commits, 1)
	require.Equal(t, head, h.Commits[0].OID.String())
	require.Equal(t, "eve@example.com", h.Commits[0].Author.Email)
	touch, ok := next.LastTouch("config/models/m0007.yaml")
	require.True(t, ok)
	require.Equal(t, "edit 7", strings.TrimSpace(touch.Message))
	_, ok = next.LastTouch("config/models/m0008.yaml")
	require.False(t, ok)
}

func TestPushIsOneRequest(t *testing.T) {
	w := newWorld(t, []string{"config/models"})
	w.monorepo(100)
	s := w.read(nil)
	s = w.push(s, change("config/models/m0001.yaml", model(1, 1)))
	w.server.Reset()
	s = w.push(s, change("config/models/new.yaml", "name: new\n"))
	require.Len(t, w.server.Requests(), 1)
	w.repo.Fsck()
	require.Equal(t, s.Commit().String(), w.repo.Ref("main"))
	require.Equal(t, "name: new", w.repo.Show("main:config/models/new.yaml"))

	fresh, err := w.newClient(remote.Config{Folders: []string{"config/models"}}).Read(w.ctx, s.Commit(), nil)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(paths(fresh, "config/models"), paths(s, "config/models")))
	require.True(t, s.Same("config/models", fresh))
	e, _ := s.Lookup("config/models/new.yaml")
	require.Equal(t, object.ModeFile, e.Mode)
}

func TestInboundOfALargeFile(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	s := w.read(nil)
	large := strings.Repeat("0123456789abcde\n", 10_000)
	w.repo.Commit(gittest.Commit{Message: "large", Files: text("models/large", large, "models/a", "2\n")})
	w.server.Reset()
	next := w.read(s)
	require.Equal(t, "large", touched(next, "models/large"))
	require.Len(t, w.server.Requests(), 2)
	require.Less(t, w.server.Requests()[1].Out, int64(2000), "it is left out")
	require.Equal(t, map[string]string{"models/large": large, "models/a": "2\n"}, w.content(next, "models/large", "models/a"))
	require.Len(t, w.server.Requests(), 3)
}

func TestServerThatWantsToBeAskedTwice(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	s := w.read(nil)
	w.repo.Commit(gittest.Commit{Message: "second", Files: text("models/a", "2\n")})
	w.server.Inject(gittest.Fault{Command: "fetch", Raw: []byte("0014acknowledgments\n0031ACK " + s.Commit().String() + "\n0000")})
	w.server.Inject(gittest.Fault{Command: "fetch", Before: func() {}})
	next := w.read(s)
	require.Equal(t, remote.FastForward, next.History().Relation)
	require.Equal(t, "second", touched(next, "models/a"))
}

func TestAReplyWithoutAnAnswerIsNoRewrite(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	s := w.read(nil)
	w.repo.Commit(gittest.Commit{Files: text("models/a", "2\n")})
	tip := w.poll().OID
	other := strings.Repeat("1", 40)
	for _, reply := range []string{"0000", "0014acknowledgments\n0000", "0014acknowledgments\n0031ACK " + other + "\n0000"} {
		w.server.Inject(gittest.Fault{Command: "fetch", Raw: []byte(reply)})
		_, err := w.client.Read(w.ctx, tip, s)
		require.Equal(t, wireerr.Protocol, wireerr.KindOf(err), "%v", err)
	}
	w.server.Inject(gittest.Fault{Command: "fetch", Raw: []byte("0014acknowledgments\n0008NAK\n0000")})
	require.Equal(t, remote.Rewritten, w.read(s).History().Relation)
	require.Equal(t, remote.FastForward, w.read(s).History().Relation)
}

func TestFoldersThatComeAndGo(t *testing.T) {
	w := newWorld(t, []string{"deep/down/models", "syncs"})
	w.repo.Commit(gittest.Commit{Files: text("x", "1\n")})
	s := w.read(nil)
	require.Empty(t, paths(s, "deep/down/models"))
	require.Empty(t, s.Problems())
	w.repo.Commit(gittest.Commit{Message: "come", Files: text("deep/down/models/a", "1\n", "syncs", "a file\n")})
	next := w.read(s)
	require.Equal(t, []string{"deep/down/models/a"}, changed(s, next))
	require.Equal(t, "come", touched(next, "deep/down/models/a"))
	require.Equal(t, []remote.Problem{{Path: "syncs", Reason: "is not a folder"}}, next.Problems())
	w.repo.Commit(gittest.Commit{Message: "go", Files: gittest.Files{"deep": gittest.Gone()}})
	last := w.read(next)
	require.Equal(t, []string{"deep/down/models/a"}, changed(next, last))
	require.Equal(t, "go", touched(last, "deep/down/models/a"))
}
