package gitsync

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/workspace"
)

// Users finds people by the e-mail addresses that they commit with.
type Users interface {
	// ByEmail returns the account; ok is false when nobody has the address.
	ByEmail(ctx context.Context, email string) (actor workspace.Actor, ok bool, err error)
}

// Step names a point of the cycle at which a crash is interesting.
type Step string

// The steps, in their order.
const (
	StepObserved Step = "observed" // both sides read, nothing written
	StepApplying Step = "applying" // inside the inbound transaction
	StepApplied  Step = "applied"  // inbound is in, outbound is built and not sent
	StepPushed   Step = "pushed"   // the remote has it, we have not written that down
	StepDone     Step = "done"     // everything is written down
)

// Options are what an Engine works with. All but the marked ones are required.
type Options struct {
	Store      Store
	Workspaces *workspace.Service
	Users      Users
	// Dial opens the remote that the settings name. folders are those to watch.
	Dial func(ctx context.Context, s Settings, secrets Secrets, folders []string) (Remote, error)
	// Access tries remotes and reads keys; nil: neither is possible.
	Access Access
	// Trigger asks for a cycle soon; in the transaction of ctx if it has one.
	Trigger func(ctx context.Context, workspaceID int64) error

	Instance string                              // names this process in leases
	Now      func() time.Time                    // optional
	OnStep   func(Step)                          // optional: called at each step
	Log      *slog.Logger                        // optional
	Jitter   func(d time.Duration) time.Duration // optional: spreads backoff
	Retries  int                                 // optional: rounds after a moved head, default 8
}

// Engine runs cycles. It is safe for concurrent use; cycles of one workspace and cycles on
// one branch run one after the other, across all replicas.
type Engine struct {
	Options
	mu       sync.Mutex
	sessions map[int64]*session
}

// session is what an Engine remembers of a workspace in memory, to be quick. Losing it costs
// round trips, never correctness.
type session struct {
	slot     chan struct{} // full while a cycle, preview, check or change of the settings is at work
	settings int64         // version that remote was opened with
	remote   Remote
	agreed   Tree   // the tree that the base agrees with, but for held files; nil if not at hand
	head     string // State.Head when agreed was set: another one means that another replica was at work
	moved    Tip    // where a refused push found the branch; zero: not known
	behind   int64  // change in the app that waited at the last poll
	halted   mark
	settled  mark
	checked  atomic.Pointer[time.Time]
	running  atomic.Bool
	busy     atomic.Int32 // cycles in a row that found another replica at work
}

// mark is what a cycle has seen. While nothing moves, the next need not look again.
type mark struct {
	tip      string
	seq      int64
	settings int64
}

// New returns an Engine.
func New(o Options) *Engine {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.OnStep == nil {
		o.OnStep = func(Step) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Jitter == nil {
		o.Jitter = func(d time.Duration) time.Duration { return d }
	}
	if o.Retries == 0 {
		o.Retries = 8
	}
	return &Engine{Options: o, sessions: map[int64]*session{}}
}

// Close frees all connections. No cycle may be running.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	for id, s := range e.sessions {
		if s.remote != nil {
			s.remote.Close()
		}
		delete(e.sessions, id)
	}
	return nil
}

func (e *Engine) session(workspaceID int64) *session {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.sessions[workspaceID]
	if s == nil {
		s = &session{slot: make(chan struct{}, 1)}
		e.sessions[workspaceID] = s
	}
	return s
}

// lock waits until the session is free. It returns ErrBusy after waitTime, or when the time of
// ctx is over.
func (s *session) lock(ctx context.Context) error {
	timer := time.NewTimer(waitTime)
	defer timer.Stop()
	select {
	case s.slot <- struct{}{}:
		return nil
	case <-timer.C:
		return ErrBusy
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return ErrBusy
		}
		return ctx.Err()
	}
}

func (s *session) tryLock() bool {
	select {
	case s.slot <- struct{}{}:
		return true
	default:
		return false
	}
}

func (s *session) unlock() { <-s.slot }

// open returns the session's remote for the settings, opened anew when they changed.
func (e *Engine) open(ctx context.Context, s *session, settings Settings, l layout.Layout) (Remote, error) {
	if s.remote != nil && s.settings == settings.Version {
		return s.remote, nil
	}
	s.drop()
	secrets, err := e.Store.GitSecrets(ctx, settings.WorkspaceID)
	if err != nil {
		return nil, err
	}
	remote, err := e.Dial(ctx, settings, secrets, l.Folders())
	if err != nil {
		return nil, err
	}
	s.remote, s.settings = remote, settings.Version
	return remote, nil
}

// drop forgets the connection and what was read over it.
func (s *session) drop() {
	if s.remote != nil {
		s.remote.Close()
	}
	s.remote, s.agreed, s.moved, s.halted, s.settled = nil, nil, Tip{}, mark{}, mark{}
}

func (e *Engine) time() time.Time { return e.Now().UTC().Truncate(time.Microsecond) }
