package transport_test

import (
	"crypto/rand"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

const passphrase = "correct horse"

// makeKey makes a key with ssh-keygen and gives the private and the public file.
func makeKey(t *testing.T, args ...string) (private, public []byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	keygen(t, append(args, "-f", file)...)
	private, err := os.ReadFile(file)
	require.NoError(t, err)
	public, err = os.ReadFile(file + ".pub")
	require.NoError(t, err)
	return private, public
}

func openssl(t *testing.T, input []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("openssl", args...)
	cmd.Stdin = strings.NewReader(string(input))
	out, err := cmd.Output()
	require.NoError(t, err)
	return out
}

func fingerprint(t *testing.T, authorized []byte) string {
	t.Helper()
	key, _, _, _, err := ssh.ParseAuthorizedKey(authorized)
	require.NoError(t, err)
	return ssh.FingerprintSHA256(key)
}

func TestKeysOfEveryForm(t *testing.T) {
	for _, kind := range []string{"ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048"} {
		for _, form := range []string{"RFC4716", "PEM", "PKCS8"} {
			for _, secret := range []string{"", passphrase} {
				t.Run(kind+"/"+form+"/"+secret, func(t *testing.T) {
					args := append([]string{"-t"}, strings.Fields(kind)...)
					private, public := makeKey(t, append(args, "-m", form, "-N", secret)...)
					signer, err := transport.ParseKey(private, []byte(secret))
					require.NoError(t, err)
					require.Equal(t, fingerprint(t, public), ssh.FingerprintSHA256(signer.PublicKey()))
					checkSigner(t, signer)
					if secret == "" { // one too many does no harm, as when a form kept it
						_, err = transport.ParseKey(private, []byte("x"))
						require.NoError(t, err)
						return
					}
					_, err = transport.ParseKey(private, nil)
					require.ErrorContains(t, err, "has a passphrase: give it")
					require.True(t, wireerr.Is(err, wireerr.Invalid))
					_, err = transport.ParseKey(private, []byte("wrong"))
					require.ErrorContains(t, err, "the passphrase does not open the key")
				})
			}
		}
	}
}

func TestKeysOfOpenSSL(t *testing.T) {
	plain := openssl(t, nil, "genpkey", "-algorithm", "ed25519")
	want, err := transport.ParseKey(plain, nil)
	require.NoError(t, err)
	checkSigner(t, want)
	for _, cipher := range []string{"aes-256-cbc", "aes-128-cbc", "des3"} {
		protected := openssl(t, plain, "pkcs8", "-topk8", "-v2", cipher, "-passout", "pass:"+passphrase)
		got, err := transport.ParseKey(protected, []byte(passphrase))
		require.NoError(t, err, cipher)
		require.Equal(t, want.PublicKey().Marshal(), got.PublicKey().Marshal())
	}
	for _, args := range [][]string{{"-scrypt"}, {"-v2", "aes-256-cbc", "-iter", "9000000"}, {"-v1", "PBE-SHA1-3DES"}} {
		args = append([]string{"pkcs8", "-topk8", "-passout", "pass:" + passphrase}, args...)
		_, err := transport.ParseKey(openssl(t, plain, args...), []byte(passphrase))
		require.ErrorContains(t, err, "ssh-keygen -p", args)
	}
}

// checkSigner signs and verifies, and looks for what the signer shows.
func checkSigner(t *testing.T, signer ssh.Signer) {
	t.Helper()
	sig, err := signer.Sign(rand.Reader, []byte("x"))
	require.NoError(t, err)
	require.NotEqual(t, ssh.KeyAlgoRSA, sig.Format, "SHA-1")
	require.NoError(t, signer.PublicKey().Verify([]byte("x"), sig))
	asJSON, err := json.Marshal(signer)
	require.NoError(t, err)
	require.Equal(t, "{}", string(asJSON))
	shown := "SSH key " + ssh.FingerprintSHA256(signer.PublicKey())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		require.Equal(t, shown, fmt.Sprintf(verb, signer))
	}
	hidden := struct{ s ssh.Signer }{signer}
	require.Regexp(t, `^\{(s:)?0x[0-9a-f]+\}$`, fmt.Sprintf("%+v", hidden))
}

func TestKeysThatAreRefused(t *testing.T) {
	private, public := makeKey(t, "-t", "ed25519", "-N", "")
	weak, _ := makeKey(t, "-t", "rsa", "-b", "1024", "-N", "")
	weakPEM, _ := makeKey(t, "-t", "rsa", "-b", "1024", "-N", "", "-m", "PEM")
	pkcs8Public := openssl(t, openssl(t, nil, "genpkey", "-algorithm", "ed25519"), "pkey", "-pubout")
	for _, row := range []struct{ name, text, want string }{
		{"nothing", " \n", "empty"},
		{"words", "my key", "no private key"},
		{"public key", string(public), "public key: the private one is needed"},
		{"public key of OpenSSL", string(pkcs8Public), "public key: the private one is needed"},
		{"PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", "puttygen"},
		{"cut", string(private[:len(private)/2]), "cut off or damaged: paste the whole file"},
		{"spoiled", strings.Replace(string(private), "b3BlbnNzaC1rZXkt", "b3BlbnNzaC1rZXkx", 1), "cannot be read"},
		{"certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no private key"},
		{"RSA of 1024 bits", string(weak), "1024 bits is too weak"},
		{"RSA of 1024 bits as PEM", string(weakPEM), "1024 bits is too weak"},
		{"DSA", "-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n", "DSA"},
		{"DSA of OpenSSH", envelope("ssh-dss"), "DSA"},
		{"security key", envelope("sk-ssh-ed25519@openssh.com"), "security key"},
		{"unknown type", envelope("ssh-new"), "cannot be read"},
		{"X25519", string(openssl(t, nil, "genpkey", "-algorithm", "x25519")), "of this type"},
		{"another curve", string(openssl(t, nil, "genpkey", "-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-224")), "of this type"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := transport.ParseKey([]byte(row.text), nil)
			require.ErrorContains(t, err, row.want)
			require.True(t, wireerr.Is(err, wireerr.Invalid))
		})
	}
	crlf := strings.ReplaceAll(string(private), "\n", "\r\n")
	_, err := transport.ParseKey([]byte("\n"+crlf), nil)
	require.NoError(t, err)
}

// envelope is a private key of OpenSSH's form with a public key of that type.
func envelope(kind string) string {
	inner := ssh.Marshal(struct{ Name, Key string }{kind, "x"})
	body := append([]byte("openssh-key-v1\x00"), ssh.Marshal(struct {
		Cipher, KDF, Options string
		Keys                 uint32
		Public, Private      []byte
	}{"none", "none", "", 1, inner, []byte("x")})...)
	return pemText("OPENSSH PRIVATE KEY", body)
}

func TestGeneratedKeys(t *testing.T) {
	private, authorized, err := transport.GenerateKey("lockstep")
	require.NoError(t, err)
	require.Regexp(t, `^ssh-ed25519 \S+ lockstep$`, authorized)
	signer, err := transport.ParseKey(private, nil)
	require.NoError(t, err)
	require.Equal(t, fingerprint(t, []byte(authorized)), ssh.FingerprintSHA256(signer.PublicKey()))
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, private, 0o600))
	out, err := exec.Command("ssh-keygen", "-y", "-f", file).Output()
	require.NoError(t, err)
	require.Equal(t, authorized, strings.TrimSpace(string(out)))
}

func pemText(kind string, body []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: body}))
}

func TestOtherBlocksMayStandBesideAKey(t *testing.T) {
	private, public := makeKey(t, "-t", "ed25519", "-N", "")
	want, err := transport.ParseKey(private, nil)
	require.NoError(t, err)
	ec := string(openssl(t, nil, "ecparam", "-name", "prime256v1", "-genkey"))
	require.Contains(t, ec, "EC PARAMETERS")
	for name, text := range map[string]string{
		"public keys":    string(public) + string(private) + string(public),
		"a mark":         "\ufeff" + string(private),
		"an indentation": "  " + string(private),
	} {
		got, err := transport.ParseKey([]byte(text), nil)
		require.NoError(t, err, name)
		require.Equal(t, want.PublicKey().Marshal(), got.PublicKey().Marshal())
	}
	_, err = transport.ParseKey([]byte(ec), nil)
	require.NoError(t, err)
	_, err = transport.ParseKey(append(private, ec...), nil)
	require.ErrorContains(t, err, "the text holds 2 private keys: paste one of them")
	_, err = transport.ParseKey(make([]byte, 2<<20), nil)
	require.ErrorContains(t, err, "paste one key only")
}
