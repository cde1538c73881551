package githost_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/githost"
)

func TestCreateIsIdempotentAndSafeAtOnce(t *testing.T) {
	s := newSite(t)
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() { errs[i] = s.host.Create(t.Context(), "other_1-x") })
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	work := s.clone(writeKey)
	id := commit(t, work, "a", "a")
	git(t, work, "push", "-q", "origin", "HEAD:main")
	require.NoError(t, s.host.Create(t.Context(), "demo"))
	require.Equal(t, id, s.bare("rev-parse", "main"))

	names, err := s.host.Repositories(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"demo", "other_1-x"}, names)
	left, err := os.ReadDir(filepath.Join(s.dir, ".spool"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestCreateRefusesBadNames(t *testing.T) {
	s := newSite(t)
	for _, name := range []string{"", ".", "..", "../x", "a/b", "-x", "_x", ".x", "A", "a.git", "a b", "é", "a\x00", strings.Repeat("a", 101)} {
		require.ErrorContains(t, s.host.Create(t.Context(), name), "use lower-case letters", "%q", name)
	}
}

func TestCreateStopsWithItsContext(t *testing.T) {
	s := newSite(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.host.Create(ctx, "late"), context.Canceled)
	_, err := s.host.Repositories(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.NoDirExists(t, filepath.Join(s.dir, "late.git"))
}

func TestURL(t *testing.T) {
	s := newSite(t)
	require.Equal(t, "http://localhost:8080/git/demo.git", s.host.URL("http://localhost:8080/", "demo"))
}

func TestNothingPushedIsEverLost(t *testing.T) {
	s := newSite(t)
	work := s.clone(writeKey)
	first := commit(t, work, "a", "one")
	git(t, work, "push", "-q", "origin", "HEAD:main")
	git(t, work, "push", "-q", "origin", "HEAD:side")
	git(t, work, "commit", "-q", "--amend", "-m", "Another")
	second := git(t, work, "rev-parse", "HEAD")
	git(t, work, "push", "-q", "--force", "origin", "HEAD:main")
	git(t, work, "push", "-q", "origin", ":side")

	require.Contains(t, s.bare("reflog", "show", "--no-abbrev", "main"), first)
	require.Contains(t, s.bare("log", "-g", "--format=%gn <%ge>", "main"), "ann <ann@http.127.0.0.1>")
	for range 2 {
		require.NoError(t, s.host.Maintain(t.Context(), "demo"))
		require.Equal(t, "commit", s.bare("cat-file", "-t", first))
		require.Equal(t, second, s.bare("rev-parse", "main"))
	}
	s.bare("gc", "--quiet")
	git(t, work, "fetch", "-q", "origin", first)
	s.bare("fsck", "--strict")
	require.ErrorIs(t, s.host.Maintain(t.Context(), "none"), githost.ErrNotFound)
}

func TestMaintainPacksWhileOthersPush(t *testing.T) {
	s := newSite(t)
	work := s.clone(writeKey)
	var all sync.WaitGroup
	var maintained error
	all.Go(func() {
		for range 10 {
			if maintained = s.host.Maintain(t.Context(), "demo"); maintained != nil {
				return
			}
		}
	})
	var last string
	for i := range 8 {
		last = commit(t, work, "a", fmt.Sprint(i))
		git(t, work, "push", "-q", "origin", "HEAD:main")
	}
	all.Wait()
	require.NoError(t, maintained)
	require.Equal(t, last, s.bare("rev-parse", "main"))
	require.Len(t, s.taken(), 8)
	s.bare("fsck", "--strict")
}
