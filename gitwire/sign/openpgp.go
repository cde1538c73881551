package sign

import (
	"bytes"
	"crypto"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"lockstep.dev/gitwire/wireerr"
)

func parseOpenPGP(text string, passphrase []byte, now func() time.Time) (*Signer, error) {
	e, err := readEntity(text)
	if err != nil {
		return nil, err
	}
	key, err := signingKey(e, now())
	if err != nil {
		return nil, err
	}
	if bits, err := key.PublicKey.BitLength(); err == nil && isRSA(key.PublicKey) {
		if err := checkRSA(int(bits)); err != nil {
			return nil, err
		}
	}
	if err := unlock(key.PrivateKey, passphrase); err != nil {
		return nil, err
	}
	public, err := publicKey(e)
	if err != nil {
		return nil, unreadable(err)
	}
	return &Signer{
		format:      OpenPGP,
		public:      public,
		fingerprint: fingerprint(e),
		emails:      emails(e, now()),
		sign: func(payload []byte) (string, error) {
			return signOpenPGP(e, key.PublicKey.KeyId, payload, now())
		},
	}, nil
}

func readEntity(text string) (*openpgp.Entity, error) {
	block, err := armor.Decode(strings.NewReader(text))
	if err != nil {
		return nil, unreadable(err)
	}
	ring, err := openpgp.ReadKeyRing(block.Body)
	switch {
	case err != nil:
		return nil, unreadable(err)
	case len(ring) == 0:
		return nil, unreadable(fmt.Errorf("it is empty"))
	case len(ring) > 1:
		var names []string
		for _, e := range ring {
			names = append(names, fingerprint(e))
		}
		return nil, wireerr.New(wireerr.Invalid, "the text holds %d OpenPGP keys (%s): export one of them with gpg --armor --export-secret-keys %s",
			len(ring), strings.Join(names, ", "), names[0])
	}
	return ring[0], nil
}

func unreadable(err error) error {
	return wireerr.New(wireerr.Invalid, "the OpenPGP key cannot be read (%w): export it again with gpg --armor --export-secret-keys", err)
}

func unlock(key *packet.PrivateKey, passphrase []byte) error {
	if !key.Encrypted {
		return nil
	}
	if len(passphrase) == 0 {
		return passphraseMissing()
	}
	if err := checkDerivation(key); err != nil {
		return err
	}
	if err := key.Decrypt(passphrase); err != nil {
		return passphraseWrong()
	}
	return nil
}

func signOpenPGP(e *openpgp.Entity, id uint64, payload []byte, at time.Time) (string, error) {
	if _, ok := e.SigningKeyById(at, id); !ok {
		return "", unusable(e, at)
	}
	// The random notation would make each signature of the same commit another one.
	random := false
	var b bytes.Buffer
	err := openpgp.ArmoredDetachSign(&b, e, bytes.NewReader(payload), &packet.Config{
		SigningKeyId: id,
		DefaultHash:  crypto.SHA512,
		Time:         func() time.Time { return at },

		NonDeterministicSignaturesViaNotation: &random,
	})
	if err != nil {
		return "", wireerr.New(wireerr.Invalid, "the OpenPGP key did not sign: %w", err)
	}
	return b.String() + "\n", nil
}

func fingerprint(e *openpgp.Entity) string { return fmt.Sprintf("%X", e.PrimaryKey.Fingerprint) }

func isRSA(key *packet.PublicKey) bool {
	return key.PubKeyAlgo == packet.PubKeyAlgoRSA || key.PubKeyAlgo == packet.PubKeyAlgoRSASignOnly
}

func emails(e *openpgp.Entity, at time.Time) []string {
	var out []string
	for name, id := range e.Identities {
		email := id.UserId.Email
		if email == "" && strings.Contains(name, "@") && !strings.ContainsAny(name, " <>") {
			email = name // a user id may be an address and nothing else
		}
		if email != "" && !id.Revoked(at) {
			out = append(out, email)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
