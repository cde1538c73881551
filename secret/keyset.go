package secret

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// Generate makes a new keyset as FromEnvironment takes it.
func Generate() (Text, error) {
	set, err := newKeyset()
	if err != nil {
		return Text{}, fmt.Errorf("make a key: %w", err)
	}
	return encodeBase64(set)
}

// FromEnvironment makes a keyring of a keyset in base64, the value of LOCKSTEP_KEY. The error never
// holds the value.
func FromEnvironment(value Text) (*Keyring, error) {
	set, err := decodeBase64(value)
	if err != nil {
		return nil, err
	}
	return newKeyring("", set)
}

// Rotated returns the keyset in value with a new primary key added. Older keys stay in it.
func Rotated(value Text) (Text, error) {
	set, err := decodeBase64(value)
	if err != nil {
		return Text{}, err
	}
	if set, err = withNewPrimary(set); err != nil {
		return Text{}, fmt.Errorf("rotate the key: %w", err)
	}
	return encodeBase64(set)
}

func newKeyring(path string, set *keyset.Handle) (*Keyring, error) {
	now, err := newKeys(set)
	if err != nil {
		return nil, err
	}
	return &Keyring{path: path, now: now}, nil
}

func newKeyset() (*keyset.Handle, error) { return keyset.NewHandle(aead.AES256GCMKeyTemplate()) }

func withNewPrimary(set *keyset.Handle) (*keyset.Handle, error) {
	m := keyset.NewManagerFromHandle(set)
	id, err := m.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	if err := m.SetPrimary(id); err != nil {
		return nil, err
	}
	return m.Handle()
}

func encode(set *keyset.Handle) ([]byte, error) {
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(set, keyset.NewJSONWriter(&b)); err != nil {
		return nil, fmt.Errorf("write the keyset: %w", err)
	}
	return b.Bytes(), nil
}

// decode drops the parser's error, which can quote what it read.
func decode(raw []byte) (*keyset.Handle, error) {
	set, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(raw)))
	if err != nil {
		return nil, errors.New("not a Tink keyset in JSON: restore it from a backup")
	}
	return set, nil
}

func encodeBase64(set *keyset.Handle) (Text, error) {
	raw, err := encode(set)
	if err != nil {
		return Text{}, err
	}
	return NewText(base64.StdEncoding.EncodeToString(raw)), nil
}

func decodeBase64(value Text) (*keyset.Handle, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value.Reveal()))
	if err != nil {
		return nil, errors.New("read LOCKSTEP_KEY: not base64; make a value with `lockstep keys new`")
	}
	set, err := decode(raw)
	if err != nil {
		return nil, fmt.Errorf("read LOCKSTEP_KEY: %w", err)
	}
	return set, nil
}
