package gitsync

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// ErrBusy is returned when another replica is running a cycle of the workspace or on its branch.
var ErrBusy = errors.New("another cycle is running")

// errAgain asks for another round: the other side moved meanwhile.
var errAgain = errors.New("look again")

// CycleIfDue is Cycle for the background: while a failing remote is not to be asked again it does
// nothing. A positive again is when to come back.
func (e *Engine) CycleIfDue(ctx context.Context, workspaceID int64) (again time.Duration, err error) {
	if again, err = e.untilDue(ctx, workspaceID); err != nil || again > 0 {
		return again, err
	}
	_, err = e.Cycle(ctx, workspaceID)
	switch {
	case errors.Is(err, ErrBusy):
		return e.Jitter(busyDelay(int(e.session(workspaceID).busy.Load()))), nil
	case err != nil && ctx.Err() == nil:
		again, _ = e.untilDue(ctx, workspaceID)
	}
	return again, err
}

// Cycle makes both sides the same, as far as they do not clash, now: also when the next try after
// a failure is not due. A failure is written down with the time of the next try before it is
// returned; ErrBusy is not a failure.
func (e *Engine) Cycle(ctx context.Context, workspaceID int64) (Report, error) {
	s := e.session(workspaceID)
	if err := s.lock(ctx); err != nil {
		return Report{}, err
	}
	defer s.unlock()
	s.running.Store(true)
	defer s.running.Store(false)
	begin := time.Now()
	report, err := e.cycle(ctx, s, workspaceID)
	report.Duration = time.Since(begin)
	if err != nil && !errors.Is(err, ErrBusy) {
		s.drop()
		e.fail(ctx, workspaceID, err)
	}
	if report.Inbound+report.Outbound >= large {
		debug.FreeOSMemory()
	}
	return report, err
}

// large is how many changes make a cycle give its memory back: a first export or an import holds
// several times of what a process of Lockstep needs from then on.
const large = 1000

func (e *Engine) cycle(ctx context.Context, s *session, workspaceID int64) (Report, error) {
	l, err := e.look(ctx, workspaceID)
	if err != nil {
		return Report{}, err
	}
	if l.settings.Phase != PhaseActive {
		return Report{Idle: true, Head: l.state.Head}, nil
	}
	// While another cycle is at work there is no use in asking the remote once more.
	wasBusy := s.busy.Load() > 0
	if !wasBusy {
		if err := e.poll(ctx, s, &l); err != nil {
			return Report{}, err
		}
		if s.nothingToDo(l) {
			return l.idleReport(), nil
		}
	}
	var report Report
	err = e.leased(ctx, l, func(ctx context.Context, held leases) error {
		before := l
		if l, err = e.look(ctx, workspaceID); err != nil {
			return err
		}
		if l.settings.Version != before.settings.Version {
			return ErrBusy // another replica changed them: the lease may be for another branch
		}
		l.remote, l.tip = before.remote, before.tip
		if wasBusy || l.state.Head != before.state.Head {
			if err := e.poll(ctx, s, &l); err != nil {
				return err
			}
			if s.nothingToDo(l) {
				report = l.idleReport()
				return nil
			}
		}
		for round := 0; ; round++ {
			err := e.round(ctx, s, l, held, &report)
			if !errors.Is(err, errAgain) {
				return err
			}
			if round == e.Retries {
				return &RemoteError{Kind: KindMoved, Class: FailRetry, Message: "the branch kept moving while we pushed", Hint: "nothing is lost; the next cycle tries again"}
			}
			if err := pause(ctx, e.Jitter(time.Duration(round)*20*time.Millisecond)); err != nil {
				return err
			}
			if err := e.lookAgain(ctx, s, &l, round); err != nil {
				return err
			}
		}
	})
	if errors.Is(err, ErrBusy) {
		s.busy.Add(1)
	} else {
		s.busy.Store(0)
	}
	return report, err
}

func (s *session) nothingToDo(l look) bool { return l.idle() || s.nothingNew(l) }

func (l look) idleReport() Report {
	return Report{Idle: true, Halted: l.state.Halt != nil, Head: l.tip.Commit}
}

// nothingNew tells, by what is in memory, that a cycle would do what the last one did: nothing.
func (s *session) nothingNew(l look) bool {
	now := mark{l.tip.Commit, l.workspace.Seq, l.settings.Version}
	if l.state.First != "" || l.state.Resync || len(l.state.Look) > 0 || l.state.Confirmed != "" || l.state.Failure != nil {
		return false
	}
	return s.halted == now && l.state.Halt != nil || s.settled == now && l.state.Halt == nil
}

// round is observe, decide, guard, apply, push, remember, once.
func (e *Engine) round(ctx context.Context, s *session, l look, held leases, report *Report) error {
	lease := held.workspace
	report.Head = l.tip.Commit
	if l.branchGone() {
		return e.branchGone(ctx, s, l, lease, report)
	}
	tree, err := s.read(ctx, l)
	if err != nil {
		return err
	}
	if err := e.heal(ctx, &l, tree, lease); err != nil {
		return err
	}
	o, err := e.observe(ctx, s, l, tree)
	if err != nil {
		return err
	}
	e.OnStep(StepObserved)
	out, err := e.decide(ctx, o)
	if err != nil {
		return err
	}
	if out.halt != nil {
		return e.stop(ctx, s, l, lease, out.halt, report)
	}
	st, err := e.settle(ctx, o, out, lease)
	if err != nil {
		return err
	}
	if !st.loose && !st.outbound() {
		s.agreed, s.head = tree, o.state.Head
	}
	report.Inbound += st.inbound
	report.Held = len(heldOf(out))
	d, err := e.deliver(ctx, s, o, st, held)
	if err != nil {
		return err
	}
	if d != nil {
		report.Outbound += len(d.entries)
		report.Commits += len(d.steps)
		report.Head = d.push.Head()
	}
	e.OnStep(StepDone)
	s.settled = mark{report.Head, o.state.AppSeq, o.settings.Version}
	if st.loose {
		return errAgain
	}
	return nil
}

// lookAgain reads what moved. A refused push told where the branch is, so that the first time
// the remote need not be asked.
func (e *Engine) lookAgain(ctx context.Context, s *session, l *look, round int) error {
	moved, remote := s.moved, l.remote
	s.moved = Tip{}
	next, err := e.look(ctx, l.workspace.ID)
	if err != nil {
		return err
	}
	*l = next
	if round == 0 && moved.Commit != "" && s.remote == remote && s.settings == next.settings.Version {
		l.remote, l.tip = remote, moved
		return nil
	}
	return e.poll(ctx, s, l)
}

// deliver pushes what is outbound and remembers it. It returns nil when nothing is.
func (e *Engine) deliver(ctx context.Context, s *session, o *observation, st *settlement, held leases) (*delivery, error) {
	lease := held.workspace
	if !st.outbound() {
		return nil, nil
	}
	d, err := e.build(ctx, o, st)
	if err != nil {
		return nil, err
	}
	if d == nil {
		return nil, e.nothingToPush(ctx, o, st, lease)
	}
	if err := d.announce(ctx, lease); err != nil {
		return nil, err
	}
	if err := e.confirm(ctx, held.branch); err != nil {
		return nil, err
	}
	e.OnStep(StepApplied)
	tree, err := o.remote.Send(ctx, d.push)
	var failure *RemoteError
	if errors.As(err, &failure) && failure.Kind == KindMoved {
		s.moved = failure.Tip
		return nil, errAgain
	}
	if failure != nil && failure.Kind == KindRejected {
		return nil, errors.Join(err, d.withdraw(ctx, lease))
	}
	if err != nil {
		return nil, err
	}
	e.OnStep(StepPushed)
	if err := d.remember(ctx, lease); err != nil {
		return nil, err
	}
	if !st.loose {
		s.agreed, s.head = tree, o.state.Head
	}
	return d, nil
}

// nothingToPush remembers an outbound plan that came to no file at all, such as a resource that
// was made and archived again.
func (e *Engine) nothingToPush(ctx context.Context, o *observation, st *settlement, lease Lease) error {
	state := o.state
	state.AppSeq, state.First, state.FirstPlan, state.FirstBy = st.seq(), "", "", workspace.Actor{}
	state.Resync, state.Look, state.Confirmed = false, nil, ""
	return e.Store.InTx(ctx, func(ctx context.Context) error {
		if err := e.Store.Confirm(ctx, lease, leaseTime); err != nil {
			return err
		}
		return e.Store.PutState(ctx, o.workspace.ID, state)
	})
}

// stop writes down that a guard waits for a person.
func (e *Engine) stop(ctx context.Context, s *session, l look, lease Lease, halt *Halt, report *Report) error {
	report.Halted = true
	s.halted = mark{l.tip.Commit, l.workspace.Seq, l.settings.Version}
	if before := l.state.Halt; before != nil && before.Guard == halt.Guard && before.Plan == halt.Plan && l.state.Failure == nil {
		return nil
	}
	state := l.state
	state.Halt, state.Failure, state.Confirmed = halt, nil, ""
	return e.Store.InTx(ctx, func(ctx context.Context) error {
		if err := e.Store.Confirm(ctx, lease, leaseTime); err != nil {
			return err
		}
		if err := e.Store.AddActivity(ctx, &Activity{
			WorkspaceID: l.workspace.ID, At: e.time(), Flow: Local, Result: "halted", Commit: l.tip.Commit, Summary: halt.Message, Hint: halt.Hint,
		}); err != nil {
			return err
		}
		return e.Store.PutState(ctx, l.workspace.ID, state)
	})
}

func heldOf(out *outcome) []reconcile.Decision {
	var held []reconcile.Decision
	for _, d := range out.decisions {
		if d.Hold != nil {
			held = append(held, d)
		}
	}
	return held
}
