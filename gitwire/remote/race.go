package remote

import (
	"context"
	"errors"
	"slices"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
)

// shallowFolder is how deep folders lie in a repository of their own, as in hightouch/models.
const shallowFolder = 2

// holdsLittleElse guesses whether the repository is there for the watched folders: it was not
// found to be large, and they do not lie deep in it.
func (r *Remote) holdsLittleElse() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.known.large && !slices.ContainsFunc(r.folders, func(f string) bool { return depth(f) > shallowFolder })
}

// coldRace reads a commit in two ways at once: folder by folder, and whole. Only the header of
// the whole pack tells whether the repository is small, and to wait for it would cost a large
// one more than it gains.
func (r *Remote) coldRace(ctx context.Context, tip object.OID) (*intake, error) {
	walkCtx, stopWalk := context.WithCancel(ctx)
	defer stopWalk()
	wholeCtx, stopWhole := context.WithCancel(ctx)
	defer stopWhole()
	type result struct {
		in  *intake
		err error
	}
	small := make(chan struct{})
	whole, walked := make(chan result, 1), make(chan result, 1)
	go func() {
		in, err := r.readWhole(wholeCtx, tip, func() { close(small) })
		whole <- result{in, err}
	}()
	go func() {
		in, err := r.walkDown(walkCtx, tip)
		walked <- result{in, err}
	}()
	select {
	case w := <-walked:
		stopWhole()
		<-whole
		return w.in, w.err
	case w := <-whole:
		if w.err != nil {
			w = <-walked
			return w.in, w.err
		}
		stopWalk()
		<-walked
		return w.in, nil
	case <-small:
	}
	stopWalk()
	<-walked
	w := <-whole
	if w.err == nil || ctx.Err() != nil {
		return w.in, w.err
	}
	return r.walkDown(ctx, tip)
}

// readWhole reads all of a commit but large files; small is called when there is little.
func (r *Remote) readWhole(ctx context.Context, tip object.OID, small func()) (*intake, error) {
	in := newIntake(nil, r.cache)
	q := fetchRequest{wants: []object.OID{tip}, depth: 1, filter: filterSmallBlobs}
	limits := r.packLimits()
	limits.Objects, limits.Bytes = min(limits.Objects, r.lim.WholeObjects), min(limits.Bytes, r.lim.WholeBytes)
	opt := pack.Options{Limits: limits, Header: func(n int64) {
		if n <= limits.Objects {
			small()
		}
	}}
	if _, err := r.fetch(ctx, q, opt, in.add); err != nil {
		var over *pack.LimitError
		if errors.As(err, &over) {
			r.mu.Lock()
			r.known.large = true
			r.mu.Unlock()
		}
		return nil, err
	}
	return in, r.complete(ctx, tip, in)
}

// walkDown reads a commit and the trees that lead to the watched folders.
func (r *Remote) walkDown(ctx context.Context, tip object.OID) (*intake, error) {
	in := newIntake(nil, r.cache)
	return in, r.complete(ctx, tip, in)
}
