package transport

import (
	"bytes"
	"encoding/pem"
	"regexp"
	"strings"

	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/wireerr"
)

// maxRounds bounds the work of deriving a key from a passphrase for OpenSSH's form: some
// seconds. ssh-keygen asks for 16 or 24 when it is not told otherwise.
const maxRounds = 1000

// findKey finds the one private key in what a person pasted, and tells what it is if it is none.
func findKey(text []byte) (*pem.Block, error) {
	if len(text) > maxKeyText {
		return nil, wireerr.New(wireerr.Invalid, "the key is over %d bytes: paste one key only", maxKeyText)
	}
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	begin := regexp.MustCompile(`(?m)^[ \t]*-----BEGIN [A-Z0-9 ]*PRIVATE KEY`)
	switch found := begin.FindAllIndex(text, -1); {
	case len(found) == 1:
		block, _ := pem.Decode(bytes.TrimLeft(text[found[0][0]:], " \t"))
		if block == nil {
			return nil, wireerr.New(wireerr.Invalid, "the key is cut off or damaged: paste the whole file, with its BEGIN and END lines")
		}
		return block, nil
	case len(found) > 1:
		return nil, wireerr.New(wireerr.Invalid, "the text holds %d private keys: paste one of them", len(found))
	case len(text) == 0:
		return nil, wireerr.New(wireerr.Invalid, "the key is empty: paste a private key")
	case bytes.HasPrefix(text, []byte("PuTTY-User-Key-File")):
		return nil, wireerr.New(wireerr.Invalid,
			"this is a PuTTY key: convert it with puttygen KEY -O private-openssh-new -o NEWKEY, or Conversions in PuTTYgen")
	case isPublic(text):
		return nil, wireerr.New(wireerr.Invalid, "this is a public key: the private one is needed, the file without .pub")
	}
	return nil, wireerr.New(wireerr.Invalid, "this is no private key: paste the whole file, with its BEGIN and END lines")
}

func isPublic(text []byte) bool {
	return bytes.Contains(text, []byte("PUBLIC KEY")) || regexp.MustCompile(`(?m)^(ssh-|ecdsa-|sk-)\S+ AAAA`).Match(text)
}

// checkBlock refuses keys that cannot be used, or not within reasonable time.
func checkBlock(block *pem.Block) error {
	switch block.Type {
	case "DSA PRIVATE KEY":
		return errDSA()
	case "OPENSSH PRIVATE KEY":
		return checkEnvelope(block.Bytes)
	}
	return nil
}

// checkEnvelope looks at what stands in front of a private key in OpenSSH's form (PROTOCOL.key):
// the public key, which says the type also when the rest is encrypted, and the cost of that.
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
	case e.KDF == "none":
		return nil
	}
	var cost struct {
		Salt   string
		Rounds uint32
	}
	if ssh.Unmarshal([]byte(e.Options), &cost) != nil || cost.Rounds > maxRounds {
		return errProtection()
	}
	return nil
}

func errNotAKey() error {
	return wireerr.New(wireerr.Invalid, "the private key cannot be read: paste the whole file, with its BEGIN and END lines")
}

func errDSA() error {
	return wireerr.New(wireerr.Invalid, "DSA keys are not safe and servers refuse them; make another one: ssh-keygen -t ed25519")
}

func errPassphraseMissing() error {
	return wireerr.New(wireerr.Invalid, "the key has a passphrase: give it too")
}

func errPassphrase() error {
	return wireerr.New(wireerr.Invalid, "the passphrase does not open the key: it is wrong, or the key is damaged")
}

func errProtection() error {
	return wireerr.New(wireerr.Invalid, "the key is encrypted in a way that is not supported: write it anew with ssh-keygen -p -f KEY")
}
