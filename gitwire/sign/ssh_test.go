package sign_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/sign"
	"lockstep.dev/gitwire/wireerr"
)

// sshVerified holds git to accept a key's signatures, by what Public says to register.
func sshVerified(t *testing.T, s *sign.Signer) {
	t.Helper()
	b := newBranch(t)
	allowed := filepath.Join(t.TempDir(), "allowed")
	require.NoError(t, os.WriteFile(allowed, []byte(email+` namespaces="git" `+s.Public()+"\n"), 0o600))
	b.verified(s, "gpg.format", "ssh", "gpg.ssh.allowedSignersFile", allowed)

	require.NoError(t, os.WriteFile(allowed, nil, 0o600))
	require.Error(t, gittest.Try(b.repo.Dir, "verify-commit", "main"), "nobody is trusted")
}

func TestGitAcceptsSSHSignatures(t *testing.T) {
	for _, row := range []struct {
		name, pass string
		args       []string
	}{
		{"ed25519", "", []string{"-t", "ed25519"}},
		{"ed25519 with passphrase", passphrase, []string{"-t", "ed25519"}},
		{"ed25519 with passphrase, CBC", passphrase, []string{"-t", "ed25519", "-Z", "aes256-cbc"}},
		{"ECDSA P-256", "", []string{"-t", "ecdsa", "-b", "256"}},
		{"ECDSA P-384", "", []string{"-t", "ecdsa", "-b", "384"}},
		{"ECDSA P-521 with passphrase", passphrase, []string{"-t", "ecdsa", "-b", "521"}},
		{"RSA", "", []string{"-t", "rsa", "-b", "2048"}},
		{"RSA, PEM", "", []string{"-t", "rsa", "-b", "2048", "-m", "PEM"}},
		{"RSA, PEM with passphrase", passphrase, []string{"-t", "rsa", "-b", "2048", "-m", "PEM"}},
		{"ECDSA, PEM with passphrase", passphrase, []string{"-t", "ecdsa", "-m", "PEM"}},
		{"RSA, PKCS#8", "", []string{"-t", "rsa", "-b", "2048", "-m", "PKCS8"}},
		{"RSA, PKCS#8 with passphrase", passphrase, []string{"-t", "rsa", "-b", "2048", "-m", "PKCS8"}},
		{"ECDSA, PKCS#8 with passphrase", passphrase, []string{"-t", "ecdsa", "-m", "PKCS8"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			private, public := sshKeygen(t, row.pass, row.args...)
			s, err := sign.Parse([]byte(private), []byte(row.pass), time.Now)
			require.NoError(t, err)
			require.Equal(t, sign.SSH, s.Format())
			require.Equal(t, strings.TrimSuffix(public, " "+email+"\n"), s.Public())
			require.Empty(t, s.Emails())
			sshVerified(t, s)
			b := newBranch(t)
			require.Equal(t, b.build(s).Commits(), b.build(s).Commits(), "ids are deterministic")
			if row.pass == "" {
				return
			}
			_, err = sign.Parse([]byte(private), nil, time.Now)
			requireInvalid(t, err, "has a passphrase: give it")
			_, err = sign.Parse([]byte(private), []byte("correct house"), time.Now)
			requireInvalid(t, err, "passphrase does not open")
		})
	}
}

func TestSSHFingerprint(t *testing.T) {
	dir := t.TempDir()
	private, public := sshKeygen(t, "", "-t", "ed25519")
	s, err := sign.Parse([]byte(private), nil, time.Now)
	require.NoError(t, err)
	path := filepath.Join(dir, "key.pub")
	require.NoError(t, os.WriteFile(path, []byte(public), 0o600))
	require.Equal(t, strings.Fields(run(t, dir, nil, "ssh-keygen", "-l", "-f", path))[1], s.Fingerprint())
}

func TestKeysAsPeoplePasteThem(t *testing.T) {
	private, public := sshKeygen(t, "", "-t", "ed25519")
	want, err := sign.Parse([]byte(private), nil, time.Now)
	require.NoError(t, err)
	for name, text := range map[string]string{
		"Windows":                  "\ufeff" + strings.ReplaceAll(private, "\n", "\r\n"),
		"without the last newline": strings.TrimSpace(private),
		"with blank lines around":  "\n\n" + private + "\n\n",
		"with the public key":      public + private + public,
	} {
		got, err := sign.Parse([]byte(text), []byte("needless"), time.Now)
		require.NoError(t, err, name)
		require.Equal(t, want.Fingerprint(), got.Fingerprint(), name)
	}
}

func TestKeysOfOtherTools(t *testing.T) {
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der, err := x509.MarshalECPrivateKey(ec)
	require.NoError(t, err)
	parameters := pem.EncodeToMemory(&pem.Block{Type: "EC PARAMETERS", Bytes: []byte{6, 8, 42, 134, 72, 206, 61, 3, 1, 7}})
	for name, text := range map[string][]byte{
		"ed25519, PKCS#8":  pkcs8(t, ed),
		"openssl ecparam":  append(parameters, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})...),
		"ECDSA and PKCS#8": pkcs8(t, ec),
	} {
		t.Run(name, func(t *testing.T) {
			s, err := sign.Parse(text, nil, time.Now)
			require.NoError(t, err)
			sshVerified(t, s)
		})
	}
}

func TestSignersHeldByOthers(t *testing.T) {
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	key, err := ssh.NewSignerFromKey(ec)
	require.NoError(t, err)
	s, err := sign.FromSSH(key)
	require.NoError(t, err)
	sshVerified(t, s)

	cert := &ssh.Certificate{Key: key.PublicKey(), CertType: ssh.UserCert}
	require.NoError(t, cert.SignCert(rand.Reader, key))
	certified, err := ssh.NewCertSigner(cert, key)
	require.NoError(t, err)
	_, err = sign.FromSSH(certified)
	requireInvalid(t, err, "keys of type ecdsa-sha2-nistp256-cert-v01@openssh.com cannot sign commits")
}

func pkcs8(t *testing.T, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func requireInvalid(t *testing.T, err error, text string) {
	t.Helper()
	require.Equal(t, wireerr.Invalid, wireerr.KindOf(err), "%v", err)
	require.ErrorContains(t, err, text)
}

func TestTheSecretDoesNotPrint(t *testing.T) {
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	s, err := sign.Parse(pkcs8(t, ed), nil, time.Now)
	require.NoError(t, err)
	want := "ssh key " + s.Fingerprint()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.Equal(t, want, fmt.Sprintf(verb, s))
		require.Equal(t, want, fmt.Sprintf(verb, *s))
		require.Contains(t, fmt.Sprintf(verb, struct{ S *sign.Signer }{s}), want)
	}
	for _, verb := range []string{"%d"} { // which asks no Stringer
		seed := strings.Trim(fmt.Sprintf(verb, []byte(ed.Seed())), "[]")
		require.Contains(t, fmt.Sprintf(verb, ed), seed, "or the next line could not fail")
		require.NotContains(t, fmt.Sprintf(verb, *s), seed)
	}
}
