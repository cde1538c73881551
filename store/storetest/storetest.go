// Package storetest is the suite that the store passes on each engine, and opens stores for the
// tests of packages that stand on one.
package storetest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/store"
	"lockstep.dev/store/pgtest"
)

// Open opens another store on the database of one subtest.
type Open func(o store.Options) *store.Store

// Engines runs fn on each engine, with a way to open fresh databases: every call of fresh
// returns another one.
func Engines(t *testing.T, fn func(t *testing.T, fresh func(t *testing.T) Open)) {
	eachEngine(t, func(t *testing.T, dsn func(t *testing.T) string) {
		fn(t, func(t *testing.T) Open { return opener(t, dsn(t)) })
	})
}

// EachDSN runs fn on each engine, with the address of an empty database.
func EachDSN(t *testing.T, fn func(t *testing.T, dsn string)) {
	eachEngine(t, func(t *testing.T, dsn func(t *testing.T) string) { fn(t, dsn(t)) })
}

func eachEngine(t *testing.T, fn func(t *testing.T, dsn func(t *testing.T) string)) {
	t.Run("sqlite", func(t *testing.T) {
		fn(t, func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "lockstep.db") })
	})
	t.Run("postgres", func(t *testing.T) {
		server := pgtest.Start(t)
		fn(t, func(t *testing.T) string { return server.Database(t) })
	})
}

func opener(t *testing.T, dsn string) Open {
	return func(o store.Options) *store.Store {
		t.Helper()
		if o.Sealer == nil {
			o.Sealer = Sealer{}
		}
		o.Unsafe = true
		s, err := store.Open(t.Context(), dsn, o)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		return s
	}
}

// Memory opens a private SQLite store that is gone when t ends.
func Memory(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite::memory:", store.Options{Sealer: Sealer{}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// Run checks everything that a store promises.
func Run(t *testing.T, fresh func(t *testing.T) Open) {
	for _, part := range []struct {
		name string
		test func(t *testing.T, open Open)
	}{
		{"transactions", testTransactions},
		{"workspaces", testWorkspaces},
		{"change numbers", testSeq},
		{"resources", testResources},
		{"trash", testTrash},
		{"queries", testQueries},
		{"filters", testFilters},
		{"long texts", testLongTexts},
		{"standings", testStandings},
		{"latest revisions", testRecent},
		{"references", testReferences},
		{"values", testValues},
		{"changes", testChanges},
		{"secrets", testSecrets},
		{"git settings", testGitSettings},
		{"git secrets of before", testGitSecretsOfBefore},
		{"git state", testGitState},
		{"base", testBase},
		{"large base", testLargeBase},
		{"held", testHeld},
		{"activity", testActivity},
		{"leases", testLeases},
		{"cycle requests", testRequests},
		{"users", testUsers},
		{"changes of users", testUserChanges},
		{"the last who administers", testLastAdmins},
		{"sessions", testSessions},
		{"links", testLinks},
		{"API keys", testKeys},
		{"directory", testDirectory},
		{"edits at once", testEditsAtOnce},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, fresh(t)) })
	}
}

// Sealer seals with AES-256-GCM under a key of zeros, bound to the place.
type Sealer struct{}

// Seal encrypts plaintext.
func (Sealer) Seal(table, row, column string, plaintext []byte) ([]byte, error) {
	aead, err := gcm()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return aead.Seal(nonce, nonce, plaintext, place(table, row, column)), nil
}

// Open decrypts what Seal made for the place.
func (Sealer) Open(table, row, column string, sealed []byte) ([]byte, error) {
	aead, err := gcm()
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, errors.New("sealed value is too short")
	}
	return aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], place(table, row, column))
}

func gcm() (cipher.AEAD, error) {
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func place(parts ...string) []byte { return []byte(strings.Join(parts, "\x00")) }
