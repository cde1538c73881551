package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/auth"
	"lockstep.dev/feed"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

// listened is the API on a real server, with a feed that looks at the world's workspace.
type listened struct {
	*world
	url  string
	feed *feed.Feed
}

// later lets the feed read a service that is made after it.
type later struct{ service *workspace.Service }

func (l *later) Workspace(ctx context.Context, id int64) (workspace.Workspace, error) {
	return l.service.Workspace(ctx, id)
}

func (l *later) Changes(ctx context.Context, id, after int64, limit int) ([]workspace.Change, error) {
	return l.service.Changes(ctx, id, after, limit)
}

func newListened(t *testing.T) *listened {
	st := storetest.Memory(t)
	g, service := &gitSync{}, &later{}
	f := feed.New(service, g, st, nil)
	w := worldOn(t, st, g.serve, func(o *api.Options) { service.service, o.Feed = o.Service, f })
	server := httptest.NewServer(w.handler)
	t.Cleanup(server.Close)
	t.Cleanup(f.Stop)
	return &listened{w, server.URL, f}
}

// open begins to listen, and returns the answer with its lines.
func (w *listened) open(headers ...string) (*http.Response, *bufio.Scanner) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 30*time.Second)
	w.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+"/api/v1/workspaces/acme/events", nil)
	require.NoError(w.t, err)
	r.Header.Set("Authorization", "Bearer "+w.token)
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(w.t, err)
	w.t.Cleanup(func() { answer.Body.Close() })
	return answer, bufio.NewScanner(answer.Body)
}

// event reads one event as its lines say it.
func event(t *testing.T, lines *bufio.Scanner) map[string]string {
	t.Helper()
	out := map[string]string{}
	for lines.Scan() {
		if lines.Text() == "" {
			return out
		}
		name, value, _ := strings.Cut(lines.Text(), ": ")
		out[name] = value
	}
	require.FailNow(t, "the stream ended", "%v %v", out, lines.Err())
	return nil
}

func TestEvents(t *testing.T) {
	w := newListened(t)
	answer, lines := w.open()
	require.Equal(t, 200, answer.StatusCode)
	require.Equal(t, "text/event-stream", answer.Header.Get("Content-Type"))
	require.Equal(t, "no-store", answer.Header.Get("Cache-Control"))
	first := event(t, lines)
	require.Equal(t, "status", first["event"])
	require.Equal(t, "2000", first["retry"])
	require.Contains(t, first["data"], `"state":"in_sync"`)
	require.Equal(t, map[string]string{"event": "activity", "data": `{"id":5}`}, event(t, lines))
	before := directory(t, event(t, lines))

	w.furnish()
	var change api.ChangeEvent
	for seq := int64(1); seq <= 4; seq++ {
		told := event(t, lines)
		require.Equal(t, "change", told["event"])
		require.NoError(t, json.Unmarshal([]byte(told["data"]), &change))
		require.Equal(t, seq, change.Seq)
		require.Equal(t, told["id"], strings.TrimSpace(told["id"]))
	}
	require.Equal(t, api.ChangedRef{Kind: "sync", Slug: "users-to-crm", ID: 4, Version: 1, Op: workspace.OpCreate}, change.Refs[0])

	_, again := w.open("Last-Event-ID: 3")
	missed := event(t, again)
	require.Equal(t, "4", missed["id"])
	require.Equal(t, "change", missed["event"])
	require.Equal(t, "status", event(t, again)["event"])

	w.must("POST", "/api/v1/users", map[string]any{"name": "Maya Chen"})
	told := event(t, lines)
	require.Greater(t, directory(t, told), before)
	require.NotContains(t, told["data"], "Maya", "who may not see people only hears that something changed")

	w.feed.Stop()
	require.False(t, lines.Scan(), "the stream ends with the server")
	require.NoError(t, lines.Err(), "in order")
	refused, _ := w.open()
	require.Equal(t, 503, refused.StatusCode)
	require.Equal(t, "application/problem+json", refused.Header.Get("Content-Type"))
}

// directory is the version that an event tells.
func directory(t *testing.T, told map[string]string) int64 {
	t.Helper()
	require.Equal(t, "directory", told["event"])
	var out api.DirectoryEvent
	require.NoError(t, json.Unmarshal([]byte(told["data"]), &out))
	return out.Version
}

func TestWhoMayListen(t *testing.T) {
	w := newListened(t)
	for range 100 {
		answer, _ := w.open()
		require.Equal(t, 200, answer.StatusCode)
	}
	full, _ := w.open()
	require.Equal(t, 503, full.StatusCode)
	var problem api.Problem
	require.NoError(t, json.NewDecoder(full.Body).Decode(&problem))
	require.Contains(t, problem.Detail, "100 pages listen")
	require.Equal(t, 404, w.call("GET", "/api/v1/workspaces/nowhere/events", nil).Status)
	w.token = ""
	require.Equal(t, 401, w.call("GET", "/api/v1/workspaces/acme/events", nil).Status)
}

// quietWriter is a connection in memory.
type quietWriter struct {
	mu     sync.Mutex
	header http.Header
	text   strings.Builder
	limit  time.Time // of the last write
}

func (w *quietWriter) Header() http.Header { return w.header }
func (w *quietWriter) WriteHeader(int)     {}
func (w *quietWriter) Flush()              {}

func (w *quietWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *quietWriter) SetWriteDeadline(limit time.Time) error {
	w.limit = limit
	return nil
}

func (w *quietWriter) beats() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Count(w.text.String(), ": still here\n\n")
}

// laterFeed is a feed that is made after the API.
type laterFeed struct{ api.Feed }

func TestTheStreamOutlivesTheTimeLimitAndNotTheKey(t *testing.T) {
	st, service, inside := storetest.Memory(t), &later{}, &laterFeed{}
	w := worldOn(t, st, func(o *api.Options) { service.service, o.Feed = o.Service, inside })
	synctest.Test(t, func(t *testing.T) {
		f := feed.New(service, &gitSync{}, st, nil)
		defer f.Stop()
		inside.Feed = f
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/workspaces/acme/events", nil)
		r.Header.Set("Authorization", "Bearer "+w.tokens[auth.ScopeRead])
		to := &quietWriter{header: http.Header{}}
		ended := make(chan bool)
		go func() {
			w.handler.ServeHTTP(to, r)
			close(ended)
		}()
		time.Sleep(10*time.Minute + time.Second)
		require.Equal(t, 40, to.beats())
		select {
		case <-ended:
			require.Fail(t, "the stream ended by itself")
		default:
		}
		w.must("DELETE", "/api/v1/api-keys/3", nil)
		begin := time.Now()
		<-ended
		require.LessOrEqual(t, time.Since(begin), time.Second, "what changes about keys is asked for at once")
		require.Equal(t, 40, to.beats())
		require.Zero(t, to.limit, "the connection may be used on")
	})
}

func TestABusyStreamEndsWithTheKey(t *testing.T) {
	st, service, inside := storetest.Memory(t), &later{}, &laterFeed{}
	w := worldOn(t, st, func(o *api.Options) { service.service, o.Feed = o.Service, inside })
	w.furnish()
	synctest.Test(t, func(t *testing.T) {
		f := feed.New(service, &gitSync{}, st, nil)
		defer f.Stop()
		inside.Feed = f
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/workspaces/acme/events", nil)
		r.Header.Set("Authorization", "Bearer "+w.tokens[auth.ScopeRead])
		ended := make(chan bool)
		go func() {
			w.handler.ServeHTTP(&quietWriter{header: http.Header{}}, r)
			close(ended)
		}()
		w.must("DELETE", "/api/v1/api-keys/3", nil)
		for i := range 4 {
			time.Sleep(5 * time.Second)
			w.must("PATCH", "/api/v1/models/users", map[string]any{"description": fmt.Sprint(i)})
		}
		select {
		case <-ended:
		case <-time.After(time.Second):
			require.Fail(t, "who may not read is told what happens")
		}
	})
}

func TestWithoutAFeed(t *testing.T) {
	w := newWorld(t, (&gitSync{}).serve)
	require.Equal(t, 503, w.call("GET", "/api/v1/workspaces/acme/events", nil).Status)
}
