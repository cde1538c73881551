package secret

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/rogpeppe/go-internal/lockedfile"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// keyFileLimit is far above a keyset of hundreds of keys.
const keyFileLimit = 1 << 20

// FromFile reads the keyring in an existing key file. When the file is missing the error wraps
// fs.ErrNotExist: a caller that already stores sealed secrets stops there rather than make a new key.
func FromFile(path string) (*Keyring, error) {
	set, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the key file %s is missing; stored secrets cannot be opened without it: "+
			"restore it from a backup: %w", path, err)
	}
	if err != nil {
		return nil, err
	}
	return newKeyring(path, set)
}

// FromFileOrNew reads the keyring at path and makes it, with one key and mode 0600, when there is no
// file. Processes that start at once agree on one key.
func FromFileOrNew(path string) (*Keyring, error) {
	set, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		set, err = createFile(path)
	}
	if err != nil {
		return nil, err
	}
	return newKeyring(path, set)
}

func readFile(path string) (*keyset.Handle, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("the key file %s is not a regular file", path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("the key file %s has mode %04o, so others on this machine may have read it: "+
			"run `chmod 600 %s`", path, mode, path)
	}
	raw, err := io.ReadAll(io.LimitReader(f, keyFileLimit))
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	set, err := decode(raw)
	if err != nil {
		return nil, fmt.Errorf("read the key file %s: %w", path, err)
	}
	return set, nil
}

func createFile(path string) (*keyset.Handle, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the key file's folder: %w", err)
	}
	unlock, err := lockFile(path)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if set, err := readFile(path); !errors.Is(err, fs.ErrNotExist) {
		return set, err
	}
	set, err := newKeyset()
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	return set, writeFile(path, set)
}

func rotateFile(path string) (*keyset.Handle, error) {
	unlock, err := lockFile(path)
	if err != nil {
		return nil, err
	}
	defer unlock()
	set, err := readFile(path)
	if err != nil {
		return nil, err
	}
	if set, err = withNewPrimary(set); err != nil {
		return nil, err
	}
	return set, writeFile(path, set)
}

// lockFile keeps other processes from writing the key file meanwhile. The system drops the lock when
// its process ends.
func lockFile(path string) (unlock func(), err error) {
	if unlock, err = lockedfile.MutexAt(path + ".lock").Lock(); err != nil {
		return nil, fmt.Errorf("lock the key file: %w", err)
	}
	return unlock, nil
}

// writeFile replaces the file at once and for good: a reader sees the old keyset or the new one, and
// no crash leaves half of one. os.CreateTemp makes the file with mode 0600.
func writeFile(path string, set *keyset.Handle) error {
	raw, err := encode(set)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, filepath.Base(path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(raw)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	return nil
}

func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
