package remote_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

// wire is a way to a git server.
type wire struct {
	name string
	ssh  bool
	opts []gittest.Option
}

func wires() []wire {
	return []wire{
		{name: "HTTP v2"},
		{name: "SSH v2", ssh: true},
		{name: "SSH v0", ssh: true, opts: []gittest.Option{gittest.WithoutV2()}},
	}
}

// onEachWire runs a test over HTTP and SSH, side by side.
func onEachWire(t *testing.T, test func(*line)) { onWires(t, wires(), patience, test) }

// onStallingWires runs a test that waits for stalls. How they show is the same in both versions of SSH.
func onStallingWires(t *testing.T, test func(*line)) { onWires(t, wires()[:2], stall, test) }

func onWires(t *testing.T, wires []wire, idle time.Duration, test func(*line)) {
	for _, w := range wires {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			test(newLine(t, w, idle))
		})
	}
}

// line is a world behind a proxy that spoils connections. The client keeps no file contents, so
// that all are asked for, and it knows the server's capabilities.
type line struct {
	*world
	wire   wire
	proxy  *gittest.Proxy
	faults interface {
		Inject(gittest.Fault)
		Reset()
	}
	sshd *gittest.SSHServer // nil over HTTP
	key  ssh.PublicKey      // the client's, over SSH
	base *remote.Snapshot   // what the client has read
	sent int                // pushes that were built
}

// now is the client's clock.
func now() time.Time { return time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC) }

// How long nothing comes until a client takes that for a stall.
const (
	patience = time.Minute
	stall    = 1500 * time.Millisecond // git on a busy machine is faster
)

func newLine(t *testing.T, w wire, idle time.Duration) *line {
	t.Helper()
	const name = "team/config.git"
	cfg := remote.Config{Now: now, TempDir: t.TempDir(), Limits: remote.Limits{Idle: idle, CacheBytes: 1, ReadyBytes: 1, BlobBytes: 2 << 20}}
	l := &line{world: &world{T: t, ctx: t.Context()}, wire: w}
	if w.ssh {
		l.sshd = gittest.NewSSHServer(t, w.opts...)
		l.faults, l.repo, l.proxy = l.sshd, l.sshd.NewRepo(name), gittest.NewProxy(t, l.sshd.Addr())
		auth := overSSH(t, "ssh://git@"+l.proxy.Addr()+"/"+name, gittest.KnownHosts(l.proxy.Addr(), l.sshd.HostKeys()...), l.sshd.ClientKey())
		cfg.URL, cfg.SSH, l.key = auth.URL, auth.SSH, auth.SSH.Signer.PublicKey()
	} else {
		s := gittest.NewServer(t, w.opts...)
		l.faults, l.repo, l.proxy = s, s.NewRepo(name), gittest.NewProxy(t, s.HTTP.Listener.Addr().String())
		cfg.URL = "http://" + l.proxy.Addr() + "/" + name
	}
	l.repo.Config("core.logAllRefUpdates", "always")
	files := gittest.Files{"README.md": gittest.Text("hello\n"), "src/main.go": gittest.Text("package main\n")}
	for i := range 5 {
		files[fmt.Sprintf("models/m%d.yaml", i)] = gittest.Text(model(i, 0))
	}
	l.repo.Commit(gittest.Commit{Files: files, Message: "start"})
	l.client = l.newClient(cfg)
	l.base = l.read(nil)
	require.NoError(t, l.client.CheckPush(l.ctx))
	t.Cleanup(func() {
		left, err := os.ReadDir(cfg.TempDir)
		require.NoError(t, err)
		require.Empty(t, left, "temporary files")
	})
	return l
}

// head is where the branch is.
func (l *line) head() string { return l.repo.Ref("refs/heads/main") }

// build makes a push with a message of its own on top of what the client has read.
func (l *line) build() *remote.Push {
	l.Helper()
	l.sent++
	c := change("models/mine.yaml", model(l.sent, l.sent))
	c.Message = fmt.Sprintf("push %d", l.sent)
	p, err := l.client.Build(l.base, []remote.NewCommit{c})
	require.NoError(l, err)
	return p
}

// theirs is a commit by git.
func (l *line) theirs() string {
	l.Helper()
	l.sent++
	return l.repo.Commit(gittest.Commit{Message: fmt.Sprintf("theirs %d", l.sent), Files: text("models/m1.yaml", model(l.sent, -1))})
}

// requireLawful demands that the branch only ever moved forward, that nothing is on it twice, and
// that git finds nothing wrong.
func (l *line) requireLawful() {
	l.Helper()
	log, err := os.ReadFile(filepath.Join(l.repo.Dir, "logs", "refs", "heads", "main"))
	require.NoError(l, err)
	commits := strings.Fields(l.repo.Git("rev-list", "--reverse", "main"))
	for entry := range strings.Lines(string(log)) {
		ids := strings.Fields(entry)
		from, to := slices.Index(commits, ids[0]), slices.Index(commits, ids[1])
		require.Less(l, from, to, "forced: %s", entry)
		require.True(l, from >= 0 || strings.Trim(ids[0], "0") == "", "forced: %s", entry)
	}
	require.Empty(l, l.repo.Git("rev-list", "--min-parents=2", "main"), "merges")
	subjects := strings.Split(l.repo.Git("log", "--format=%s", "main"), "\n")
	slices.Sort(subjects)
	require.Equal(l, slices.Compact(slices.Clone(subjects)), subjects, "a commit is on the branch twice")
	l.repo.Fsck()
}

// requireWorks demands that the client can do all that it could before: it asks where the branch is,
// reads what is new and all of it, and pushes.
func (l *line) requireWorks() {
	l.Helper()
	next := l.read(l.base)
	require.Equal(l, l.head(), next.Commit().String())
	require.Equal(l, remote.FastForward, next.History().Relation)
	all := l.read(nil)
	require.True(l, all.Same("models", next))
	files := paths(next, "models")
	for path, content := range l.content(next, files...) {
		require.True(l, l.repo.Show("main:"+path)+"\n" == content, path)
	}
	l.base = next
	l.base = l.push(next, l.change())
	require.Equal(l, l.head(), l.base.Commit().String())
}

func (l *line) change() remote.NewCommit {
	l.sent++
	c := change("models/works.yaml", model(l.sent, 77))
	c.Message = fmt.Sprintf("works %d", l.sent)
	return c
}

// requireError demands a kind and a class, and gives the error.
func requireError(t *testing.T, err error, kind wireerr.Kind, class wireerr.Class) *wireerr.Error {
	t.Helper()
	var e *wireerr.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, kind, e.Kind, "%v", err)
	require.Equal(t, class, e.Class(), "%v", err)
	return e
}

// operation is what a client does with a server.
type operation string

const (
	polling     operation = "poll"
	readingCold operation = "cold read"
	readingNew  operation = "incremental read"
	gettingBlob operation = "blobs"
	pushing     operation = "push"
)

func operations() []operation {
	return []operation{polling, readingCold, readingNew, gettingBlob, pushing}
}

// reading prepares an operation that writes nothing.
func (l *line) reading(op operation) func() error {
	l.Helper()
	switch op {
	case polling:
		return func() error { _, err := l.client.Poll(l.ctx); return err }
	case readingCold, readingNew:
		prev := l.base
		if op == readingCold {
			prev = nil
		}
		tip, err := object.ParseOID(l.theirs())
		require.NoError(l, err)
		return func() error { _, err := l.client.Read(l.ctx, tip, prev); return err }
	}
	require.Equal(l, gettingBlob, op)
	var ids []object.OID
	for e := range l.base.Files("models") {
		ids = append(ids, e.OID)
	}
	return func() error { _, _, err := l.client.Blobs(l.ctx, l.base, ids); return err }
}
