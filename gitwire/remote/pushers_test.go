package remote_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

// TestConcurrentPushersLoseNothing has clients push to one branch over all transports at once. Each builds
// again when it was not the first, and in the end all is on the branch exactly once.
func TestConcurrentPushersLoseNothing(t *testing.T) {
	t.Parallel()
	const each = 5
	var lines []*line
	for _, w := range append(wires(), wire{name: "HTTP v0", opts: []gittest.Option{gittest.WithoutV2()}}) {
		l := newLine(t, w, patience)
		if len(lines) > 0 { // serve the first one's repository
			first := lines[0].repo
			require.NoError(t, os.RemoveAll(l.repo.Dir))
			require.NoError(t, os.Symlink(first.Dir, l.repo.Dir))
			l.repo = first
		}
		lines = append(lines, l)
	}
	var wg sync.WaitGroup
	want := []string{"start"}
	for i, l := range lines {
		for n := range each {
			want = append(want, fmt.Sprintf("%d %d a", i, n), fmt.Sprintf("%d %d b", i, n))
		}
		wg.Go(func() {
			var s *remote.Snapshot
			for n := 0; n < each; {
				next, err := l.pushOnce(s, fmt.Sprintf("%d %d", i, n))
				switch {
				case err == nil:
					s = next
					n++
				case !wireerr.Is(err, wireerr.Moved):
					t.Errorf("%s: %v", l.wire.name, err)
					return
				}
			}
		})
	}
	wg.Wait()
	lines[0].requireLawful()
	got := strings.Split(lines[0].repo.Git("log", "--format=%s", "main"), "\n")
	slices.Sort(got)
	slices.Sort(want)
	require.Equal(t, want, got)
	files := lines[0].repo.Git("ls-tree", "--name-only", "main", "models/")
	for _, subject := range want[:len(want)-1] {
		require.Contains(t, files, fileOf(subject))
	}
	for _, l := range lines {
		s := l.read(nil)
		require.Equal(t, lines[0].head(), s.Commit().String())
	}
}

// pushOnce reads what is new since prev and pushes two commits on top of it.
func (l *line) pushOnce(prev *remote.Snapshot, name string) (*remote.Snapshot, error) {
	tip, err := l.client.Poll(l.ctx)
	if err != nil {
		return nil, err
	}
	s, err := l.client.Read(l.ctx, tip.OID, prev)
	if err != nil {
		return nil, err
	}
	var commits []remote.NewCommit
	for _, part := range []string{" a", " b"} {
		c := change(fileOf(name+part), "x\n")
		c.Message = name + part
		commits = append(commits, c)
	}
	p, err := l.client.Build(s, commits)
	if err != nil {
		return nil, err
	}
	return l.client.Push(l.ctx, p)
}

func fileOf(subject string) string {
	return filepath.ToSlash(filepath.Join("models", strings.ReplaceAll(subject, " ", "-")+".yaml"))
}
