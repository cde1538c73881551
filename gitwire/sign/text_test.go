package sign_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/sign"
)

func TestTextsThatAreNoUsableKey(t *testing.T) {
	private, public := sshKeygen(t, "", "-t", "ed25519")
	sshcom := "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n"
	for _, row := range []struct{ name, text, want string }{
		{"nothing", " \r\n", "the key is empty: paste"},
		{"prose", "please sign", "this is no private key: paste the whole file"},
		{"certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "this is no private key"},
		{"public key", public, "this is a public key: the private one is needed"},
		{"public key, PEM", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "this is a public key"},
		{"public key, RFC 4716", sshcom, "this is a public key"},
		{"public key of OpenPGP", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n", "paste what gpg --armor --export-secret-keys prints"},
		{"two kinds of keys", private + "-----BEGIN PGP PRIVATE KEY BLOCK-----\n-----END PGP PRIVATE KEY BLOCK-----\n", "the text holds 2 private keys"},
		{"PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", "puttygen KEY -O private-openssh-new"},
		{"two keys", private + private, "the text holds 2 private keys: paste one of them"},
		{"no end", private[:len(private)/2], "cut off or damaged: paste the whole file"},
		{"nonsense inside", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", "cannot be read"},
		{"unknown label", "-----BEGIN SSH2 ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END SSH2 ENCRYPTED PRIVATE KEY-----\n", "cannot be read"},
		{"weak RSA", string(pem.EncodeToMemory(weakPKCS1(t))), "an RSA key of 1024 bits is too weak"},
		{"too long", strings.Repeat("x", 2<<20), "paste one key only"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := sign.Parse([]byte(row.text), []byte(passphrase), time.Now)
			requireInvalid(t, err, row.want)
			require.Less(t, len(err.Error()), 400)
		})
	}
}

func weakPKCS1(t *testing.T) *pem.Block {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	return &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
}
