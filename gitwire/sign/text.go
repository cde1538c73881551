package sign

import (
	"strings"

	"lockstep.dev/gitwire/wireerr"
)

// The first lines of OpenPGP keys.
const (
	beginPrivate = "-----BEGIN PGP PRIVATE KEY BLOCK-----"
	beginPublic  = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
)

// openPGPKey is the one OpenPGP key of what a person pasted, from its first line on; "" when
// there is none. The public key may stand beside it.
func openPGPKey(text string) (string, error) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	_, after, found := strings.Cut(text, beginPrivate)
	switch keys := strings.Count(text, "PRIVATE KEY") / 2; { // a first and a last line
	case !found && strings.Contains(text, beginPublic) && keys == 0:
		return "", wireerr.New(wireerr.Invalid, "this is a public key: the private one signs; "+
			"paste what gpg --armor --export-secret-keys prints")
	case !found:
		return "", nil
	case keys > 1:
		return "", wireerr.New(wireerr.Invalid, "the text holds %d private keys: paste one of them", keys)
	}
	return beginPrivate + after, nil
}

func passphraseMissing() error {
	return wireerr.New(wireerr.Invalid, "the signing key has a passphrase: give it too")
}

func passphraseWrong() error {
	return wireerr.New(wireerr.Invalid, "the passphrase does not open the signing key: check it (or the key is damaged)")
}

// checkRSA refuses RSA keys that Git hosts refuse.
func checkRSA(bits int) error {
	if bits >= 2048 {
		return nil
	}
	return wireerr.New(wireerr.Invalid, "an RSA key of %d bits is too weak for Git hosts: use one of 3072 bits, or ed25519", bits)
}
