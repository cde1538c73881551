package gittest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
)

func TestGitItselfClonesAndPushesOverSSHD(t *testing.T) {
	for name, acceptEnv := range map[string]bool{"with the variable": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			s := gittest.NewSSHD(t, acceptEnv)
			repo := s.NewRepo("a/b c's.git")
			first := repo.Commit(gittest.Commit{Files: gittest.Files{"x": gittest.Text("1\n")}})
			command := gittest.SSHCommand(t, s.ClientKey(), s.KnownHosts())
			work := filepath.Join(t.TempDir(), "work")
			gittest.Run(t, s.Root, nil, "-c", "core.sshCommand="+command, "clone", "-q", s.URL("a/b c's.git"), work)
			require.Equal(t, first, gittest.Run(t, work, nil, "rev-parse", "HEAD"))
			gittest.Run(t, work, nil, "commit", "-q", "--allow-empty", "-m", "by git")
			gittest.Run(t, work, nil, "-c", "core.sshCommand="+command, "push", "-q")
			require.Equal(t, "by git", repo.Git("log", "-1", "--format=%s", "main"))
			repo.Fsck()
			require.Contains(t, s.Log(), "Accepted publickey for "+s.User())
		})
	}
}

func TestSSHDGivesGitTheVariableOnlyWhenTold(t *testing.T) {
	for _, acceptEnv := range []bool{true, false} {
		s := gittest.NewSSHD(t, acceptEnv)
		repo := s.NewRepo("r.git")
		repo.Hook("pre-receive", "env >seen")
		local := gittest.NewRepo(t, t.TempDir())
		local.Commit(gittest.Commit{})
		command := gittest.SSHCommand(t, s.ClientKey(), s.KnownHosts())
		push := []string{"-c", "core.sshCommand=" + command, "-c", "protocol.version=1", "push", "-q", s.URL("r.git"), "main"}
		require.NoError(t, gittest.Try(local.Dir, push...))
		text, err := os.ReadFile(filepath.Join(repo.Dir, "seen"))
		require.NoError(t, err)
		seen := strings.Split(string(text), "\n")
		require.Equal(t, acceptEnv, slices.Contains(seen, "GIT_PROTOCOL=version=1"))
		require.Contains(t, seen, "GIT_CONFIG_GLOBAL=/dev/null")
		require.Contains(t, seen, "HOME="+s.Root)
	}
}

func TestSSHDRefusesOtherKeys(t *testing.T) {
	s := gittest.NewSSHD(t, true)
	s.NewRepo("r.git")
	stranger := gittest.NewSSHKey(t, gittest.Ed25519)
	command := gittest.SSHCommand(t, stranger.PEM, s.KnownHosts())
	require.ErrorContains(t, gittest.Try(s.Root, "-c", "core.sshCommand="+command, "ls-remote", s.URL("r.git")), "Permission denied")
}

func TestSSHDHasAKeyOfEachType(t *testing.T) {
	s := gittest.NewSSHD(t, true)
	s.NewRepo("r.git")
	require.Len(t, s.HostKeys(), 3)
	for _, key := range s.HostKeys() {
		command := gittest.SSHCommand(t, s.ClientKey(), gittest.KnownHosts(s.Addr(), key))
		require.NoError(t, gittest.Try(s.Root, "-c", "core.sshCommand="+command, "ls-remote", s.URL("r.git")), key.Type())
	}
}
