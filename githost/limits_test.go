//go:build unix

package githost_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
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
	s.hook("pre-receive", "env > "+seen+"\nps -o args= -p $PPID >> "+seen+" || true\n")
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

func TestCompressedPushIsBoundedByWhatItUnpacksTo(t *testing.T) {
	for limit, want := range map[int64]string{1 << 20: "ng refs/heads/main unpacker error", 4 << 20: "ok refs/heads/main"} {
		t.Run(want, func(t *testing.T) {
			s := newSite(t, func(c *githost.Config) { c.Limits.Pack = limit })
			work := s.clone(writeKey)
			git(t, work, "config", "core.compression", "0")
			id := commit(t, work, "a", strings.Repeat("a", 2<<20))
			list := gitCommand(t, work, "pack-objects", "--revs", "--stdout", "-q")
			list.Stdin = strings.NewReader(id + "\n")
			pack, err := list.Output()
			require.NoError(t, err)
			require.Greater(t, len(pack), 2<<20)

			command := strings.Repeat("0", 40) + " " + id + " refs/heads/main\x00 report-status"
			var packed bytes.Buffer
			zip := gzip.NewWriter(&packed)
			_, err = fmt.Fprintf(zip, "%04x%s0000%s", len(command)+4, command, pack)
			require.NoError(t, err)
			require.NoError(t, zip.Close())
			require.Less(t, packed.Len(), 1<<20)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/git/demo.git/git-receive-pack", &packed)
			require.NoError(t, err)
			req.SetBasicAuth("x", writeKey)
			req.Header.Set("Content-Encoding", "gzip")
			res, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			t.Cleanup(http.DefaultClient.CloseIdleConnections)
			got, err := io.ReadAll(res.Body)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			require.Contains(t, string(got), want)
			require.Equal(t, strings.HasPrefix(want, "ok"), len(s.taken()) == 1)
		})
	}
}

func TestHalfARequestIsNoPush(t *testing.T) {
	s := newSite(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.base, "http://"))
	require.NoError(t, err)
	login := base64.StdEncoding.EncodeToString([]byte("x:" + writeKey))
	_, err = io.WriteString(conn, "POST /git/demo.git/git-receive-pack HTTP/1.1\r\nHost: x\r\nAuthorization: Basic "+login+
		"\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0000\r\n4\r\n00")
	require.NoError(t, err)
	require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	answer, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	require.Contains(t, string(answer), "400 Bad Request")
	require.NotContains(t, string(answer), "receive-pack-result")
	require.Empty(t, s.taken())
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
