package gitea

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
)

// way is how a client reaches a repository of Gitea.
type way struct {
	name string
	// open fills in of the configuration what the way needs, for a repository's name.
	open func(t *testing.T, repo string, cfg *remote.Config)
}

// ways is all of them: each test of what the client does runs over each.
func ways() []way {
	return []way{
		{"HTTP with a password", overHTTP(transport.Basic{User: owner, Password: gitea.api.token})},
		{"HTTP with a bearer token", overHTTP(transport.Bearer{Token: gitea.api.token})},
		{"SSH", overSSH},
	}
}

func overHTTP(auth transport.Auth) func(*testing.T, string, *remote.Config) {
	return func(_ *testing.T, repo string, cfg *remote.Config) {
		cfg.URL, cfg.Auth, cfg.AllowHTTP = address(repo), auth, true
	}
}

// address is a repository's URL over HTTP.
func address(repo string) string { return fmt.Sprintf("%s/%s/%s.git", gitea.url(), owner, repo) }

// world is an empty private repository in Gitea and a client of its branch main.
type world struct {
	*testing.T
	ctx    context.Context
	repo   string
	client *remote.Remote
}

// eachWay runs a test over each way, with a repository and a client of folders.
func eachWay(t *testing.T, folders []string, test func(t *testing.T, w *world)) {
	for _, by := range ways() {
		t.Run(by.name, func(t *testing.T) {
			w := newWorld(t)
			w.client = w.newClient(by.open, folders...)
			test(t, w)
		})
	}
}

// newWorld makes a repository that is named for the test.
func newWorld(t *testing.T) *world {
	t.Helper()
	name := strings.NewReplacer("/", ".", "_", "-").Replace(t.Name()) + "-" + rand.Text()[:8]
	w := &world{T: t, ctx: t.Context(), repo: name}
	require.NoError(t, gitea.api.post("/user/repos", fields{"name": w.repo, "private": true}))
	return w
}

func (w *world) newClient(open func(*testing.T, string, *remote.Config), folders ...string) *remote.Remote {
	w.Helper()
	cfg := remote.Config{Branch: "main", Folders: folders}
	open(w.T, w.repo, &cfg)
	r, err := remote.New(cfg)
	require.NoError(w, err)
	w.Cleanup(func() { r.Close() })
	return r
}

func (w *world) poll() remote.Tip {
	w.Helper()
	tip, err := w.client.Poll(w.ctx)
	require.NoError(w, err)
	return tip
}

func (w *world) read(prev *remote.Snapshot) *remote.Snapshot {
	w.Helper()
	s, err := w.client.Read(w.ctx, w.poll().OID, prev)
	require.NoError(w, err)
	return s
}

func (w *world) build(base *remote.Snapshot, commits ...remote.NewCommit) *remote.Push {
	w.Helper()
	p, err := w.client.Build(base, commits)
	require.NoError(w, err)
	return p
}

func (w *world) push(base *remote.Snapshot, commits ...remote.NewCommit) *remote.Snapshot {
	w.Helper()
	p := w.build(base, commits...)
	s, err := w.client.Push(w.ctx, p)
	require.NoError(w, err)
	require.Equal(w, p.Head(), s.Commit())
	return s
}

// content reads a file of a snapshot.
func (w *world) content(s *remote.Snapshot, path string) string {
	w.Helper()
	entry, ok := s.Lookup(path)
	require.True(w, ok, path)
	blobs, large, err := w.client.Blobs(w.ctx, s, []object.OID{entry.OID})
	require.NoError(w, err)
	require.Empty(w, large)
	return string(blobs[entry.OID])
}

// api is a path of the repository in Gitea's API.
func (w *world) api(path string) string { return "/repos/" + owner + "/" + w.repo + path }

// change is a commit that sets one file.
func change(path, content string) remote.NewCommit {
	return remote.NewCommit{
		Author:    object.Signature{Name: "Grace Hopper", Email: "grace@example.com", When: time.Unix(1_800_000_000, 0).UTC()},
		Committer: object.Signature{Name: "Lockstep", Email: "sync@example.com", When: time.Unix(1_800_000_060, 0).UTC()},
		Message:   "models: change\n\nBecause it was wrong.\n",
		Changes:   []remote.FileChange{{Path: path, Content: []byte(content)}},
	}
}

func paths(s *remote.Snapshot, folder string) []string {
	var out []string
	for e := range s.Files(folder) {
		out = append(out, e.Path)
	}
	return out
}

// clone is a person's working copy, by git over HTTP.
type clone struct {
	t   *testing.T
	dir string
}

// clone clones the repository with a credential from a file: git shows others its arguments.
func (w *world) clone() *clone {
	w.Helper()
	home := w.TempDir()
	at, err := url.Parse(gitea.url())
	require.NoError(w, err)
	at.User = url.UserPassword(owner, gitea.api.token)
	credentials := filepath.Join(home, "credentials")
	require.NoError(w, os.WriteFile(credentials, []byte(at.String()+"\n"), 0o600))
	c := &clone{t: w.T, dir: filepath.Join(home, "clone")}
	gittest.Run(w, home, nil, "clone", "-q", "-c", "credential.helper=store --file="+credentials, address(w.repo), c.dir)
	return c
}

func (c *clone) git(args ...string) string {
	c.t.Helper()
	return gittest.Run(c.t, c.dir, nil, args...)
}

// commit commits files by path, and pushes them to main.
func (c *clone) commit(files map[string]string) (id string) {
	c.t.Helper()
	for path, content := range files {
		full := filepath.Join(c.dir, filepath.FromSlash(path))
		require.NoError(c.t, os.MkdirAll(filepath.Dir(full), 0o755))
		require.NoError(c.t, os.WriteFile(full, []byte(content), 0o644))
	}
	c.git("add", "-A")
	c.git("commit", "-q", "-m", "by git")
	c.git("push", "-q", "origin", "HEAD:main")
	return c.git("rev-parse", "HEAD")
}

// fsck fails the test when git finds anything wrong with what Gitea holds.
func (w *world) fsck() {
	w.Helper()
	w.clone().git("fsck", "--strict", "--full", "--no-dangling")
}
