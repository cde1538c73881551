package gittest_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// sshGit runs git with a server's key and known hosts, with any protocol that it may speak.
func sshGit(t *testing.T, s *gittest.SSHServer) func(args ...string) error {
	command := gittest.SSHCommand(t, s.ClientKey(), s.KnownHosts())
	return func(args ...string) error {
		return gittest.Try(s.Root, append([]string{"-c", "core.sshCommand=" + command}, args...)...)
	}
}

func TestGitItselfClonesAndPushesOverSSH(t *testing.T) {
	for _, row := range []struct {
		name     string
		opts     []gittest.Option
		v2       bool
		asked    string
		commands []string // of the clone
	}{
		{"v2", nil, true, "version=2", []string{"ls-refs", "fetch"}},
		{"v0", []gittest.Option{gittest.WithoutV2()}, false, "version=2", []string{"fetch"}},
		{"variable refused", []gittest.Option{gittest.WithEnvRefused()}, false, "version=2", []string{"fetch"}},
		{"banner", []gittest.Option{gittest.WithBanner("hello\n")}, true, "version=2", []string{"ls-refs", "fetch"}},
		{"ECDSA and RSA", []gittest.Option{gittest.WithHostKeys(gittest.ECDSA, gittest.RSA)}, true, "version=2", []string{"ls-refs", "fetch"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := gittest.NewSSHServer(t, row.opts...)
			repo := s.NewRepo("a/b c's.git")
			first := repo.Commit(gittest.Commit{Files: gittest.Files{"x": gittest.Text("1\n")}})
			git := sshGit(t, s)
			work := filepath.Join(t.TempDir(), "work")
			require.NoError(t, git("clone", "-q", s.URL("a/b c's.git"), work))
			require.Equal(t, first, gittest.Run(t, work, nil, "rev-parse", "HEAD"))
			gittest.Run(t, work, nil, "commit", "-q", "--allow-empty", "-m", "by git")
			require.NoError(t, git("-C", work, "push", "-q"))
			require.Equal(t, "by git", repo.Git("log", "-1", "--format=%s", "main"))
			repo.Fsck()

			require.Equal(t, 2, s.Connections())
			require.Eventually(t, func() bool { return s.Open() == 0 }, 10*time.Second, time.Millisecond)
			requests := s.Requests()
			require.Len(t, requests, 2)
			require.Positive(t, requests[0].In)
			require.Positive(t, requests[0].Out)
			require.Positive(t, requests[1].In)
			require.Positive(t, requests[1].Out)
			requests[0].In, requests[0].Out, requests[1].In, requests[1].Out = 0, 0, 0, 0
			require.Equal(t, []gittest.SSHRequest{
				{User: "git", Service: "git-upload-pack", Path: "/a/b c's.git", Protocol: row.asked, V2: row.v2, Commands: row.commands},
				{User: "git", Service: "git-receive-pack", Path: "/a/b c's.git", Commands: []string{"push"}},
			}, requests)
			s.Reset()
			require.Empty(t, s.Requests())
			require.Zero(t, s.Connections())
			for n, key := range s.HostKeys() {
				require.Contains(t, strings.Split(s.KnownHosts(), "\n")[n], key.Type())
			}
		})
	}
}

func TestSSHServerKnowsItsUsers(t *testing.T) {
	ada, bob := gittest.NewSSHKey(t, gittest.RSA), gittest.NewSSHKey(t, gittest.ECDSA)
	s := gittest.NewSSHServer(t, gittest.WithAuthorizedKey("ada", ada.Public), gittest.WithAuthorizedKey("bob", bob.Public))
	s.NewRepo("r.git")
	for _, row := range []struct {
		user, key string
		ok        bool
	}{{"ada", ada.PEM, true}, {"bob", bob.PEM, true}, {"ada", bob.PEM, false}, {"eve", ada.PEM, false}, {"git", s.ClientKey(), true}} {
		url := strings.Replace(s.URL("r.git"), "git@", row.user+"@", 1)
		command := gittest.SSHCommand(t, row.key, s.KnownHosts())
		err := gittest.Try(s.Root, "-c", "core.sshCommand="+command, "ls-remote", url)
		require.Equal(t, row.ok, err == nil, "%s: %v", row.user, err)
	}
	other := gittest.NewSSHServer(t)
	command := gittest.SSHCommand(t, s.ClientKey(), gittest.KnownHosts(s.Addr(), other.HostKeys()...))
	require.ErrorContains(t, gittest.Try(s.Root, "-c", "core.sshCommand="+command, "ls-remote", s.URL("r.git")), "Host key verification failed")
}

func TestSSHServerRunsNothingElse(t *testing.T) {
	s := gittest.NewSSHServer(t)
	s.NewRepo("r.git")
	outside := gittest.NewRepo(t, t.TempDir())
	for _, row := range []struct {
		command string
		status  int
	}{
		{"git-upload-pack '/r.git'", 0}, {"git-upload-pack r.git", 0}, {"git upload-pack r.git", 0}, {`git-upload-pack /r'.g'\it`, 0},
		{"ls /", 128}, {"git-upload-archive '/r.git'", 128}, {"git-upload-pack", 128}, {"git-upload-pack ''", 128},
		{"git-upload-pack '/none.git'", 128}, {"git-upload-pack '/../r.git'", 128}, {"git-upload-pack '" + outside.Dir + "'", 128},
	} {
		session := dial(t, s)
		in, err := session.StdinPipe()
		require.NoError(t, err)
		require.NoError(t, session.Start(row.command), row.command)
		in.Write([]byte("0000"))
		err = session.Wait()
		if row.status == 0 {
			require.NoError(t, err, row.command)
			continue
		}
		var exit *ssh.ExitError
		require.ErrorAs(t, err, &exit, row.command)
		require.Equal(t, row.status, exit.ExitStatus(), row.command)
		last := s.Requests()[len(s.Requests())-1]
		require.Equal(t, row.status, last.Exit)
	}
	session := dial(t, s)
	require.Error(t, session.RequestPty("xterm", 1, 1, nil))
	require.Error(t, session.Shell())
}

func TestSSHServerPassesConfiguration(t *testing.T) {
	s := gittest.NewSSHServer(t, gittest.WithConfig("receive.denyDeletes", "true"), gittest.WithConfig("uploadpack.hideRefs", "refs/heads/side"))
	repo := s.NewRepo("r.git")
	repo.Commit(gittest.Commit{})
	repo.Commit(gittest.Commit{Branch: "side"})
	git := sshGit(t, s)
	require.ErrorContains(t, git("-C", repo.Dir, "push", s.URL("r.git"), ":main"), "deletion prohibited")
	require.NoError(t, git("ls-remote", "--exit-code", s.URL("r.git"), "main"))
	require.Error(t, git("ls-remote", "--exit-code", s.URL("r.git"), "side"))
}

// dial opens a session that ends with the test.
func dial(t *testing.T, s *gittest.SSHServer) *ssh.Session {
	session, err := connect(t, s).NewSession()
	require.NoError(t, err)
	return session
}

func connect(t *testing.T, s *gittest.SSHServer) *ssh.Client {
	t.Helper()
	signer, err := ssh.ParsePrivateKey([]byte(s.ClientKey()))
	require.NoError(t, err)
	client, err := ssh.Dial("tcp", s.Addr(), &ssh.ClientConfig{
		User: "git", Auth: []ssh.AuthMethod{ssh.PublicKeys(signer)}, HostKeyCallback: ssh.FixedHostKey(s.HostKeys()[0]),
	})
	require.NoError(t, err)
	t.Cleanup(func() { client.Close() })
	return client
}

func TestSSHServerRenewsItsHostKeys(t *testing.T) {
	s := gittest.NewSSHServer(t)
	s.NewRepo("r.git")
	before, known := s.HostKeys(), s.KnownHosts()
	old := connect(t, s)
	s.RenewHostKeys()
	require.Error(t, old.Wait())
	require.Len(t, s.HostKeys(), 1)
	require.Equal(t, before[0].Type(), s.HostKeys()[0].Type())
	require.NotEqual(t, before[0].Marshal(), s.HostKeys()[0].Marshal())
	command := gittest.SSHCommand(t, s.ClientKey(), known)
	require.ErrorContains(t, gittest.Try(s.Root, "-c", "core.sshCommand="+command, "ls-remote", s.URL("r.git")), "Host key verification failed")
	require.NoError(t, sshGit(t, s)("ls-remote", s.URL("r.git")))
}
