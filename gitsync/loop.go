package gitsync

import (
	"context"
	"slices"
	"sync"
	"time"
)

// tick is how often the Loop looks at what is due.
const tick = 500 * time.Millisecond

// checksAtOnce bounds how many remotes one process asks at the same time. Those that do not answer
// hold their place for pollTime, and are asked less often from then on.
const checksAtOnce = 16

// Loop polls the remotes of all connected workspaces and asks for a cycle where one is due. A
// poll that finds nothing new writes nothing.
type Loop struct {
	engine *Engine
	mu     sync.Mutex
	stop   context.CancelFunc
	done   chan struct{}
}

// NewLoop returns a Loop that is not yet running.
func NewLoop(e *Engine) *Loop { return &Loop{engine: e} }

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
	r := rounds{Loop: l, next: map[int64]time.Time{}, asking: map[int64]bool{}, asked: make(chan int64)}
	defer r.wait()
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		r.round(ctx)
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				return
			case id := <-r.asked:
				delete(r.asking, id)
			case <-ticker.C:
				waiting = false
			}
		}
	}
}

// rounds is what a running Loop knows. It belongs to the one goroutine that runs it.
type rounds struct {
	*Loop
	next   map[int64]time.Time // when a workspace is due
	asking map[int64]bool      // whose check is under way
	asked  chan int64          // whose check has ended
}

// round begins to check the workspaces that are due, those that wait longest first, as far as
// there is place. It does not wait for them.
func (r *rounds) round(ctx context.Context) {
	e := r.engine
	ids, err := e.Store.Synced(ctx)
	if err != nil {
		if ctx.Err() == nil {
			e.Log.ErrorContext(ctx, "list connected workspaces", "error", err)
		}
		return
	}
	now := e.Now()
	known := make(map[int64]time.Time, len(ids))
	for _, id := range ids {
		known[id] = r.next[id]
	}
	r.next = known
	slices.SortStableFunc(ids, func(a, b int64) int { return r.next[a].Compare(r.next[b]) })
	for _, id := range ids {
		if len(r.asking) == checksAtOnce || now.Before(r.next[id]) {
			return
		}
		if r.asking[id] {
			continue
		}
		settings, err := e.Settings(ctx, id)
		if err != nil {
			continue
		}
		r.next[id] = now.Add(e.Jitter(time.Duration(settings.PollSeconds) * time.Second))
		r.asking[id] = true
		go func() {
			defer func() { r.asked <- id }()
			r.check(ctx, id)
		}()
	}
}

// wait waits for the checks that are under way.
func (r *rounds) wait() {
	for range r.asking {
		<-r.asked
	}
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
