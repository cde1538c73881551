package gitsync

import (
	"errors"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// holdFor makes a hold of an error.
func holdFor(reason reconcile.Reason, err error) *reconcile.Hold {
	var e *workspace.Error
	if !errors.As(err, &e) {
		return &reconcile.Hold{Reason: reason, Message: err.Error()}
	}
	if len(e.Problems) > 0 {
		return holdProblems(reason, e.Problems)
	}
	return &reconcile.Hold{Reason: reason, Message: e.Message, Hint: e.Hint}
}

// holdProblems makes a hold of what is wrong with a value. The first problem gives the words.
func holdProblems(reason reconcile.Reason, problems []workspace.Problem) *reconcile.Hold {
	return &reconcile.Hold{Reason: reason, Message: problems[0].Message, Hint: problems[0].Hint, Problems: problems}
}

// reasonOf tells dangling references from other problems.
func reasonOf(problems []workspace.Problem) reconcile.Reason {
	for _, p := range problems {
		if p.Code != "dangling" {
			return reconcile.ReasonInvalid
		}
	}
	return reconcile.ReasonDangling
}

// holdSecrets holds the file of a connection that has a secret in it, before anything of it can
// be merged, kept or shown (invariant 7).
func (e *Engine) holdSecrets(kind workspace.Kind, r *reconcile.Repo) {
	if !kind.IsConnection() || r.Hold != nil {
		return
	}
	if problems := e.Workspaces.SecretProblems(kind, r.Fields); len(problems) > 0 {
		r.Hold = holdProblems(reconcile.ReasonInvalid, locate(kind, r.Text, problems))
		r.Fields, r.Digest = nil, ""
	}
}
