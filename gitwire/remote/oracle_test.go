package remote_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

// TestGitAgrees makes random commits, merges, forced pushes and pushes through faults, and
// compares what the client sees with what git says.
func TestGitAgrees(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := newWorld(t, []string{"cfg/models", "cfg/syncs"})
			if seed%3 == 1 {
				w.client = w.newClient(remote.Config{Folders: []string{"cfg/models", "cfg/syncs"}, Limits: remote.Limits{CatchUpObjects: 25}})
			}
			if seed%3 == 2 {
				w.repo.Config("uploadpack.allowFilter", "false")
			}
			o := &oracle{world: w, rnd: rand.New(rand.NewPCG(seed, 7)), acked: map[string]string{}}
			o.repo.Commit(gittest.Commit{Files: o.files(20)})
			o.snap = o.push(o.read(nil), change("cfg/models/first.yaml", "capabilities are known from here on\n"))
			for range 25 {
				o.step()
			}
			w.repo.Fsck()
		})
	}
}

type oracle struct {
	*world
	rnd   *rand.Rand
	snap  *remote.Snapshot
	acked map[string]string // path to content of pushes that were said to be applied and not rewritten since
	n     int
}

func (o *oracle) path() string {
	folder := []string{"cfg/models", "cfg/syncs", "src", "docs/deep/er"}[o.rnd.IntN(4)]
	return fmt.Sprintf("%s/f%02d.yaml", folder, o.rnd.IntN(12))
}

func (o *oracle) text() string {
	o.n++
	return strings.Repeat(fmt.Sprintf("common line %d\n", o.rnd.IntN(3)), 20) + fmt.Sprintf("edit %d\n", o.n)
}

func (o *oracle) files(n int) gittest.Files {
	f := gittest.Files{}
	for range n {
		f[o.path()] = gittest.Text(o.text())
	}
	return f
}

func (o *oracle) step() {
	switch o.rnd.IntN(6) {
	case 0, 1:
		for range 1 + o.rnd.IntN(4) {
			o.external()
		}
	case 2:
		o.merge()
	case 3:
		o.repo.Commit(gittest.Commit{From: "main~1", Files: o.files(2)})
		clear(o.acked)
	default:
		o.pushSome()
	}
	if o.rnd.IntN(4) == 0 {
		o.repo.Git("repack", "-Adfq")
	}
	o.observe()
}

func (o *oracle) external() {
	f := o.files(1 + o.rnd.IntN(3))
	o.repo.Commit(gittest.Commit{Files: f})
	for p := range f {
		delete(o.acked, p)
	}
}

func (o *oracle) merge() {
	o.repo.Git("update-ref", "refs/heads/side", o.repo.Ref("main~1"))
	f := o.files(2)
	o.repo.Commit(gittest.Commit{Branch: "side", Files: f})
	o.external()
	o.repo.Commit(gittest.Commit{Merge: []string{"side"}, Files: f})
	for p := range f {
		delete(o.acked, p)
	}
}

// pushSome pushes from what was last seen, which may be behind, through a fault or none.
func (o *oracle) pushSome() {
	if o.rnd.IntN(3) == 0 {
		o.external()
	}
	var commits []remote.NewCommit
	want := map[string]string{}
	for range 1 + o.rnd.IntN(3) {
		p, content := fmt.Sprintf("cfg/models/f%02d.yaml", o.rnd.IntN(12)), o.text()
		commits = append(commits, change(p, content))
		want[p] = content
	}
	p, err := o.client.Build(o.snap, commits)
	require.NoError(o, err)
	faults := []gittest.Fault{{DropReply: true}, {Lost: true}, {CutAfter: 5}, {Status: 502}}
	if i := o.rnd.IntN(8); i < len(faults) {
		f := faults[i]
		f.Service = "git-receive-pack"
		o.server.Inject(f)
	}
	base := o.snap.Commit().String()
	s, err := o.client.Push(o.ctx, p)
	o.server.Reset()
	if err != nil {
		kind := wireerr.KindOf(err)
		require.Contains(o, []wireerr.Kind{wireerr.Moved, wireerr.Unreachable}, kind, "%v", err)
		require.NotEqual(o, p.Head().String(), o.repo.Ref("main"), "%v", err)
		if kind == wireerr.Unreachable {
			require.Equal(o, base, o.repo.Ref("main"))
		}
		return
	}
	require.Equal(o, p.Head().String(), o.repo.Ref("main"))
	require.Equal(o, base, o.repo.Git("rev-parse", fmt.Sprintf("main~%d", len(commits))))
	o.snap = s
	for p, content := range want {
		o.acked[p] = content
	}
}

// observe reads on and compares everything with git.
func (o *oracle) observe() {
	prev := o.snap
	next := o.read(prev)
	o.snap = next
	for _, folder := range next.Folders() {
		var got []string
		for e := range next.Files(folder) {
			got = append(got, fmt.Sprintf("%06o %s\t%s", e.Mode, e.OID, e.Path))
		}
		want := o.repo.Git("ls-tree", "--format=%(objectmode) %(objectname)%x09%(path)", "main", folder+"/")
		require.Empty(o, cmp.Diff(want, strings.Join(got, "\n")))
	}
	o.compareHistory(prev, next)
	var changes []string
	for _, c := range remote.Diff(prev, next) {
		changes = append(changes, c.Path)
		if !c.New.IsFile() {
			continue
		}
		require.Equal(o, o.repo.Show("main:"+c.Path)+"\n", o.content(next, c.Path)[c.Path])
		o.compareTouch(prev, next, c.Path)
	}
	want := o.repo.Git("diff-tree", "-r", "--name-only", prev.Commit().String(), next.Commit().String(), "--", "cfg/models", "cfg/syncs")
	require.Equal(o, want, strings.Join(changes, "\n"))
	for p, content := range o.acked {
		require.Equal(o, strings.TrimSuffix(content, "\n"), o.repo.Show("main:"+p), "an acknowledged push was lost")
	}
}

func (o *oracle) compareHistory(prev, next *remote.Snapshot) {
	h := next.History()
	from, to := prev.Commit().String(), next.Commit().String()
	if h.Relation == remote.Unknown {
		require.True(o, h.Partial)
		return
	}
	forward := gittest.Try(o.repo.Dir, "merge-base", "--is-ancestor", from, to) == nil
	require.Equal(o, forward, h.Relation == remote.FastForward)
	var got []string
	for _, c := range h.Commits {
		got = append(got, c.OID.String())
	}
	want := strings.Fields(o.repo.Git("rev-list", from+".."+to))
	require.ElementsMatch(o, want, got)
}

// compareTouch checks that the commit changed the path to what it is, and that it is known
// whenever the commits are.
func (o *oracle) compareTouch(prev, next *remote.Snapshot, path string) {
	c, ok := next.LastTouch(path)
	if !ok {
		h := next.History()
		require.False(o, h.Relation == remote.FastForward && len(h.Commits) <= 2, "%s was touched by nobody", path)
		return
	}
	id := c.OID.String()
	require.Equal(o, o.repo.Ref("main:"+path), o.repo.Ref(id+":"+path))
	for i := range c.Parents {
		parent := fmt.Sprintf("%s^%d", id, i+1)
		require.NotEqual(o, o.repo.Ref(parent+":"+path), o.repo.Ref(id+":"+path))
	}
}
