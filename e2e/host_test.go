package e2e

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
)

// hosted is a server whose workspace is connected to the built-in git host.
type hosted struct {
	*world
	key string // Jonas's API key, which may write
}

func newHosted(t *testing.T) *hosted {
	t.Helper()
	h := &hosted{world: unconnected(t, "", "users")}
	var made struct{ Token string }
	require.NoError(t, h.api.call(http.MethodPost, "/api-keys", object{"name": "git", "scope": "write"}, &made))
	h.key = made.Token
	h.connect(object{"url": "", "builtIn": true})
	h.api.requireInSync()
	h.person = cloneOf(t, h.repository(h.key))
	return h
}

// repository is the address of the workspace's repository, with a key as the password.
func (h *hosted) repository(key string) string {
	u, err := url.Parse(h.process.url)
	require.NoError(h.t, err)
	u.User, u.Path = url.UserPassword("jonas", key), "/git/default.git"
	return u.String()
}

// TestBuiltInHost clones and pushes as people do: a push is live without waiting for a poll.
func TestBuiltInHost(t *testing.T) {
	t.Parallel()
	h := newHosted(t)
	require.Equal(t, plain, h.person.read("models/users.yaml"))
	h.person.write("models/users.yaml", replaced(t, handwritten, "Users #", "People #"))
	h.person.push("By hand")
	waitFor(t, "the push is live; the next poll is an hour away", func() bool {
		return strings.Contains(h.api.file("models/users"), "name: People\n")
	})
	h.api.patch("models/users", object{"description": "from the app"})
	waitFor(t, "the change is a commit", func() bool {
		h.person.fresh()
		return strings.Contains(h.person.read("models/users.yaml"), `description: "from the app"   # say what a row is`)
	})
	require.Equal(t, "Maya Chen <maya@acme.example>", h.person.git("log", "-1", "--format=%an <%ae>"))
	h.api.requireInSync()
	head := h.person.git("rev-parse", "HEAD")

	var reader struct {
		ID    int64
		Token string
	}
	require.NoError(t, h.api.call(http.MethodPost, "/api-keys", object{"name": "reader", "scope": "read"}, &reader))
	looking := cloneOf(t, h.repository(reader.Token))
	looking.write("models/users.yaml", plain)
	looking.commit("May not")
	err := gittest.Try(looking.dir, "push", "-q", "origin", "HEAD:main")
	require.ErrorContains(t, err, "403")
	require.Error(t, gittest.Try(looking.dir, "ls-remote", h.repository("lsk_wrong")))
	require.Error(t, gittest.Try(looking.dir, "ls-remote", strings.Replace(h.repository(h.key), "default.git", "other.git", 1)))
	h.person.fresh()
	require.Equal(t, head, h.person.git("rev-parse", "HEAD"))

	t.Log("killed and started again, the repository is what it was")
	h.kill()
	h.start()
	h.api.requireInSync()
	again := cloneOf(t, h.repository(h.key))
	require.Equal(t, head, again.git("rev-parse", "HEAD"))
	gittest.Run(t, filepath.Join(h.data, "git", "default.git"), nil, "fsck", "--strict", "--full", "--no-dangling")
}

// TestFilesAreTheOwnersOnly looks at the modes of all that a server leaves on the disk.
func TestFilesAreTheOwnersOnly(t *testing.T) {
	t.Parallel()
	h := newHosted(t)
	for name, mode := range map[string]os.FileMode{"": 0o700, "lockstep.key": 0o600, "owner.key": 0o600, "lockstep.db": 0o600, "instance": 0o600} {
		info, err := os.Stat(filepath.Join(h.data, name))
		require.NoError(t, err)
		require.Equal(t, mode, info.Mode().Perm(), name)
	}
}
