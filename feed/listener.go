package feed

import (
	"context"
	"sync"
)

// Listener is one who listens. Next is for one goroutine at a time.
type Listener struct {
	feed    *Feed
	watcher *watcher
	after   int64 // the last change that the listener knows of; 0: it asks for none
	first   bool
	place   int64 // how many of the watcher's events it has heard
	left    sync.Once
}

// Next waits for news and returns them, oldest first. It returns the context's error when that
// ends, and CodeUnavailable when the feed stops.
func (l *Listener) Next(ctx context.Context) ([]Event, error) {
	for {
		if l.feed.ctx.Err() != nil {
			return nil, errStopped()
		}
		events, news, err := l.take(ctx)
		if err != nil || len(events) > 0 {
			return events, err
		}
		select {
		case <-news:
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-l.feed.ctx.Done():
		}
	}
}

// Close ends listening. Closing twice does nothing.
func (l *Listener) Close() {
	l.left.Do(func() { l.feed.leave(l.watcher) })
}

// take returns what the listener has not heard yet, or what to wait for.
func (l *Listener) take(ctx context.Context) (events []Event, news <-chan struct{}, err error) {
	w := l.watcher
	w.mu.Lock()
	known, gone, now := w.known, w.gone, w.now
	told, oldest := w.told, w.told-int64(len(w.log))
	news = w.news
	if l.place >= oldest {
		events = append(events, w.log[l.place-oldest:]...)
	}
	w.mu.Unlock()
	switch {
	case gone != nil:
		return nil, news, gone
	case !known:
		return nil, news, nil
	case l.first:
		if events, err = l.missed(ctx, now.seq); err != nil {
			return nil, news, err
		}
		events = append(events, now.events()...)
		l.first = false
	case l.place < oldest:
		events = append([]Event{anything(now.seq)}, now.events()...)
	}
	l.place = told
	return events, news, nil
}

// missed are the changes after the one that the listener knows of.
func (l *Listener) missed(ctx context.Context, seq int64) ([]Event, error) {
	if l.after == 0 {
		return nil, nil
	}
	return l.feed.changes(ctx, l.watcher.id, l.after, seq)
}
