package sign

import (
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"lockstep.dev/gitwire/wireerr"
)

// signingKey chooses as gpg does: the newest subkey that may sign and whose secret is there,
// else the primary key.
func signingKey(e *openpgp.Entity, at time.Time) (openpgp.Key, error) {
	keys := []*packet.PublicKey{e.PrimaryKey}
	for _, sub := range e.Subkeys {
		keys = append(keys, sub.PublicKey)
	}
	var best openpgp.Key
	secretElsewhere := false
	for _, public := range keys {
		key, ok := e.SigningKeyById(at, public.KeyId)
		switch {
		case !ok:
		case key.PrivateKey == nil || key.PrivateKey.Dummy():
			secretElsewhere = true
		case best.PublicKey == nil, best.PublicKey == e.PrimaryKey,
			key.PublicKey.CreationTime.After(best.PublicKey.CreationTime):
			best = key
		}
	}
	switch {
	case best.PublicKey != nil:
		return best, nil
	case secretElsewhere:
		return best, wireerr.New(wireerr.Invalid, "the secret of OpenPGP key %s is not in the text (it may be on a card, or left out): "+
			"export it with gpg --armor --export-secret-keys where the secret is", fingerprint(e))
	}
	return best, unusable(e, at)
}

// unusable says why a key cannot sign.
func unusable(e *openpgp.Entity, at time.Time) error {
	id := fingerprint(e)
	self, owner := e.PrimarySelfSignature()
	switch {
	case e.Revoked(at):
		return wireerr.New(wireerr.Invalid, "OpenPGP key %s has been revoked: use another key", id)
	case self == nil, owner != nil && owner.Revoked(at):
		return wireerr.New(wireerr.Invalid, "OpenPGP key %s has no valid user id: add one with gpg --quick-add-uid %s 'NAME <EMAIL>'", id, id)
	case e.PrimaryKey.CreationTime.After(at):
		return wireerr.New(wireerr.Invalid, "OpenPGP key %s is valid only from %s on: check the clock", id, day(e.PrimaryKey.CreationTime))
	case e.PrimaryKey.KeyExpired(self, at):
		return wireerr.New(wireerr.Invalid, "OpenPGP key %s expired on %s: extend it with gpg --quick-set-expire %s 1y, and export it again",
			id, day(expiry(e.PrimaryKey, self)), id)
	}
	for _, sub := range e.Subkeys {
		switch {
		case !sub.Sig.FlagsValid || !sub.Sig.FlagSign:
		case sub.Revoked(at):
			return wireerr.New(wireerr.Invalid, "the signing subkey %X of OpenPGP key %s has been revoked: "+
				"add another with gpg --quick-add-key %s ed25519 sign, and export the key again", sub.PublicKey.Fingerprint, id, id)
		case sub.PublicKey.KeyExpired(sub.Sig, at):
			return wireerr.New(wireerr.Invalid, "the signing subkey %X of OpenPGP key %s expired on %s: "+
				"extend it with gpg --quick-set-expire %s 1y '*', and export the key again",
				sub.PublicKey.Fingerprint, id, day(expiry(sub.PublicKey, sub.Sig)), id)
		}
	}
	return wireerr.New(wireerr.Invalid, "OpenPGP key %s may not sign: "+
		"add a subkey that may with gpg --quick-add-key %s ed25519 sign, and export the key again", id, id)
}

func expiry(key *packet.PublicKey, self *packet.Signature) time.Time {
	if self.KeyLifetimeSecs == nil {
		return key.CreationTime
	}
	return key.CreationTime.Add(time.Duration(*self.KeyLifetimeSecs) * time.Second)
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
