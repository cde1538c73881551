package feed

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"lockstep.dev/gitsync"
	"lockstep.dev/workspace"
)

const (
	// every is how often a workspace is looked at while somebody listens.
	every = 500 * time.Millisecond
	// least is the shortest time between two looks, however often Wake is called.
	least = 50 * time.Millisecond
	// mostListeners is how many may listen to one workspace.
	mostListeners = 100
)

// Workspaces is where changes are read. workspace.Service is one.
type Workspaces interface {
	// Workspace returns one, with the number of its latest change.
	Workspace(ctx context.Context, id int64) (workspace.Workspace, error)
	// Changes returns the changes after a number, oldest first.
	Changes(ctx context.Context, workspaceID, after int64, limit int) ([]workspace.Change, error)
}

// GitSync is where status and activity are read. gitsync.Engine is one.
type GitSync interface {
	Status(ctx context.Context, workspaceID int64) (gitsync.Status, error)
	// Activity returns entries newest first, before an id (0: from the top).
	Activity(ctx context.Context, workspaceID, before int64, limit int) ([]gitsync.Activity, error)
}

// Directory is where changes of the whole installation are read: of people, API keys and
// workspaces. store.Store is one.
type Directory interface {
	// DirectoryVersion rises with each of them.
	DirectoryVersion(ctx context.Context) (int64, error)
}

// Feed is safe for concurrent use. Stop it when done.
type Feed struct {
	workspaces Workspaces
	gitSync    GitSync
	directory  Directory
	log        *slog.Logger

	ctx      context.Context // ends with Stop
	stop     context.CancelFunc
	running  sync.WaitGroup
	mu       sync.Mutex
	watchers map[int64]*watcher
}

// New returns a Feed. Nothing runs until somebody listens.
func New(workspaces Workspaces, gitSync GitSync, directory Directory, log *slog.Logger) *Feed {
	ctx, stop := context.WithCancel(context.Background())
	return &Feed{workspaces: workspaces, gitSync: gitSync, directory: directory, log: log, ctx: ctx, stop: stop, watchers: map[int64]*watcher{}}
}

// Listen begins to listen to a workspace; close the listener when done. Its first events are the
// changes after the given number, if that is not 0, and what status, activity and directory are now.
// CodeUnavailable when too many listen already, or after Stop.
func (f *Feed) Listen(workspaceID, after int64) (*Listener, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ctx.Err() != nil {
		return nil, errStopped()
	}
	w := f.watchers[workspaceID]
	switch {
	case w == nil:
		w = newWatcher(f, workspaceID)
		f.watchers[workspaceID] = w
		f.running.Go(w.run)
	case w.listeners >= mostListeners:
		return nil, workspace.Errorf(workspace.CodeUnavailable, "%d pages listen to this workspace already", mostListeners).
			WithHint("close some of them, or ask for the status from time to time")
	}
	w.listeners++
	return &Listener{feed: f, watcher: w, after: after, first: true}, nil
}

// Wake makes the look at a workspace come at once, if anybody listens. It does not wait.
func (f *Feed) Wake(workspaceID int64) {
	f.mu.Lock()
	w := f.watchers[workspaceID]
	f.mu.Unlock()
	if w == nil {
		return
	}
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Stop ends all listeners, and returns when nothing runs any more. Stopping twice does nothing.
func (f *Feed) Stop() {
	f.mu.Lock()
	f.stop()
	f.mu.Unlock()
	f.running.Wait()
}

// leave is called by a listener that goes.
func (f *Feed) leave(w *watcher) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if w.listeners--; w.listeners == 0 {
		w.end()
		delete(f.watchers, w.id)
	}
}

func errStopped() error {
	return workspace.Errorf(workspace.CodeUnavailable, "the server is stopping").WithHint("connect again in a moment")
}
