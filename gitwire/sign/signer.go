// Package sign signs commits with a person's SSH or OpenPGP key, so that git and Git hosts
// can verify them. No program is run and no file is read: the key is a text.
package sign

import (
	"slices"
	"time"

	"lockstep.dev/gitwire/wireerr"
)

// The formats of keys, as git's gpg.format names them.
const (
	SSH     = "ssh"
	OpenPGP = "openpgp"
)

// maxText bounds a key's text, in bytes. Real ones have a few kilobytes.
const maxText = 1 << 20

// Signer makes signatures with one key. It may be used by several goroutines, and the
// secret is out of reach of whatever prints it.
type Signer struct {
	format, public, fingerprint string
	emails                      []string
	sign                        func(payload []byte) (string, error)
}

// Parse reads a private key: the text of an OpenSSH, PEM (also PKCS#8) or armoured OpenPGP key.
// A passphrase for a key that has none is ignored. now is the clock that OpenPGP keys expire by
// and OpenPGP signatures are dated with; SSH signatures have no time.
//
// All errors, here and of Sign, are of kind Invalid and say what to do.
func Parse(key, passphrase []byte, now func() time.Time) (*Signer, error) {
	if len(key) > maxText {
		return nil, wireerr.New(wireerr.Invalid, "the signing key is over %d bytes: paste one key only", maxText)
	}
	openPGP, err := openPGPKey(string(key))
	switch {
	case err != nil:
		return nil, err
	case openPGP != "":
		return parseOpenPGP(openPGP, passphrase, now)
	}
	return parseSSH(key, passphrase)
}

// Sign gives the armoured signature of a commit's bytes; it is what remote.NewCommit.Sign
// wants. A key that has expired since Parse is an error.
//
// Equal payloads get equal signatures, and so commits equal ids: always with an SSH key from
// Parse, within one second of the clock with an OpenPGP key of the kinds RSA and EdDSA. Not
// with OpenPGP's other kinds (ECDSA, DSA), and with FromSSH if its signer does not.
func (s *Signer) Sign(payload []byte) (string, error) { return s.sign(payload) }

// Format is SSH or OpenPGP.
func (s *Signer) Format() string { return s.format }

// Public is what to register at the Git host: one line as in authorized_keys, or the
// armoured public key with its user ids.
func (s *Signer) Public() string { return s.public }

// Fingerprint names the key as ssh-keygen -l ("SHA256:…") or gpg (upper-case hexadecimal,
// of the primary key) does.
func (s *Signer) Fingerprint() string { return s.fingerprint }

// Emails is the addresses of an OpenPGP key's user ids that are not revoked, sorted. Hosts
// show a commit as verified only if the committer's is among them. An SSH key has none.
func (s *Signer) Emails() []string { return slices.Clone(s.emails) }

// String names the key without its secret.
func (s Signer) String() string { return s.format + " key " + s.fingerprint }

// GoString is String, for %#v.
func (s Signer) GoString() string { return s.String() }
