package transport_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/wireerr"
)

// A connection that is cut says nothing of what became of a push, whatever words came before.
func TestSSHPushOnAConnectionThatIsCutAfterWords(t *testing.T) {
	s := gittest.NewSSHServer(t)
	sshRepo(s)
	s.Inject(gittest.Fault{Service: "git-receive-pack", Text: "Welcome\n", Lost: true, Hangup: true, Times: -1})
	for range 20 {
		_, err := sshConn(t, sshConfig(t, s)).ReceivePack(t.Context(), pkt.AppendFlush(nil), nil)
		require.Equal(t, wireerr.Unreachable, wireerr.KindOf(err), "%v", err)
	}
}

func TestSSHPushToALongAdvertisement(t *testing.T) {
	s := gittest.NewSSHServer(t)
	repo, tip := sshRepo(s)
	for i := range 100 {
		repo.Git("update-ref", fmt.Sprintf("refs/tags/t%03d", i), tip)
	}
	cfg := sshConfig(t, s)
	cfg.Reply = 2_000
	_, err := sshConn(t, cfg).ReceivePack(t.Context(), pkt.AppendFlush(nil), nil)
	require.ErrorContains(t, err, "reply of more than 2000 bytes")
	require.Equal(t, wireerr.Protocol, wireerr.KindOf(err), "the server may have acted")
}
