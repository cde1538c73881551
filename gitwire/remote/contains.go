package remote

import (
	"context"

	"lockstep.dev/gitwire/object"
)

// Contains tells whether the commit is the snapshot's or one of its ancestors: one request
// for the commits in between, without their contents. known is false when there are too
// many, or when the server cannot send commits alone.
func (r *Remote) Contains(ctx context.Context, s *Snapshot, id object.OID) (contains, known bool, err error) {
	if s.isEmpty() || id.IsZero() {
		return false, true, nil
	}
	if s.info.OID == id {
		return true, true, nil
	}
	l, err := r.commitsOnly(ctx, s.info.OID, &Snapshot{info: CommitInfo{OID: id}})
	if err != nil {
		return false, false, r.fail("contains", err)
	}
	return l.relation == FastForward, l.relation != Unknown, nil
}
