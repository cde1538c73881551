package repo_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/repo"
	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
)

const phrase = "correct horse"

// keygen makes a key with ssh-keygen and gives the private file's and the public file's text.
func keygen(t *testing.T, args ...string) (private, public string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	out, err := exec.Command("ssh-keygen", append([]string{"-q", "-C", "", "-f", file}, args...)...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	for name, into := range map[string]*string{file: &private, file + ".pub": &public} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		*into = strings.TrimSpace(string(text))
	}
	return private, public
}

func requireFailure(t *testing.T, err error, kind gitsync.Kind, text string) {
	t.Helper()
	var e *gitsync.RemoteError
	require.ErrorAs(t, err, &e)
	require.Equal(t, kind, e.Kind, e.Message)
	require.Equal(t, gitsync.FailHalt, e.Class)
	require.Contains(t, e.Message+"; "+e.Hint, text)
}

func TestInspect(t *testing.T) {
	private, public := keygen(t, "-t", "ed25519", "-N", phrase)
	signing, signingPublic := keygen(t, "-t", "ecdsa", "-N", "")
	ssh := gitsync.Settings{AuthKind: gitsync.AuthSSH}
	auth := gitsync.Secrets{Kind: gitsync.AuthSSH, Credential: private, Passphrase: phrase}
	for _, row := range []struct {
		name     string
		settings gitsync.Settings
		secrets  gitsync.Secrets
		want     gitsync.PublicKeys
	}{
		{"nothing", gitsync.Settings{}, gitsync.Secrets{}, gitsync.PublicKeys{}},
		{"no key yet", ssh, gitsync.Secrets{}, gitsync.PublicKeys{}},
		{"a key", ssh, auth, gitsync.PublicKeys{Auth: public + " lockstep"}},
		{"a key that is not used", gitsync.Settings{AuthKind: gitsync.AuthBasic}, auth, gitsync.PublicKeys{}},
		{"a password", ssh, gitsync.Secrets{Kind: gitsync.AuthBasic, Credential: "pw"}, gitsync.PublicKeys{}},
		{"a signing key", gitsync.Settings{}, gitsync.Secrets{SigningKey: signing}, gitsync.PublicKeys{Signing: signingPublic}},
	} {
		got, err := repo.Inspect(row.settings, row.secrets, time.Now)
		require.NoError(t, err, row.name)
		require.Equal(t, row.want, got, row.name)
	}

	for _, row := range []struct {
		settings gitsync.Settings
		secrets  gitsync.Secrets
		want     string
	}{
		{gitsync.Settings{KnownHosts: "# fine\nnonsense\n"}, gitsync.Secrets{}, "known hosts, line 2"},
		{ssh, gitsync.Secrets{Kind: gitsync.AuthSSH, Credential: private}, "has a passphrase: give it"},
		{ssh, gitsync.Secrets{Kind: gitsync.AuthSSH, Credential: public}, "public key"},
		{gitsync.Settings{}, gitsync.Secrets{SigningKey: private, SigningPassphrase: "x"}, "does not open the key"},
		{gitsync.Settings{}, gitsync.Secrets{SigningKey: signingPublic}, "public key"},
	} {
		_, err := repo.Inspect(row.settings, row.secrets, time.Now)
		requireFailure(t, err, gitsync.KindSettings, row.want)
		require.NotContains(t, fmt.Sprintf("%+v", err), private)
	}
	_, err := repo.SSH(ssh, gitsync.Secrets{Kind: gitsync.AuthBasic, Credential: private, Passphrase: phrase})
	requireFailure(t, err, gitsync.KindSettings, "no SSH key is given")

	none, err := repo.Signer(gitsync.Secrets{}, time.Now)
	require.NoError(t, err)
	require.Nil(t, none)
}

func TestMadeKeysAreKeys(t *testing.T) {
	private, err := repo.NewKey()
	require.NoError(t, err)
	keys, err := repo.Inspect(gitsync.Settings{AuthKind: gitsync.AuthSSH}, gitsync.Secrets{Kind: gitsync.AuthSSH, Credential: private}, time.Now)
	require.NoError(t, err)
	require.Regexp(t, `^ssh-ed25519 \S+ lockstep$`, keys.Auth)
	other, err := repo.NewKey()
	require.NoError(t, err)
	require.NotEqual(t, private, other)
}

// overSSH is how a repository is reached over SSH.
func overSSH(t *testing.T, url, key, knownHosts string) remote.Config {
	t.Helper()
	auth, err := repo.SSH(gitsync.Settings{AuthKind: gitsync.AuthSSH, KnownHosts: knownHosts}, gitsync.Secrets{Kind: gitsync.AuthSSH, Credential: key})
	require.NoError(t, err)
	return remote.Config{URL: url, Branch: "main", Folders: []string{""}, SSH: auth}
}

// steps are the names of the steps that a test took, with a mark for one that failed.
func steps(c gitsync.ConnectionTest) string {
	var all []string
	for _, s := range c.Steps {
		if !s.OK {
			s.Name += " failed"
		}
		all = append(all, s.Name)
	}
	return strings.Join(all, ", ")
}

func TestTestOverSSH(t *testing.T) {
	server := gittest.NewSSHServer(t, gittest.WithHostKeys(gittest.Ed25519, gittest.ECDSA))
	branch := server.NewRepo("acme.git")
	url := server.URL("acme.git")
	try := func(cfg remote.Config) gitsync.ConnectionTest {
		t.Helper()
		c, err := repo.Test(t.Context(), cfg)
		require.NoError(t, err)
		return c
	}
	good := overSSH(t, url, server.ClientKey(), server.KnownHosts())
	c := try(good)
	require.Equal(t, "reach, authenticate, repository, push", steps(c))
	require.True(t, c.OK && c.Empty && c.MayPush && c.ByID && c.Filters)
	require.False(t, c.HasBranch)
	require.Equal(t, []string{}, c.Branches)
	require.Equal(t, 2, c.Protocol)
	require.Positive(t, c.RoundTrip)

	branch.Commit(gittest.Commit{})
	branch.Commit(gittest.Commit{Branch: "side"})
	c = try(good)
	require.True(t, c.HasBranch && !c.Empty)
	require.Equal(t, "main", c.DefaultBranch)
	require.Equal(t, []string{"main", "side"}, c.Branches)

	unknown := try(overSSH(t, url, server.ClientKey(), ""))
	require.Equal(t, "reach failed", steps(unknown))
	require.False(t, unknown.OK)
	fingerprint := ssh.FingerprintSHA256(server.HostKeys()[0])
	require.Contains(t, unknown.Steps[0].Message, "is not known; it shows ssh-ed25519 "+fingerprint)
	require.Contains(t, unknown.Steps[0].Hint, "compare the fingerprint")
	shown := unknown.Steps[0].HostKey
	require.Equal(t, fingerprint, shown.Fingerprint)
	require.True(t, try(overSSH(t, url, server.ClientKey(), shown.Line)).OK, "the line is for the known hosts")

	changed := try(overSSH(t, url, server.ClientKey(), gittest.KnownHosts(server.Addr(), gittest.NewSSHKey(t, gittest.Ed25519).Public)))
	require.Equal(t, "reach failed", steps(changed))
	require.Contains(t, changed.Steps[0].Message, "has changed")
	require.Contains(t, changed.Steps[0].Message, fingerprint)

	stranger := try(overSSH(t, url, gittest.NewSSHKey(t, gittest.Ed25519).PEM, server.KnownHosts()))
	require.Equal(t, "reach, authenticate failed", steps(stranger))
	require.Contains(t, stranger.Steps[1].Hint, "register the key's public half")
	missing := good
	missing.URL = server.URL("nobody.git")
	require.Equal(t, "reach, authenticate, repository failed", steps(try(missing)))

	server.Inject(gittest.Fault{Service: "git-receive-pack", Status: 1, Text: "ERROR: deploy keys of this repository may only read\n"})
	reader := try(good)
	require.Equal(t, "reach, authenticate, repository, push failed", steps(reader))
	require.False(t, reader.OK || reader.MayPush)
	require.Contains(t, reader.Steps[3].Message, "may only read")
	require.Contains(t, reader.Steps[3].Hint, "read-only mode")
}

func TestTestOverHTTP(t *testing.T) {
	server := gittest.NewServer(t, gittest.WithBasicAuth("bot", "pw"), gittest.WithoutV2())
	server.NewRepo("acme.git").Commit(gittest.Commit{})
	cfg := remote.Config{
		URL: server.URL("acme.git"), Branch: "dev", Folders: []string{""}, AllowHTTP: true, Auth: transport.Basic{User: "bot", Password: "pw"},
	}
	c, err := repo.Test(t.Context(), cfg)
	require.NoError(t, err)
	require.True(t, c.OK, steps(c))
	require.Zero(t, c.Protocol)
	require.False(t, c.HasBranch)
	cfg.Auth = transport.Basic{User: "bot", Password: "other"}
	c, err = repo.Test(t.Context(), cfg)
	require.NoError(t, err)
	require.Equal(t, "reach, authenticate failed", steps(c))
	cfg.URL = "nonsense"
	_, err = repo.Test(t.Context(), cfg)
	requireFailure(t, err, gitsync.KindSettings, "the URL must begin with https")
}

func TestHostKeys(t *testing.T) {
	server := gittest.NewSSHD(t, false)
	server.NewRepo("acme.git")
	url := server.URL("acme.git")
	keys, err := repo.HostKeys(t.Context(), transport.SSHConfig{URL: url, Idle: 30 * time.Second, Now: time.Now})
	require.NoError(t, err)
	require.Len(t, keys, 3)
	for i, key := range keys {
		require.Equal(t, ssh.FingerprintSHA256(server.HostKeys()[i]), key.Fingerprint)
		require.Equal(t, server.HostKeys()[i].Type(), key.Type)
		c, err := repo.Test(t.Context(), overSSH(t, url, server.ClientKey(), key.Line))
		require.NoError(t, err)
		require.True(t, c.OK, "%s: %s", key.Type, steps(c))
	}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	_, err = repo.HostKeys(t.Context(), transport.SSHConfig{URL: "ssh://git@" + listener.Addr().String() + "/x", Idle: time.Second, Now: time.Now})
	var e *gitsync.RemoteError
	require.ErrorAs(t, err, &e)
	require.Equal(t, gitsync.KindUnreachable, e.Kind)
}
