package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/danielgtaylor/huma/v2/sse"

	"lockstep.dev/feed"
	"lockstep.dev/gitsync"
	"lockstep.dev/workspace"
)

// Feed tells what happens in workspaces while it happens.
type Feed interface {
	// Listen begins to listen to a workspace; close the listener when done. It is told the changes
	// after a number first, if that is not 0. CodeUnavailable when too many listen, or when the
	// server stops.
	Listen(workspaceID, after int64) (*feed.Listener, error)
}

// ChangeEvent is what one action did.
type ChangeEvent struct {
	Seq    int64            `json:"seq" doc:"Number in the change feed"`
	Origin workspace.Origin `json:"origin,omitempty" enum:"ui,api,cli,git,system" doc:"Left out with all"`
	Refs   []ChangedRef     `json:"refs"`
	All    bool             `json:"all" doc:"More happened than is listed: read everything again"`
}

// ChangedRef is a resource after a change.
type ChangedRef struct {
	Kind    string       `json:"kind"`
	Slug    string       `json:"slug"`
	ID      int64        `json:"id"`
	Version int64        `json:"version"`
	Op      workspace.Op `json:"op" enum:"create,update,rename,archive,restore,delete"`
}

// ActivityEvent tells that the activity has new entries.
type ActivityEvent struct {
	ID int64 `json:"id" doc:"Of the newest entry; entries below it may be new as well"`
}

// DirectoryEvent tells that people, API keys or workspaces have changed. What did is asked for by
// those who may see it.
type DirectoryEvent struct {
	Version int64 `json:"version" doc:"Rises with each change; only whether it differs says something"`
}

const (
	// heartbeat is how often a listener hears something, so that no proxy takes it for dead.
	heartbeat = 15 * time.Second
	// writeTime is how long a listener may take to accept an event.
	writeTime = 5 * time.Second
	// reconnect is when a listener shall come back after the stream ended.
	reconnect = 2 * time.Second
)

func (s *server) events(a huma.API) {
	o := within(forever, operation("listen", http.MethodGet, "/workspaces/{workspace}/events", "Events", "Hear what happens in the workspace while it happens"))
	o.Description = "Server-sent events: change when resources changed, status whenever it differs, activity when there are new entries, " +
		"directory when people, API keys or workspaces changed. " +
		"The first are the present status, the newest activity and the version of the directory. The id of an event is the number " +
		"of the last change that is told once the event is; sent back as Last-Event-ID, the changes after it come first. " +
		"A comment comes each 15 seconds. At most 100 listeners per workspace."
	o.Errors = append(o.Errors, http.StatusServiceUnavailable)
	o.Middlewares = huma.Middlewares{s.listening}
	sse.Register(a, o, map[string]any{"change": ChangeEvent{}, "status": gitsync.Status{}, "activity": ActivityEvent{}, "directory": DirectoryEvent{}}, s.listen)
}

type listenInput struct {
	AtWorkspace
	LastEventID string `header:"Last-Event-ID" doc:"The id of the last event that was heard"`
}

// stream is one listener with its connection.
type stream struct {
	listener *feed.Listener
	writer   http.ResponseWriter
	allowed  func() error // whether the key or session still may read
	asked    time.Time    // when that was asked
}

type streamKey struct{}

// listening refuses what cannot be listened to: once the stream has begun, no status can be sent.
func (s *server) listening(ctx huma.Context, next func(huma.Context)) {
	after, _ := strconv.ParseInt(ctx.Header("Last-Event-ID"), 10, 64)
	w, err := s.workspace(ctx.Context(), ctx.Param("workspace"))
	if err == nil && s.feed == nil {
		err = workspace.Errorf(workspace.CodeUnavailable, "this server has no events")
	}
	var listener *feed.Listener
	if err == nil {
		listener, err = s.feed.Listen(w.ID, max(after, 0))
	}
	if err != nil {
		refuse(ctx, s.problem(ctx.Context(), err))
		return
	}
	defer listener.Close()
	_, writer := humago.Unwrap(ctx)
	ctx.SetHeader("X-Accel-Buffering", "no") // for nginx
	allowed := func() error {
		_, err := s.authenticate(ctx)
		return err
	}
	next(huma.WithValue(ctx, streamKey{}, &stream{listener, writer, allowed, time.Now()}))
}

// listen sends events until the client goes, the key ends or the server stops.
func (s *server) listen(ctx context.Context, _ *listenInput, send sse.Sender) {
	to, ok := ctx.Value(streamKey{}).(*stream)
	if !ok {
		return
	}
	// The sender leaves its last deadline on the connection, which the next request may use.
	defer func() { _ = http.NewResponseController(to.writer).SetWriteDeadline(time.Time{}) }()
	retry := int(reconnect.Milliseconds())
	for {
		events, err := to.next(ctx)
		switch {
		case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
			err = to.beat()
		case err == nil:
			if err = to.mayStill(slices.ContainsFunc(events, ofDirectory)); err != nil {
				break
			}
			for _, event := range events {
				if err = send(sse.Message{ID: int(event.Seq), Data: eventView(event), Retry: retry}); err != nil {
					break
				}
				retry = 0
			}
		}
		if err != nil {
			return
		}
	}
}

// next waits for events, for as long as a listener may hear nothing.
func (st *stream) next(ctx context.Context) ([]feed.Event, error) {
	limited, cancel := context.WithTimeout(ctx, heartbeat)
	defer cancel()
	return st.listener.Next(limited)
}

// mayStill asks whether the listener still may listen: once per heartbeat, however much happens,
// and when people or keys may have changed.
func (st *stream) mayStill(now bool) error {
	if !now && time.Since(st.asked) < heartbeat {
		return nil
	}
	st.asked = time.Now()
	return st.allowed()
}

// beat sends a comment, to those who still may listen.
func (st *stream) beat() error {
	if err := st.mayStill(false); err != nil {
		return err
	}
	controller := http.NewResponseController(st.writer)
	if err := controller.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return err
	}
	if _, err := io.WriteString(st.writer, ": still here\n\n"); err != nil {
		return err
	}
	return controller.Flush()
}

func ofDirectory(e feed.Event) bool { return e.Directory != 0 }

func eventView(e feed.Event) any {
	switch {
	case e.Change != nil:
		view := ChangeEvent{Seq: e.Change.Seq, Origin: e.Change.Origin, Refs: []ChangedRef{}, All: e.Change.All}
		for _, ref := range e.Change.Refs {
			view.Refs = append(view.Refs, ChangedRef{Kind: string(ref.Kind), Slug: ref.Slug, ID: ref.ID, Version: ref.Version, Op: ref.Op})
		}
		return view
	case e.Status != nil:
		return *e.Status
	case e.Activity != 0:
		return ActivityEvent{ID: e.Activity}
	}
	return DirectoryEvent{Version: e.Directory}
}
