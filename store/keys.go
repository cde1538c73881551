package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"lockstep.dev/auth"
)

type keyRow struct {
	bun.BaseModel `bun:"table:api_keys,alias:k"`

	ID         int64  `bun:"id,pk,autoincrement"`
	UserID     int64  `bun:"user_id"`
	Name       string `bun:"name"`
	Hash       []byte `bun:"hash"`
	Prefix     string `bun:"prefix"`
	Scope      string `bun:"scope"`
	CreatedAt  int64  `bun:"created_at"`
	ExpiresAt  *int64 `bun:"expires_at"`
	LastUsedAt *int64 `bun:"last_used_at"`
	RevokedAt  *int64 `bun:"revoked_at"`
}

func (r keyRow) key() auth.Key {
	return auth.Key{
		ID: r.ID, UserID: r.UserID, Name: fromText(r.Name), Prefix: fromText(r.Prefix), Scope: auth.Scope(fromText(r.Scope)),
		CreatedAt: fromMicros(r.CreatedAt), ExpiresAt: fromOptionalMicros(r.ExpiresAt),
		LastUsedAt: fromOptionalMicros(r.LastUsedAt), RevokedAt: fromOptionalMicros(r.RevokedAt),
	}
}

// CreateKey sets the ID.
func (s *Store) CreateKey(ctx context.Context, k *auth.Key, hash []byte) error {
	row := keyRow{
		UserID: k.UserID, Name: toText(k.Name), Hash: hash, Prefix: toText(k.Prefix), Scope: toText(k.Scope),
		CreatedAt: toMicros(k.CreatedAt), ExpiresAt: toOptionalMicros(k.ExpiresAt),
		LastUsedAt: toOptionalMicros(k.LastUsedAt), RevokedAt: toOptionalMicros(k.RevokedAt),
	}
	return s.inDirectory(ctx, func(ctx context.Context) error {
		var id int64
		if err := s.write(ctx).NewInsert().Model(&row).Returning("id").Scan(ctx, &id); err != nil {
			return failure(ctx, "keep the API key", err)
		}
		k.ID = id
		return nil
	})
}

// KeyByHash returns a key, also a revoked one, and its user.
func (s *Store) KeyByHash(ctx context.Context, hash []byte) (auth.Key, auth.User, error) {
	var row keyRow
	absent := missing("there is no such API key")
	if err := s.read(ctx).NewSelect().Model(&row).Where("hash = ?", hash).Scan(ctx); err != nil {
		return auth.Key{}, auth.User{}, found(ctx, "look for the API key", err, absent)
	}
	u, err := s.oneUser(ctx, absent, "u.id = ?", row.UserID)
	return row.key(), u, err
}

// Keys returns those that are not revoked, by id.
func (s *Store) Keys(ctx context.Context) ([]auth.Key, error) {
	var rows []keyRow
	if err := s.read(ctx).NewSelect().Model(&rows).Where("revoked_at IS NULL").Order("id").Scan(ctx); err != nil {
		return nil, failure(ctx, "list the API keys", err)
	}
	return mapped(rows, keyRow.key), nil
}

// TouchKey notes when a key was used.
func (s *Store) TouchKey(ctx context.Context, id int64, at time.Time) error {
	_, err := s.write(ctx).NewUpdate().Model((*keyRow)(nil)).Set("last_used_at = ?", toMicros(at)).Where("id = ?", id).Exec(ctx)
	return failure(ctx, "note the use of an API key", err)
}

// RevokeKey sets RevokedAt; CodeNotFound when there is no such key, or it is revoked already.
func (s *Store) RevokeKey(ctx context.Context, id int64, at time.Time) error {
	return s.inDirectory(ctx, func(ctx context.Context) error {
		n, err := affected(s.write(ctx).NewUpdate().Model((*keyRow)(nil)).Set("revoked_at = ?", toMicros(at)).
			Where("id = ? AND revoked_at IS NULL", id).Exec(ctx))
		if err == nil && n == 0 {
			return missing("there is no API key %d", id)
		}
		return failure(ctx, "revoke the API key", err)
	})
}
