package gitsync

import (
	"context"
	"sync"
	"time"
)

// tick is how often the Loop looks at what is due.
const tick = 500 * time.Millisecond

// checksAtOnce bounds how many remotes one process asks at the same time.
const checksAtOnce = 4

// Loop polls the remotes of all connected workspaces and asks for a cycle where one is due. A
// poll that finds nothing new writes nothing.
type Loop struct {
	engine *Engine
	mu     sync.Mutex
	stop   context.CancelFunc
	done   chan struct{}
	next   map[int64]time.Time
}

// NewLoop returns a Loop that is not yet running.
func NewLoop(e *Engine) *Loop { return &Loop{engine: e, next: map[int64]time.Time{}} }

// Start returns at once. Starting a running Loop does nothing.
func (l *Loop) Start(ctx context.Context) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop != nil {
		return
	}
	ctx, l.stop = context.WithCancel(ctx)
	l.done = make(chan struct{})
	go l.run(ctx, l.done)
}

// Stop waits until the Loop has ended. Stopping a stopped Loop does nothing.
func (l *Loop) Stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop == nil {
		return
	}
	l.stop()
	<-l.done
	l.stop = nil
}

func (l *Loop) run(ctx context.Context, done chan struct{}) {
	defer close(done)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		l.round(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// round checks all workspaces that are due, a few at once, and waits for them.
func (l *Loop) round(ctx context.Context) {
	e := l.engine
	ids, err := e.Store.Synced(ctx)
	if err != nil {
		if ctx.Err() == nil {
			e.Log.ErrorContext(ctx, "list connected workspaces", "error", err)
		}
		return
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, checksAtOnce)
	now := e.Now()
	for _, id := range ids {
		if now.Before(l.next[id]) {
			continue
		}
		settings, err := e.Settings(ctx, id)
		if err != nil {
			continue
		}
		l.next[id] = now.Add(e.Jitter(time.Duration(settings.PollSeconds) * time.Second))
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			l.check(ctx, id)
		})
	}
	wg.Wait()
}

func (l *Loop) check(ctx context.Context, id int64) {
	e := l.engine
	due, err := e.Due(ctx, id)
	if err == nil && due {
		err = e.Trigger(ctx, id)
	}
	if err != nil && ctx.Err() == nil {
		e.Log.WarnContext(ctx, "poll", "workspace", id, "error", err)
	}
}

// Due asks the remote for its head and tells whether a cycle has anything to do. A remote that
// cannot be asked is a cycle's business, which writes the failure down. It writes nothing.
func (e *Engine) Due(ctx context.Context, workspaceID int64) (bool, error) {
	s := e.session(workspaceID)
	if !s.tryLock() {
		return false, nil // a cycle is running
	}
	defer s.unlock()
	l, err := e.look(ctx, workspaceID)
	if err != nil || l.settings.Phase != PhaseActive || !l.state.Failure.Due(e.Now()) {
		return false, err
	}
	if l.state.Failure != nil {
		return true, nil
	}
	if err := e.poll(ctx, s, &l); err != nil {
		s.drop()
		return ctx.Err() == nil, nil
	}
	if s.nothingToDo(l) {
		s.behind = 0
		return false, nil
	}
	if !l.onlyAppMoved() {
		return true, nil
	}
	// Each change in the app asks for its own cycle once the app is quiet. Only when that was
	// lost, and the same change still waits at the next poll, is it for the loop to ask.
	lost := s.behind == l.workspace.Seq
	s.behind = l.workspace.Seq
	return lost, nil
}
