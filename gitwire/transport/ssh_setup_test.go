package transport_test

import (
	"fmt"
	"io"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
)

// sshHost is what both SSH servers of gittest are.
type sshHost interface {
	URL(name string) string
	Addr() string
	ClientKey() string
	KnownHosts() string
	NewRepo(name string) *gittest.Repo
}

func sshConfig(t *testing.T, s sshHost) transport.SSHConfig {
	t.Helper()
	signer, err := transport.ParseKey([]byte(s.ClientKey()), nil)
	require.NoError(t, err)
	return transport.SSHConfig{
		URL: s.URL("x.git"), Signers: []ssh.Signer{signer}, HostKeys: knownHosts(t, s.KnownHosts()),
		Idle: 20 * time.Second, Reply: 64 << 20, Now: time.Now,
	}
}

func knownHosts(t *testing.T, text string) *transport.KnownHosts {
	t.Helper()
	k, err := transport.ParseKnownHosts(text)
	require.NoError(t, err)
	return k
}

func sshConn(t *testing.T, cfg transport.SSHConfig) *transport.SSH {
	t.Helper()
	c, err := transport.NewSSH(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

// sshRepo is a repository with one commit, and its id.
func sshRepo(s sshHost) (*gittest.Repo, string) {
	r := s.NewRepo("x.git")
	return r, r.Commit(gittest.Commit{Files: gittest.Files{"m/a": gittest.Text("a")}, Message: "a"})
}

func lsRefs() []byte {
	return pkt.AppendFlush(pkt.AppendDelim(pkt.Append(nil, "command=ls-refs\n")))
}

// poll is one UploadPack.
func poll(t *testing.T, c transport.Conn) (string, error) {
	t.Helper()
	reply, err := c.UploadPack(t.Context(), 2, lsRefs())
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(reply)
	require.NoError(t, reply.Close())
	return string(b), err
}

// watched is a Remote on a Conn.
func watched(t *testing.T, c transport.Conn) *remote.Remote {
	t.Helper()
	r, err := remote.New(remote.Config{Conn: c, Branch: "main", Folders: []string{"m"}})
	require.NoError(t, err)
	return r
}

// change is a commit that sets a file.
func change(size int) remote.NewCommit {
	who := object.Signature{Name: "Grace Hopper", Email: "grace@example.com", When: time.Unix(1_800_000_000, 0).UTC()}
	text := make([]byte, 0, size+20)
	for i := 0; len(text) < size; i++ { // does not compress to nothing
		text = fmt.Appendf(text, "%d\n", i*i*7919)
	}
	return remote.NewCommit{Author: who, Committer: who, Message: "change", Changes: []remote.FileChange{{Path: "m/b", Content: text}}}
}

func keygen(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.Command("ssh-keygen", append([]string{"-q"}, args...)...).CombinedOutput()
	require.NoError(t, err, string(out))
}
