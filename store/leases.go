package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"lockstep.dev/gitsync"
	"lockstep.dev/workspace"
)

type leaseRow struct {
	bun.BaseModel `bun:"table:leases,alias:l"`

	Name      string `bun:"name,pk"`
	Owner     string `bun:"owner"`
	Fence     int64  `bun:"fence"`
	ExpiresAt int64  `bun:"expires_at"`
}

// clock returns the present as microseconds, as an expression: PostgreSQL's own clock unless
// another was given, so that replicas whose clocks differ agree on when a lease ends.
func (s *Store) clock() schema.QueryAppender {
	if s.now == nil {
		return bun.SafeQuery("(extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
	}
	return bun.SafeQuery("?", toMicros(s.now()))
}

// Acquire takes the named lease if it is free, expired or already the owner's.
func (s *Store) Acquire(ctx context.Context, name, owner string, ttl time.Duration) (gitsync.Lease, bool, error) {
	now, who := s.clock(), toText(owner)
	var fences []int64
	err := s.write(ctx).NewRaw(`
		INSERT INTO leases AS l (name, owner, fence, expires_at) VALUES (?, ?, 1, ? + ?)
		ON CONFLICT (name) DO UPDATE SET
			owner = excluded.owner,
			fence = CASE WHEN l.owner = excluded.owner THEN l.fence ELSE l.fence + 1 END,
			expires_at = excluded.expires_at
		WHERE l.owner = excluded.owner OR l.expires_at <= ?
		RETURNING fence`, toText(name), who, now, ttl.Microseconds(), now).Scan(ctx, &fences)
	if err != nil || len(fences) == 0 {
		return gitsync.Lease{}, false, failure(ctx, "take the lease", err)
	}
	return gitsync.Lease{Name: name, Owner: owner, Fence: fences[0]}, true, nil
}

// Confirm extends the lease by ttl, and fails with CodeStale when it was taken over since. Inside a
// transaction the row stays locked, so nobody takes the lease until it ends.
func (s *Store) Confirm(ctx context.Context, l gitsync.Lease, ttl time.Duration) error {
	n, err := affected(s.write(ctx).NewUpdate().Model((*leaseRow)(nil)).Set("expires_at = ? + ?", s.clock(), ttl.Microseconds()).
		Where("name = ? AND owner = ? AND fence = ?", toText(l.Name), toText(l.Owner), l.Fence).Exec(ctx))
	if err == nil && n == 0 {
		return workspace.Errorf(workspace.CodeStale, "the lease %q was taken over", l.Name)
	}
	return failure(ctx, "confirm the lease", err)
}

// Release frees the lease if it still is ours. Its number stays, so that the next one is higher.
func (s *Store) Release(ctx context.Context, l gitsync.Lease) error {
	_, err := s.write(ctx).NewUpdate().Model((*leaseRow)(nil)).Set("owner = ''").Set("expires_at = 0").
		Where("name = ? AND owner = ? AND fence = ?", toText(l.Name), toText(l.Owner), l.Fence).Exec(ctx)
	return failure(ctx, "free the lease", err)
}
