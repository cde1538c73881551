package transport_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/ed25519"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"hash"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

func TestEncryptedPKCS8(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	signer, err := ssh.NewSignerFromKey(key)
	require.NoError(t, err)
	for _, row := range []struct {
		name, cipher, prf string
		newCipher         func(key []byte) (cipher.Block, error)
		size              int
		hash              func() hash.Hash
	}{
		{"3DES, SHA-1", "1.2.840.113549.3.7", "1.2.840.113549.2.7", des.NewTripleDESCipher, 24, sha1.New},
		{"AES-128, SHA-256", "2.16.840.1.101.3.4.1.2", "1.2.840.113549.2.9", aes.NewCipher, 16, sha256.New},
		{"AES-192, SHA-512", "2.16.840.1.101.3.4.1.22", "1.2.840.113549.2.11", aes.NewCipher, 24, sha512.New},
		{"AES-256, SHA-256", "2.16.840.1.101.3.4.1.42", "1.2.840.113549.2.9", aes.NewCipher, 32, sha256.New},
	} {
		t.Run(row.name, func(t *testing.T) {
			secret, err := pbkdf2.Key(row.hash, passphrase, []byte("salt"), 2048, row.size)
			require.NoError(t, err)
			block, err := row.newCipher(secret)
			require.NoError(t, err)
			pad := block.BlockSize() - len(der)%block.BlockSize()
			e := plausible()
			e.cipher, e.prf, e.iterations, e.iv = row.cipher, row.prf, 2048, make([]byte, block.BlockSize())
			e.data = append(bytes.Clone(der), bytes.Repeat([]byte{byte(pad)}, pad)...)
			cipher.NewCBCEncrypter(block, e.iv).CryptBlocks(e.data, e.data)

			s, err := transport.ParseKey(e.pem(t), []byte(passphrase))
			require.NoError(t, err)
			require.Equal(t, ssh.FingerprintSHA256(signer.PublicKey()), ssh.FingerprintSHA256(s.PublicKey()))
			_, err = transport.ParseKey(e.pem(t), []byte("correct house"))
			requireKeyRefused(t, err, "the passphrase does not open")
			_, err = transport.ParseKey(e.pem(t), nil)
			requireKeyRefused(t, err, "has a passphrase: give it")
		})
	}
}

// encryption is what an encrypted PKCS#8 key says of how it is encrypted.
type encryption struct {
	scheme, derivation, cipher, prf string
	iterations                      int
	iv, data                        []byte
}

func TestEncryptedPKCS8ThatMeansHarm(t *testing.T) {
	const (
		unsupported = "is encrypted in a way that is not supported: write it anew with ssh-keygen -p"
		wrong       = "the passphrase does not open"
	)
	for _, row := range []struct {
		name   string
		change func(*encryption)
		want   string
	}{
		{"only noise inside", func(*encryption) {}, wrong},
		{"PBES1", func(e *encryption) { e.scheme = "1.2.840.113549.1.5.3" }, unsupported},
		{"scrypt", func(e *encryption) { e.derivation = "1.3.6.1.4.1.11591.4.11" }, unsupported},
		{"RC2", func(e *encryption) { e.cipher = "1.2.840.113549.3.2" }, unsupported},
		{"HMAC-MD5", func(e *encryption) { e.prf = "1.3.6.1.5.5.8.1.1" }, unsupported},
		{"years of work", func(e *encryption) { e.iterations = 1 << 30 }, unsupported},
		{"no work", func(e *encryption) { e.iterations = 0 }, unsupported},
		{"negative work", func(e *encryption) { e.iterations = -1 }, unsupported},
		{"short vector", func(e *encryption) { e.iv = []byte{1} }, wrong},
		{"part of a block", func(e *encryption) { e.data = make([]byte, 17) }, wrong},
		{"no data", func(e *encryption) { e.data = nil }, wrong},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := plausible()
			row.change(&e)
			_, err := transport.ParseKey(e.pem(t), []byte(passphrase))
			requireKeyRefused(t, err, row.want)
		})
	}
	_, err := transport.ParseKey(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte("x")}), []byte(passphrase))
	requireKeyRefused(t, err, unsupported)
}

func plausible() encryption {
	return encryption{
		scheme: "1.2.840.113549.1.5.13", derivation: "1.2.840.113549.1.5.12", cipher: "2.16.840.1.101.3.4.1.42",
		prf: "1.2.840.113549.2.11", iterations: 1, iv: make([]byte, 16), data: make([]byte, 64),
	}
}

func (e encryption) pem(t *testing.T) []byte {
	t.Helper()
	derivation := struct {
		Salt       []byte
		Iterations int
		PRF        pkix.AlgorithmIdentifier
	}{[]byte("salt"), e.iterations, identifier(t, e.prf, asn1.NullRawValue)}
	parameters := []pkix.AlgorithmIdentifier{identifier(t, e.derivation, derivation), identifier(t, e.cipher, e.iv)}
	der := encoded(t, struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}{identifier(t, e.scheme, parameters), e.data})
	return pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der})
}

func identifier(t *testing.T, id string, parameters any) pkix.AlgorithmIdentifier {
	t.Helper()
	var oid asn1.ObjectIdentifier
	for number := range strings.SplitSeq(id, ".") {
		n, err := strconv.Atoi(number)
		require.NoError(t, err)
		oid = append(oid, n)
	}
	return pkix.AlgorithmIdentifier{Algorithm: oid, Parameters: asn1.RawValue{FullBytes: encoded(t, parameters)}}
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	der, err := asn1.Marshal(v)
	require.NoError(t, err)
	return der
}

func requireKeyRefused(t *testing.T, err error, text string) {
	t.Helper()
	require.True(t, wireerr.Is(err, wireerr.Invalid), "%v", err)
	require.ErrorContains(t, err, text)
}

func TestKeysOfOpenSSHThatAskForTooMuchWork(t *testing.T) {
	options := func(rounds uint32) string {
		return string(ssh.Marshal(struct {
			Salt   string
			Rounds uint32
		}{"0123456789abcdef", rounds}))
	}
	protected := func(options string) []byte {
		return []byte(pemText("OPENSSH PRIVATE KEY", append([]byte("openssh-key-v1\x00"), ssh.Marshal(struct {
			Cipher, KDF, Options string
			Keys                 uint32
			Public, Private      []byte
		}{"aes256-ctr", "bcrypt", options, 1, ssh.Marshal(struct{ Name, Key string }{ssh.KeyAlgoED25519, "x"}), make([]byte, 64)})...)))
	}
	for _, hostile := range []string{options(1 << 31), options(1001), "", "x"} {
		_, err := transport.ParseKey(protected(hostile), []byte(passphrase))
		requireKeyRefused(t, err, "write it anew with ssh-keygen -p")
	}
}
