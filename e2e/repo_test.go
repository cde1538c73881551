package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/workspace"
)

// repository is a bare one on a git server, and a person's clone of it.
type repository struct {
	*gittest.Repo
	t   *testing.T
	url string
}

// server is one of gittest's.
type server interface {
	NewRepo(name string) *gittest.Repo
	URL(name string) string
}

// newRepository makes an empty one that remembers all that its branches ever were.
func newRepository(t *testing.T, server server, name string) *repository {
	t.Helper()
	r := &repository{Repo: server.NewRepo(name), t: t, url: server.URL(name)}
	r.Config("core.logAllRefUpdates", "always")
	return r
}

// clone is a person's working copy.
type clone struct {
	t   *testing.T
	dir string
}

// clone clones the repository from its folder: faults of the server do not strike people.
func (r *repository) clone() *clone {
	r.t.Helper()
	return cloneOf(r.t, r.Dir)
}

func cloneOf(t *testing.T, address string) *clone {
	t.Helper()
	c := &clone{t: t, dir: filepath.Join(t.TempDir(), "clone")}
	gittest.Run(t, filepath.Dir(c.dir), nil, "clone", "-q", address, c.dir)
	return c
}

func (c *clone) git(args ...string) string {
	c.t.Helper()
	return gittest.Run(c.t, c.dir, nil, args...)
}

// fresh makes the clone what the branch is now.
func (c *clone) fresh() {
	c.t.Helper()
	c.git("fetch", "-q", "origin")
	c.git("checkout", "-q", "-B", "main", "origin/main")
}

func (c *clone) read(path string) string {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, path))
	require.NoError(c.t, err)
	return string(text)
}

func (c *clone) write(path, text string) {
	c.t.Helper()
	path = filepath.Join(c.dir, path)
	require.NoError(c.t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(c.t, os.WriteFile(path, []byte(text), 0o644))
}

// commit commits everything.
func (c *clone) commit(message string) {
	c.t.Helper()
	c.git("add", "--all")
	c.git("commit", "-q", "-m", message)
}

// push commits everything and pushes it on top of what the branch is.
func (c *clone) push(message string) {
	c.t.Helper()
	c.commit(message)
	c.git("push", "-q", "origin", "HEAD:main")
}

// at is a file's text on the branch.
func (r *repository) at(path string) string {
	r.t.Helper()
	return r.Git("cat-file", "blob", "main:"+path) + "\n" // Git cuts the last line feed
}

func (r *repository) files() []string {
	r.t.Helper()
	return strings.Fields(r.Git("ls-tree", "-r", "--name-only", "main"))
}

// requireLawful demands what holds for a branch whatever happened: nobody forced it, its history is
// a line, no change of the app is in two commits, and git finds nothing wrong.
func (r *repository) requireLawful() {
	r.t.Helper()
	require.Empty(r.t, r.Git("rev-list", "--min-parents=2", "main"), "there are merge commits")
	log, err := os.ReadFile(filepath.Join(r.Dir, "logs", "refs", "heads", "main"))
	require.NoError(r.t, err)
	for line := range strings.Lines(string(log)) {
		ids := strings.Fields(line)
		if strings.Trim(ids[0], "0") != "" {
			require.NoError(r.t, gittest.Try(r.Dir, "merge-base", "--is-ancestor", ids[0], ids[1]), "forced: %s", line)
		}
	}
	told := r.told()
	require.Equal(r.t, slices.Compact(slices.Clone(told)), told, "a change is in two commits")
	r.Fsck()
}

// told are the changes of the app that commits carry, sorted.
func (r *repository) told() []string {
	r.t.Helper()
	told := strings.Fields(r.Git("log", "--format=%(trailers:key=Lockstep-Change,valueonly)", "main"))
	slices.Sort(told)
	return told
}

// requireSame demands that the branch and the workspace hold the same models and syncs, with the
// same meaning, but for those that are held.
func requireSame(t *testing.T, r *repository, c *client) {
	t.Helper()
	held := map[string]bool{}
	for _, h := range c.conflicts() {
		held[h.Path] = true
	}
	inApp := map[string]bool{}
	for _, kind := range []workspace.Kind{workspace.KindModel, workspace.KindSync} {
		var page struct{ Data []struct{ Slug string } }
		require.NoError(t, c.get("/"+kind.Plural()+"?limit=1000", &page))
		for _, one := range page.Data {
			ref := kind.Plural() + "/" + one.Slug
			path := ref + ".yaml"
			inApp[path] = true
			if held[path] {
				continue
			}
			require.Contains(t, r.files(), path, "only in the app")
			require.Equal(t, meaning(t, kind, c.file(ref)), meaning(t, kind, r.at(path)), ref)
		}
	}
	for _, path := range r.files() {
		if folder, _, _ := strings.Cut(path, "/"); folder == "models" || folder == "syncs" {
			require.True(t, inApp[path] || held[path], "%s is only on the branch", path)
		}
	}
}

// replaced replaces a text that must be there.
func replaced(t *testing.T, text, from, to string) string {
	t.Helper()
	require.Contains(t, text, from)
	return strings.Replace(text, from, to, 1)
}
