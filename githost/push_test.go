package githost_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"lockstep.dev/githost"
)

func (s *site) requirePush(refs ...githost.RefChange) {
	s.t.Helper()
	want := []githost.Push{{Repo: "demo", By: githost.Identity{Name: "ann"}, Refs: refs}}
	require.Empty(s.t, cmp.Diff(want, s.taken()))
}

func TestOnPushIsCalledOncePerChange(t *testing.T) {
	s := newSite(t)
	work := s.clone(writeKey)
	require.Empty(t, s.taken(), "clone")

	first := commit(t, work, "a", "one")
	git(t, work, "push", "-q", "origin", "main")
	s.requirePush(githost.RefChange{Name: "refs/heads/main", New: first})

	git(t, work, "push", "-q", "origin", "main")
	git(t, work, "fetch", "-q")
	require.Empty(t, s.taken(), "nothing new")

	second := commit(t, work, "b", random(2<<20))
	git(t, work, "tag", "v1")
	git(t, work, "push", "-q", "origin", "main", "v1")
	s.requirePush(githost.RefChange{Name: "refs/heads/main", Old: first, New: second},
		githost.RefChange{Name: "refs/tags/v1", New: second})

	git(t, work, "reset", "-q", "--hard", first)
	out, err := tryGit(t, work, "push", "-q", "origin", "main")
	require.Error(t, err, out)
	require.Empty(t, s.taken(), "refused by the client")

	git(t, work, "push", "-q", "--force", "origin", "main", ":v1")
	s.requirePush(githost.RefChange{Name: "refs/heads/main", Old: second, New: first},
		githost.RefChange{Name: "refs/tags/v1", Old: second})
}

func TestRefusedPushIsNoPush(t *testing.T) {
	s := newSite(t, func(c *githost.Config) { c.DenyForcePush = true })
	work := s.clone(writeKey)
	first := commit(t, work, "a", "one")
	git(t, work, "push", "-q", "origin", "main")
	s.taken()

	git(t, work, "commit", "-q", "--amend", "-m", "Other")
	out, err := tryGit(t, work, "push", "-q", "--force", "origin", "main")
	require.Error(t, err)
	require.Contains(t, out, "non-fast-forward")
	require.Empty(t, s.taken())

	git(t, work, "reset", "-q", "--hard", first)
	commit(t, work, "a", "two")
	s.hook("pre-receive", "echo not today; exit 1\n")
	out, err = tryGit(t, work, "push", "-q", "origin", "main")
	require.Error(t, err)
	require.Contains(t, out, "not today")
	require.Empty(t, s.taken())
	require.Equal(t, first, s.bare("rev-parse", "main"))
}

func TestBrokenObjectsAreRefused(t *testing.T) {
	s := newSite(t)
	work := s.clone(writeKey)
	commit(t, work, "a", "x")
	tree := git(t, work, "rev-parse", "HEAD^{tree}")
	path := filepath.Join(work, "broken")
	require.NoError(t, os.WriteFile(path, []byte("tree "+tree+"\nauthor x\ncommitter x\n\nm\n"), 0o644))
	id := git(t, work, "hash-object", "-t", "commit", "-w", "--literally", path)
	out, err := tryGit(t, work, "push", "origin", id+":refs/heads/main")
	require.Error(t, err)
	require.Contains(t, out, "fsck error")
	require.Empty(t, s.taken())
}

func TestOwnClientIsTold(t *testing.T) {
	s := newSite(t)
	user, password := s.host.LocalAuth()
	other, err := githost.New(githost.Config{Dir: t.TempDir(), Authorize: authorize})
	require.NoError(t, err)
	_, foreign := other.LocalAuth()
	require.NotEqual(t, password, foreign)

	work := s.clone(password)
	id := commit(t, work, "a", "x")
	u, err := url.Parse(s.host.URL(s.base, "demo"))
	require.NoError(t, err)
	u.User = url.UserPassword(user, foreign)
	out, err := tryGit(t, work, "push", "-q", u.String(), "main")
	require.Error(t, err, out)
	u.User = url.UserPassword(user, password)
	git(t, work, "push", "-q", u.String(), "main")
	require.Equal(t, []githost.Push{{
		Repo: "demo", By: githost.Identity{Name: "lockstep", Internal: true},
		Refs: []githost.RefChange{{Name: "refs/heads/main", New: id}},
	}}, s.taken())
}

func TestPushesAtOnceAreToldApart(t *testing.T) {
	s := newSite(t)
	const clients, each = 4, 3
	works := make([]string, clients)
	for i := range works {
		works[i] = s.clone(writeKey)
		git(t, works[i], "checkout", "-q", "-b", fmt.Sprintf("branch-%d", i))
	}
	want := make([][]githost.Push, clients)
	errs := make([]error, clients)
	var all sync.WaitGroup
	for i, work := range works {
		var ids []string
		for j := range each {
			ids = append(ids, commit(t, work, "a", fmt.Sprint(i, j)))
		}
		all.Go(func() {
			old, ref := "", fmt.Sprintf("refs/heads/branch-%d", i)
			for _, id := range ids {
				cmd := gitCommand(t, work, "push", "-q", "origin", id+":"+ref)
				if errs[i] = cmd.Run(); errs[i] != nil {
					return
				}
				want[i] = append(want[i], githost.Push{
					Repo: "demo", By: githost.Identity{Name: "ann"},
					Refs: []githost.RefChange{{Name: ref, Old: old, New: id}},
				})
				old = id
			}
		})
	}
	all.Wait()
	got := s.taken()
	require.Len(t, got, clients*each)
	for i := range works {
		require.NoError(t, errs[i])
		for _, w := range want[i] {
			require.Contains(t, got, w)
		}
	}
}

func TestOneOfTwoPushesToABranchWins(t *testing.T) {
	s := newSite(t)
	works := []string{s.clone(writeKey), s.clone(writeKey)}
	errs := make([]error, len(works))
	ids := make([]string, len(works))
	var all sync.WaitGroup
	for i, work := range works {
		ids[i] = commit(t, work, "a", fmt.Sprint(i))
		cmd := gitCommand(t, work, "push", "-q", "origin", "main")
		all.Go(func() { errs[i] = cmd.Run() })
	}
	all.Wait()
	winner := 0
	if errs[0] != nil {
		winner = 1
	}
	require.NoError(t, errs[winner])
	require.Error(t, errs[1-winner])
	s.requirePush(githost.RefChange{Name: "refs/heads/main", New: ids[winner]})
	require.Equal(t, ids[winner], s.bare("rev-parse", "main"))
}

func TestLockLeftByAKilledGitHeals(t *testing.T) {
	s := newSite(t)
	work := s.clone(writeKey)
	for _, name := range []string{"refs/heads/main.lock", "packed-refs.lock"} {
		commit(t, work, "a", name)
		lock := filepath.Join(s.dir, "demo.git", name)
		require.NoError(t, os.MkdirAll(filepath.Dir(lock), 0o755))
		require.NoError(t, os.WriteFile(lock, nil, 0o644))
		if name != "packed-refs.lock" {
			out, err := tryGit(t, work, "push", "-q", "origin", "main")
			require.Error(t, err, "a fresh lock may be in use")
			require.Contains(t, out, "main.lock")
		}
		old := time.Now().Add(-time.Hour)
		require.NoError(t, os.Chtimes(lock, old, old))
		git(t, work, "push", "-q", "origin", "main")
		require.NoFileExists(t, lock)
	}
}
