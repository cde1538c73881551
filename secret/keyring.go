package secret

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

var (
	// ErrNoKey means that no key of the keyring sealed the value: the key was lost or replaced.
	ErrNoKey = errors.New("the key that sealed this secret is not in the keyring: " +
		"restore the key file (or LOCKSTEP_KEY) that was in use when it was stored, or enter the secret again")
	// ErrTampered means that the value was altered, or sealed for another location.
	ErrTampered = errors.New("the sealed secret was altered or belongs to another place: enter the secret again")
	// ErrReadOnly means that the keyring has no file to store a new key in.
	ErrReadOnly = errors.New("the key comes from the environment: " +
		"replace its value by a rotated one, which holds the old keys too")
)

// Keyring seals and opens secrets. It is safe for concurrent use.
type Keyring struct {
	path string // empty when the keys came from the environment

	mu  sync.RWMutex
	now keys
}

// keys is one state of the keyring: the keyset and the primitive made of it.
type keys struct {
	set     *keyset.Handle
	aead    tink.AEAD
	primary uint32
	ids     map[uint32]bool
}

func newKeys(set *keyset.Handle) (keys, error) {
	primitive, err := aead.New(set)
	if err != nil {
		return keys{}, fmt.Errorf("use the keyset for sealing: %w", err)
	}
	primary, err := set.Primary()
	if err != nil {
		return keys{}, fmt.Errorf("find the primary key: %w", err)
	}
	k := keys{set: set, aead: primitive, primary: primary.KeyID(), ids: map[uint32]bool{}}
	for i := range set.Len() {
		entry, err := set.Entry(i)
		if err != nil {
			return keys{}, fmt.Errorf("read key %d of the keyset: %w", i, err)
		}
		k.ids[entry.KeyID()] = true
	}
	return k, nil
}

// Seal encrypts plaintext with the primary key for storage at the location, and only there.
func (k *Keyring) Seal(at Location, plaintext []byte) ([]byte, error) {
	bound, err := at.associated()
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", at, err)
	}
	sealed, err := k.state().aead.Encrypt(plaintext, bound)
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", at, err)
	}
	return sealed, nil
}

// Open decrypts what Seal made for the same location. Errors wrap ErrNoKey or ErrTampered. A key that
// another process added to the key file since is found by reading the file again.
func (k *Keyring) Open(at Location, sealed []byte) ([]byte, error) {
	bound, err := at.associated()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", at, err)
	}
	id, ok := keyID(sealed)
	if !ok {
		return nil, fmt.Errorf("open %s: %w", at, ErrTampered)
	}
	now := k.state()
	if !now.ids[id] && k.path != "" {
		if now, err = k.reload(); err != nil {
			return nil, fmt.Errorf("open %s: %w: %w", at, ErrNoKey, err)
		}
	}
	if !now.ids[id] {
		return nil, fmt.Errorf("open %s: %w", at, ErrNoKey)
	}
	plaintext, err := now.aead.Decrypt(sealed, bound)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", at, ErrTampered)
	}
	return plaintext, nil
}

// Current reports whether the primary key sealed the value. After a rotation, values that are not
// current still open and can be sealed anew.
func (k *Keyring) Current(sealed []byte) bool {
	id, ok := keyID(sealed)
	return ok && id == k.state().primary
}

// Rotate adds a new primary key to the key file. Older keys stay and go on opening what they sealed.
// It returns ErrReadOnly for a keyring from the environment, where Rotated makes the new value.
func (k *Keyring) Rotate() error {
	if k.path == "" {
		return fmt.Errorf("rotate the key: %w", ErrReadOnly)
	}
	set, err := rotateFile(k.path)
	if err != nil {
		return fmt.Errorf("rotate the key in %s: %w", k.path, err)
	}
	_, err = k.adopt(set)
	return err
}

func (k *Keyring) reload() (keys, error) {
	set, err := readFile(k.path)
	if err != nil {
		return keys{}, err
	}
	return k.adopt(set)
}

func (k *Keyring) adopt(set *keyset.Handle) (keys, error) {
	fresh, err := newKeys(set)
	if err != nil {
		return keys{}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now = fresh
	return fresh, nil
}

func (k *Keyring) state() keys {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.now
}

// keyID reads the prefix of a sealed value: a byte of 1, then the key's id in big-endian order.
// Source: https://developers.google.com/tink/wire-format
func keyID(sealed []byte) (uint32, bool) {
	if len(sealed) < 5 || sealed[0] != 1 {
		return 0, false
	}
	return binary.BigEndian.Uint32(sealed[1:]), true
}
