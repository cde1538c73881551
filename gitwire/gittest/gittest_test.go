package gittest_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
)

func TestGitItselfClonesAndPushes(t *testing.T) {
	s := gittest.NewServer(t)
	repo := s.NewRepo("a/b.git")
	first := repo.Commit(gittest.Commit{Files: gittest.Files{
		"x": gittest.Text("1\n"), "run": {Content: "r\n", Mode: "100755"}, "dir/y": gittest.Text("y\n"),
	}})
	work := filepath.Join(t.TempDir(), "work")
	gittest.Run(t, s.Root, nil, "clone", "-q", s.URL("a/b.git"), work)
	require.Equal(t, first, gittest.Run(t, work, nil, "rev-parse", "HEAD"))
	gittest.Run(t, work, nil, "commit", "-q", "--allow-empty", "-m", "by git")
	gittest.Run(t, work, nil, "push", "-q")
	require.Equal(t, "by git", repo.Git("log", "-1", "--format=%s", "main"))

	var commands []string
	for _, r := range s.Requests() {
		commands = append(commands, strings.TrimSpace(r.Service+" "+r.Command))
	}
	require.Contains(t, commands, "git-upload-pack ls-refs")
	require.Contains(t, commands, "git-upload-pack fetch")
	require.Contains(t, commands, "git-receive-pack info/refs")
	require.Equal(t, "git-receive-pack push", commands[len(commands)-1])
	repo.Fsck()
}

func TestCommits(t *testing.T) {
	repo := gittest.NewRepo(t, t.TempDir())
	one := repo.Commit(gittest.Commit{Files: gittest.Files{"a": gittest.Text("1\n"), `odd "name"`: gittest.Text("o\n")}})
	two := repo.Commit(gittest.Commit{Branch: "side", From: "main", Files: gittest.Files{"b": gittest.Text("2\n")}})
	three := repo.Commit(gittest.Commit{Merge: []string{"side"}, Message: "merge", Files: gittest.Files{"a": gittest.Gone()}})
	require.Equal(t, three+" "+one+" "+two, repo.Git("rev-list", "--parents", "-1", "main"))
	require.Equal(t, `odd "name"`, repo.Git("-c", "core.quotePath=false", "ls-tree", "-z", "--name-only", "main")[:10])
	require.Empty(t, repo.Ref("nope"))
	root := repo.Commit(gittest.Commit{From: "-", Files: gittest.Files{"z": gittest.Text("z\n")}})
	require.Equal(t, root, repo.Git("rev-list", "main"))
	require.Error(t, gittest.Try(repo.Dir, "nonsense"))
	repo.Fsck()
}

func TestAuthIsDemanded(t *testing.T) {
	s := gittest.NewServer(t, gittest.WithBasicAuth("u", "p"))
	s.NewRepo("r.git")
	require.Error(t, gittest.Try(s.Root, "ls-remote", s.URL("r.git")))
	require.NoError(t, gittest.Try(s.Root, "ls-remote", strings.Replace(s.URL("r.git"), "http://", "http://u:p@", 1)))
}

func TestFaultsWearOff(t *testing.T) {
	for name, f := range map[string]gittest.Fault{
		"status": {Status: 500}, "lost": {Lost: true}, "dropped": {DropReply: true}, "cut": {CutAfter: 3},
		"raw": {Raw: []byte("zzzz")},
	} {
		t.Run(name, func(t *testing.T) {
			s := gittest.NewServer(t)
			s.NewRepo("r.git")
			s.Inject(f)
			require.Error(t, gittest.Try(s.Root, "ls-remote", s.URL("r.git")))
			require.NoError(t, gittest.Try(s.Root, "ls-remote", s.URL("r.git")))
		})
	}
}
