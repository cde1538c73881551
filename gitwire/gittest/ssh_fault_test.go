package gittest_test

import (
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
)

// TestSSHFaultsOfAPush says of each fault what git heard and whether the push arrived. Each wears off.
func TestSSHFaultsOfAPush(t *testing.T) {
	const hungUp = "" // what git says, unless the broken pipe ends it first
	for _, row := range []struct {
		name   string
		fault  gittest.Fault
		heard  string
		landed bool
	}{
		{"no such repository", gittest.Fault{Status: 128, Text: "ERROR: Repository not found.\n"}, "ERROR: Repository not found.", false},
		{"no such service", gittest.Fault{Status: 127, Text: "sh: git-receive-pack: not found\n"}, "git-receive-pack: not found", false},
		{"refused after the advertisement", gittest.Fault{Command: "push", Status: 1, Text: "no\n"}, hungUp, false},
		{"exec refused", gittest.Fault{NoExec: true}, "exec request failed", false},
		{"channel refused", gittest.Fault{NoChannel: true}, "open failed", false},
		{"closed before any byte", gittest.Fault{Lost: true}, "Could not read from remote", false},
		{"connection closed before any byte", gittest.Fault{Lost: true, Hangup: true}, "Could not read from remote", false},
		{"cut in the advertisement", gittest.Fault{CutAfter: 20}, "Could not read from remote", false},
		{"advertisement dropped", gittest.Fault{DropReply: true}, "Could not read from remote", false},
		{"closed before the push", gittest.Fault{Command: "push", Lost: true}, hungUp, false},
		{"cut in the report", gittest.Fault{Command: "push", CutAfter: 10}, "", true},
		{"cut in the report, with the connection", gittest.Fault{Command: "push", CutAfter: 10, Hangup: true}, "", true},
		{"report dropped", gittest.Fault{Command: "push", DropReply: true}, "", true},
		{"report dropped, with the connection", gittest.Fault{Command: "push", DropReply: true, Hangup: true}, "", true},
		{"nonsense", gittest.Fault{Raw: []byte("zzzz")}, "protocol error", false},
		{"nonsense as a report", gittest.Fault{Command: "push", Raw: []byte("zzzz")}, "", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := gittest.NewSSHServer(t)
			repo := s.NewRepo("r.git")
			repo.Commit(gittest.Commit{})
			local := gittest.NewRepo(t, t.TempDir())
			next := local.Commit(gittest.Commit{Message: "mine"})
			git := sshGit(t, s)
			if !row.fault.NoChannel {
				row.fault.Service = "git-receive-pack"
			}
			s.Inject(row.fault)
			require.ErrorContains(t, git("-C", local.Dir, "push", "--force", s.URL("r.git"), "main"), row.heard)
			require.Equal(t, row.landed, repo.Ref("main") == next)
			require.NoError(t, git("-C", local.Dir, "push", "--force", s.URL("r.git"), "main"))
			require.Equal(t, next, repo.Ref("main"))
			repo.Fsck()
		})
	}
}

func TestSSHFaultsOfAFetch(t *testing.T) {
	both := map[string][]gittest.Option{"v2": nil, "v0": {gittest.WithoutV2()}}
	for version, opts := range both {
		for name, fault := range map[string]gittest.Fault{
			"advertisement cut": {Command: "info/refs", CutAfter: 40},
			"lost":              {Command: "fetch", Lost: true},
			"dropped":           {Command: "fetch", DropReply: true},
			"cut":               {Command: "fetch", CutAfter: 60},
			"cut, all of it":    {Command: "fetch", CutAfter: 60, Hangup: true},
			"nonsense":          {Command: "fetch", Raw: []byte("zzzz")},
			"refused":           {Command: "fetch", Status: 3},
		} {
			t.Run(version+" "+name, func(t *testing.T) {
				s := gittest.NewSSHServer(t, opts...)
				s.NewRepo("r.git").Commit(gittest.Commit{Files: gittest.Files{"x": gittest.Text("1\n")}})
				local, git := gittest.NewRepo(t, t.TempDir()), sshGit(t, s)
				s.Inject(fault)
				require.Error(t, git("-C", local.Dir, "fetch", s.URL("r.git"), "main:got"))
				require.Empty(t, local.Ref("got"))
				require.NoError(t, git("-C", local.Dir, "fetch", s.URL("r.git"), "main:got"))
			})
		}
	}
}

func TestSSHHooksRunAroundGit(t *testing.T) {
	for _, opts := range [][]gittest.Option{nil, {gittest.WithoutV2()}} {
		s := gittest.NewSSHServer(t, opts...)
		repo := s.NewRepo("r.git")
		repo.Commit(gittest.Commit{})
		local, git := gittest.NewRepo(t, t.TempDir()), sshGit(t, s)
		mine := local.Commit(gittest.Commit{Message: "mine"})
		var theirs string
		s.Inject(gittest.Fault{Command: "push", Before: func() { theirs = repo.Commit(gittest.Commit{Message: "theirs"}) }})
		require.Error(t, git("-C", local.Dir, "push", "--force", s.URL("r.git"), "main"), "the ref moved after the advertisement")
		require.Equal(t, theirs, repo.Ref("main"))
		seen := ""
		s.Inject(gittest.Fault{Command: "push", After: func() { seen = repo.Ref("main") }})
		require.NoError(t, git("-C", local.Dir, "push", "--force", s.URL("r.git"), "main"))
		require.Equal(t, mine, seen)
		s.Inject(gittest.Fault{Command: "info/refs", Before: func() { theirs = repo.Commit(gittest.Commit{Message: "again"}) }})
		require.NoError(t, git("-C", local.Dir, "fetch", s.URL("r.git"), "main:got"))
		require.Equal(t, theirs, local.Ref("got"))
		s.Inject(gittest.Fault{Command: "info/refs", Text: "be nice\n"})
		require.NoError(t, git("-C", local.Dir, "ls-remote", s.URL("r.git")))
	}
}

// TestSSHStallsUntilTheClientLeaves also holds that git worked before one kind of stall, and not before the other.
func TestSSHStallsUntilTheClientLeaves(t *testing.T) {
	for _, row := range []struct {
		fault gittest.Fault
		moved bool
	}{
		{gittest.Fault{Command: "push", Stall: true}, true},
		{gittest.Fault{Command: "push", StallHead: true}, false},
	} {
		s := gittest.NewSSHServer(t)
		repo := s.NewRepo("r.git")
		old := repo.Commit(gittest.Commit{Branch: "side"})
		s.Inject(row.fault)
		client := connect(t, s)
		session, err := client.NewSession()
		require.NoError(t, err)
		in, err := session.StdinPipe()
		require.NoError(t, err)
		out, err := session.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, session.Start("git-receive-pack '/r.git'"))
		_, err = in.Write([]byte(packet(old+" 0000000000000000000000000000000000000000 refs/heads/side\x00report-status\n") + "0000"))
		require.NoError(t, err)
		require.Eventually(t, func() bool { return len(s.Requests()[0].Commands) == 1 }, 10*time.Second, time.Millisecond)
		if row.moved {
			require.Eventually(t, func() bool { return repo.Ref("side") == "" }, 10*time.Second, time.Millisecond)
		}
		require.NoError(t, client.Close())
		heard, _ := io.ReadAll(out)
		require.NotContains(t, string(heard), "unpack ok")
		require.Eventually(t, func() bool { return s.Open() == 0 }, 10*time.Second, time.Millisecond)
		require.Equal(t, row.moved, repo.Ref("side") == "")
	}
}

func TestSSHStallEndsWithTheTest(t *testing.T) {
	var session *ssh.Session
	t.Run("stalled", func(t *testing.T) {
		s := gittest.NewSSHServer(t)
		s.NewRepo("r.git")
		s.Inject(gittest.Fault{StallHead: true})
		session = dial(t, s)
		require.NoError(t, session.Start("git-upload-pack r.git"))
	})
	require.Error(t, session.Wait())
}

func TestSSHConnectionIsSharedAndClosed(t *testing.T) {
	s := gittest.NewSSHServer(t)
	s.NewRepo("r.git")
	client := connect(t, s)
	ok, _, err := client.SendRequest("keepalive@openssh.com", true, nil)
	require.NoError(t, err)
	require.False(t, ok, "a failure is a sign of life")
	for range 3 {
		session, err := client.NewSession()
		require.NoError(t, err)
		require.NoError(t, session.Setenv("GIT_PROTOCOL", "version=2"))
		require.Error(t, session.Setenv("LD_PRELOAD", "x"))
		require.NoError(t, session.Run("git-upload-pack r.git"))
	}
	require.Equal(t, 1, s.Connections())
	require.Equal(t, 1, s.Open())
	require.Len(t, s.Requests(), 3)
	_, _, err = client.OpenChannel("direct-tcpip", nil)
	require.Error(t, err)
	s.Inject(gittest.Fault{NoChannel: true, Times: 2})
	for range 2 {
		_, err = client.NewSession()
		var refused *ssh.OpenChannelError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, ssh.ConnectionFailed, refused.Reason)
	}
	s.CloseConnections()
	require.Error(t, client.Wait())
	require.Eventually(t, func() bool { return s.Open() == 0 }, 10*time.Second, time.Millisecond)
}

func packet(text string) string {
	const digits = "0123456789abcdef"
	n := len(text) + 4
	return string([]byte{digits[n>>12&15], digits[n>>8&15], digits[n>>4&15], digits[n&15]}) + text
}
