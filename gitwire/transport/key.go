package transport

import (
	"bytes"
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

// ParseKey reads a private key: Ed25519, ECDSA or RSA, in OpenSSH's form or in PEM (PKCS#1,
// SEC 1, PKCS#8), with a passphrase or without. A passphrase that is not needed is not
// looked at. RSA keys sign with SHA-2 only. The signer does not print its key. Errors are
// of kind Invalid and say what to do.
func ParseKey(text, passphrase []byte) (ssh.Signer, error) {
	block, err := keyBlock(text)
	if err != nil {
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

// keyBlock finds the key in a text and refuses what is none, or cannot be used.
func keyBlock(text []byte) (*pem.Block, error) {
	text = bytes.TrimSpace(text)
	if len(text) == 0 {
		return nil, wireerr.New(wireerr.Invalid, "the key is empty")
	}
	if bytes.HasPrefix(text, []byte("PuTTY-User-Key-File")) {
		return nil, wireerr.New(wireerr.Invalid, "this is a key in PuTTY's form; convert it with: puttygen key.ppk -O private-openssh -o key")
	}
	block, _ := pem.Decode(text)
	if block == nil {
		if _, _, _, _, err := ssh.ParseAuthorizedKey(text); err == nil {
			return nil, errPublicKey()
		}
		return nil, wireerr.New(wireerr.Invalid, "this is no private key, or not all of it; it begins with a line like -----BEGIN OPENSSH PRIVATE KEY-----")
	}
	switch {
	case strings.HasSuffix(block.Type, "PUBLIC KEY"):
		return nil, errPublicKey()
	case block.Type == "DSA PRIVATE KEY":
		return nil, errDSA()
	case block.Type == "OPENSSH PRIVATE KEY":
		return block, checkEnvelope(block.Bytes)
	}
	return block, nil
}

// checkEnvelope looks at the public key in front of a private one in OpenSSH's form
// (PROTOCOL.key), which says the type also when the rest is encrypted.
func checkEnvelope(b []byte) error {
	rest, ok := bytes.CutPrefix(b, []byte("openssh-key-v1\x00"))
	var e struct {
		Cipher, KDF, Options string
		Keys                 uint32
		Public               []byte
		Private              []byte
		Rest                 []byte `ssh:"rest"`
	}
	if !ok || ssh.Unmarshal(rest, &e) != nil {
		return errNotAKey()
	}
	var kind struct {
		Name string
		Rest []byte `ssh:"rest"`
	}
	switch err := ssh.Unmarshal(e.Public, &kind); {
	case err != nil:
		return errNotAKey()
	case kind.Name == "ssh-dss":
		return errDSA()
	case strings.HasPrefix(kind.Name, "sk-"):
		return wireerr.New(wireerr.Invalid, "this key is in a security key, which somebody must touch; make another one: ssh-keygen -t ed25519")
	}
	return nil
}

func decodeKey(block *pem.Block, passphrase []byte) (any, error) {
	encrypted := block.Type == "ENCRYPTED PRIVATE KEY"
	if !encrypted {
		key, err := ssh.ParseRawPrivateKey(pem.EncodeToMemory(block))
		if err == nil {
			return key, nil
		}
		var missing *ssh.PassphraseMissingError
		if !errors.As(err, &missing) {
			return nil, errNotAKey()
		}
	}
	if len(passphrase) == 0 {
		return nil, wireerr.New(wireerr.Invalid, "the key is protected by a passphrase; give it")
	}
	if encrypted {
		return decryptPKCS8(block.Bytes, passphrase)
	}
	key, err := ssh.ParseRawPrivateKeyWithPassphrase(pem.EncodeToMemory(block), passphrase)
	switch {
	case errors.Is(err, x509.IncorrectPasswordError):
		return nil, errPassphrase()
	case err != nil:
		return nil, errProtection()
	}
	return key, nil
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

func errNotAKey() error {
	return wireerr.New(wireerr.Invalid, "the private key cannot be read; paste the whole file, with its first and last line")
}

func errPublicKey() error {
	return wireerr.New(wireerr.Invalid, "this is the public key; give the private one, the file without .pub")
}

func errDSA() error {
	return wireerr.New(wireerr.Invalid, "DSA keys are not safe and servers refuse them; make another one: ssh-keygen -t ed25519")
}

func errPassphrase() error { return wireerr.New(wireerr.Invalid, "the passphrase is wrong") }

func errProtection() error {
	return wireerr.New(wireerr.Invalid, "the key is protected in a way that is not supported; write it anew with: ssh-keygen -p -f key")
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
	io.WriteString(s, "SSH key "+ssh.FingerprintSHA256(k.PublicKey()))
}
