package remote_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

func TestUnbornBranch(t *testing.T) {
	w := newWorld(t, []string{"a/models", "a/syncs"})
	tip := w.poll()
	require.Equal(t, remote.Tip{Unborn: true}, tip)
	s := w.read(nil)
	require.True(t, s.Commit().IsZero())
	require.Empty(t, paths(s, "a/models"))

	s = w.push(s, change("a/models/one.yaml", "one\n"), change("a/syncs/two.yaml", "two\n"))
	w.repo.Fsck()
	require.Equal(t, []string{"a/models/one.yaml"}, paths(s, "a/models"))
	require.Equal(t, "2", w.repo.Git("rev-list", "--count", "main"))
	require.Equal(t, "a/models/one.yaml\na/syncs/two.yaml", w.repo.Git("ls-tree", "-r", "--name-only", "main"))
	require.Equal(t, s.Commit(), w.poll().OID)
}

func TestBranchMissing(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Branch: "mainline", Files: gittest.Files{"x": gittest.Text("x\n")}})
	require.Equal(t, remote.Tip{Missing: true}, w.poll())
}

func TestPushAfterTheBranchMoved(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: gittest.Files{"models/a.yaml": gittest.Text("a\n")}})
	s := w.read(nil)
	theirs := w.repo.Commit(gittest.Commit{Files: gittest.Files{"models/b.yaml": gittest.Text("b\n")}})
	p, err := w.client.Build(s, []remote.NewCommit{change("models/a.yaml", "mine\n")})
	require.NoError(t, err)
	_, err = w.client.Push(w.ctx, p)
	require.Equal(t, wireerr.Moved, wireerr.KindOf(err))
	var e *wireerr.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, theirs, e.Tip.String())
	require.Equal(t, wireerr.Retry, e.Class())
	require.Equal(t, theirs, w.repo.Ref("main"))

	s = w.push(w.read(s), change("models/a.yaml", "mine\n"))
	require.Equal(t, []string{"models/a.yaml", "models/b.yaml"}, paths(s, "models"))
	require.Equal(t, theirs, w.repo.Git("rev-parse", "main~1"))
}

func TestPushWhoseAnswerIsLost(t *testing.T) {
	receive := "git-receive-pack"
	for _, row := range []struct {
		name    string
		fault   gittest.Fault
		applied bool
		kind    wireerr.Kind
	}{
		{"reply dropped after accept", gittest.Fault{Service: receive, DropReply: true}, true, ""},
		{"reply cut in the report", gittest.Fault{Service: receive, CutAfter: 10}, true, ""},
		{"request lost", gittest.Fault{Service: receive, Lost: true}, false, wireerr.Unreachable},
		{"HTTP 500 before git", gittest.Fault{Service: receive, Status: 500}, false, wireerr.Unreachable},
		{"HTTP 502 in place of the reply", gittest.Fault{Service: receive, Status: 502}, false, wireerr.Unreachable},
		{"nonsense", gittest.Fault{Service: receive, Raw: []byte("zzzz")}, false, wireerr.Protocol},
		{"empty report", gittest.Fault{Service: receive, Raw: []byte("0000")}, false, wireerr.Protocol},
		{"HTTP 401", gittest.Fault{Service: receive, Status: 401}, false, wireerr.Auth},
		{"HTTP 403", gittest.Fault{Service: receive, Status: 403}, false, wireerr.Forbidden},
		{"HTTP 413", gittest.Fault{Service: receive, Status: 413}, false, wireerr.TooLarge},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t, []string{"models"})
			base := w.repo.Commit(gittest.Commit{Files: gittest.Files{"models/a.yaml": gittest.Text("a\n")}})
			s := w.read(nil)
			warm := w.push(s, change("models/warm.yaml", "so that capabilities are known\n"))
			p, err := w.client.Build(warm, []remote.NewCommit{change("models/a.yaml", "b\n")})
			require.NoError(t, err)
			w.server.Inject(row.fault)
			next, err := w.client.Push(w.ctx, p)
			if row.applied {
				require.NoError(t, err)
				require.Equal(t, p.Head(), next.Commit())
				require.Equal(t, p.Head().String(), w.repo.Ref("main"))
				return
			}
			require.Equal(t, row.kind, wireerr.KindOf(err), "%v", err)
			require.Equal(t, warm.Commit().String(), w.repo.Ref("main"))
			require.NotEqual(t, base, w.repo.Ref("main"))
			_, err = w.client.Push(w.ctx, p)
			require.NoError(t, err, "the same push can be sent again")
			require.Equal(t, p.Head().String(), w.repo.Ref("main"))
			w.repo.Fsck()
		})
	}
}

func TestPushWhoseOutcomeNobodyKnows(t *testing.T) {
	w := newWorld(t, []string{"models"})
	s := w.push(w.read(nil), change("models/a.yaml", "a\n"))
	p, err := w.client.Build(s, []remote.NewCommit{change("models/a.yaml", "b\n")})
	require.NoError(t, err)
	w.server.Inject(gittest.Fault{Service: "git-receive-pack", DropReply: true})
	w.server.Inject(gittest.Fault{Service: "git-upload-pack", Lost: true, Times: -1})
	_, err = w.client.Push(w.ctx, p)
	var e *wireerr.Error
	require.ErrorAs(t, err, &e)
	require.True(t, e.OutcomeUnknown)
	require.Equal(t, wireerr.Unreachable, e.Kind)
	w.server.Reset()
	_, err = w.client.Push(w.ctx, p)
	require.NoError(t, err, "sent again, it is found to be there")
	require.Equal(t, "3", fmt.Sprint(1+len(strings.Fields(w.repo.Git("rev-list", "main")))))
}

func TestPushRejectedByAHook(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: gittest.Files{"models/a.yaml": gittest.Text("a\n")}})
	s := w.read(nil)
	w.repo.Hook("pre-receive", `printf 'policy: \033[31mno\033[0m changes on Fridays\n' >&2; exit 1`)
	p, err := w.client.Build(s, []remote.NewCommit{change("models/a.yaml", "b\n")})
	require.NoError(t, err)
	_, err = w.client.Push(w.ctx, p)
	var e *wireerr.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, wireerr.Rejected, e.Kind)
	require.Equal(t, wireerr.Halt, e.Class())
	require.Contains(t, e.Text, "policy: no changes on Fridays")
	require.Equal(t, s.Commit().String(), w.repo.Ref("main"))
}

func TestModesAreKept(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: gittest.Files{
		"models/run.yaml": {Content: "a\n", Mode: "100755"}, "models/plain.yaml": gittest.Text("a\n"),
	}})
	s := w.push(w.read(nil), commit(
		remote.FileChange{Path: "models/run.yaml", Content: []byte("b\n")},
		remote.FileChange{Path: "models/plain.yaml", Content: []byte("a\n"), Mode: object.ModeExecutable},
	))
	for _, p := range []string{"models/run.yaml", "models/plain.yaml"} {
		e, ok := s.Lookup(p)
		require.True(t, ok)
		require.Equal(t, object.ModeExecutable, e.Mode, p)
		require.True(t, strings.HasPrefix(w.repo.Git("ls-tree", "main", p), "100755"), p)
	}
	w.repo.Fsck()
}

func TestDeletingTheLastFileRemovesTheFolders(t *testing.T) {
	w := newWorld(t, []string{"a/b/models"})
	w.repo.Commit(gittest.Commit{Files: gittest.Files{"a/b/models/x.yaml": gittest.Text("x\n"), "a/keep": gittest.Text("k\n")}})
	s := w.push(w.read(nil), commit(remote.FileChange{Path: "a/b/models/x.yaml", Delete: true}))
	require.Equal(t, "a\na/keep", w.repo.Git("ls-tree", "-r", "--name-only", "-t", "main", "a/"))
	require.Empty(t, paths(s, "a/b/models"))
	s = w.push(s, change("a/b/models/y.yaml", "y\n"))
	require.Equal(t, []string{"a/b/models/y.yaml"}, paths(s, "a/b/models"))
	w.repo.Fsck()
}

func TestDeletingEverythingLeavesAnEmptyTree(t *testing.T) {
	w := newWorld(t, []string{"models"})
	s := w.push(w.read(nil), change("models/x.yaml", "x\n"))
	s = w.push(s, commit(remote.FileChange{Path: "models/x.yaml", Delete: true}))
	require.Empty(t, w.repo.Git("ls-tree", "-r", "main"))
	s = w.push(w.read(s), change("models/y.yaml", "y\n"))
	fresh, err := w.newClient(remote.Config{}).Read(w.ctx, s.Commit(), nil)
	require.NoError(t, err)
	require.True(t, fresh.Same("models", s))
	w.repo.Fsck()
}

func TestManyCommitsInOnePush(t *testing.T) {
	for _, row := range []struct {
		name   string
		noThin bool
	}{{"thin", false}, {"server without thin packs", true}} {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t, []string{"models"})
			files := gittest.Files{}
			for i := range 600 {
				files[fmt.Sprintf("models/m%04d.yaml", i)] = gittest.Text(model(i, 0))
			}
			w.repo.Commit(gittest.Commit{Files: files})
			if row.noThin {
				w.repo.Config("receive.unpackLimit", "1")
				w.server.Inject(gittest.Fault{Service: "git-receive-pack", Command: "info/refs", Raw: noThinAdvertisement(w.repo.Ref("main"))})
			}
			s := w.read(nil)
			var commits []remote.NewCommit
			for i := range 300 {
				commits = append(commits, change(fmt.Sprintf("models/m%04d.yaml", i*2+i%5), model(i, 1)))
			}
			p, err := w.client.Build(s, commits)
			require.NoError(t, err)
			again, err := w.client.Build(s, commits)
			require.NoError(t, err)
			require.Equal(t, p.Commits(), again.Commits(), "ids are deterministic")
			w.server.Reset()
			if row.noThin {
				w.server.Inject(gittest.Fault{Service: "git-receive-pack", Command: "info/refs", Raw: noThinAdvertisement(w.repo.Ref("main"))})
			}
			s, err = w.client.Push(w.ctx, p)
			require.NoError(t, err)
			w.repo.Fsck()
			require.Len(t, p.Commits(), 300)
			require.Equal(t, "301", w.repo.Git("rev-list", "--count", "main"))
			reqs := w.server.Requests()
			require.Len(t, reqs, 2)
			require.Less(t, reqs[1].In, int64(250_000), "trees go as deltas")
			fresh, err := w.newClient(remote.Config{}).Read(w.ctx, s.Commit(), nil)
			require.NoError(t, err)
			require.True(t, fresh.Same("models", s))
			touch, ok := s.LastTouch("models/m0600.yaml")
			require.False(t, ok, "%v", touch)
			touch, ok = s.LastTouch(fmt.Sprintf("models/m%04d.yaml", 20))
			require.True(t, ok)
			require.Equal(t, p.Commits()[10], touch.OID)
		})
	}
}

func noThinAdvertisement(head string) []byte {
	line := head + " refs/heads/main\x00report-status side-band-64k ofs-delta atomic no-thin object-format=sha1 agent=test\n"
	return fmt.Appendf(nil, "001f# service=git-receive-pack\n0000%04x%s0000", len(line)+4, line)
}

func TestLargeFile(t *testing.T) {
	w := newWorld(t, []string{"models"})
	big := make([]byte, 1<<20)
	rnd := rand.NewChaCha8([32]byte{1})
	rnd.Read(big)
	s := w.push(w.read(nil), change("models/big.yaml", string(big)))
	w.repo.Fsck()
	fresh := w.newClient(remote.Config{})
	e, _ := s.Lookup("models/big.yaml")
	blobs, large, err := fresh.Blobs(w.ctx, s, []object.OID{e.OID})
	require.NoError(t, err)
	require.Empty(t, large)
	require.True(t, bytes.Equal(big, blobs[e.OID]))

	small := w.newClient(remote.Config{Limits: remote.Limits{BlobBytes: 1 << 16}})
	s = w.push(s, change("models/ok.yaml", "ok\n"))
	ok, _ := s.Lookup("models/ok.yaml")
	blobs, large, err = small.Blobs(w.ctx, s, []object.OID{e.OID, ok.OID})
	require.NoError(t, err)
	require.Equal(t, []remote.TooLarge{{OID: e.OID, Size: 1 << 20}}, large)
	require.Equal(t, "ok\n", string(blobs[ok.OID]))
	_, err = small.Build(s, []remote.NewCommit{change("models/big.yaml", string(big))})
	require.Equal(t, wireerr.TooLarge, wireerr.KindOf(err))
}

func TestBuildRefuses(t *testing.T) {
	w := newWorld(t, []string{"", "models", "link/models", "blob/models", "sub/models"})
	head := w.repo.Commit(gittest.Commit{Files: gittest.Files{
		"models/a.yaml": gittest.Text("a\n"), "models/ln.yaml": {Content: "a.yaml", Mode: "120000"},
		"models/dir/x": gittest.Text("x\n"), "link": {Content: "models", Mode: "120000"}, "blob": gittest.Text("b\n"),
	}})
	w.repo.Commit(gittest.Commit{Files: gittest.Files{"sub": {Content: head, Mode: "160000"}}})
	s := w.read(nil)
	for _, row := range []struct {
		name   string
		change remote.FileChange
	}{
		{"outside", remote.FileChange{Path: "other/a.yaml"}},
		{"in a sub-folder that is not watched", remote.FileChange{Path: "models/dir/x"}},
		{"over a folder", remote.FileChange{Path: "models/dir"}},
		{"delete a folder", remote.FileChange{Path: "models/dir", Delete: true}},
		{"over a symbolic link", remote.FileChange{Path: "models/ln.yaml"}},
		{"through a symbolic link", remote.FileChange{Path: "link/models/a.yaml"}},
		{"through a file", remote.FileChange{Path: "blob/models/a.yaml"}},
		{"through a submodule", remote.FileChange{Path: "sub/models/a.yaml"}},
		{"dot dot", remote.FileChange{Path: "models/../x"}},
		{"dot git", remote.FileChange{Path: "models/.GIT"}},
		{"absolute", remote.FileChange{Path: "/models/a.yaml"}},
		{"empty", remote.FileChange{Path: ""}},
		{"control character", remote.FileChange{Path: "models/a\nb"}},
		{"mode of a link", remote.FileChange{Path: "models/b.yaml", Mode: object.ModeSymlink}},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := w.client.Build(s, []remote.NewCommit{commit(row.change)})
			require.Equal(t, wireerr.Invalid, wireerr.KindOf(err), "%v", err)
		})
	}
	_, err := w.client.Build(s, []remote.NewCommit{commit(
		remote.FileChange{Path: "models/a.yaml", Content: []byte("1")}, remote.FileChange{Path: "models/a.yaml", Delete: true})})
	require.Equal(t, wireerr.Invalid, wireerr.KindOf(err))
	_, err = w.client.Build(s, nil)
	require.Equal(t, wireerr.Invalid, wireerr.KindOf(err))

	s = w.push(s, change("top.yaml", "top\n"))
	w.repo.Fsck()
	require.Equal(t, "top", w.repo.Show("main:top.yaml"))
	var got []string
	for _, p := range s.Problems() {
		got = append(got, p.Path+" "+p.Reason)
	}
	require.Empty(t, cmp.Diff([]string{"blob is not a folder", "link is not a folder", "sub is not a folder"}, got))
}

func TestSignedCommit(t *testing.T) {
	w := newWorld(t, []string{"models"})
	c := change("models/a.yaml", "a\n")
	var payload string
	c.Sign = func(b []byte) (string, error) {
		payload = string(b)
		return "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n", nil
	}
	s := w.push(w.read(nil), c)
	w.repo.Fsck()
	raw := w.repo.Git("cat-file", "commit", "main")
	require.Contains(t, raw, "\ngpgsig -----BEGIN SSH SIGNATURE-----\n U1NIU0lH\n -----END SSH SIGNATURE-----\n\nmodels: change")
	require.NotContains(t, payload, "gpgsig")
	require.Contains(t, payload, "Grace Hopper <grace@example.com> 1800000000 +0000")
	require.Equal(t, "models: change", strings.TrimSpace(s.Info().Message))
}
