package gitsync_test

import (
	"context"
	"crypto/ed25519"
	"encoding/pem"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/gitsync/repo"
	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/workspace"
)

// keyring is the real reader of keys, and notes with what a remote would be tried.
type keyring struct {
	w     *world
	tried gitsync.Secrets
}

func (k *keyring) Test(_ context.Context, _ gitsync.Settings, secrets gitsync.Secrets) (gitsync.ConnectionTest, error) {
	k.tried = secrets
	return gitsync.ConnectionTest{OK: true}, nil
}

func (k *keyring) HostKeys(_ context.Context, s gitsync.Settings) ([]gitsync.HostKey, error) {
	return []gitsync.HostKey{{Host: s.URL}}, nil
}

func (k *keyring) Inspect(s gitsync.Settings, secrets gitsync.Secrets) (gitsync.PublicKeys, error) {
	return repo.Inspect(s, secrets, k.w.clock)
}

func (k *keyring) NewKey() (string, error) { return repo.NewKey() }

// locksmith is a world that can read keys; sent is what its remotes were last opened with.
func locksmith(t *testing.T) (w *world, keys *keyring, sent *gitsync.Secrets) {
	w = newWorld(t)
	keys, sent = &keyring{w: w}, &gitsync.Secrets{}
	o := w.engine.Options
	o.Access = keys
	o.Dial = func(_ context.Context, s gitsync.Settings, secrets gitsync.Secrets, folders []string) (gitsync.Remote, error) {
		*sent = secrets
		sent.Credential = secrets.For(s.AuthKind) // as every dialer must ask for it
		w.remote.Folders = folders
		return w.remote, nil
	}
	w.engine = gitsync.New(o)
	return w, keys, sent
}

const (
	webURL = "https://git.example.com/acme.git"
	sshURL = "git@git.example.com:acme.git"
)

func (w *world) connectAs(url string, kind gitsync.AuthKind, edit gitsync.SecretEdit) error {
	c := gitsync.Connection{Settings: gitsync.Settings{URL: url, AuthKind: kind}, Direction: reconcile.TwoWay, Secrets: edit}
	return w.engine.Connect(w.ctx, w.id, c, byAlice)
}

// reconfigure changes settings and secrets, as the API does it.
func (w *world) reconfigure(edit gitsync.SecretEdit, set func(*gitsync.Settings)) error {
	s, err := w.engine.Settings(w.ctx, w.id)
	require.NoError(w.t, err)
	set(&s)
	_, err = w.engine.Configure(w.ctx, w.id, s, edit)
	return err
}

func (w *world) settings() gitsync.Settings {
	s, err := w.engine.Settings(w.ctx, w.id)
	require.NoError(w.t, err)
	return s
}

func (w *world) secrets() gitsync.Secrets {
	secrets, err := w.store.GitSecrets(w.ctx, w.id)
	require.NoError(w.t, err)
	return secrets
}

func keep(*gitsync.Settings) {}

func authKind(kind gitsync.AuthKind) func(*gitsync.Settings) {
	return func(s *gitsync.Settings) { s.AuthKind = kind }
}

func requireInvalid(t *testing.T, err error, text string) {
	t.Helper()
	require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err), "%v", err)
	require.ErrorContains(t, err, text)
}

func TestACredentialIsUsedOnlyAsItWasMeant(t *testing.T) {
	key := gittest.NewSSHKey(t, gittest.Ed25519).PEM
	for _, row := range []struct {
		name, stored string
		kind, asked  gitsync.AuthKind
		want         bool
	}{
		{"a password for basic", "pw", gitsync.AuthBasic, gitsync.AuthBasic, true},
		{"a password as a token", "pw", gitsync.AuthBasic, gitsync.AuthBearer, false},
		{"a password for SSH", "pw", gitsync.AuthBasic, gitsync.AuthSSH, false},
		{"an SSH key as a password", key, gitsync.AuthSSH, gitsync.AuthBasic, false},
		{"an SSH key as a token", key, gitsync.AuthSSH, gitsync.AuthBearer, false},
		{"an SSH key for SSH", key, gitsync.AuthSSH, gitsync.AuthSSH, true},
		{"kept without a kind, for basic", "pw", "", gitsync.AuthBasic, true},
		{"kept without a kind, for SSH", "pw", "", gitsync.AuthSSH, false},
		{"nothing for none", "pw", gitsync.AuthBasic, gitsync.AuthNone, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := gitsync.Secrets{Kind: row.kind, Credential: row.stored}
			if !row.want {
				row.stored = ""
			}
			require.Equal(t, row.stored, s.For(row.asked))
			require.Equal(t, "secrets secrets", fmt.Sprintf("%v %#v", s, s))
		})
	}
}

func TestAnSSHKeyIsNeverSentAsAPassword(t *testing.T) {
	key := gittest.NewSSHKey(t, gittest.Ed25519).PEM
	w, _, sent := locksmith(t)
	require.NoError(t, w.connectAs(sshURL, gitsync.AuthSSH, gitsync.SecretEdit{Credential: &key}))
	w.cycle()
	require.Equal(t, key, sent.Credential)
	for _, kind := range []gitsync.AuthKind{gitsync.AuthBasic, gitsync.AuthBearer} {
		requireInvalid(t, w.connectAs(webURL, kind, gitsync.SecretEdit{}), "the stored credential is for ssh")
		requireInvalid(t, w.connectAs(webURL, kind, gitsync.SecretEdit{Credential: &key}), "a private key is no password")
	}
	requireInvalid(t, w.reconfigure(gitsync.SecretEdit{}, authKind(gitsync.AuthBasic)), "an SSH address needs an SSH key")

	password := "pw"
	require.NoError(t, w.connectAs(webURL, gitsync.AuthBasic, gitsync.SecretEdit{Credential: &password}))
	requireInvalid(t, w.connectAs(sshURL, gitsync.AuthSSH, gitsync.SecretEdit{}), "the stored credential is for basic")
	require.NoError(t, w.reconfigure(gitsync.SecretEdit{}, authKind(gitsync.AuthBearer)))
	w.cycle()
	require.Empty(t, sent.Credential, "a password is no token")
	require.NoError(t, w.reconfigure(gitsync.SecretEdit{}, authKind(gitsync.AuthBasic)))
	w.cycle()
	require.Equal(t, password, sent.Credential)
}

func TestACredentialNeedsAUse(t *testing.T) {
	w, _, _ := locksmith(t)
	token := "token"
	requireInvalid(t, w.reconfigure(gitsync.SecretEdit{Credential: &token}, keep), "the settings take no credential")
	requireInvalid(t, w.connectAs(webURL, gitsync.AuthNone, gitsync.SecretEdit{Credential: &token}), "the settings take no credential")
	require.Zero(t, w.secrets())
}

func TestACredentialIsForgottenWithItsServer(t *testing.T) {
	w, _, _ := locksmith(t)
	token := "token"
	at := func(url string) func(*gitsync.Settings) {
		return func(s *gitsync.Settings) { s.URL, s.AuthKind = url, gitsync.AuthBearer }
	}
	require.NoError(t, w.reconfigure(gitsync.SecretEdit{Credential: &token}, at(webURL)))
	require.NoError(t, w.reconfigure(gitsync.SecretEdit{}, at("https://git.example.com/other.git")))
	require.Equal(t, token, w.secrets().Credential)
	require.NoError(t, w.reconfigure(gitsync.SecretEdit{}, at("https://evil.example.net/acme.git")))
	require.Zero(t, w.secrets(), "else who may change the address would get it")
}

func TestPassphrases(t *testing.T) {
	private, phrase := keygen(t, "correct horse")
	other := gittest.NewSSHKey(t, gittest.Ed25519).PEM
	wrong, none := "wrong", ""
	w, _, _ := locksmith(t)
	requireInvalid(t, w.connectAs(sshURL, gitsync.AuthSSH, gitsync.SecretEdit{Credential: &private}), "has a passphrase")
	requireInvalid(t, w.connectAs(sshURL, gitsync.AuthSSH, gitsync.SecretEdit{Credential: &private, Passphrase: &wrong}), "does not open the key")
	require.Zero(t, w.secrets(), "what is refused is not kept")
	require.NoError(t, w.connectAs(sshURL, gitsync.AuthSSH, gitsync.SecretEdit{Credential: &private, Passphrase: &phrase}))
	require.Equal(t, phrase, w.secrets().Passphrase)

	require.NoError(t, w.reconfigure(gitsync.SecretEdit{}, func(s *gitsync.Settings) { s.PollSeconds = 60 }))
	require.Equal(t, phrase, w.secrets().Passphrase, "what is not named stays")
	requireInvalid(t, w.reconfigure(gitsync.SecretEdit{Passphrase: &wrong}, keep), "does not open the key")
	requireInvalid(t, w.reconfigure(gitsync.SecretEdit{Credential: &private}, keep), "has a passphrase")
	require.NoError(t, w.reconfigure(gitsync.SecretEdit{Credential: &other}, keep))
	require.Equal(t, gitsync.Secrets{Kind: gitsync.AuthSSH, Credential: other}, w.secrets(), "another key has no passphrase of the one before")
	require.NoError(t, w.reconfigure(gitsync.SecretEdit{Credential: &none, Passphrase: &phrase}, keep))
	require.Zero(t, w.secrets(), "no key, no passphrase")

	require.NoError(t, w.reconfigure(gitsync.SecretEdit{SigningKey: &private, SigningPassphrase: &phrase}, keep))
	require.NoError(t, w.reconfigure(gitsync.SecretEdit{SigningKey: &other}, keep))
	require.Equal(t, gitsync.Secrets{SigningKey: other}, w.secrets())
	require.NoError(t, w.reconfigure(gitsync.SecretEdit{SigningKey: &none, SigningPassphrase: &phrase}, keep))
	require.Zero(t, w.secrets())
}

func TestPublicHalvesAreThoseOfTheKeysInUse(t *testing.T) {
	auth, signing := gittest.NewSSHKey(t, gittest.Ed25519), gittest.NewSSHKey(t, gittest.ECDSA)
	w, _, sent := locksmith(t)
	require.NoError(t, w.connectAs(sshURL, gitsync.AuthSSH, gitsync.SecretEdit{Credential: &auth.PEM}))
	require.NoError(t, w.reconfigure(gitsync.SecretEdit{SigningKey: &signing.PEM}, func(s *gitsync.Settings) { s.PublicKey = "ssh-ed25519 forged" }))
	require.Regexp(t, `^ssh-ed25519 \S+ lockstep$`, w.settings().PublicKey)
	require.Regexp(t, `^ecdsa-sha2-nistp256 \S+$`, w.settings().SigningKey)
	w.cycle()
	require.Equal(t, signing.PEM, sent.SigningKey)

	for _, url := range []string{sshURL, "git@elsewhere.example.com:acme.git"} {
		require.NoError(t, w.connectAs(url, gitsync.AuthSSH, gitsync.SecretEdit{}))
		require.Equal(t, signing.PEM, w.secrets().SigningKey, "a signing key is the workspace's")
		require.NotEmpty(t, w.settings().SigningKey)
	}
	builtIn := gitsync.Connection{Settings: gitsync.Settings{BuiltIn: true}, Direction: reconcile.TwoWay}
	require.NoError(t, w.engine.Connect(w.ctx, w.id, builtIn, byAlice))
	require.Equal(t, gitsync.Secrets{SigningKey: signing.PEM}, w.secrets(), "what is built in needs no credential")
	builtIn.Secrets.SigningKey = &auth.PEM
	require.NoError(t, w.engine.Connect(w.ctx, w.id, builtIn, byAlice))
	require.Equal(t, gitsync.Secrets{SigningKey: auth.PEM}, w.secrets())
	require.Empty(t, w.settings().PublicKey)

	require.NoError(t, w.engine.Disconnect(w.ctx, w.id, byAlice))
	require.Zero(t, w.secrets())
	require.Empty(t, w.settings().SigningKey)
}

func TestMakeKey(t *testing.T) {
	w, keys, sent := locksmith(t)
	made, err := w.engine.MakeKey(w.ctx, w.id)
	require.NoError(t, err)
	require.Equal(t, gitsync.AuthSSH, made.AuthKind)
	require.Regexp(t, `^ssh-ed25519 \S+ lockstep$`, made.PublicKey)
	require.Equal(t, made, w.settings())

	_, err = w.engine.TestConnection(w.ctx, w.id, gitsync.Connection{Settings: gitsync.Settings{URL: sshURL, AuthKind: gitsync.AuthSSH}})
	require.NoError(t, err)
	require.Contains(t, keys.tried.Credential, "OPENSSH PRIVATE KEY")
	require.NoError(t, w.connectAs(sshURL, gitsync.AuthSSH, gitsync.SecretEdit{}))
	w.cycle()
	require.Equal(t, w.secrets().Credential, sent.Credential)
	again, err := w.engine.MakeKey(w.ctx, w.id)
	require.NoError(t, err)
	require.NotEqual(t, made.PublicKey, again.PublicKey)

	token := "token"
	require.NoError(t, w.connectAs(webURL, gitsync.AuthBearer, gitsync.SecretEdit{Credential: &token}))
	_, err = w.engine.MakeKey(w.ctx, w.id)
	require.Equal(t, workspace.CodeConflict, workspace.CodeOf(err))
	require.Equal(t, token, w.secrets().Credential)
}

func TestTestsTryWhatAConnectionWouldUse(t *testing.T) {
	w, keys, _ := locksmith(t)
	token, other := "token", "other"
	require.NoError(t, w.connectAs(webURL, gitsync.AuthBearer, gitsync.SecretEdit{Credential: &token}))
	test := func(url string, edit gitsync.SecretEdit) error {
		keys.tried = gitsync.Secrets{}
		_, err := w.engine.TestConnection(w.ctx, w.id, gitsync.Connection{Settings: gitsync.Settings{URL: url, AuthKind: gitsync.AuthBearer}, Secrets: edit})
		return err
	}
	require.NoError(t, test(webURL, gitsync.SecretEdit{}))
	require.Equal(t, token, keys.tried.Credential)
	require.NoError(t, test("https://new.example.com/x.git", gitsync.SecretEdit{Credential: &other}))
	require.Equal(t, other, keys.tried.Credential)
	require.Equal(t, token, w.secrets().Credential, "a test keeps nothing")
	requireInvalid(t, test("https://evil.example.net/x.git", gitsync.SecretEdit{}), "the stored credential is for another server")
	require.Zero(t, keys.tried)

	_, err := w.engine.HostKeys(w.ctx, w.id, webURL)
	requireInvalid(t, err, "an SSH key is of no use with this address")
	found, err := w.engine.HostKeys(w.ctx, w.id, sshURL)
	require.NoError(t, err)
	require.Equal(t, sshURL, found[0].Host)
}

func TestAddressesOfSSHServers(t *testing.T) {
	for address, want := range map[string]bool{
		"git@h:acme.git": true, "h:acme.git": true, "ssh://git@h/acme.git": true, "SSH://h:2222/acme.git": true,
		"https://h/acme.git": false, "http://h:80/acme.git": false, "h/a:b": false, "": false, "h": false, "h:": false,
	} {
		require.Equal(t, want, gitsync.IsSSH(address), address)
	}
}

// keygen makes an SSH key with a passphrase.
func keygen(t *testing.T, phrase string) (private, passphrase string) {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	block, err := ssh.MarshalPrivateKeyWithPassphrase(key, "", []byte(phrase))
	require.NoError(t, err)
	return string(pem.EncodeToMemory(block)), phrase
}

func TestNoAddressWithASecretIsKept(t *testing.T) {
	w, _, _ := locksmith(t)
	for _, url := range []string{
		"https://bot:hunter2@git.example.com/acme.git", "https://hunter2@git.example.com/acme.git", "https://git.example.com/acme.git?token=hunter2",
		"https://bot:hunter2%zz@git.example.com/acme.git", "ssh://git:hunter2@git.example.com/acme.git", "git:hunter2@git.example.com:acme.git",
	} {
		for _, kind := range []gitsync.AuthKind{gitsync.AuthNone, gitsync.AuthBasic, gitsync.AuthSSH} {
			err := w.reconfigure(gitsync.SecretEdit{}, func(s *gitsync.Settings) { s.URL, s.AuthKind = url, kind })
			require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err), url)
			require.NotContains(t, err.Error(), "hunter2")
			require.Empty(t, w.settings().URL)
		}
	}
}
