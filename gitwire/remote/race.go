package remote

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
)

// What is guessed to be a repository of its own, before anything of it is seen: its watched
// folders lie no deeper than in hightouch/models, or there are many of them.
const (
	shallowFolder = 2
	manyFolders   = 16
)

func (r *Remote) likelyItsOwn() bool {
	return len(r.folders) >= manyFolders ||
		!slices.ContainsFunc(r.folders, func(f string) bool { return depth(f) > shallowFolder })
}

// littleElse tells whether a root tree has no folders but those that lead to watched ones, and
// those of tools, as .github.
func (r *Remote) littleElse(root *object.Tree) bool {
	for e := range root.Entries() {
		leads := func(f string) bool { return f == e.Name || strings.HasPrefix(f, e.Name+"/") }
		if e.IsTree() && !strings.HasPrefix(e.Name, ".") && !slices.ContainsFunc(r.folders, leads) {
			return false
		}
	}
	return true
}

func (r *Remote) foundLarge() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known.large
}

// coldRace reads a commit in two ways at once: folder by folder, and whole. Only the header of
// the whole pack tells whether the repository is small, and to wait for it would cost a large
// one more than it gains. Where the folders lie deep, which is the way in large repositories, the
// whole is asked for only once the root tree shows that there is little else.
func (r *Remote) coldRace(ctx context.Context, tip object.OID) (*intake, error) {
	walkCtx, stopWalk := context.WithCancel(ctx)
	defer stopWalk()
	wholeCtx, stopWhole := context.WithCancel(ctx)
	defer stopWhole()
	type result struct {
		in  *intake
		err error
	}
	small, begin := make(chan struct{}), make(chan struct{})
	onRoot := func(root *object.Tree) {
		if r.littleElse(root) {
			close(begin)
		}
	}
	if r.likelyItsOwn() {
		onRoot = nil
		close(begin)
	}
	whole, walked := make(chan result, 1), make(chan result, 1)
	go func() {
		select {
		case <-begin:
		case <-wholeCtx.Done():
		}
		in, err := r.readWhole(wholeCtx, tip, func() { close(small) })
		whole <- result{in, err}
	}()
	go func() {
		in, err := r.walkDown(walkCtx, tip, onRoot)
		walked <- result{in, err}
	}()
	drop := func(loser chan result) {
		if l := <-loser; l.in != nil {
			l.in.close()
		}
	}
	select {
	case w := <-walked:
		stopWhole()
		drop(whole)
		return w.in, w.err
	case w := <-whole:
		if w.err != nil {
			w = <-walked
			return w.in, w.err
		}
		stopWalk()
		drop(walked)
		return w.in, nil
	case <-small:
	}
	stopWalk()
	drop(walked)
	w := <-whole
	if w.err == nil || ctx.Err() != nil {
		return w.in, w.err
	}
	return r.walkDown(ctx, tip, nil)
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
	return r.completed(ctx, tip, in)
}

// walkDown reads a commit and the trees that lead to the watched folders. onRoot, unless nil, is
// shown the root.
func (r *Remote) walkDown(ctx context.Context, tip object.OID, onRoot func(*object.Tree)) (*intake, error) {
	in := newIntake(nil, r.cache)
	in.tip, in.onRoot = tip, onRoot
	return r.completed(ctx, tip, in)
}

// completed completes an intake, or closes it.
func (r *Remote) completed(ctx context.Context, tip object.OID, in *intake) (*intake, error) {
	if err := r.complete(ctx, tip, in); err != nil {
		in.close()
		return nil, err
	}
	return in, nil
}
