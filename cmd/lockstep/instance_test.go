package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestADataFolderIsOneInstance(t *testing.T) {
	data := t.TempDir()
	first, err := newInstance(data, false)
	require.NoError(t, err)
	info, err := os.Stat(filepath.Join(data, instanceFile))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	_, err = newInstance(data, false)
	require.ErrorContains(t, err, "another server runs on the data folder")
	replica, err := newInstance(data, true)
	require.NoError(t, err)
	require.NotEqual(t, first.name, replica.name)
	require.NoError(t, replica.Close())

	require.NoError(t, first.Close())
	again, err := newInstance(data, false)
	require.NoError(t, err)
	require.Equal(t, first.name, again.name, "it takes up the leases that it held when it was killed")
	require.NoError(t, again.Close())

	other, err := newInstance(t.TempDir(), true)
	require.NoError(t, err)
	require.NotEqual(t, first.name, other.name)
	require.NoError(t, other.Close())
}
