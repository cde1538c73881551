package gitsync

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"lockstep.dev/workspace"
)

// Status says in one look whether workspace and branch are the same. It reads what is written
// down and asks nobody.
func (e *Engine) Status(ctx context.Context, workspaceID int64) (Status, error) {
	l, err := e.look(ctx, workspaceID)
	if err != nil {
		return Status{}, err
	}
	held, conflicts, err := e.Store.CountHeld(ctx, workspaceID)
	if err != nil {
		return Status{}, err
	}
	status := Status{
		Phase: l.settings.Phase, Mode: l.settings.Mode, Remote: displayURL(l.settings), Branch: l.settings.Branch,
		Path: l.settings.Path, Head: l.state.Head, Halt: l.state.Halt, Failure: l.state.Failure, Held: held, Conflicts: conflicts,
		SettingsVersion: l.settings.Version,
	}
	s := e.session(workspaceID)
	status.Running = s.running.Load()
	if checked := s.checked.Load(); checked != nil {
		status.CheckedAt = *checked
	}
	if l.settings.Phase != PhaseDisconnected {
		web := pagesOf(l.settings.URL)
		if l.settings.BuiltIn {
			web = pages{}
		}
		status.RemoteURL, status.CommitURL = web.remote, web.commit
		status.NextCheckAt = nextCheck(l, status.CheckedAt)
		if status.Pending, err = e.waiting(ctx, l); err != nil {
			return Status{}, err
		}
	}
	status.State, status.Message = sentence(l, status)
	return status, nil
}

// nextCheck is about when the remote is asked again, though nothing happens.
func nextCheck(l look, checked time.Time) time.Time {
	switch failed := l.state.Failure; {
	case l.settings.Phase != PhaseActive:
		return time.Time{}
	case failed != nil && failed.Class == FailHalt:
		return failed.Next.Add(longestDelay)
	case failed != nil:
		return failed.Next
	case checked.IsZero():
		return time.Time{}
	}
	return checked.Add(time.Duration(l.settings.PollSeconds) * time.Second)
}

// waiting counts the app's own changes since the base; above a page of them, all.
func (e *Engine) waiting(ctx context.Context, l look) (int, error) {
	if l.workspace.Seq == l.state.AppSeq {
		return 0, nil
	}
	changes, err := e.Workspaces.Changes(ctx, l.workspace.ID, l.state.AppSeq, changesPage)
	if err != nil || len(changes) == changesPage {
		return int(l.workspace.Seq - l.state.AppSeq), err
	}
	n := 0
	for _, change := range changes {
		if change.Cause.Origin != workspace.OriginGit {
			n++
		}
	}
	return n, nil
}

// sentence says in words what is true.
func sentence(l look, s Status) (state, message string) {
	switch {
	case s.Phase == PhaseDisconnected:
		return "disconnected", "The workspace is not connected to a branch."
	case s.Phase == PhasePaused:
		return "paused", fmt.Sprintf("Git Sync is paused; %s waiting in the app.", plural(s.Pending, "change"))
	case s.Halt != nil:
		return "halted", "Halted: " + s.Halt.Message + "."
	case s.Failure != nil:
		return "failing", "Failing: " + s.Failure.Message + "."
	case l.state.First != "":
		return "connecting", "The first sync has not run yet."
	case s.Held > s.Conflicts && s.Conflicts > 0:
		return "held", fmt.Sprintf("%s to settle and %s held; everything else is in sync.",
			plural(s.Conflicts, "conflict"), plural(s.Held-s.Conflicts, "other resource"))
	case s.Conflicts > 0:
		return "held", fmt.Sprintf("%s to settle; everything else is in sync.", plural(s.Conflicts, "conflict"))
	case s.Held > 0:
		return "held", fmt.Sprintf("%s held; everything else is in sync.", plural(s.Held, "resource"))
	case s.Pending > 0:
		return "pending", fmt.Sprintf("%s on the way to Git.", plural(s.Pending, "change"))
	case len(l.state.Look) > 0 || len(l.state.Mends) > 0:
		return "pending", "What was settled is on the way to Git."
	}
	return "in_sync", "The workspace and the branch are the same."
}

// displayURL is the remote's address without user info.
func displayURL(s Settings) string {
	if s.BuiltIn {
		return "built-in"
	}
	if IsSSH(s.URL) { // its user says nothing about a person
		return s.URL
	}
	u, err := url.Parse(s.URL)
	if err != nil {
		return ""
	}
	u.User = nil
	return u.Redacted()
}

// Held returns the held resources, by ref.
func (e *Engine) Held(ctx context.Context, workspaceID int64) ([]Held, error) {
	return e.Store.Held(ctx, workspaceID)
}

// Activity returns what happened, newest first, before an id (0: from the top).
func (e *Engine) Activity(ctx context.Context, workspaceID, before int64, limit int) ([]Activity, error) {
	return e.Store.Activities(ctx, workspaceID, before, limit)
}
