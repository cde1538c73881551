package feed

import (
	"context"
	"sync"
	"time"

	"lockstep.dev/workspace"
)

const (
	// logged is how many events are kept for listeners that are slow.
	logged = 256
	// changesRead is how many changes are read at once, and the most that are told one by one.
	changesRead = 200
	// lookTime bounds one look.
	lookTime = 10 * time.Second
)

// watcher looks at one workspace for all who listen to it.
type watcher struct {
	feed      *Feed
	id        int64
	wake      chan struct{}
	ctx       context.Context
	end       context.CancelFunc
	listeners int // guarded by Feed.mu

	mu    sync.Mutex
	known bool // the first look is done
	now   present
	log   []Event
	told  int64 // how many events there were, those included that the log has lost
	gone  error // why there is nothing to look at any more
	news  chan struct{}
}

func newWatcher(f *Feed, id int64) *watcher {
	w := &watcher{feed: f, id: id, wake: make(chan struct{}, 1), news: make(chan struct{})}
	w.ctx, w.end = context.WithCancel(f.ctx)
	return w
}

func (w *watcher) run() {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	failing := false
	for {
		err := w.look()
		if err != nil && w.ctx.Err() == nil && !failing {
			w.feed.log.WarnContext(w.ctx, "look for news", "workspace", w.id, "error", err)
		}
		failing = err != nil
		if !rest(w.ctx, least) {
			return
		}
		select {
		case <-w.ctx.Done():
			return
		case <-w.wake:
		case <-ticker.C:
		}
	}
}

// rest waits; it returns false when the context ended.
func rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// look reads what is new and tells it. Only the goroutine of run writes what it reads here.
func (w *watcher) look() error {
	ctx, cancel := context.WithTimeout(w.ctx, lookTime)
	defer cancel()
	at, err := w.feed.workspaces.Workspace(ctx, w.id)
	if err != nil {
		if workspace.CodeOf(err) == workspace.CodeNotFound {
			w.lost(err)
		}
		return err
	}
	now, err := w.feed.present(ctx, at)
	if err != nil {
		return err
	}
	var events []Event
	if w.known && now.seq != w.now.seq {
		if events, err = w.feed.changes(ctx, w.id, w.now.seq, now.seq); err != nil {
			return err
		}
	}
	if w.known {
		events = append(events, now.since(w.now)...)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	first := !w.known
	w.known, w.now = true, now
	w.log = append(w.log, events...)
	w.told += int64(len(events))
	if over := len(w.log) - logged; over > 0 {
		w.log = append([]Event(nil), w.log[over:]...)
	}
	if first || len(events) > 0 {
		w.announce()
	}
	return nil
}

// changes tells those after one number up to another; as anything when they are too many, or
// when the numbers went back, as after a restored backup.
func (f *Feed) changes(ctx context.Context, id, after, seq int64) ([]Event, error) {
	if after == seq {
		return nil, nil
	}
	if after > seq || seq-after > changesRead {
		return []Event{anything(seq)}, nil
	}
	found, err := f.workspaces.Changes(ctx, id, after, int(seq-after))
	if err != nil {
		return nil, err
	}
	events := make([]Event, 0, len(found))
	for _, c := range found {
		events = append(events, changeEvent(c))
	}
	return events, nil
}

func (w *watcher) lost(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.gone = err
	w.announce()
}

// announce wakes all listeners. The caller holds the lock.
func (w *watcher) announce() {
	close(w.news)
	w.news = make(chan struct{})
}
