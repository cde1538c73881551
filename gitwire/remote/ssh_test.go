package remote_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

func TestSSH(t *testing.T) {
	s := gittest.NewSSHServer(t)
	repo := s.NewRepo("team/config.git")
	repo.Commit(gittest.Commit{Files: gittest.Files{"models/a.yaml": gittest.Text("a: 1\n")}, Message: "start"})
	signer, err := transport.ParseKey([]byte(s.ClientKey()), nil)
	require.NoError(t, err)
	known, err := transport.ParseKnownHosts(s.KnownHosts())
	require.NoError(t, err)
	w := &world{T: t, ctx: t.Context(), repo: repo}
	w.client = w.newClient(remote.Config{
		URL: s.URL("team/config.git"), SSH: remote.SSHAuth{Signer: signer, HostKeys: known},
	})
	base := w.read(nil)
	next := w.push(base, change("models/a.yaml", "a: 2\n"))
	require.Equal(t, repo.Ref("main"), next.Commit().String())
	require.Equal(t, "a: 2", repo.Show("main:models/a.yaml"))
	require.Equal(t, 1, s.Connections())
	require.Equal(t, "ssh://"+s.Addr()+"/team/config.git", w.client.URL())
	repo.Fsck()

	_, err = remote.New(remote.Config{URL: "git@example.com:x", Branch: "main", Folders: []string{""}})
	require.True(t, wireerr.Is(err, wireerr.Invalid), "%v", err)
}
