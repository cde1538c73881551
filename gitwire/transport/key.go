package transport

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/wireerr"
)

const minRSABits = 2048

// GenerateKey makes an Ed25519 key pair: the private key in OpenSSH's form without a
// passphrase, and the line for authorized_keys.
func GenerateKey(comment string) (privatePEM []byte, authorizedKey string, err error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, "", err
	}
	block, err := ssh.MarshalPrivateKey(private, comment)
	if err != nil {
		return nil, "", err
	}
	public, err := ssh.NewPublicKey(private.Public())
	if err != nil {
		return nil, "", err
	}
	return pem.EncodeToMemory(block), AuthorizedKey(public, comment), nil
}

// AuthorizedKey is a key's line for authorized_keys, as git hosts want it.
func AuthorizedKey(key ssh.PublicKey, comment string) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))) + " " + comment
}

// maxKeyText bounds a key's text, in bytes. Real ones have a few kilobytes.
const maxKeyText = 1 << 20

// ParseKey reads a private key: Ed25519, ECDSA or RSA, in OpenSSH's form or in PEM (PKCS#1,
// SEC 1, PKCS#8), with a passphrase or without. A passphrase that is not needed is not
// looked at, and other blocks, such as the public key or an EC key's parameters, may stand
// beside the key. RSA keys sign with SHA-2 only; ECDSA keys sign equal data equally when they
// get no source of chance (RFC 6979). The signer does not print its key. Errors are of kind
// Invalid and say what to do.
func ParseKey(text, passphrase []byte) (ssh.Signer, error) {
	block, err := findKey(text)
	if err != nil {
		return nil, err
	}
	if err := checkBlock(block); err != nil {
		return nil, err
	}
	key, err := decodeKey(block, passphrase)
	if err != nil {
		return nil, err
	}
	algorithms, err := keyAlgorithms(key)
	if err != nil {
		return nil, err
	}
	plain, err := ssh.NewSignerFromKey(key)
	if err != nil {
		return nil, errNotAKey()
	}
	signer, err := ssh.NewSignerWithAlgorithms(plain.(ssh.AlgorithmSigner), algorithms)
	if err != nil {
		return nil, errNotAKey()
	}
	return &keySigner{signer}, nil
}

func decodeKey(block *pem.Block, passphrase []byte) (any, error) {
	if block.Type == labelPKCS8 {
		return openPKCS8(block.Bytes, passphrase)
	}
	text := pem.EncodeToMemory(block)
	key, err := ssh.ParseRawPrivateKey(text)
	var missing *ssh.PassphraseMissingError
	switch {
	case err == nil:
		return key, nil
	case !errors.As(err, &missing):
		return nil, errNotAKey()
	case len(passphrase) == 0:
		return nil, errPassphraseMissing()
	}
	key, err = ssh.ParseRawPrivateKeyWithPassphrase(text, passphrase)
	switch {
	case err == nil:
		return key, nil
	case errors.Is(err, x509.IncorrectPasswordError), block.Headers["DEK-Info"] != "":
		// The older form has no checksum: most wrong passphrases show as nonsense in the key.
		return nil, errPassphrase()
	}
	return nil, errProtection()
}

// keyAlgorithms are those to sign with. Keys that servers refuse, or should, are refused here.
func keyAlgorithms(key any) ([]string, error) {
	switch k := key.(type) {
	case ed25519.PrivateKey, *ed25519.PrivateKey:
		return []string{ssh.KeyAlgoED25519}, nil
	case *ecdsa.PrivateKey:
		switch k.Curve {
		case elliptic.P256():
			return []string{ssh.KeyAlgoECDSA256}, nil
		case elliptic.P384():
			return []string{ssh.KeyAlgoECDSA384}, nil
		case elliptic.P521():
			return []string{ssh.KeyAlgoECDSA521}, nil
		}
	case *rsa.PrivateKey:
		if bits := k.N.BitLen(); bits < minRSABits {
			return nil, wireerr.New(wireerr.Invalid, "an RSA key of %d bits is too weak, %d is the least; make another one: ssh-keygen -t ed25519", bits, minRSABits)
		}
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}, nil
	}
	return nil, wireerr.New(wireerr.Invalid, "a key of this type cannot be used; make another one: ssh-keygen -t ed25519")
}

// keySigner is a signer that shows nothing of its key. It is used as a pointer only, which
// fmt does not follow inside of other values.
type keySigner struct{ signer ssh.MultiAlgorithmSigner }

var _ interface {
	ssh.MultiAlgorithmSigner
	fmt.Formatter
} = (*keySigner)(nil)

// PublicKey implements ssh.Signer.
func (k *keySigner) PublicKey() ssh.PublicKey { return k.signer.PublicKey() }

// Sign implements ssh.Signer.
func (k *keySigner) Sign(rand io.Reader, data []byte) (*ssh.Signature, error) {
	return k.signer.SignWithAlgorithm(rand, data, k.Algorithms()[0])
}

// SignWithAlgorithm implements ssh.AlgorithmSigner.
func (k *keySigner) SignWithAlgorithm(rand io.Reader, data []byte, algorithm string) (*ssh.Signature, error) {
	return k.signer.SignWithAlgorithm(rand, data, algorithm)
}

// Algorithms implements ssh.MultiAlgorithmSigner.
func (k *keySigner) Algorithms() []string { return k.signer.Algorithms() }

// Format shows the public key's fingerprint, whatever the verb.
func (k *keySigner) Format(s fmt.State, _ rune) {
	_, _ = io.WriteString(s, "SSH key "+ssh.FingerprintSHA256(k.PublicKey()))
}
