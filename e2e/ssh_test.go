package e2e

import (
	"encoding/pem"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
)

// sshServer is gittest's SSHServer or SSHD.
type sshServer interface {
	server
	Addr() string
	ClientKey() string
	HostKeys() []ssh.PublicKey
	KnownHosts() string
}

// sshWorld is a running server that is to be connected to a repository on an SSH server, with a
// key that has a passphrase.
type sshWorld struct {
	*world
	ssh             sshServer
	key, passphrase string
}

func newSSHWorld(t *testing.T, database string, server sshServer, passphrase string) *sshWorld {
	t.Helper()
	w := &sshWorld{world: &world{installation: newInstallation(t, database)}, ssh: server, passphrase: passphrase}
	w.key = protect(t, server.ClientKey(), passphrase)
	w.repo = newRepository(t, server, "team/config.git")
	w.start()
	w.api.do(http.MethodPut, "/files/sources/warehouse", warehouse)
	w.api.do(http.MethodPut, "/files/models/users", plain)
	return w
}

// protect writes a private key anew with a passphrase.
func protect(t *testing.T, private, passphrase string) string {
	t.Helper()
	key, err := ssh.ParseRawPrivateKey([]byte(private))
	require.NoError(t, err)
	block, err := ssh.MarshalPrivateKeyWithPassphrase(key, "", []byte(passphrase))
	require.NoError(t, err)
	return string(pem.EncodeToMemory(block))
}

// over is a request body for a connection that trusts these hosts.
func (w *sshWorld) over(knownHosts string) object {
	return object{"direction": "app-to-repo", "credential": w.key, "passphrase": w.passphrase, "settings": object{
		"url": w.repo.url, "authKind": "ssh", "knownHosts": knownHosts, "pollSeconds": 3600, "quietMillis": 200,
	}}
}

// hostKey is what an SSH server shows.
type hostKey struct{ Type, Fingerprint, Line string }

func (w *sshWorld) hostKeys() []hostKey {
	w.t.Helper()
	var page struct{ Data []hostKey }
	require.NoError(w.t, w.api.call(http.MethodPost, gitSync("host-keys"), object{"url": w.repo.url}, &page))
	return page.Data
}

// sign sets the signing key, and returns its public half.
func (w *sshWorld) sign(key, passphrase string) string {
	w.t.Helper()
	var settings struct{ SigningKey string }
	require.NoError(w.t, w.api.call(http.MethodPut, gitSync("signing-key"), object{"key": key, "passphrase": passphrase}, &settings))
	require.NotEmpty(w.t, settings.SigningKey)
	return settings.SigningKey
}

// allowing is the configuration with which git takes an SSH key for the committer's.
func allowing(t *testing.T, public string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "allowed_signers")
	require.NoError(t, os.WriteFile(file, []byte(`lockstep@noreply.invalid namespaces="git" `+public+"\n"), 0o600))
	return "gpg.ssh.allowedSignersFile=" + file
}

// TestOverSSH connects, edits on both sides and signs, with OpenSSH's server, which lets git speak
// protocol v0 only, and with one that lets it speak v2.
func TestOverSSH(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, database func(t *testing.T) string) {
		t.Run("OpenSSH", func(t *testing.T) { testOverSSH(t, database(t), gittest.NewSSHD(t, false), 0) })
		t.Run("v2", func(t *testing.T) { testOverSSH(t, database(t), gittest.NewSSHServer(t), 2) })
	})
}

func testOverSSH(t *testing.T, database string, server sshServer, protocol int) {
	w := newSSHWorld(t, database, server, "correct horse")
	fingerprint := ssh.FingerprintSHA256(server.HostKeys()[0])
	stranger := gittest.KnownHosts(server.Addr(), gittest.NewSSHKey(t, gittest.Ed25519).Public)
	for known, why := range map[string]string{"": "is not known; it shows ssh-ed25519 " + fingerprint, stranger: "has changed"} {
		err := w.api.call(http.MethodPost, gitSync("preview"), w.over(known), nil)
		require.ErrorContains(t, err, why)
		require.ErrorContains(t, err, fingerprint)
	}
	shown := w.hostKeys()
	require.Equal(t, fingerprint, shown[0].Fingerprint)
	require.Len(t, shown, len(server.HostKeys()))

	pinned := w.over(shown[0].Line)
	var tested struct {
		OK       bool
		Protocol int
	}
	require.NoError(t, w.api.call(http.MethodPost, gitSync("test"), object{"settings": pinned["settings"], "credential": w.key, "passphrase": w.passphrase}, &tested))
	require.True(t, tested.OK)
	require.Equal(t, protocol, tested.Protocol)
	w.api.do(http.MethodPost, gitSync("preview"), pinned)
	w.api.do(http.MethodPost, gitSync("connect"), pinned)
	w.api.requireInSync()
	require.Error(t, gittest.Try(w.repo.Dir, "verify-commit", "main"), "nobody asked for a signature")

	signing := gittest.NewSSHKey(t, gittest.ECDSA)
	public := w.sign(protect(t, signing.PEM, "battery staple"), "battery staple")
	require.Equal(t, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(signing.Public))), public)
	w.api.patch("models/users", object{"description": "signed"})
	w.api.requireInSync()
	require.Contains(t, w.repo.at("models/users.yaml"), "description: signed\n")
	require.NoError(t, gittest.Try(w.repo.Dir, "-c", allowing(t, public), "verify-commit", "main"))
	other := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(gittest.NewSSHKey(t, gittest.ECDSA).Public)))
	require.Error(t, gittest.Try(w.repo.Dir, "-c", allowing(t, other), "verify-commit", "main"))

	w.person = &clone{t: t, dir: filepath.Join(t.TempDir(), "clone")}
	command := "core.sshCommand=" + gittest.SSHCommand(t, server.ClientKey(), server.KnownHosts())
	gittest.Run(t, filepath.Dir(w.person.dir), nil, "-c", command, "clone", "-q", w.repo.url, w.person.dir)
	w.person.write("models/users.yaml", replaced(t, handwritten, "Users #", "People #"))
	w.person.commit("By hand")
	w.person.git("-c", command, "push", "-q", "origin", "HEAD:main")
	w.requireAtRest()
	require.Contains(t, w.api.file("models/users"), "name: People\n")

	w.kill()
	w.start()
	w.api.patch("models/users", object{"description": "after a restart"})
	w.requireAtRest()
	require.NoError(t, gittest.Try(w.repo.Dir, "-c", allowing(t, public), "verify-commit", "main"))
}

// TestAChangedHostKeyHalts gives the SSH server another key: nothing is sent to it until a person
// trusts that.
func TestAChangedHostKeyHalts(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, database func(t *testing.T) string) {
		server := gittest.NewSSHServer(t)
		w := newSSHWorld(t, database(t), server, "correct horse")
		w.api.do(http.MethodPost, gitSync("connect"), w.over(server.KnownHosts()))
		w.api.requireInSync()
		head := w.repo.Ref("main")

		server.RenewHostKeys()
		server.Reset()
		w.api.patch("models/users", object{"description": "while the key is another"})
		_, err := w.api.syncNow()
		fingerprint := ssh.FingerprintSHA256(server.HostKeys()[0])
		require.ErrorContains(t, err, "has changed")
		require.ErrorContains(t, err, "it shows ssh-ed25519 "+fingerprint)
		s, err := w.api.status()
		require.NoError(t, err)
		require.Equal(t, "failing", s.State)
		require.Equal(t, "host_key", s.Failure.Kind)
		require.Equal(t, "halt", s.Failure.Class)
		require.Contains(t, s.Failure.Message, fingerprint)
		require.Contains(t, s.Failure.Hint, "compare the fingerprint")
		require.Equal(t, head, w.repo.Ref("main"))
		require.Empty(t, server.Requests(), "no command was run there")

		out, problems, code := w.lockstep("", "git-sync", "host-keys")
		require.Zero(t, code, problems)
		require.Regexp(t, `(?m)^ssh-ed25519 +`+regexp.QuoteMeta(fingerprint)+` +-$`, out)
		_, problems, code = w.lockstep("", "git-sync", "host-keys", "--accept", fingerprint)
		require.Zero(t, code, problems)
		var settings struct{ KnownHosts string }
		require.NoError(t, w.api.get(gitSync("settings"), &settings))
		require.Equal(t, server.KnownHosts(), settings.KnownHosts, "the key before is not trusted any more")
		w.api.requireInSync()
		require.Contains(t, w.repo.at("models/users.yaml"), "description: while the key is another\n")
	})
}

// TestSignedWithOpenPGP lets gpg make a key and check what the server signs with it.
func TestSignedWithOpenPGP(t *testing.T) {
	t.Parallel()
	home, err := os.MkdirTemp("/tmp", "gpg") // a socket's path is short
	require.NoError(t, err)
	gpg := func(program string, args ...string) string {
		t.Helper()
		out, err := runGPG(home, program, args...)
		require.NoError(t, err, "%s", out)
		return out
	}
	t.Cleanup(func() {
		gpg("gpgconf", "--kill", "all")
		require.NoError(t, os.RemoveAll(home))
	})
	secret := []string{"--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "battery staple"}
	gpg("gpg", append(secret, "--quick-gen-key", "Lockstep <lockstep@noreply.invalid>", "ed25519", "sign", "1y")...)

	server := gittest.NewSSHServer(t)
	w := newSSHWorld(t, "", server, "correct horse")
	public := w.sign(gpg("gpg", append(secret, "--armor", "--export-secret-keys")...), "battery staple")
	require.Contains(t, public, "BEGIN PGP PUBLIC KEY BLOCK")
	w.api.do(http.MethodPost, gitSync("connect"), w.over(server.KnownHosts()))
	w.api.requireInSync()
	program := filepath.Join(home, "run")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\nexec gpg --homedir "+home+" \"$@\"\n"), 0o700))
	require.NoError(t, gittest.Try(w.repo.Dir, "-c", "gpg.program="+program, "verify-commit", "main"))
	empty := filepath.Join(home, "none")
	require.NoError(t, os.Mkdir(empty, 0o700))
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\nexec gpg --homedir "+empty+" \"$@\"\n"), 0o700))
	require.Error(t, gittest.Try(w.repo.Dir, "-c", "gpg.program="+program, "verify-commit", "main"), "the key is not known there")
}

func runGPG(home, program string, args ...string) (string, error) {
	cmd := exec.Command(program, args...)
	cmd.Env = append(environ(home, nil), "GNUPGHOME="+home)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
