package transport_test

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/transport"
)

// sshd is OpenSSH's server on loopback, for the user who runs the tests.
type sshd struct {
	t                *testing.T
	dir, addr, login string
	keys             map[string]string // private key files of the host by type
	signer           ssh.Signer
}

func keygen(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.Command("ssh-keygen", append([]string{"-q"}, args...)...).CombinedOutput()
	require.NoError(t, err, string(out))
}

func newSSHD(t *testing.T, config ...string) *sshd {
	t.Helper()
	who, err := user.Current()
	require.NoError(t, err)
	d := &sshd{t: t, dir: t.TempDir(), login: who.Username, keys: map[string]string{}}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	d.addr = free.Addr().String()
	require.NoError(t, free.Close())
	_, port, _ := net.SplitHostPort(d.addr)
	lines := []string{"ListenAddress 127.0.0.1", "Port " + port, "PidFile none", "StrictModes no", "UsePAM no",
		"PermitRootLogin yes", "AuthorizedKeysFile " + d.path("authorized"), "PermitUserEnvironment no"}
	for _, kind := range []string{"ed25519", "ecdsa", "rsa"} {
		d.keys[kind] = d.path("host_" + kind)
		keygen(t, "-t", kind, "-N", "", "-f", d.keys[kind])
		lines = append(lines, "HostKey "+d.keys[kind])
	}
	keygen(t, "-t", "ed25519", "-N", "", "-f", d.path("client"))
	d.signer, err = ssh.ParsePrivateKey(d.read("client"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(d.path("authorized"), d.read("client.pub"), 0o600))
	// The first value of a keyword counts.
	text := strings.Join(append(config, lines...), "\n") + "\n"
	require.NoError(t, os.WriteFile(d.path("config"), []byte(strings.ReplaceAll(text, "DIR", d.dir)), 0o600))
	if who.Uid == "0" { // OpenSSH wants it of root
		require.NoError(t, os.MkdirAll("/run/sshd", 0o755))
	}
	cmd := exec.Command("/usr/sbin/sshd", "-D", "-e", "-f", d.path("config"))
	log, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	up, ended := make(chan bool, 1), make(chan bool)
	go func() {
		defer close(ended)
		for s := bufio.NewScanner(log); s.Scan(); {
			if strings.HasPrefix(s.Text(), "Server listening") {
				up <- true
			}
			fmt.Fprintln(t.Output(), s.Text())
		}
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
		cmd.Wait()
	})
	select {
	case <-up:
	case <-ended:
		t.Fatal("sshd does not start")
	}
	return d
}

func (d *sshd) path(name string) string { return filepath.Join(d.dir, name) }

func (d *sshd) read(name string) []byte {
	d.t.Helper()
	b, err := os.ReadFile(d.path(name))
	require.NoError(d.t, err)
	return b
}

// known is the line of known_hosts for a key of the host.
func (d *sshd) known(kind string) string {
	host, port, _ := net.SplitHostPort(d.addr)
	return "[" + host + "]:" + port + " " + string(d.read("host_"+kind+".pub"))
}

func (d *sshd) repo() *gittest.Repo { return gittest.NewRepo(d.t, d.path("x.git")) }

func (d *sshd) config() transport.SSHConfig {
	known, err := transport.ParseKnownHosts(d.known("ed25519"))
	require.NoError(d.t, err)
	return transport.SSHConfig{
		URL: "ssh://" + d.login + "@" + d.addr + d.path("x.git"), Signers: []ssh.Signer{d.signer}, HostKeys: known,
		Idle: 10 * time.Second, Reply: 64 << 20, Now: time.Now,
	}
}

func sshConn(t *testing.T, cfg transport.SSHConfig) *transport.SSH {
	t.Helper()
	c, err := transport.NewSSH(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}
