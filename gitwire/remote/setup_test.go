package remote_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
)

// world is a server with one repository and a client of it.
type world struct {
	*testing.T
	ctx    context.Context
	server *gittest.Server
	repo   *gittest.Repo
	client *remote.Remote
}

func newWorld(t *testing.T, folders []string, opts ...gittest.Option) *world {
	t.Helper()
	s := gittest.NewServer(t, opts...)
	w := &world{T: t, ctx: t.Context(), server: s, repo: s.NewRepo("team/config.git")}
	w.client = w.newClient(remote.Config{Folders: folders})
	return w
}

// newClient fills in what the test does not set.
func (w *world) newClient(cfg remote.Config) *remote.Remote {
	w.Helper()
	if cfg.URL == "" {
		cfg.URL = w.server.URL("team/config.git")
	}
	if cfg.Branch == "" {
		cfg.Branch = "main"
	}
	if cfg.Folders == nil {
		cfg.Folders = []string{"models"}
	}
	if cfg.Limits.WholeObjects == 0 { // folder by folder, so that tests know what is asked for
		cfg.Limits.WholeObjects = 1
	}
	cfg.AllowHTTP = true
	r, err := remote.New(cfg)
	require.NoError(w, err)
	w.Cleanup(func() { r.Close() })
	return r
}

// monorepo has much beside the folder config/models with n files.
func (w *world) monorepo(n int) string {
	w.Helper()
	files := gittest.Files{"README.md": gittest.Text("hello\n"), "config/other.txt": gittest.Text("x\n")}
	for i := range n {
		files[fmt.Sprintf("config/models/m%04d.yaml", i)] = gittest.Text(model(i, 0))
	}
	for i := range 500 {
		files[fmt.Sprintf("src/pkg%02d/file%d.go", i%50, i)] = gittest.Text(fmt.Sprintf("package p%d\n", i))
	}
	return w.repo.Commit(gittest.Commit{Files: files, Message: "start"})
}

func model(i, version int) string {
	return fmt.Sprintf("name: model %d\nversion: %d\nsql: select * from t%d\n", i, version, i*7919)
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

func (w *world) push(base *remote.Snapshot, commits ...remote.NewCommit) *remote.Snapshot {
	w.Helper()
	p, err := w.client.Build(base, commits)
	require.NoError(w, err)
	s, err := w.client.Push(w.ctx, p)
	require.NoError(w, err)
	require.Equal(w, p.Head(), s.Commit())
	return s
}

// content reads files of a snapshot by path.
func (w *world) content(s *remote.Snapshot, paths ...string) map[string]string {
	w.Helper()
	var ids []object.OID
	for _, p := range paths {
		e, ok := s.Lookup(p)
		require.True(w, ok, p)
		ids = append(ids, e.OID)
	}
	blobs, large, err := w.client.Blobs(w.ctx, s, ids)
	require.NoError(w, err)
	require.Empty(w, large)
	out := map[string]string{}
	for i, p := range paths {
		out[p] = string(blobs[ids[i]])
	}
	return out
}

// change is a commit that sets one file.
func change(path, content string) remote.NewCommit {
	return commit(remote.FileChange{Path: path, Content: []byte(content)})
}

func commit(changes ...remote.FileChange) remote.NewCommit {
	who := object.Signature{Name: "Grace Hopper", Email: "grace@example.com", When: time.Unix(1_800_000_000, 0).UTC()}
	return remote.NewCommit{Author: who, Committer: who, Message: "models: change", Changes: changes}
}

func paths(s *remote.Snapshot, folder string) []string {
	var out []string
	for e := range s.Files(folder) {
		out = append(out, e.Path)
	}
	return out
}
