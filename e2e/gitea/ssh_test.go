package gitea

import (
	"crypto/ed25519"
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// overSSH reaches Gitea's own SSH server with a new key of the user.
func overSSH(t *testing.T, repo string, cfg *remote.Config) {
	t.Helper()
	key := newKey(t)
	public := string(ssh.MarshalAuthorizedKey(key.PublicKey()))
	require.NoError(t, gitea.api.post("/user/keys", fields{"title": rand.Text(), "key": public}))
	cfg.URL = sshAddress(repo)
	cfg.SSH = remote.SSHAuth{Signer: key, HostKeys: hostKeys(t)}
}

func sshAddress(repo string) string {
	return "ssh://git@" + gitea.ssh.String() + "/" + owner + "/" + repo + ".git"
}

func newKey(t *testing.T) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	key, err := ssh.NewSignerFromKey(private)
	require.NoError(t, err)
	return key
}

// hostKeys is the known_hosts of who trusts the key that Gitea made itself when it first started.
func hostKeys(t *testing.T) *transport.KnownHosts {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(gitea.dir, "data", "ssh", "gitea.rsa.pub"))
	require.NoError(t, err)
	key, _, _, _, err := ssh.ParseAuthorizedKey(text)
	require.NoError(t, err)
	known, err := transport.ParseKnownHosts(knownhosts.Line([]string{gitea.ssh.String()}, key))
	require.NoError(t, err)
	return known
}

func TestKeysThatAreNotKnown(t *testing.T) {
	w := newWorld(t)
	for _, row := range []struct {
		name string
		open func(t *testing.T, repo string, cfg *remote.Config)
		kind wireerr.Kind
	}{
		{"the user's", func(t *testing.T, repo string, cfg *remote.Config) {
			overSSH(t, repo, cfg)
			cfg.SSH.Signer = newKey(t)
		}, wireerr.Auth},
		{"the server's", func(t *testing.T, repo string, cfg *remote.Config) {
			overSSH(t, repo, cfg)
			cfg.SSH.HostKeys = nil
		}, wireerr.HostKey},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := w.newClient(row.open, "models").Poll(w.ctx)
			require.Equal(t, row.kind, wireerr.KindOf(err), "%v", err)
		})
	}
}
