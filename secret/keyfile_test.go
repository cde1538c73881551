package secret_test

import (
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/secret"
)

// startupPath, when set, makes the test binary a process that starts with the key file there: it waits
// for the end of its input, then writes a sealed value.
const startupPath = "SECRET_TEST_STARTUP_PATH"

func TestMain(m *testing.M) {
	if path := os.Getenv(startupPath); path != "" {
		os.Exit(startup(path))
	}
	os.Exit(m.Run())
}

func startup(path string) int {
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return 1
	}
	k, err := secret.FromFileOrNew(path)
	if err != nil {
		_, _ = os.Stderr.WriteString(err.Error())
		return 1
	}
	sealed, err := k.Seal(here, []byte("hunter2"))
	if err != nil {
		return 1
	}
	if _, err := os.Stdout.Write(sealed); err != nil {
		return 1
	}
	return 0
}

func TestProcessesStartingAtOnceAgreeOnOneKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "key.json")
	var gates []io.Closer
	var running []*exec.Cmd
	outputs := make([]lockedBuffer, 6)
	for i := range outputs {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), startupPath+"="+path)
		cmd.Stdout, cmd.Stderr = &outputs[i], os.Stderr
		gate, err := cmd.StdinPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		gates, running = append(gates, gate), append(running, cmd)
	}
	for _, gate := range gates {
		require.NoError(t, gate.Close())
	}
	for _, cmd := range running {
		require.NoError(t, cmd.Wait())
	}
	k, err := secret.FromFile(path)
	require.NoError(t, err)
	for i := range outputs {
		opened, err := k.Open(here, outputs[i].bytes())
		require.NoError(t, err)
		require.Equal(t, "hunter2", string(opened))
		require.True(t, k.Current(outputs[i].bytes()))
	}
}

func TestRotationsAtOnceLoseNoKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key.json")
	first, err := secret.FromFileOrNew(path)
	require.NoError(t, err)
	sealed := make([][]byte, 8)
	var all sync.WaitGroup
	for i := range sealed {
		k, err := secret.FromFile(path)
		require.NoError(t, err)
		all.Go(func() {
			if k.Rotate() == nil {
				sealed[i], _ = k.Seal(here, []byte("hunter2"))
			}
		})
	}
	all.Wait()
	for _, s := range sealed {
		opened, err := first.Open(here, s)
		require.NoError(t, err)
		require.Equal(t, "hunter2", string(opened))
	}
}

func TestNewKeyFileIsPrivateAndAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	_, err := secret.FromFileOrNew(filepath.Join(dir, "key.json"))
	require.NoError(t, err)
	info, err := os.Stat(filepath.Join(dir, "key.json"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	left, err := filepath.Glob(filepath.Join(dir, "*.tmp"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestKeyFileThatOthersCanReadIsRefused(t *testing.T) {
	for _, mode := range []os.FileMode{0o640, 0o604, 0o644, 0o620} {
		path := filepath.Join(t.TempDir(), "key.json")
		_, err := secret.FromFileOrNew(path)
		require.NoError(t, err)
		require.NoError(t, os.Chmod(path, mode))
		_, err = secret.FromFileOrNew(path)
		require.ErrorContains(t, err, "chmod 600 "+path, mode)
		_, err = secret.FromFile(path)
		require.ErrorContains(t, err, "chmod 600 "+path, mode)
	}
}

func TestBadKeyFileStaysAsItIs(t *testing.T) {
	for name, content := range map[string]string{"empty": "", "half": `{"primaryKeyId":`, "text": "hunter2"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "key.json")
			require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
			_, err := secret.FromFileOrNew(path)
			require.ErrorContains(t, err, "restore it from a backup")
			require.NotContains(t, err.Error(), "hunter2")
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, content, string(after))
		})
	}
	_, err := secret.FromFileOrNew(t.TempDir())
	require.ErrorContains(t, err, "not a regular file")
}

func TestMissingKeyFileIsNotMadeAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key.json")
	_, err := secret.FromFile(path)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "restore it from a backup")
	require.NoFileExists(t, path)
}

type lockedBuffer struct {
	mu   sync.Mutex
	data []byte
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data = append(b.data, p...)
	return len(p), nil
}

func (b *lockedBuffer) bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data
}
