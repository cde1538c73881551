package sign

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"io"
	"strings"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// namespace keeps a signature from being taken for one of something else; git's is fixed.
const namespace = "git"

func parseSSH(text, passphrase []byte) (*Signer, error) {
	key, err := transport.ParseKey(text, passphrase)
	if err != nil {
		return nil, err
	}
	// Without a source of chance, ECDSA is deterministic too (RFC 6979).
	return fromSSH(key, nil)
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
