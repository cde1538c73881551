package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"lockstep.dev/auth"
)

type linkRow struct {
	bun.BaseModel `bun:"table:user_links,alias:l"`

	UserID    int64  `bun:"user_id,pk"`
	Hash      []byte `bun:"hash"`
	First     bool   `bun:"first"`
	CreatedAt int64  `bun:"created_at"`
	ExpiresAt *int64 `bun:"expires_at"`
}

// PutLink keeps a link in place of the person's former one.
func (s *Store) PutLink(ctx context.Context, l auth.Link, hash []byte) error {
	row := linkRow{
		UserID: l.UserID, Hash: hash, First: l.First, CreatedAt: toMicros(l.CreatedAt), ExpiresAt: toOptionalMicros(l.ExpiresAt),
	}
	_, err := s.write(ctx).NewInsert().Model(&row).On("CONFLICT (user_id) DO UPDATE").
		Set("hash = EXCLUDED.hash").Set("first = EXCLUDED.first").
		Set("created_at = EXCLUDED.created_at").Set("expires_at = EXCLUDED.expires_at").Exec(ctx)
	return failure(ctx, "keep the link", err)
}

// LinkByHash returns a link, also one that has expired.
func (s *Store) LinkByHash(ctx context.Context, hash []byte) (auth.Link, error) {
	var row linkRow
	if err := s.read(ctx).NewSelect().Model(&row).Where("hash = ?", hash).Scan(ctx); err != nil {
		return auth.Link{}, found(ctx, "look for the link", err, noLink())
	}
	return auth.Link{
		UserID: row.UserID, First: row.First, CreatedAt: fromMicros(row.CreatedAt), ExpiresAt: fromOptionalMicros(row.ExpiresAt),
	}, nil
}

// SpendLink removes a link; CodeNotFound when somebody else did.
func (s *Store) SpendLink(ctx context.Context, hash []byte) error {
	n, err := affected(s.write(ctx).NewDelete().Model((*linkRow)(nil)).Where("hash = ?", hash).Exec(ctx))
	if err == nil && n == 0 {
		return noLink()
	}
	return failure(ctx, "spend the link", err)
}

// EndLinksBefore removes those that expired by now.
func (s *Store) EndLinksBefore(ctx context.Context, now time.Time) error {
	_, err := s.write(ctx).NewDelete().Model((*linkRow)(nil)).Where("expires_at <= ?", toMicros(now)).Exec(ctx)
	return failure(ctx, "remove the links that expired", err)
}

func noLink() error { return missing("there is no such link") }
