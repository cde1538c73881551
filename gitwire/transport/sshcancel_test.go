package transport_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/transport"
)

// TestACommandWhoseCallerIsGone starts commands on a spare channel for callers who left just
// before, as the loser of two reads at once does.
func TestACommandWhoseCallerIsGone(t *testing.T) {
	s := gittest.NewSSHServer(t)
	s.NewRepo("r.git")
	hosts, err := transport.ParseKnownHosts(s.KnownHosts())
	require.NoError(t, err)
	key, err := transport.ParseKey([]byte(s.ClientKey()), nil)
	require.NoError(t, err)
	c := sshConn(t, transport.SSHConfig{
		URL: s.URL("r.git"), Signers: []ssh.Signer{key}, HostKeys: hosts, Idle: 10 * time.Second, Reply: 1 << 20, Now: time.Now,
	})
	gone, leave := context.WithCancel(t.Context())
	leave()
	for range 20 {
		_, reply, err := c.Probe(t.Context(), lsRefs(), nil)
		require.NoError(t, err)
		require.NoError(t, reply.Close())
		reply, err = c.UploadPack(gone, 2, lsRefs())
		if err == nil { // the answer was quicker
			require.NoError(t, reply.Close())
			continue
		}
		require.ErrorIs(t, err, context.Canceled)
	}
	require.Equal(t, 1, s.Connections(), "the connection stays good")
}
