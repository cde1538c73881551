package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/store/pgtest"
)

// TestDemo plays the demo to its end.
func TestDemo(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	demo := exec.Command(binary, "demo", "--listen", "127.0.0.1:0")
	demo.Env, demo.Dir = environ(home, map[string]string{"DEMO_EXIT": "1", "TMPDIR": home}), home
	out, err := demo.CombinedOutput()
	require.NoError(t, err, "%s", out)
	for n := range 9 {
		require.Contains(t, string(out), fmt.Sprintf("\n%d. ", n+1))
	}
	require.Equal(t, 9, strings.Count(string(out), "   checked in "), "%s", out)
	require.Contains(t, string(out), "All 9 steps were checked on both sides")
	require.NotContains(t, string(out), "lsk_", "it tells no key")
	left, err := os.ReadDir(home)
	require.NoError(t, err)
	require.Empty(t, left, "it leaves nothing behind")
}

// TestStopping ends a server that has something to do.
func TestStopping(t *testing.T) {
	t.Parallel()
	h := newHosted(t)
	h.api.patch("models/users", object{"description": "just before the end"})
	began := time.Now()
	require.NoError(t, h.stop())
	require.Less(t, time.Since(began), 20*time.Second)
	processes, err := filepath.Glob("/proc/[0-9]*/cmdline")
	require.NoError(t, err)
	for _, process := range processes {
		text, _ := os.ReadFile(process)
		require.False(t, bytes.Contains(text, []byte(h.data)), "%s is left: %q", process, text)
	}
	h.start()
	h.api.requireInSync()
	h.person = cloneOf(t, h.repository(h.key))
	require.Contains(t, h.person.read("models/users.yaml"), "description: just before the end\n", "what waited is done after the next start")
}

// TestRefusesToStart has a clear message and exit code for each reason.
func TestRefusesToStart(t *testing.T) {
	t.Parallel()
	w := unconnected(t, "")
	second := newInstallation(t, "")
	second.data = w.data
	requireRefused(t, second, 2, "another server runs on the data folder", "--data")
	third := newInstallation(t, "")
	third.env["LOCKSTEP_LISTEN"] = strings.TrimPrefix(w.process.url, "http://")
	requireRefused(t, third, 2, "cannot listen on "+third.env["LOCKSTEP_LISTEN"], "address already in use", "--listen")
	require.NoError(t, w.stop())

	key := filepath.Join(w.data, "lockstep.key")
	require.NoError(t, os.Rename(key, key+".kept"))
	requireRefused(t, w.installation, 1, "lockstep.key")
	require.NoFileExists(t, key, "no other key is made for what this one sealed")
	require.NoError(t, os.WriteFile(key, []byte("nonsense"), 0o600))
	requireRefused(t, w.installation, 1, "lockstep.key")
	require.NoError(t, os.Rename(key+".kept", key))
	w.env["LOCKSTEP_LOG_LEVEL"] = "loud"
	requireRefused(t, w.installation, 2, "unknown log level", "debug, info, warn, error")
	delete(w.env, "LOCKSTEP_LOG_LEVEL")
	w.start()
	require.Contains(t, w.api.file("sources/warehouse"), "name: Warehouse\n")
}

// TestNeedsItsKey starts on a PostgreSQL database whose key is elsewhere.
func TestNeedsItsKey(t *testing.T) {
	t.Parallel()
	w := unconnected(t, pgtest.Start(t).Database(t))
	require.NoError(t, w.stop())
	key := filepath.Join(w.data, "lockstep.key")
	require.NoError(t, os.Rename(key, key+".kept"))
	requireRefused(t, w.installation, 1, "lockstep.key is missing", "restore it")
	require.NoFileExists(t, key)
	requireRefused(t, newInstallation(t, w.database), 1, "lockstep.key is missing", "LOCKSTEP_MASTER_KEY_FILE")
	require.NoError(t, os.Rename(key+".kept", key))
	w.start()
}

// requireRefused starts a server that must end with an exit code and these words.
func requireRefused(t *testing.T, i *installation, code int, words ...string) {
	t.Helper()
	before := len(i.log.String())
	var ended *exec.ExitError
	require.ErrorAs(t, i.launch(), &ended)
	said := i.log.String()[before:]
	require.Equal(t, code, ended.ExitCode(), said)
	for _, word := range words {
		require.Contains(t, said, word)
	}
}

// TestCommandLine works with a running server as a person does, by commands only.
func TestCommandLine(t *testing.T) {
	t.Parallel()
	w := unconnected(t, "")
	dir := filepath.Dir(w.data)
	requireExit := func(code int, args ...string) string {
		t.Helper()
		out, problems, got := w.lockstep("", args...)
		require.Equal(t, code, got, "lockstep %s\n%s%s", strings.Join(args, " "), out, problems)
		return out + problems
	}
	w.write(filepath.Join(dir, "files/models/users.yaml"), handwritten)
	require.Contains(t, requireExit(0, "validate", "files"), "1 file")
	w.write(filepath.Join(dir, "bad/models/users.yaml"), "name: Users\n")
	require.Contains(t, requireExit(1, "validate", "bad"), "models/users.yaml:1:1:")

	requireExit(0, "models", "apply", "-f", "files/models/users.yaml")
	require.Contains(t, requireExit(0, "models", "list"), "users")
	require.Equal(t, handwritten, requireExit(0, "models", "get", "users", "-o", "yaml"))
	requireExit(3, "models", "get", "nobody")
	requireExit(2, "models", "get")

	require.Contains(t, requireExit(0, "git-sync", "status"), "not connected")
	requireExit(0, "git-sync", "connect", "--url", w.repo.url, "--direction", "app-to-repo", "--yes")
	require.Contains(t, requireExit(0, "git-sync", "status"), "are the same")
	require.Contains(t, requireExit(0, "git-sync", "plan"), "nothing to do")
	w.person = w.repo.clone()
	require.Equal(t, handwritten, w.person.read("models/users.yaml"), "the file is the one that was applied, comments and all")
	requireExit(0, "git-sync", "pause")
	w.edit("users", "name:   Users", "name:   From Git")
	w.write(filepath.Join(dir, "app.yaml"), strings.Replace(plain, "name: Users", "name: From the app", 1))
	requireExit(0, "models", "apply", "-f", "app.yaml", "--slug", "users")
	requireExit(0, "git-sync", "resume")
	requireExit(0, "git-sync", "now")
	require.Contains(t, requireExit(0, "conflicts", "list"), "models/users")
	shown := requireExit(0, "conflicts", "show", "models/users")
	require.Contains(t, shown, "From Git")
	require.Contains(t, shown, "From the app")
	requireExit(2, "conflicts", "resolve", "models/users")
	requireExit(0, "conflicts", "resolve", "models/users", "--take", "repo")
	requireExit(0, "git-sync", "now")
	requireExit(3, "conflicts", "show", "models/users")
	require.Contains(t, requireExit(0, "models", "get", "users", "-o", "yaml"), "name:   From Git # shown in lists\n")
	require.Equal(t, "in_sync", w.requireAtRest().State)

	require.Contains(t, requireExit(2, "--key-file", "app.yaml", "models", "list"), "does not hold one API key")
	w.write(filepath.Join(dir, "wrong.key"), "lsk_wrong\n")
	require.Contains(t, requireExit(5, "--key-file", "wrong.key", "models", "list"), "key")
	url := w.process.url
	require.NoError(t, w.stop())
	require.Contains(t, requireExit(6, "--server", url, "models", "list"), "lockstep serve")
}

// write writes a file on the machine.
func (w *world) write(path, text string) {
	w.t.Helper()
	require.NoError(w.t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(w.t, os.WriteFile(path, []byte(text), 0o644))
}

// TestHealth answers without a key, and everything else does not.
func TestHealth(t *testing.T) {
	t.Parallel()
	i := newInstallation(t, "")
	i.start()
	i.api.key = "lsk_wrong"
	require.NoError(t, i.api.get("/health", nil))
	var refused *refusal
	require.ErrorAs(t, i.api.get("/models", nil), &refused)
	require.Equal(t, http.StatusUnauthorized, refused.Status)
}
