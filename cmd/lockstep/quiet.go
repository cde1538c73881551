package main

import (
	"context"
	"errors"

	"lockstep.dev/gitsync"
	"lockstep.dev/secret"
)

// quietRemote keeps a git server that repeats what it was sent from telling our secrets: errors
// of a remote are shown to people and kept in the database (invariant 7).
type quietRemote struct {
	gitsync.Remote
	redactor *secret.Redactor
}

func (q quietRemote) Poll(ctx context.Context) (gitsync.Tip, error) {
	tip, err := q.Remote.Poll(ctx)
	return tip, q.quiet(err)
}

func (q quietRemote) Read(ctx context.Context, tip gitsync.Tip, prev gitsync.Tree) (gitsync.Tree, error) {
	tree, err := q.Remote.Read(ctx, tip, prev)
	return tree, q.quiet(err)
}

func (q quietRemote) Blobs(ctx context.Context, t gitsync.Tree, blobs []string) (map[string][]byte, map[string]int64, error) {
	contents, tooLarge, err := q.Remote.Blobs(ctx, t, blobs)
	return contents, tooLarge, q.quiet(err)
}

func (q quietRemote) Build(t gitsync.Tree, commits []gitsync.NewCommit) (gitsync.Push, error) {
	push, err := q.Remote.Build(t, commits)
	return push, q.quiet(err)
}

func (q quietRemote) Send(ctx context.Context, p gitsync.Push) (gitsync.Tree, error) {
	tree, err := q.Remote.Send(ctx, p)
	return tree, q.quiet(err)
}

func (q quietRemote) Contains(ctx context.Context, t gitsync.Tree, commit string) (contains, known bool, err error) {
	contains, known, err = q.Remote.Contains(ctx, t, commit)
	return contains, known, q.quiet(err)
}

// quiet returns the error without secrets. What it wraps stays, for errors.Is and errors.As.
func (q quietRemote) quiet(err error) error {
	var failure *gitsync.RemoteError
	if !errors.As(err, &failure) {
		return q.redactor.Error(err)
	}
	told := *failure
	told.Message, told.Hint = q.redactor.String(failure.Message), q.redactor.String(failure.Hint)
	told.Err = q.redactor.Error(failure.Err)
	return &told
}
