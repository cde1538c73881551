package githost_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/githost"
)

func TestEnvironmentHoldsNoSecret(t *testing.T) {
	t.Setenv("LOCKSTEP_KEY", "inherited-secret")
	t.Setenv("GIT_DIR", "/nowhere")
	s := newSite(t)
	seen := filepath.Join(t.TempDir(), "seen")
	s.hook("pre-receive", "env > "+seen+"\ntr '\\0' '\\n' < /proc/$PPID/cmdline >> "+seen+"\n")
	work := s.clone(writeKey)
	commit(t, work, "a", "x")
	git(t, work, "-c", "http.extraHeader=X-Secret: header-secret", "-c", "http.extraHeader=Cookie: s=header-secret",
		"push", "-q", "origin", "main")
	dump, err := os.ReadFile(seen)
	require.NoError(t, err)
	require.Contains(t, string(dump), "REMOTE_USER=ann\n")
	require.Contains(t, string(dump), "GIT_CONFIG_NOSYSTEM=1\n")
	for _, never := range []string{writeKey, "inherited-secret", "header-secret", "HTTP_AUTHORIZATION", "Basic", "/nowhere"} {
		require.NotContains(t, string(dump), never)
	}
}

func TestProtocolHeaderIsChecked(t *testing.T) {
	s := newSite(t)
	for header, v2 := range map[string]bool{"version=2": true, "version=2:x": false, "version=9": false, "": false} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+"/git/demo.git/info/refs?service=git-upload-pack", nil)
		require.NoError(t, err)
		req.SetBasicAuth("x", readKey)
		req.Header.Set("Git-Protocol", header)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		t.Cleanup(http.DefaultClient.CloseIdleConnections)
		got, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, v2, strings.Contains(string(got), "version 2"), header)
	}
}

func TestLargePushIsRefused(t *testing.T) {
	s := newSite(t, func(c *githost.Config) { c.Limits.Pack = 1 << 20 })
	work := s.clone(writeKey)
	commit(t, work, "a", random(3<<20))
	for name, buffer := range map[string]string{"chunked": "65536", "with a length": "10000000"} {
		out, err := tryGit(t, work, "-c", "http.postBuffer="+buffer, "push", "origin", "main")
		require.Error(t, err, name)
		require.Contains(t, out, "413", name)
	}
	require.Empty(t, s.taken())
	left, err := os.ReadDir(filepath.Join(s.dir, ".spool"))
	require.NoError(t, err)
	require.Empty(t, left)
	git(t, work, "checkout", "-q", "--orphan", "small")
	git(t, work, "rm", "-rfq", ".")
	commit(t, work, "b", "x")
	git(t, work, "push", "-q", "origin", "small")
}

func TestLargeRequestIsRefused(t *testing.T) {
	s := newSite(t, func(c *githost.Config) { c.Limits.Request = 1000 })
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/git/demo.git/git-upload-pack",
		strings.NewReader(strings.Repeat("x", 1001)))
	require.NoError(t, err)
	req.SetBasicAuth("x", readKey)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusRequestEntityTooLarge, res.StatusCode)
}

// stuckHook makes pushes hang, ignoring a request to stop when stubborn, and returns a function that
// waits for the hook's process id.
func (s *site) stuckHook(stubborn string) (pid func() int) {
	file := filepath.Join(s.t.TempDir(), "pid")
	s.hook("pre-receive", stubborn+"\necho $$ > "+file+".new && mv "+file+".new "+file+"\nwhile :; do sleep 60; done\n")
	return func() int {
		var id int
		require.Eventually(s.t, func() bool {
			raw, err := os.ReadFile(file)
			if err == nil {
				id, err = strconv.Atoi(strings.TrimSpace(string(raw)))
			}
			return err == nil
		}, 20*time.Second, 10*time.Millisecond)
		return id
	}
}

func gone(pid int) func() bool {
	return func() bool {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		return syscall.Kill(pid, 0) != nil || err == nil && bytes.Contains(stat, []byte(") Z "))
	}
}

func TestGitStopsWhenTheClientGoes(t *testing.T) {
	for name, trap := range map[string]string{"on request": "", "stubborn": "trap '' TERM"} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, func(c *githost.Config) { c.Limits.Grace = 200 * time.Millisecond })
			pid := s.stuckHook(trap)
			work := s.clone(writeKey)
			commit(t, work, "a", "x")
			push := gitCommand(t, work, "push", "-q", "origin", "main")
			push.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			require.NoError(t, push.Start())
			id := pid()
			require.False(t, gone(id)())
			require.NoError(t, syscall.Kill(-push.Process.Pid, syscall.SIGKILL))
			require.Error(t, push.Wait())
			require.Eventually(t, gone(id), 20*time.Second, 10*time.Millisecond)
			require.Empty(t, s.taken())

			require.NoError(t, os.Remove(filepath.Join(s.dir, "demo.git", "hooks", "pre-receive")))
			git(t, work, "push", "-q", "origin", "main")
			require.Len(t, s.taken(), 1)
		})
	}
}

func TestRequestTakesTooLong(t *testing.T) {
	var log lockedLog
	s := newSite(t, func(c *githost.Config) {
		c.Limits.Time = 2 * time.Second
		c.Log = slog.New(slog.NewTextHandler(&log, nil))
	})
	pid := s.stuckHook("")
	work := s.clone(writeKey)
	commit(t, work, "a", "x")
	out, err := tryGit(t, work, "push", "-q", "origin", "main")
	require.Error(t, err, out)
	require.Eventually(t, gone(pid()), 20*time.Second, 10*time.Millisecond)
	require.Empty(t, s.taken())
	require.Contains(t, log.String(), "repo=demo")
	require.NotContains(t, log.String(), writeKey)
}

func TestTooManyRequests(t *testing.T) {
	s := newSite(t, func(c *githost.Config) {
		c.Limits.Requests = 1
		c.Limits.Wait = 50 * time.Millisecond
		c.Limits.Grace = 200 * time.Millisecond
	})
	pid := s.stuckHook("")
	work := s.clone(writeKey)
	commit(t, work, "a", "x")
	ctx, cancel := context.WithCancel(t.Context())
	push := gitCommand(t, work, "push", "-q", "origin", "main")
	push.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	require.NoError(t, push.Start())
	var all sync.WaitGroup
	all.Go(func() {
		<-ctx.Done()
		_ = syscall.Kill(-push.Process.Pid, syscall.SIGKILL)
	})
	id := pid()
	const path = "/git/demo.git/info/refs?service=git-upload-pack"
	busy := s.request(http.MethodGet, path, readKey)
	require.Equal(t, http.StatusServiceUnavailable, busy.StatusCode)
	require.NotEmpty(t, busy.Header.Get("Retry-After"))
	require.Equal(t, http.StatusUnauthorized, s.request(http.MethodGet, path, "").StatusCode, "needs no slot")
	cancel()
	all.Wait()
	require.Error(t, push.Wait())
	require.Eventually(t, gone(id), 20*time.Second, 10*time.Millisecond)
	require.Eventually(t, func() bool {
		return s.request(http.MethodGet, path, readKey).StatusCode == http.StatusOK
	}, 20*time.Second, 10*time.Millisecond)
}

type lockedLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
