package remote

import (
	"context"
	"errors"
	"maps"
	"slices"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// Read gives the watched folders at tip, which comes from Poll.
//
// Without prev it walks down from the commit: a request for each level of folders. With
// prev it asks for what changed since, with the commits in between: one request as a
// rule, and up to three after a long gap or when history was rewritten. File contents up
// to 64 KiB that come along are kept for Blobs. A zero tip gives an empty snapshot
// without a request. It fails with kind Moved, and Tip, when the server sends only the tips of
// branches (protocol v0) and tip is none any more.
func (r *Remote) Read(ctx context.Context, tip object.OID, prev *Snapshot) (*Snapshot, error) {
	s, err := r.read(ctx, tip, prev)
	if err != nil {
		return nil, r.fail("read", r.left(ctx, tip, err))
	}
	return s, nil
}

// left gives the error of a read of a commit that the branch has left since, where that is why.
func (r *Remote) left(ctx context.Context, tip object.OID, err error) error {
	ad := r.advertised(transport.UploadPack)
	if typed(err).Kind != wireerr.Protocol || ad == nil || ad.Version == 2 {
		return err
	}
	at, failed := r.poll(ctx)
	if failed != nil || at.OID == tip {
		return err
	}
	r.forget() // what was learned from a refusal
	return &wireerr.Error{Kind: wireerr.Moved, Tip: at.OID, Err: err}
}

func (r *Remote) read(ctx context.Context, tip object.OID, prev *Snapshot) (*Snapshot, error) {
	switch {
	case tip.IsZero():
		s := emptySnapshot(r.folders)
		if prev != nil && !prev.isEmpty() {
			s.history.Relation = Rewritten
		}
		return s, nil
	case prev == nil || !slices.Equal(prev.folders, r.folders):
		return r.cold(ctx, tip, Unknown)
	case prev.isEmpty():
		return r.cold(ctx, tip, FastForward)
	case prev.info.OID == tip:
		s := *prev
		s.history, s.touched = History{Relation: FastForward}, nil
		return &s, nil
	}
	return r.incremental(ctx, tip, prev)
}

// incremental asks for what tip has and prev has not. The server is first asked whether it
// knows prev, in the same request: one that does not would send everything.
func (r *Remote) incremental(ctx context.Context, tip object.OID, prev *Snapshot) (*Snapshot, error) {
	in, reply, err := r.since(ctx, tip, prev, true)
	if err == nil && !r.whole(reply) {
		// A file that cannot be made from what is held here cannot be asked for either.
		in, reply, err = r.since(ctx, tip, prev, false)
	}
	var over *pack.LimitError
	if errors.As(err, &over) {
		return r.catchUp(ctx, tip, prev)
	}
	if err != nil {
		return nil, err
	}
	if !reply.pack {
		return r.cold(ctx, tip, Rewritten)
	}
	_, sent := in.commits[tip]
	sentBlobs := maps.Clone(in.blobs)
	s, err := r.finish(ctx, tip, in)
	if err != nil {
		return nil, err
	}
	if !sent && len(reply.Skipped) == 0 { // the branch went back to a commit that prev has
		s.history.Relation = Rewritten
		return s, nil
	}
	commits := between(in.commits, tip, prev.info.OID)
	if commits.relation == Rewritten && len(reply.Skipped) > 0 {
		// A commit may be among the skipped: the end of the walk proves nothing.
		if commits, err = r.commitsOnly(ctx, tip, prev); err != nil {
			return nil, err
		}
	}
	s.history = commits.history()
	s.touched = trace(commits, prev, s, in.tree, sentBlobs)
	return s, nil
}

// since asks for what tip has and prev has not; no pack comes when the server does not know prev.
func (r *Remote) since(ctx context.Context, tip object.OID, prev *Snapshot, thin bool) (*intake, fetchReply, error) {
	in := newIntake(prev, r.cache)
	q := fetchRequest{
		wants: []object.OID{tip}, have: prev.info.OID, filter: filterSmallBlobs, thin: thin, ask: true,
	}
	opt := pack.Options{Limits: r.catchUpLimits(), Base: in.base}
	reply, err := r.fetch(ctx, q, opt, in.add)
	if err == nil && !reply.pack && reply.known {
		q.ask = false
		reply, err = r.fetch(ctx, q, opt, in.add)
	}
	return in, reply, err
}

// whole tells whether what a pack lacks can be asked for by id, if it lacks anything.
func (r *Remote) whole(reply fetchReply) bool {
	ad := r.advertised(transport.UploadPack)
	return len(reply.Skipped) == 0 || ad == nil || r.wantsAny(ad)
}

// catchUp asks for the difference between two commits without the history in between,
// and for that history without its contents.
func (r *Remote) catchUp(ctx context.Context, tip object.OID, prev *Snapshot) (*Snapshot, error) {
	ad, err := r.capabilities(ctx, transport.UploadPack)
	if err != nil {
		return nil, err
	}
	if !r.wantsAny(ad) || !hasFilter(ad) || !hasShallow(ad) { // the difference may hold anything
		s, err := r.cold(ctx, tip, Unknown)
		if err != nil {
			return nil, err
		}
		return s, r.relate(ctx, s, prev)
	}
	in := newIntake(prev, r.cache)
	q := fetchRequest{
		wants: []object.OID{tip}, have: prev.info.OID, shallow: true, depth: 1,
		filter: filterSmallBlobs, thin: true,
	}
	if _, err := r.fetch(ctx, q, pack.Options{Limits: r.packLimits(), Base: in.base}, in.add); err != nil {
		return nil, err
	}
	s, err := r.finish(ctx, tip, in)
	if err != nil {
		return nil, err
	}
	return s, r.relate(ctx, s, prev)
}

// relate finds the history between prev and s, as far as the server sends commits alone.
func (r *Remote) relate(ctx context.Context, s, prev *Snapshot) error {
	commits, err := r.commitsOnly(ctx, s.info.OID, prev)
	if err == nil {
		s.history = commits.history()
	}
	return err
}

// maxCommits bounds the history that is looked at after a long gap.
const maxCommits = 20_000

// commitsOnly asks for the commits between prev and tip; the relation is Unknown when there
// are too many, or when the server cannot send them alone.
func (r *Remote) commitsOnly(ctx context.Context, tip object.OID, prev *Snapshot) (lineage, error) {
	unknown := lineage{relation: Unknown}
	ad, err := r.capabilities(ctx, transport.UploadPack)
	if err != nil || !hasFilter(ad) {
		return unknown, err
	}
	in := newIntake(nil, r.cache)
	limits := r.packLimits()
	limits.Objects = min(limits.Objects, maxCommits)
	limits.Inflated = min(limits.Inflated, 32<<20)
	q := fetchRequest{wants: []object.OID{tip}, have: prev.info.OID, filter: filterNoChildren}
	reply, err := r.fetch(ctx, q, pack.Options{Limits: limits}, in.add)
	var over *pack.LimitError
	if errors.As(err, &over) || err == nil && len(reply.Skipped) > 0 {
		return unknown, nil
	}
	if err != nil {
		return unknown, err
	}
	return between(in.commits, tip, prev.info.OID), nil
}

// finish asks for what is still missing and builds the snapshot.
func (r *Remote) finish(ctx context.Context, tip object.OID, in *intake) (*Snapshot, error) {
	defer in.close()
	if err := r.complete(ctx, tip, in); err != nil {
		return nil, err
	}
	s, err := assemble(infoOf(tip, in.commits[tip]), r.folders, in.tree)
	if err != nil {
		return nil, err
	}
	return s, r.setReady(s, in.blob)
}

// complete asks for the commit and the trees of the folders that an intake does not have.
func (r *Remote) complete(ctx context.Context, tip object.OID, in *intake) error {
	ad, err := r.capabilities(ctx, transport.UploadPack)
	if err != nil {
		return err
	}
	if _, ok := in.commits[tip]; !ok {
		fetch := r.fetchCommit
		if !r.wantsAny(ad) {
			fetch = r.harvest
		}
		if err := fetch(ctx, tip, in); err != nil {
			return err
		}
	}
	for range maxFolderDepth + 2 {
		missing, err := missingTrees(in.commits[tip].Tree, r.folders, in.tree)
		if err != nil || len(missing) == 0 {
			return err
		}
		if r.wantsAny(ad) {
			err = r.fetchTrees(ctx, missing, in)
		}
		if !r.wantsAny(ad) || r.refusesIDs(ad, err) {
			err = r.harvest(ctx, tip, in)
		}
		if err != nil {
			return err
		}
	}
	return wireerr.New(wireerr.Protocol, "folders too deep")
}

func (r *Remote) catchUpLimits() pack.Limits {
	l := r.packLimits()
	l.Objects = min(l.Objects, r.lim.CatchUpObjects)
	l.Bytes = min(l.Bytes, r.lim.CatchUpBytes)
	l.Inflated = min(l.Inflated, r.lim.CatchUpInflated)
	return l
}
