package remote_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// host is a kind of git server. The story below is the same on each.
type host struct {
	name string
	make func(t *testing.T) (*gittest.Repo, remote.Config)
	// tellsHistory: after a long gap and a rewritten history, it is known how commits relate.
	tellsHistory bool
}

// overHTTP is git http-backend with configuration of the repository.
func overHTTP(config []string, opts ...gittest.Option) func(*testing.T) (*gittest.Repo, remote.Config) {
	return func(t *testing.T) (*gittest.Repo, remote.Config) {
		s := gittest.NewServer(t, opts...)
		repo := s.NewRepo("team/config.git")
		for i := 0; i < len(config); i += 2 {
			repo.Config(config[i], config[i+1])
		}
		return repo, remote.Config{URL: s.URL("team/config.git"), AllowHTTP: true}
	}
}

// overSSH is git behind an SSH server.
func overSSH(t *testing.T, url, knownHosts, key string) remote.Config {
	signer, err := transport.ParseKey([]byte(key), nil)
	require.NoError(t, err)
	hosts, err := transport.ParseKnownHosts(knownHosts)
	require.NoError(t, err)
	return remote.Config{URL: url, SSH: remote.SSHAuth{Signer: signer, HostKeys: hosts}}
}

// inProcess is an SSH server of our own.
func inProcess(config []string, opts ...gittest.Option) func(*testing.T) (*gittest.Repo, remote.Config) {
	return func(t *testing.T) (*gittest.Repo, remote.Config) {
		s := gittest.NewSSHServer(t, opts...)
		repo := s.NewRepo("team/config.git")
		for i := 0; i < len(config); i += 2 {
			repo.Config(config[i], config[i+1])
		}
		return repo, overSSH(t, s.URL("team/config.git"), s.KnownHosts(), s.ClientKey())
	}
}

// openSSH is OpenSSH's sshd, as distributions set it up and with protocol v2 allowed.
func openSSH(acceptEnv bool) func(*testing.T) (*gittest.Repo, remote.Config) {
	return func(t *testing.T) (*gittest.Repo, remote.Config) {
		d := gittest.NewSSHD(t, acceptEnv)
		return d.NewRepo("team/config.git"), overSSH(t, d.URL("team/config.git"), d.KnownHosts(), d.ClientKey())
	}
}

func dulwich(t *testing.T) (*gittest.Repo, remote.Config) {
	d := gittest.NewDulwich(t)
	return d.NewRepo("team/config.git"), remote.Config{URL: d.URL("team/config.git"), AllowHTTP: true}
}

func hosts() []host {
	noFilter := []string{"uploadpack.allowFilter", "false"}
	anyID := []string{"uploadpack.allowAnySHA1InWant", "true"}
	return []host{
		{name: "v2", make: overHTTP(nil), tellsHistory: true},
		{name: "v2 without filters", make: overHTTP(noFilter)},
		{name: "v0", make: overHTTP(nil, gittest.WithoutV2()), tellsHistory: true},
		{name: "v0 with any id", make: overHTTP(anyID, gittest.WithoutV2()), tellsHistory: true},
		{name: "v0 without filters", make: overHTTP(noFilter, gittest.WithoutV2())},
		{name: "v0 with any id, without filters", make: overHTTP(slices.Concat(noFilter, anyID), gittest.WithoutV2())},
		{name: "ssh", make: inProcess(nil), tellsHistory: true},
		{name: "ssh, v0", make: inProcess(nil, gittest.WithoutV2()), tellsHistory: true},
		{name: "ssh, v0 with any id", make: inProcess(anyID, gittest.WithEnvRefused()), tellsHistory: true},
		{name: "ssh, v0 without filters", make: inProcess(noFilter, gittest.WithoutV2())},
		{name: "OpenSSH", make: openSSH(true), tellsHistory: true},
		{name: "OpenSSH as it comes", make: openSSH(false), tellsHistory: true},
		{name: "dulwich", make: dulwich},
	}
}

func TestStoryOnEveryServer(t *testing.T) {
	for _, h := range hosts() {
		t.Run(h.name, func(t *testing.T) { story(t, h) })
	}
}

// story is the life of a workspace's branch: empty, first push, edits from both sides, a
// conflict, a long absence, a rewritten history, a branch that is gone.
func story(t *testing.T, h host) {
	repo, cfg := h.make(t)
	w := &world{T: t, ctx: t.Context(), repo: repo}
	cfg.Folders = []string{"config/models", "config/syncs"}
	cfg.TempDir = t.TempDir()
	open := func(edit func(*remote.Limits)) *remote.Remote {
		c := cfg
		if edit != nil {
			edit(&c.Limits)
		}
		return w.newClient(c)
	}
	w.client = open(nil)
	all := func(s *remote.Snapshot) map[string]string {
		return w.content(s, slices.Concat(paths(s, "config/models"), paths(s, "config/syncs"))...)
	}

	require.Equal(t, remote.Tip{Unborn: true}, w.poll())
	s := w.push(w.read(nil), change("config/models/a.yaml", "a: 1\n"), change("config/syncs/s.yaml", "s: 1\n"))
	repo.Fsck()

	var files = gittest.Files{"README.md": gittest.Text("hello\n"), "config/syncs/s.yaml": gittest.Text("s: 2\n")}
	for i := range 50 {
		files[fmt.Sprintf("config/models/m%02d.yaml", i)] = gittest.Text(model(i, 0))
		files[fmt.Sprintf("src/pkg%d/f%02d.go", i%7, i)] = gittest.Text(model(i, 1))
	}
	repo.Commit(gittest.Commit{Author: "Eve <eve@example.com>", Message: "many", Files: files})
	next := w.read(s)
	require.Equal(t, remote.FastForward, next.History().Relation)
	require.Equal(t, "s: 2\n", all(next)["config/syncs/s.yaml"])
	require.Len(t, all(next), 52)
	who, ok := next.LastTouch("config/models/m07.yaml")
	require.True(t, ok)
	require.Equal(t, "Eve", who.Author.Name)

	for _, whole := range []int64{1, 20_000} {
		w.client = open(func(l *remote.Limits) { l.WholeObjects = whole })
		fresh := w.read(nil)
		require.Equal(t, next.Commit(), fresh.Commit())
		require.Equal(t, all(next), all(fresh))
		require.Equal(t, model(3, 0), all(fresh)["config/models/m03.yaml"])
	}

	repo.Commit(gittest.Commit{Message: "by git", Files: text("config/models/m01.yaml", model(1, 9))})
	p, err := w.client.Build(next, []remote.NewCommit{change("config/models/m02.yaml", model(2, 9))})
	require.NoError(t, err)
	_, err = w.client.Push(w.ctx, p)
	require.Equal(t, wireerr.Moved, wireerr.KindOf(err), "%v", err)
	moved := w.read(next)
	require.Equal(t, model(1, 9), all(moved)["config/models/m01.yaml"])
	s = w.push(moved, change("config/models/m02.yaml", model(2, 9)))
	require.Equal(t, model(2, 9), repo.Show("main:config/models/m02.yaml")+"\n")
	repo.Fsck()

	for i := range 30 { // more than an incremental read takes
		repo.Commit(gittest.Commit{Files: text("config/models/m05.yaml", model(5, 100+i))})
	}
	w.client = open(func(l *remote.Limits) { l.CatchUpObjects = 10 })
	late := w.read(s)
	require.Equal(t, model(5, 129), all(late)["config/models/m05.yaml"])
	require.Equal(t, []string{"config/models/m05.yaml"}, changed(s, late))
	if h.tellsHistory {
		require.Equal(t, remote.FastForward, late.History().Relation)
		in, known, err := w.client.Contains(w.ctx, late, s.Commit())
		require.NoError(t, err)
		require.True(t, in && known)
	} else {
		require.NotEqual(t, remote.Rewritten, late.History().Relation)
	}

	repo.Commit(gittest.Commit{From: "main~31", Message: "forced", Files: text("config/models/z.yaml", "z: 1\n")})
	forced := w.read(late)
	if h.tellsHistory {
		require.Equal(t, remote.Rewritten, forced.History().Relation)
	}
	require.Equal(t, "z: 1\n", all(forced)["config/models/z.yaml"])

	repo.Git("branch", "other", "main")
	repo.Git("update-ref", "-d", "refs/heads/main")
	require.Equal(t, remote.Tip{Missing: true}, w.poll())
	left, err := os.ReadDir(cfg.TempDir)
	require.NoError(t, err)
	require.Empty(t, left, "temporary files")
}

func TestWhatAServerSendsWholeIsLimited(t *testing.T) {
	repo, cfg := overHTTP([]string{"uploadpack.allowFilter", "false"}, gittest.WithoutV2())(t)
	w := &world{T: t, ctx: t.Context(), repo: repo}
	files := gittest.Files{"models/a": gittest.Text("1\n"), "models/large": gittest.Text(strings.Repeat("0", 100_000))}
	for i := range 300 {
		files[fmt.Sprintf("models/m%03d", i)] = gittest.Text(model(i, 1))
	}
	repo.Commit(gittest.Commit{Files: files})
	cfg.TempDir = t.TempDir()
	for _, limits := range []remote.Limits{{SpoolBytes: 2000}, {PackObjects: 100}, {TreeBytes: 700}} {
		cfg.Limits = limits
		w.client = w.newClient(cfg)
		_, err := w.client.Read(w.ctx, w.poll().OID, nil)
		require.Equal(t, wireerr.TooLarge, wireerr.KindOf(err), "%v", err)
	}
	cfg.Limits = remote.Limits{BlobBytes: 50_000, PackInflated: 10_000} // the file on disk is no matter of memory
	w.client = w.newClient(cfg)
	s := w.read(nil)
	a, _ := s.Lookup("models/a")
	large, _ := s.Lookup("models/large")
	blobs, tooLarge, err := w.client.Blobs(w.ctx, s, []object.OID{a.OID, large.OID})
	require.NoError(t, err)
	require.Equal(t, "1\n", string(blobs[a.OID]))
	require.Equal(t, []remote.TooLarge{{OID: large.OID}}, tooLarge)
	left, err := os.ReadDir(cfg.TempDir)
	require.NoError(t, err)
	require.Empty(t, left, "temporary files")
}
