package gitsync

import (
	"context"
	"time"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// look is the cheap half of an observation: what is written down, the number of the app's
// latest change, and the branch's head. It costs one round trip and a few indexed reads.
type look struct {
	workspace workspace.Workspace
	settings  Settings
	state     State
	layout    layout.Layout
	remote    Remote
	tip       Tip
	fresh     bool // pretend that nothing is remembered: the preview of a new connection
}

// look reads everything but the tip.
func (e *Engine) look(ctx context.Context, workspaceID int64) (look, error) {
	var l look
	settings, err := e.Store.Settings(ctx, workspaceID)
	if err != nil {
		return l, err
	}
	l.settings = settings.Defaults()
	if l.state, err = e.Store.State(ctx, workspaceID); err != nil {
		return l, err
	}
	if l.workspace, err = e.Workspaces.Workspace(ctx, workspaceID); err != nil {
		return l, err
	}
	l.layout = layout.Layout{Root: l.settings.Path, Workspace: l.workspace.Slug, Connections: l.settings.Connections}
	return l, nil
}

// pollTime is how long a remote may take to say what its head is.
const pollTime = 30 * time.Second

// poll asks the remote for the head.
func (e *Engine) poll(ctx context.Context, s *session, l *look) (err error) {
	if l.remote, err = e.open(ctx, s, l.settings, l.layout); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, pollTime)
	defer cancel()
	l.tip, err = l.remote.Poll(limited)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return &RemoteError{
			Kind: KindUnreachable, Class: FailRetry, Message: "the git server did not answer within " + pollTime.String(),
			Hint: "check the address and the network; it is tried again", Err: err,
		}
	}
	if err == nil {
		now := e.time()
		s.checked.Store(&now)
	}
	return err
}

// idle tells whether nothing happened since the base was written (invariant 4).
func (l look) idle() bool {
	st := l.state
	return st.First == "" && !st.Resync && len(st.Look) == 0 && st.Confirmed == "" && st.Halt == nil && st.Failure == nil &&
		st.Settings == l.settings.Version && st.Head == l.tip.Commit && st.AppSeq == l.workspace.Seq
}

// onlyAppMoved tells whether nothing but changes in the app asks for a cycle.
func (l look) onlyAppMoved() bool {
	l.workspace.Seq = l.state.AppSeq
	return l.idle()
}

// full tells whether everything is to be compared, not only what happened since.
func (l look) full() bool {
	return l.state.First != "" || l.state.Resync || l.state.Settings != l.settings.Version
}

// branchGone tells whether the branch that the base was made on is not there any more.
func (l look) branchGone() bool { return l.state.Head != "" && l.tip.Commit == "" }

// policy is how the settings and the state want decisions to be made.
func (l look) policy() reconcile.Policy {
	p := reconcile.Policy{Direction: reconcile.TwoWay, Delete: l.settings.Delete, Conflict: l.settings.Conflict, Restore: l.state.Resync}
	switch {
	case l.state.First != "":
		p.Direction = l.state.First
	case l.settings.Mode == ModeBackup:
		p.Direction, p.Standing = reconcile.AppToRepo, true
	case l.settings.Mode == ModeReadOnly:
		p.Direction, p.Standing = reconcile.RepoToApp, true
	}
	return p
}
