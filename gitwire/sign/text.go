package sign

import (
	"regexp"
	"strings"

	"lockstep.dev/gitwire/wireerr"
)

const labelOpenPGP = "PGP PRIVATE KEY BLOCK"

// keyText is the one private key of a text, from its first line on.
type keyText struct{ label, text string }

// findKey finds the private key in what a person pasted, and tells what it is if it is none.
// Other blocks, such as the public key or an EC key's parameters, may stand beside it.
func findKey(text string) (keyText, error) {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	text = strings.ReplaceAll(text, "\r\n", "\n")
	begin := regexp.MustCompile(`(?m)^[ \t]*-----BEGIN ([A-Z0-9 ]+)-----`)
	var found []keyText
	for _, at := range begin.FindAllStringSubmatchIndex(text, -1) {
		if label := text[at[2]:at[3]]; strings.Contains(label, "PRIVATE KEY") {
			found = append(found, keyText{label: label, text: text[at[0]:]})
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return keyText{}, wireerr.New(wireerr.Invalid, "the text holds %d private keys: paste one of them", len(found))
	case text == "":
		return keyText{}, wireerr.New(wireerr.Invalid, "there is no signing key: paste a private SSH or OpenPGP key")
	case strings.HasPrefix(text, "PuTTY-User-Key-File"):
		return keyText{}, wireerr.New(wireerr.Invalid,
			"this is a PuTTY key: convert it with puttygen KEY -O private-openssh-new -o NEWKEY, or Conversions in PuTTYgen")
	case isPublic(text):
		return keyText{}, wireerr.New(wireerr.Invalid, "this is a public key: the private one signs; "+
			"paste the file without .pub, or what gpg --armor --export-secret-keys prints")
	}
	return keyText{}, wireerr.New(wireerr.Invalid, "this is not a private key: paste the whole file that ssh-keygen made, "+
		"or what gpg --armor --export-secret-keys prints, with its BEGIN and END lines")
}

func isPublic(text string) bool {
	return strings.Contains(text, "PUBLIC KEY") || regexp.MustCompile(`(?m)^(ssh-|ecdsa-|sk-)\S+ AAAA`).MatchString(text)
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
