package storetest

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

// instant is a time with microseconds, and not in UTC's zone, to see that it comes back in it.
func instant() time.Time {
	return time.Date(2026, 3, 29, 2, 30, 0, 123456000, time.FixedZone("", 3600))
}

func newWorkspace(t *testing.T, s *store.Store, slug string) workspace.Workspace {
	t.Helper()
	w := workspace.Workspace{Slug: slug, Name: "The " + slug, CreatedAt: instant().UTC(), UpdatedAt: instant().UTC()}
	require.NoError(t, s.CreateWorkspace(t.Context(), &w))
	require.NotZero(t, w.ID)
	return w
}

func newResource(workspaceID int64, kind workspace.Kind, slug string, f workspace.Fields) workspace.Resource {
	return workspace.Resource{
		WorkspaceID: workspaceID, Kind: kind, Slug: slug, Fields: f, Digest: f.Digest(), Version: 1,
		CreatedAt: instant().UTC(), UpdatedAt: instant().UTC(),
	}
}

func insert(t *testing.T, s *store.Store, r workspace.Resource) workspace.Resource {
	t.Helper()
	require.NoError(t, s.InsertResource(t.Context(), &r))
	require.NotZero(t, r.ID)
	return r
}

func requireCode(t *testing.T, want workspace.Code, err error) {
	t.Helper()
	require.Error(t, err)
	require.Equal(t, want, workspace.CodeOf(err), "%v", err)
}

// clock is a clock that moves only when it is told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: instant()} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
