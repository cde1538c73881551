package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"lockstep.dev/auth"
)

type sessionRow struct {
	bun.BaseModel `bun:"table:sessions,alias:s"`

	Hash      string `bun:"hash,pk"`
	UserID    int64  `bun:"user_id"`
	CreatedAt int64  `bun:"created_at"`
	SeenAt    int64  `bun:"seen_at"`
	ExpiresAt int64  `bun:"expires_at"`
}

// PutSession keeps a session; one with the same hash is replaced.
func (s *Store) PutSession(ctx context.Context, session auth.Session) error {
	row := sessionRow{
		Hash: toText(session.Hash), UserID: session.UserID, CreatedAt: toMicros(session.CreatedAt),
		SeenAt: toMicros(session.SeenAt), ExpiresAt: toMicros(session.ExpiresAt),
	}
	_, err := s.write(ctx).NewInsert().Model(&row).On("CONFLICT (hash) DO UPDATE").
		Set("user_id = EXCLUDED.user_id").Set("created_at = EXCLUDED.created_at").
		Set("seen_at = EXCLUDED.seen_at").Set("expires_at = EXCLUDED.expires_at").Exec(ctx)
	return failure(ctx, "keep the session", err)
}

// Session returns a session, also one that is over.
func (s *Store) Session(ctx context.Context, hash string) (auth.Session, error) {
	var row sessionRow
	if err := s.read(ctx).NewSelect().Model(&row).Where("hash = ?", toText(hash)).Scan(ctx); err != nil {
		return auth.Session{}, found(ctx, "look for the session", err, missing("there is no such session"))
	}
	return auth.Session{
		Hash: fromText(row.Hash), UserID: row.UserID, CreatedAt: fromMicros(row.CreatedAt),
		SeenAt: fromMicros(row.SeenAt), ExpiresAt: fromMicros(row.ExpiresAt),
	}, nil
}

// TouchSession notes when a session was used.
func (s *Store) TouchSession(ctx context.Context, hash string, at time.Time) error {
	_, err := s.write(ctx).NewUpdate().Model((*sessionRow)(nil)).Set("seen_at = ?", toMicros(at)).Where("hash = ?", toText(hash)).Exec(ctx)
	return failure(ctx, "note the use of a session", err)
}

// EndSession does nothing when there is none.
func (s *Store) EndSession(ctx context.Context, hash string) error {
	return s.endSessions(ctx, "hash = ?", toText(hash))
}

// EndSessions ends a user's sessions but one; "" for all.
func (s *Store) EndSessions(ctx context.Context, userID int64, but string) error {
	return s.endSessions(ctx, "user_id = ? AND hash <> ?", userID, toText(but))
}

// EndSessionsBefore ends those that expired by now, or were not used since idle.
func (s *Store) EndSessionsBefore(ctx context.Context, now, idle time.Time) error {
	return s.endSessions(ctx, "expires_at <= ? OR seen_at <= ?", toMicros(now), toMicros(idle))
}

func (s *Store) endSessions(ctx context.Context, where string, args ...any) error {
	_, err := s.write(ctx).NewDelete().Model((*sessionRow)(nil)).Where(where, args...).Exec(ctx)
	return failure(ctx, "end sessions", err)
}
