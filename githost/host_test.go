package githost_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"lockstep.dev/githost"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	writeKey = "write-key-hunter2"
	readKey  = "read-key-hunter3"
)

// site is a Host on a server with one repository, named demo, and what OnPush got.
type site struct {
	t    *testing.T
	host *githost.Host
	dir  string
	base string

	mu     sync.Mutex
	pushes []githost.Push
}

func newSite(t *testing.T, change ...func(*githost.Config)) *site {
	t.Helper()
	s := &site{t: t, dir: filepath.Join(t.TempDir(), "repositories")}
	cfg := githost.Config{Dir: s.dir, Authorize: authorize, OnPush: func(_ context.Context, p githost.Push) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.pushes = append(s.pushes, p)
	}}
	for _, c := range change {
		c(&cfg)
	}
	var err error
	s.host, err = githost.New(cfg)
	require.NoError(t, err)
	require.NoError(t, s.host.Create(t.Context(), "demo"))
	server := httptest.NewServer(s.host)
	t.Cleanup(server.Close)
	s.base = server.URL
	return s
}

func authorize(_ context.Context, repo, user, password string, write bool) (githost.Identity, error) {
	switch {
	case repo == "broken":
		return githost.Identity{}, errors.New("the database is away")
	case password == writeKey, password == readKey && !write:
		// An Authorize that claims to be internal is not believed.
		return githost.Identity{Name: user, Internal: true}, nil
	case password == readKey:
		return githost.Identity{}, githost.ErrForbidden
	default:
		return githost.Identity{}, githost.ErrUnauthorized
	}
}

func (s *site) taken() []githost.Push {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pushes
	s.pushes = nil
	return p
}

// as is the URL of a repository with the user ann and the password in it.
func (s *site) as(password, repo string) string {
	u, err := url.Parse(s.host.URL(s.base, repo))
	require.NoError(s.t, err)
	u.User = url.UserPassword("ann", password)
	return u.String()
}

// request sends a request with the password and returns the answer, read to its end.
func (s *site) request(method, path, password string, header ...string) *http.Response {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.base+path, strings.NewReader(""))
	require.NoError(s.t, err)
	if password != "" {
		req.SetBasicAuth("ann", password)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(s.t, err)
	require.NoError(s.t, res.Body.Close())
	s.t.Cleanup(http.DefaultTransport.(*http.Transport).CloseIdleConnections)
	return res
}

// bare runs git in the served repository.
func (s *site) bare(args ...string) string {
	return git(s.t, filepath.Join(s.dir, "demo.git"), args...)
}

// hook installs a hook into the served repository.
func (s *site) hook(name, script string) {
	s.t.Helper()
	dir := filepath.Join(s.dir, "demo.git", "hooks")
	require.NoError(s.t, os.MkdirAll(dir, 0o755))
	require.NoError(s.t, os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o755))
}

func gitCommand(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=Ann", "GIT_AUTHOR_EMAIL=ann@example.com",
		"GIT_COMMITTER_NAME=Ann", "GIT_COMMITTER_EMAIL=ann@example.com", "LC_ALL=C",
	}
	return cmd
}

func tryGit(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	out, err := gitCommand(t, dir, args...).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := tryGit(t, dir, args...)
	require.NoError(t, err, "git %s: %s", strings.Join(args, " "), out)
	return out
}

// clone returns a working copy of demo.
func (s *site) clone(password string) string {
	s.t.Helper()
	dir := filepath.Join(s.t.TempDir(), "copy")
	git(s.t, s.t.TempDir(), "clone", "-q", s.as(password, "demo"), dir)
	return dir
}

// commit writes a file and commits it, and returns the commit's id.
func commit(t *testing.T, dir, name, content string) string {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644))
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "Change "+name)
	return git(t, dir, "rev-parse", "HEAD")
}

func TestNewSaysWhatIsMissing(t *testing.T) {
	bin := t.TempDir()
	fake := filepath.Join(bin, "git")
	require.NoError(t, os.WriteFile(fake, []byte("#!/bin/sh\necho "+bin+"\n"), 0o755))
	for name, row := range map[string]struct {
		cfg  githost.Config
		want string
	}{
		"git":          {githost.Config{Dir: bin, Authorize: authorize, Git: filepath.Join(bin, "none")}, "git is not installed"},
		"http-backend": {githost.Config{Dir: bin, Authorize: authorize, Git: fake}, "git-http-backend is not in " + bin},
		"Authorize":    {githost.Config{Dir: bin}, "Authorize is required"},
		"Dir":          {githost.Config{Authorize: authorize}, "a folder is required"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := githost.New(row.cfg)
			require.ErrorContains(t, err, row.want)
		})
	}
}
