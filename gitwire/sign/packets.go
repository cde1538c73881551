package sign

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"lockstep.dev/gitwire/wireerr"
)

// publicKey is the armoured public key. Entity.Serialize would write the user ids in
// another order each time.
func publicKey(e *openpgp.Entity) (string, error) {
	var text bytes.Buffer
	w, err := armor.Encode(&text, openpgp.PublicKeyType, nil)
	if err != nil {
		return "", err
	}
	for _, part := range publicParts(e) {
		if err := part.Serialize(w); err != nil {
			return "", err
		}
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return text.String() + "\n", nil
}

type part interface{ Serialize(w io.Writer) error }

// publicParts follows the order of RFC 9580, section 10.1.
func publicParts(e *openpgp.Entity) []part {
	parts := []part{e.PrimaryKey}
	signatures := func(list []*packet.Signature) {
		for _, s := range list {
			parts = append(parts, s)
		}
	}
	signatures(e.Revocations)
	signatures(e.Signatures)
	for _, name := range slices.Sorted(maps.Keys(e.Identities)) {
		parts = append(parts, e.Identities[name].UserId)
		signatures(e.Identities[name].Signatures)
	}
	for _, sub := range e.Subkeys {
		parts = append(parts, sub.PublicKey)
		signatures(sub.Revocations)
		parts = append(parts, sub.Sig)
	}
	return parts
}

// maxDerivation bounds the work that Argon2 may take to open a key, in KiB times passes. It
// bounds the memory as well.
const maxDerivation = 1 << 19

// checkDerivation refuses a key whose text asks for memory without measure: Argon2 (RFC 9580,
// section 3.7.1.4) goes up to 2 TiB. The library keeps the parameters to itself, so they
// are read from the packet, past what the public packet has too.
func checkDerivation(key *packet.PrivateKey) error {
	private, err := contents(key)
	if err != nil {
		return unreadable(err)
	}
	public, err := contents(&key.PublicKey)
	if err != nil {
		return unreadable(err)
	}
	const usageAEAD, argon2 = 253, 4
	header := map[int]int{4: 3, 5: 4, 6: 5}[key.Version] // up to the string-to-key specifier
	rest := private[min(len(public), len(private)):]
	if len(rest) < header+20 || rest[0] != usageAEAD || rest[header] != argon2 {
		return nil
	}
	passes, exponent := uint64(rest[header+17]), rest[header+19]
	if passes<<min(exponent, 32) > maxDerivation {
		return wireerr.New(wireerr.Invalid, "opening the OpenPGP key would take too much memory or time: "+
			"change its passphrase with gpg --change-passphrase, and export it again")
	}
	return nil
}

// contents is a packet without its header.
func contents(p part) ([]byte, error) {
	var b bytes.Buffer
	if err := p.Serialize(&b); err != nil {
		return nil, err
	}
	opaque, err := packet.NewOpaqueReader(&b).Next()
	if err != nil {
		return nil, fmt.Errorf("packet: %w", err)
	}
	return opaque.Contents, nil
}
