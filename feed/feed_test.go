package feed_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"lockstep.dev/feed"
	"lockstep.dev/gitsync"
	"lockstep.dev/workspace"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// source is a workspace in memory, and counts how often it is looked at.
type source struct {
	mu        sync.Mutex
	changes   []workspace.Change
	status    gitsync.Status
	activity  int64
	directory int64
	looks     int
	err       error
}

func (s *source) Workspace(context.Context, int64) (workspace.Workspace, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looks++
	return workspace.Workspace{ID: 1, Seq: int64(len(s.changes))}, s.err
}

func (s *source) Changes(_ context.Context, _, after int64, limit int) ([]workspace.Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rest := s.changes[after:]
	return rest[:min(limit, len(rest))], nil
}

func (s *source) Status(context.Context, int64) (gitsync.Status, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status, nil
}

func (s *source) Activity(context.Context, int64, int64, int) ([]gitsync.Activity, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.activity == 0 {
		return nil, nil
	}
	return []gitsync.Activity{{ID: s.activity}}, nil
}

func (s *source) DirectoryVersion(context.Context) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.directory, nil
}

func (s *source) edit(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn()
}

func (s *source) change(slug string, revisions int) {
	s.edit(func() {
		c := workspace.Change{Seq: int64(len(s.changes)) + 1, Cause: workspace.Cause{Origin: workspace.OriginUI}}
		for range revisions {
			c.Revisions = append(c.Revisions, workspace.Revision{ResourceID: 7, Kind: workspace.KindModel, Slug: slug, Version: 2, Op: workspace.OpUpdate})
		}
		s.changes = append(s.changes, c)
	})
}

func (s *source) looked() (n int) {
	s.edit(func() { n, s.looks = s.looks, 0 })
	return n
}

func begin(s *source) *feed.Feed {
	return feed.New(s, s, s, slog.New(slog.NewTextHandler(io.Discard, nil)))
}

func listen(t *testing.T, f *feed.Feed, after int64) *feed.Listener {
	t.Helper()
	l, err := f.Listen(1, after)
	require.NoError(t, err)
	return l
}

func next(t *testing.T, l *feed.Listener) []feed.Event {
	t.Helper()
	events, err := l.Next(t.Context())
	require.NoError(t, err)
	return events
}

func TestListen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{status: gitsync.Status{State: "in_sync"}, activity: 3, directory: 6}
		s.change("old", 1)
		f := begin(s)
		defer f.Stop()
		l := listen(t, f, 0)
		defer l.Close()
		first := next(t, l)
		require.Len(t, first, 3)
		require.Equal(t, "in_sync", first[0].Status.State)
		require.Equal(t, []feed.Event{{Seq: 1, Activity: 3}, {Seq: 1, Directory: 6}}, first[1:])

		s.change("users", 1)
		require.Equal(t, []feed.Event{{Seq: 2, Change: &feed.Change{Seq: 2, Origin: workspace.OriginUI, Refs: []feed.Ref{
			{Kind: workspace.KindModel, Slug: "users", ID: 7, Version: 2, Op: workspace.OpUpdate},
		}}}}, next(t, l))
		s.edit(func() { s.status.State, s.activity = "pending", 4 })
		both := next(t, l)
		require.Equal(t, int64(4), both[0].Activity)
		require.Equal(t, "pending", both[1].Status.State)
		s.edit(func() { s.directory = 9 })
		require.Equal(t, []feed.Event{{Seq: 2, Directory: 9}}, next(t, l))

		limited, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := l.Next(limited)
		require.ErrorIs(t, err, context.DeadlineExceeded, "nothing happens")
	})
}

func TestOneLookForAllWhoListen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		f := begin(s)
		defer f.Stop()
		time.Sleep(time.Minute)
		require.Zero(t, s.looked(), "nobody listens")
		var all []*feed.Listener
		for range 100 {
			all = append(all, listen(t, f, 0))
		}
		_, err := f.Listen(1, 0)
		require.Equal(t, workspace.CodeUnavailable, workspace.CodeOf(err))
		synctest.Wait()
		s.looked()
		time.Sleep(10*time.Second + time.Millisecond)
		require.Equal(t, 20, s.looked())
		all[0].Close()
		all[0].Close()
		all = append(all[1:], listen(t, f, 0))
		for _, l := range all {
			l.Close()
		}
		synctest.Wait()
		s.looked()
		time.Sleep(time.Minute)
		require.Zero(t, s.looked())
	})
}

func TestWake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		f := begin(s)
		defer f.Stop()
		f.Wake(1)
		l := listen(t, f, 0)
		defer l.Close()
		next(t, l)
		time.Sleep(499 * time.Millisecond)
		s.change("users", 1)
		time.Sleep(time.Millisecond)
		next(t, l)
		time.Sleep(100 * time.Millisecond)
		s.change("users", 1)
		f.Wake(1)
		begin := time.Now()
		next(t, l)
		require.Zero(t, time.Since(begin))
		s.looked()
		for range 1000 {
			f.Wake(1)
			time.Sleep(time.Millisecond)
		}
		require.LessOrEqual(t, s.looked(), 23, "a thousand changes in a second are no thousand looks")
	})
}

func TestResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		for _, slug := range []string{"a", "b", "c"} {
			s.change(slug, 1)
		}
		f := begin(s)
		defer f.Stop()
		resume := func(after int64) []feed.Event {
			l := listen(t, f, after)
			defer l.Close()
			return next(t, l)
		}
		require.Equal(t, "c", resume(2)[0].Change.Refs[0].Slug)
		require.NotNil(t, resume(2)[1].Status)
		require.NotNil(t, resume(3)[0].Status, "nothing was missed")
		require.True(t, resume(9)[0].Change.All, "a database that went back")
		for range 300 {
			s.change("many", 1)
		}
		require.True(t, resume(1)[0].Change.All)
		s.change("import", 501)
		event := resume(303)[0]
		require.True(t, event.Change.All)
		require.Empty(t, event.Change.Refs)
	})
}

func TestAListenerThatIsSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		f := begin(s)
		defer f.Stop()
		l := listen(t, f, 0)
		defer l.Close()
		next(t, l)
		for range 2 {
			for range 150 {
				s.change("users", 1)
			}
			time.Sleep(time.Second)
		}
		events := next(t, l)
		require.True(t, events[0].Change.All, "the log did not keep them all")
		require.Equal(t, int64(300), events[0].Seq)
		require.NotNil(t, events[1].Status)
		s.change("users", 1)
		require.Equal(t, int64(301), next(t, l)[0].Seq)
	})
}

func TestStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := begin(&source{})
		l := listen(t, f, 0)
		next(t, l)
		ended := make(chan error)
		go func() {
			_, err := l.Next(t.Context())
			ended <- err
		}()
		synctest.Wait()
		f.Stop()
		f.Stop()
		require.Equal(t, workspace.CodeUnavailable, workspace.CodeOf(<-ended))
		_, err := f.Listen(1, 0)
		require.Equal(t, workspace.CodeUnavailable, workspace.CodeOf(err))
		l.Close()
		f.Wake(1)
	})
}

func TestAFailingLookIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{err: errors.New("the database is away")}
		f := begin(s)
		defer f.Stop()
		l := listen(t, f, 0)
		defer l.Close()
		time.Sleep(10 * time.Second)
		s.edit(func() { s.err = nil })
		require.NotNil(t, next(t, l)[0].Status)
		s.edit(func() { s.err = workspace.Errorf(workspace.CodeNotFound, "no such workspace") })
		_, err := l.Next(t.Context())
		require.Equal(t, workspace.CodeNotFound, workspace.CodeOf(err))
	})
}
