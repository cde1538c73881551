package sign

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"strings"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/wireerr"
)

// namespace keeps a signature from being taken for one of something else; git's is fixed.
const namespace = "git"

func parseSSH(text string, passphrase []byte) (*Signer, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, wireerr.New(wireerr.Invalid, "the SSH key is cut off or damaged: paste the whole file, with its BEGIN and END lines")
	}
	raw, err := openSSH(block, passphrase)
	if err != nil {
		return nil, err
	}
	key, err := ssh.NewSignerFromKey(raw)
	if err != nil {
		return nil, unusableSSH(err)
	}
	// Without a source of chance, ECDSA is deterministic too (RFC 6979).
	return fromSSH(key, nil)
}

// openSSH decrypts and decodes a private key.
func openSSH(block *pem.Block, passphrase []byte) (any, error) {
	if block.Type == labelPKCS8 {
		return openPKCS8(block.Bytes, passphrase)
	}
	text := pem.EncodeToMemory(block)
	key, err := ssh.ParseRawPrivateKey(text)
	var missing *ssh.PassphraseMissingError
	if !errors.As(err, &missing) {
		if err != nil {
			return nil, unusableSSH(err)
		}
		return key, nil
	}
	if len(passphrase) == 0 {
		return nil, passphraseMissing()
	}
	key, err = ssh.ParseRawPrivateKeyWithPassphrase(text, passphrase)
	switch {
	case err == nil:
		return key, nil
	case errors.Is(err, x509.IncorrectPasswordError), block.Headers["DEK-Info"] != "":
		// The older format has no checksum: most wrong passphrases show as nonsense in the key.
		return nil, passphraseWrong()
	}
	return nil, unusableSSH(err)
}

func unusableSSH(err error) error {
	return wireerr.New(wireerr.Invalid, "the SSH key cannot be used (%w): "+
		"write it anew with ssh-keygen -p -Z aes256-ctr -f KEY, or make one with ssh-keygen -t ed25519", err)
}

// FromSSH signs with an ed25519, ECDSA or RSA key that somebody else holds.
func FromSSH(key ssh.Signer) (*Signer, error) { return fromSSH(key, rand.Reader) }

func fromSSH(key ssh.Signer, random io.Reader) (*Signer, error) {
	public := key.PublicKey()
	switch public.Type() {
	case ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521:
	case ssh.KeyAlgoRSA:
		if err := checkRSA(rsaBits(public)); err != nil {
			return nil, err
		}
	default:
		return nil, wireerr.New(wireerr.Invalid,
			"keys of type %s cannot sign commits here: make one with ssh-keygen -t ed25519", public.Type())
	}
	return &Signer{
		format:      SSH,
		public:      strings.TrimSuffix(string(ssh.MarshalAuthorizedKey(public)), "\n"),
		fingerprint: ssh.FingerprintSHA256(public),
		sign: func(payload []byte) (string, error) {
			sig, err := sshsig.SignWithRand(bytes.NewReader(payload), random, key, sshsig.HashSHA512, namespace)
			if err != nil {
				return "", wireerr.New(wireerr.Invalid, "the SSH key did not sign: %w", err)
			}
			return string(sshsig.Armor(sig)), nil
		},
	}, nil
}

func rsaBits(key ssh.PublicKey) int {
	if k, ok := key.(ssh.CryptoPublicKey); ok {
		if r, ok := k.CryptoPublicKey().(*rsa.PublicKey); ok {
			return r.N.BitLen()
		}
	}
	return 0
}
