package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// instanceFile names this installation in leases, below the data folder, and is locked while a
// server runs on it.
const instanceFile = "instance"

// instance is who holds this process's leases. A server that was killed and starts again on the
// same data folder is the same instance: it takes up its leases at once.
type instance struct {
	name string
	lock *os.File // nil: the folder is another process's, or locks are unknown here
}

// errInUse is returned while another process has the data folder.
var errInUse = errors.New("the data folder is in use")

// newInstance returns the instance of the data folder. Replicas that share a folder, which only
// PostgreSQL allows, get names of their own.
func newInstance(data string, shared bool) (instance, error) {
	lock, err := lockFile(filepath.Join(data, instanceFile))
	switch {
	case errors.Is(err, errInUse) && shared:
		return instance{name: processName()}, nil
	case errors.Is(err, errInUse):
		return instance{}, usage("another server runs on the data folder "+data, "stop it, or choose another folder with --data")
	case errors.Is(err, errors.ErrUnsupported):
		return instance{name: processName()}, nil
	case err != nil:
		return instance{}, fmt.Errorf("lock the data folder: %w", err)
	}
	id, err := os.ReadFile(lock.Name())
	if err == nil && len(id) == 0 {
		id = []byte(rand.Text())
		_, err = lock.Write(id)
	}
	if err != nil {
		return instance{}, errors.Join(fmt.Errorf("name the data folder: %w", err), lock.Close())
	}
	return instance{name: hostName() + "/" + strings.TrimSpace(string(id)), lock: lock}, nil
}

// Close lets another process have the data folder.
func (i instance) Close() error {
	if i.lock == nil {
		return nil
	}
	if err := i.lock.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
		return err
	}
	return nil
}

// processName tells this process from all others.
func processName() string { return fmt.Sprintf("%s/%d/%s", hostName(), os.Getpid(), rand.Text()[:8]) }

func hostName() string {
	host, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return host
}
