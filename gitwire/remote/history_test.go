package remote_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/remote"
)

func text(kv ...string) gittest.Files {
	f := gittest.Files{}
	for i := 0; i < len(kv); i += 2 {
		f[kv[i]] = gittest.Text(kv[i+1])
	}
	return f
}

// messages is the subjects of a history, newest first.
func messages(h remote.History) []string {
	var out []string
	for _, c := range h.Commits {
		out = append(out, strings.TrimSpace(c.Message))
	}
	return out
}

func touched(s *remote.Snapshot, path string) string {
	c, ok := s.LastTouch(path)
	if !ok {
		return ""
	}
	return strings.TrimSpace(c.Message)
}

func TestHistoryAfterAForcedPush(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Message: "1", Files: text("models/a.yaml", "a\n")})
	w.repo.Commit(gittest.Commit{Message: "2", Files: text("models/a.yaml", "b\n")})
	s := w.read(nil)
	w.repo.Commit(gittest.Commit{From: "main~1", Message: "2 again", Files: text("models/b.yaml", "b\n")})
	next := w.read(s)
	require.Equal(t, remote.Rewritten, next.History().Relation)
	require.Equal(t, []string{"2 again"}, messages(next.History()))
	require.Equal(t, []string{"models/a.yaml", "models/b.yaml"}, changed(s, next))

	w.server.Reset()
	w.repo.Git("update-ref", "refs/heads/main", w.repo.Ref("main~1"))
	back := w.read(next)
	require.Equal(t, remote.Rewritten, back.History().Relation, "a branch that went back")
	require.Empty(t, back.History().Commits)
	require.Equal(t, []string{"models/b.yaml"}, changed(next, back))
	require.Equal(t, map[string]string{"models/a.yaml": "a\n"}, w.content(back, "models/a.yaml"))
}

func TestHistoryWhenTheServerForgotTheCommit(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Message: "1", Files: text("models/a.yaml", "a\n")})
	s := w.read(nil)
	w.repo.Commit(gittest.Commit{From: "-", Message: "other root", Files: text("models/b.yaml", "b\n")})
	w.repo.Git("reflog", "expire", "--expire=now", "--all")
	w.repo.Git("repack", "-adq")
	w.repo.Git("prune", "--expire=now")
	next := w.read(s)
	require.Equal(t, remote.Rewritten, next.History().Relation)
	require.Equal(t, []string{"models/a.yaml", "models/b.yaml"}, changed(s, next))
}

func TestReadOfADeletedBranch(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: text("models/a.yaml", "a\n")})
	s := w.read(nil)
	w.repo.Git("update-ref", "refs/heads/other", "main")
	w.repo.Git("update-ref", "-d", "refs/heads/main")
	require.True(t, w.poll().Missing)
	next := w.read(s)
	require.Equal(t, remote.Rewritten, next.History().Relation)
	require.Equal(t, []string{"models/a.yaml"}, changed(s, next))
}

func TestReadOfTheSameCommit(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: text("models/a.yaml", "a\n")})
	s := w.read(nil)
	w.server.Reset()
	next := w.read(s)
	require.Len(t, w.server.Requests(), 1)
	require.Equal(t, remote.FastForward, next.History().Relation)
	require.Empty(t, next.History().Commits)
	require.Empty(t, remote.Diff(s, next))
}

func TestLastTouchOverCommitsAndMerges(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Message: "old", Files: text("models/a", "1\n", "models/b", "1\n", "models/c", "1\n", "models/d", "1\n")})
	w.repo.Git("branch", "side")
	w.repo.Commit(gittest.Commit{Message: "base", Files: text("models/d", "2\n")})
	s := w.read(nil)
	w.repo.Commit(gittest.Commit{Message: "a2", Files: text("models/a", "2\n")})
	w.repo.Commit(gittest.Commit{Message: "a3", Files: text("models/a", "3\n", "other", "x\n")})
	w.repo.Commit(gittest.Commit{Message: "other only", Files: text("other", "y\n")})
	w.repo.Commit(gittest.Commit{Branch: "side", Message: "side b", Files: text("models/b", "side's\n")})
	w.repo.Commit(gittest.Commit{Branch: "side", Message: "side c", Files: text("models/c", "side\n")})
	w.repo.Commit(gittest.Commit{Message: "merge", Merge: []string{"side"}, Files: text("models/b", "side's\n", "models/c", "merged\n")})
	w.repo.Commit(gittest.Commit{Message: "new", Files: text("models/e", "1\n")})
	next := w.read(s)
	require.Equal(t, remote.FastForward, next.History().Relation)
	require.Equal(t, []string{"new", "merge", "side c", "side b", "other only", "a3", "a2"}, messages(next.History()))
	for path, want := range map[string]string{
		"models/a": "a3", "models/b": "side b", "models/c": "merge", "models/e": "new",
		"models/d": "", "other": "", "models/never": "",
	} {
		require.Equal(t, want, touched(next, path), path)
	}
	require.Equal(t, []string{"models/a", "models/b", "models/c", "models/e"}, changed(s, next))
}

func TestMergeWhoseFirstParentIsTheSide(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Message: "old", Files: text("models/a", "1\n", "models/b", "1\n", "models/d", "1\n")})
	w.repo.Git("branch", "side")
	w.repo.Commit(gittest.Commit{Message: "base", Files: text("models/d", "2\n")})
	s := w.read(nil)
	w.repo.Commit(gittest.Commit{Branch: "side", Message: "side b", Files: text("models/b", "side's\n")})
	w.repo.Commit(gittest.Commit{Branch: "side", Message: "pull", Merge: []string{"main"}, Files: text("models/d", "2\n")})
	w.repo.Git("update-ref", "refs/heads/main", "refs/heads/side")
	next := w.read(s)
	require.Equal(t, remote.FastForward, next.History().Relation)
	require.Equal(t, "side b", touched(next, "models/b"))
	require.Equal(t, "", touched(next, "models/a"))
	require.Equal(t, "", touched(next, "models/d"))
}

func TestCatchUpAfterALongGap(t *testing.T) {
	for _, row := range []struct {
		name   string
		limits remote.Limits
	}{
		{"too many objects", remote.Limits{CatchUpObjects: 20}},
		{"too many bytes", remote.Limits{CatchUpBytes: 2000}},
		{"too much memory", remote.Limits{CatchUpInflated: 20_000}},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t, []string{"config/models"})
			w.client = w.newClient(remote.Config{Folders: []string{"config/models"}, Limits: row.limits})
			w.monorepo(50)
			s := w.read(nil)
			for i := range 30 {
				w.repo.Commit(gittest.Commit{Message: fmt.Sprint(i), Files: text(fmt.Sprintf("config/models/m%04d.yaml", i%7), model(i, 1))})
			}
			w.server.Reset()
			next := w.read(s)
			require.Len(t, w.server.Requests(), 4, "ls-refs, fetch, shallow fetch, commits")
			require.Len(t, changed(s, next), 7)
			h := next.History()
			require.Equal(t, remote.FastForward, h.Relation)
			require.Len(t, h.Commits, 30)
			require.Equal(t, "29", strings.TrimSpace(h.Commits[0].Message))
			_, ok := next.LastTouch("config/models/m0001.yaml")
			require.False(t, ok)
			require.Equal(t, model(29, 1), w.content(next, "config/models/m0001.yaml")["config/models/m0001.yaml"])
		})
	}
}

func TestThinPackWithBasesOutsideOfTheFolders(t *testing.T) {
	w := newWorld(t, []string{"config/models"})
	w.monorepo(30)
	long := strings.Repeat("a line of some length that does not compress away 0123456789\n", 200)
	noise := func(seed int) string {
		var b strings.Builder
		for i := range 400 {
			fmt.Fprintf(&b, "%x\n", (i+1)*(seed+7919)*104729)
		}
		return b.String()
	}
	w.repo.Commit(gittest.Commit{Files: text("docs/guide.txt", noise(1)+long, "src/big.go", noise(2))})
	w.repo.Git("repack", "-adfq", "--window=50")
	s := w.read(nil)
	w.repo.Commit(gittest.Commit{Message: "copy", Files: text(
		"docs/guide.txt", noise(1)+long+"more\n", "src/big.go", noise(2)+"tail\n", "src/pkg00/file0.go", "package changed\n",
		"config/models/copy.yaml", noise(1)+long+"copied\n")})
	w.repo.Git("repack", "-adfq", "--window=50")
	next := w.read(s)
	require.Equal(t, []string{"config/models/copy.yaml"}, changed(s, next))
	require.Equal(t, "copy", touched(next, "config/models/copy.yaml"))
	require.Equal(t, noise(1)+long+"copied\n", w.content(next, "config/models/copy.yaml")["config/models/copy.yaml"])
}

func TestRevertToOldContent(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n", "models/dir/x", "1\n")})
	w.repo.Commit(gittest.Commit{Files: text("models/a", "2\n")})
	w.repo.Git("repack", "-adqb")
	s := w.read(nil)
	w.repo.Commit(gittest.Commit{Message: "revert", Files: text("models/a", "1\n")})
	next := w.read(s)
	require.Equal(t, "1\n", w.content(next, "models/a")["models/a"])
	require.Equal(t, "revert", touched(next, "models/a"))
	require.Equal(t, []string{"models/a", "models/dir"}, paths(next, "models"), "sub-folders are listed, not entered")
}

func changed(a, b *remote.Snapshot) []string {
	var out []string
	for _, c := range remote.Diff(a, b) {
		out = append(out, c.Path)
	}
	return out
}
