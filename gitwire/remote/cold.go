package remote

import (
	"context"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// wholePack is up to how many objects a pack is read to its end although all that is
// needed has come: that keeps the connection and the small files.
const wholePack = 2000

// cold reads without a previous snapshot.
func (r *Remote) cold(ctx context.Context, tip object.OID, rel Relation) (*Snapshot, error) {
	ad, err := r.capabilities(ctx, transport.UploadPack)
	if err != nil {
		return nil, err
	}
	in := newIntake(nil, r.cache)
	if r.wantsAny(ad) && hasFilter(ad) && hasShallow(ad) && !r.foundLarge() {
		if in, err = r.coldRace(ctx, tip); err != nil {
			return nil, err
		}
	}
	s, err := r.finish(ctx, tip, in)
	if err != nil {
		return nil, err
	}
	s.history = History{Relation: rel, Commits: []CommitInfo{s.info}, Partial: len(s.info.Parents) > 0}
	return s, nil
}

// fetchCommit asks for one commit alone. A server without filters sends all that is in
// it, trees first; then the stream is dropped once the watched folders' trees are here.
func (r *Remote) fetchCommit(ctx context.Context, tip object.OID, in *intake) error {
	ad, err := r.capabilities(ctx, transport.UploadPack)
	if err != nil {
		return err
	}
	alone := hasFilter(ad)
	q := fetchRequest{wants: []object.OID{tip}, depth: 1, filter: filterNoChildren}
	return r.fetchUntil(ctx, q, in, func() (bool, error) {
		c, ok := in.commits[tip]
		if !ok || alone {
			return ok, nil
		}
		missing, err := missingTrees(c.Tree, r.folders, in.tree)
		return len(missing) == 0, err
	}, func() error {
		if _, ok := in.commits[tip]; !ok {
			return notSent(object.TypeCommit, tip)
		}
		return nil
	})
}

// fetchTrees asks for trees alone.
func (r *Remote) fetchTrees(ctx context.Context, want []object.OID, in *intake) error {
	missing := func() (object.OID, bool) {
		for _, id := range want {
			if in.raw[id] == nil {
				return id, true
			}
		}
		return object.OID{}, false
	}
	q := fetchRequest{wants: want, filter: filterNoChildren}
	return r.fetchUntil(ctx, q, in, func() (bool, error) {
		_, some := missing()
		return !some, nil
	}, func() error {
		if id, some := missing(); some {
			return notSent(object.TypeTree, id)
		}
		return nil
	})
}

// fetchUntil reads a pack until enough says so, if it is a large one, and then demands
// what check demands.
func (r *Remote) fetchUntil(ctx context.Context, q fetchRequest, in *intake, enough func() (bool, error), check func() error) error {
	var objects int64
	opt := pack.Options{Limits: r.packLimits(), Partly: true, Header: func(n int64) { objects = n }}
	reply, err := r.fetch(ctx, q, opt, func(o pack.Object) error {
		if err := in.add(o); err != nil {
			return err
		}
		if objects <= wholePack || o.Type == object.TypeBlob {
			return nil
		}
		done, err := enough()
		if err == nil && done {
			err = pack.ErrStop
		}
		return err
	})
	if err != nil {
		return err
	}
	if err = check(); err != nil {
		for _, s := range reply.Skipped {
			if s.Reason == pack.TooLarge {
				return wireerr.New(wireerr.TooLarge, "an object has %d bytes: %w", s.Size, err)
			}
		}
	}
	return err
}

func notSent(t object.Type, id object.OID) error {
	return wireerr.New(wireerr.Protocol, "the server did not send %s %s", t, id)
}
