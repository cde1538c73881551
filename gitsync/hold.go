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

// revealsSecret tells whether a hold is about a secret in a file, whose text must not be kept
// or shown (invariant 7).
func revealsSecret(h *reconcile.Hold) bool {
	for _, p := range h.Problems {
		if p.Code == "secret" {
			return true
		}
	}
	return false
}
