package secret_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/secret"
)

var here = secret.Location{Table: "sources", Row: "7", Column: "credentials"}

func newKeyring(t *testing.T) *secret.Keyring {
	t.Helper()
	k, err := secret.FromFileOrNew(filepath.Join(t.TempDir(), "key.json"))
	require.NoError(t, err)
	return k
}

func TestSealedValueOpensWhereItBelongs(t *testing.T) {
	k := newKeyring(t)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		sealed, err := k.Seal(here, plain)
		require.NoError(t, err)
		if len(plain) >= 8 {
			require.NotContains(t, string(sealed), string(plain))
		}
		opened, err := k.Open(here, sealed)
		require.NoError(t, err)
		require.Equal(t, string(plain), string(opened))
	})
}

func TestAlteredValueDoesNotOpen(t *testing.T) {
	k := newKeyring(t)
	sealed, err := k.Seal(here, []byte("hunter2"))
	require.NoError(t, err)
	for i := range sealed {
		altered := append([]byte(nil), sealed...)
		altered[i] ^= 1
		_, err := k.Open(here, altered)
		require.Error(t, err, "byte %d", i)
		if i == 0 || i > 4 {
			require.ErrorIs(t, err, secret.ErrTampered, "byte %d", i)
		}
	}
	for n := range sealed {
		_, err := k.Open(here, sealed[:n])
		require.ErrorIs(t, err, secret.ErrTampered, "cut to %d bytes", n)
	}
}

func TestValueDoesNotOpenElsewhere(t *testing.T) {
	k := newKeyring(t)
	at := secret.Location{Table: "a", Row: "b/c", Column: "d"}
	sealed, err := k.Seal(at, []byte("hunter2"))
	require.NoError(t, err)
	for name, wrong := range map[string]secret.Location{
		"table":         {Table: "x", Row: "b/c", Column: "d"},
		"row":           {Table: "a", Row: "b", Column: "d"},
		"column":        {Table: "a", Row: "b/c", Column: "e"},
		"moved slash":   {Table: "a/b", Row: "c", Column: "d"},
		"escaped slash": {Table: "a", Row: "b%2Fc", Column: "d"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := k.Open(wrong, sealed)
			require.ErrorIs(t, err, secret.ErrTampered)
		})
	}
}

func TestLocationNeedsAllParts(t *testing.T) {
	k := newKeyring(t)
	for _, at := range []secret.Location{{}, {Table: "a", Row: "b"}, {Table: "a", Column: "c"}, {Row: "b", Column: "c"}} {
		_, err := k.Seal(at, []byte("x"))
		require.ErrorContains(t, err, "needs a table, a row and a column")
	}
}

func TestRotationKeepsOldValuesReadable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key.json")
	k, err := secret.FromFileOrNew(path)
	require.NoError(t, err)
	other, err := secret.FromFile(path)
	require.NoError(t, err)
	old, err := k.Seal(here, []byte("old"))
	require.NoError(t, err)
	require.True(t, k.Current(old))

	require.NoError(t, k.Rotate())
	require.False(t, k.Current(old))
	fresh, err := k.Seal(here, []byte("fresh"))
	require.NoError(t, err)
	require.True(t, k.Current(fresh))

	restarted, err := secret.FromFile(path)
	require.NoError(t, err)
	for name, ring := range map[string]*secret.Keyring{
		"rotating process": k, "running process": other, "restarted process": restarted,
	} {
		for want, sealed := range map[string][]byte{"old": old, "fresh": fresh} {
			opened, err := ring.Open(here, sealed)
			require.NoError(t, err, name)
			require.Equal(t, want, string(opened), name)
		}
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestLostKeyIsNamed(t *testing.T) {
	sealed, err := newKeyring(t).Seal(here, []byte("hunter2"))
	require.NoError(t, err)
	_, err = newKeyring(t).Open(here, sealed)
	require.ErrorIs(t, err, secret.ErrNoKey)
	require.ErrorContains(t, err, "open sources/7/credentials")
	require.ErrorContains(t, err, "restore the key file")
}

func TestKeyringFromEnvironment(t *testing.T) {
	value, err := secret.Generate()
	require.NoError(t, err)
	k, err := secret.FromEnvironment(value)
	require.NoError(t, err)
	sealed, err := k.Seal(here, []byte("hunter2"))
	require.NoError(t, err)
	require.ErrorIs(t, k.Rotate(), secret.ErrReadOnly)

	rotated, err := secret.Rotated(value)
	require.NoError(t, err)
	require.False(t, value.Equal(rotated))
	k, err = secret.FromEnvironment(secret.NewText(rotated.Reveal() + "\n"))
	require.NoError(t, err)
	opened, err := k.Open(here, sealed)
	require.NoError(t, err)
	require.Equal(t, "hunter2", string(opened))
	require.False(t, k.Current(sealed))
}

func TestBadEnvironmentValueIsNotShown(t *testing.T) {
	for name, value := range map[string]string{
		"not base64": "hunter2 hunter2",
		"not JSON":   base64.StdEncoding.EncodeToString([]byte("hunter2")),
		"not a keyset": base64.StdEncoding.EncodeToString(
			[]byte(`{"primaryKeyId":1,"key":[{"keyData":{"value":"hunter2"}}]}`)),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := secret.FromEnvironment(secret.NewText(value))
			require.ErrorContains(t, err, "read LOCKSTEP_KEY")
			require.NotContains(t, err.Error(), "hunter2")
			_, err = secret.Rotated(secret.NewText(value))
			require.ErrorContains(t, err, "read LOCKSTEP_KEY")
		})
	}
}
