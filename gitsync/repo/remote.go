package repo

import (
	"context"
	"fmt"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/sign"
)

// Remote is a gitsync.Remote.
type Remote struct {
	wire *remote.Remote
	sign func(payload []byte) (string, error)
}

// Open returns the remote that cfg names. It does no I/O. With a signer, commits are signed.
func Open(cfg remote.Config, signer *sign.Signer) (*Remote, error) {
	wire, err := remote.New(cfg)
	if err != nil {
		return nil, translate(err)
	}
	r := &Remote{wire: wire}
	if signer != nil {
		r.sign = signer.Sign
	}
	return r, nil
}

// Poll implements gitsync.Remote.
func (r *Remote) Poll(ctx context.Context) (gitsync.Tip, error) {
	tip, err := r.wire.Poll(ctx)
	if err != nil {
		return gitsync.Tip{}, translate(err)
	}
	return gitsync.Tip{Commit: hex(tip.OID), Unborn: tip.Unborn, Missing: tip.Missing}, nil
}

// Read implements gitsync.Remote.
func (r *Remote) Read(ctx context.Context, tip gitsync.Tip, prev gitsync.Tree) (gitsync.Tree, error) {
	id, err := parse(tip.Commit)
	if err != nil {
		return nil, err
	}
	var before *remote.Snapshot
	if t, ok := prev.(tree); ok {
		before = t.Snapshot
	}
	s, err := r.wire.Read(ctx, id, before)
	if err != nil {
		return nil, translate(err)
	}
	return tree{s}, nil
}

// Blobs implements gitsync.Remote.
func (r *Remote) Blobs(ctx context.Context, t gitsync.Tree, blobs []string) (map[string][]byte, map[string]int64, error) {
	if len(blobs) == 0 {
		return nil, nil, nil
	}
	ids := make([]object.OID, len(blobs))
	for i, blob := range blobs {
		id, err := parse(blob)
		if err != nil {
			return nil, nil, err
		}
		ids[i] = id
	}
	found, large, err := r.wire.Blobs(ctx, t.(tree).Snapshot, ids)
	if err != nil {
		return nil, nil, translate(err)
	}
	contents := make(map[string][]byte, len(found))
	for id, content := range found {
		contents[id.String()] = content
	}
	tooLarge := make(map[string]int64, len(large))
	for _, l := range large {
		tooLarge[l.OID.String()] = l.Size
	}
	return contents, tooLarge, nil
}

// Contains implements gitsync.Remote.
func (r *Remote) Contains(ctx context.Context, t gitsync.Tree, commit string) (contains, known bool, err error) {
	id, err := parse(commit)
	if err != nil {
		return false, false, err
	}
	contains, known, err = r.wire.Contains(ctx, t.(tree).Snapshot, id)
	if err != nil {
		return false, false, translate(err)
	}
	return contains, known, nil
}

// Build implements gitsync.Remote.
func (r *Remote) Build(t gitsync.Tree, commits []gitsync.NewCommit) (gitsync.Push, error) {
	out := make([]remote.NewCommit, len(commits))
	for i, c := range commits {
		out[i] = remote.NewCommit{
			Author:    object.Signature{Name: c.Author.Name, Email: c.Author.Email, When: c.When},
			Committer: object.Signature{Name: c.Committer.Name, Email: c.Committer.Email, When: c.When},
			Message:   c.Message,
			Sign:      r.sign,
		}
		for _, f := range c.Changes {
			out[i].Changes = append(out[i].Changes, remote.FileChange{Path: f.Path, Content: f.Content, Delete: f.Delete, Mode: f.Mode})
		}
	}
	p, err := r.wire.Build(t.(tree).Snapshot, out)
	if err != nil {
		return nil, translate(err)
	}
	return push{p}, nil
}

// Send implements gitsync.Remote.
func (r *Remote) Send(ctx context.Context, p gitsync.Push) (gitsync.Tree, error) {
	s, err := r.wire.Push(ctx, p.(push).Push)
	if err != nil {
		return nil, translate(err)
	}
	return tree{s}, nil
}

// Close implements gitsync.Remote.
func (r *Remote) Close() error { return r.wire.Close() }

// push is a gitsync.Push.
type push struct{ *remote.Push }

func (p push) Head() string { return p.Push.Head().String() }

func (p push) Commits() []string {
	ids := p.Push.Commits()
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out
}

func (p push) Tree() gitsync.Tree { return tree{p.Next()} }

func parse(id string) (object.OID, error) {
	if id == "" {
		return object.OID{}, nil
	}
	oid, err := object.ParseOID(id)
	if err != nil {
		return oid, fmt.Errorf("object id %q: %w", id, err)
	}
	return oid, nil
}

// hex writes an id, and nothing for the zero id.
func hex(id object.OID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}
