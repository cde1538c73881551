package main

import (
	"context"
	"errors"
	"time"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

const lockstepName = "lockstep"

// lockstep is gitwire.
type lockstep struct {
	remote *remote.Remote
	known  *remote.Snapshot
	told   *object.OID // where a refused push said that the branch is
}

func newLockstep(_ context.Context, s setting) (candidate, error) {
	cfg := remote.Config{URL: s.URL, Branch: "main", Folders: s.Repository.Folders, AllowHTTP: true}
	if s.Transport == "ssh" {
		if err := overSSH(&cfg, s); err != nil {
			return nil, err
		}
	}
	r, err := remote.New(cfg)
	if err != nil {
		return nil, err
	}
	return &lockstep{remote: r}, nil
}

func (l *lockstep) Cold(ctx context.Context) (map[string][]byte, error) {
	tip, err := l.remote.Poll(ctx)
	if err != nil {
		return nil, err
	}
	next, err := l.remote.Read(ctx, tip.OID, nil)
	if err != nil {
		return nil, err
	}
	var entries []remote.Entry
	for _, folder := range next.Folders() {
		for e := range next.Files(folder) {
			if e.IsFile() {
				entries = append(entries, e)
			}
		}
	}
	return l.contents(ctx, next, entries)
}

func (l *lockstep) Poll(ctx context.Context) (bool, error) {
	tip, err := l.remote.Poll(ctx)
	return err == nil && tip.OID != l.known.Commit(), err
}

func (l *lockstep) Inbound(ctx context.Context) (map[string][]byte, error) {
	tip, err := l.tip(ctx)
	if err != nil {
		return nil, err
	}
	next, err := l.remote.Read(ctx, tip, l.known)
	if err != nil {
		return nil, err
	}
	var entries []remote.Entry
	for _, c := range remote.Diff(l.known, next) {
		entries = append(entries, c.New)
	}
	return l.contents(ctx, next, entries)
}

// tip is where the branch is; a refused push has just asked.
func (l *lockstep) tip(ctx context.Context) (object.OID, error) {
	if l.told != nil {
		tip := *l.told
		l.told = nil
		return tip, nil
	}
	tip, err := l.remote.Poll(ctx)
	return tip.OID, err
}

// contents reads files of the next snapshot, which is then the known one.
func (l *lockstep) contents(ctx context.Context, next *remote.Snapshot, entries []remote.Entry) (map[string][]byte, error) {
	ids := make([]object.OID, len(entries))
	for i, e := range entries {
		ids[i] = e.OID
	}
	blobs, large, err := l.remote.Blobs(ctx, next, ids)
	if err != nil {
		return nil, err
	}
	if len(large) > 0 {
		return nil, errors.New("a file is too large")
	}
	out := make(map[string][]byte, len(entries))
	for _, e := range entries {
		out[e.Path] = blobs[e.OID]
	}
	l.known = next
	return out, nil
}

func (l *lockstep) Push(ctx context.Context, changes []change) error {
	who := object.Signature{Name: "Bot", Email: "bot@example.com", When: time.Now()}
	commits := make([]remote.NewCommit, len(changes))
	for i, c := range changes {
		commits[i] = remote.NewCommit{
			Author: who, Message: commitMessage, Changes: []remote.FileChange{{Path: c.path, Content: c.content}},
		}
	}
	push, err := l.remote.Build(l.known, commits)
	if err != nil {
		return err
	}
	next, err := l.remote.Push(ctx, push)
	var failed *wireerr.Error
	if errors.As(err, &failed) && failed.Kind == wireerr.Moved {
		l.told = &failed.Tip
		return errRefused
	}
	if err != nil {
		return err
	}
	l.known = next
	return nil
}

func (l *lockstep) Close() error { return l.remote.Close() }
