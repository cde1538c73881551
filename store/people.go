package store

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

type userRow struct {
	bun.BaseModel `bun:"table:users,alias:u"`

	ID        int64  `bun:"id,pk,autoincrement"`
	Name      string `bun:"name"`
	CreatedAt int64  `bun:"created_at"`
}

type emailRow struct {
	bun.BaseModel `bun:"table:user_emails,alias:e"`

	UserID   int64  `bun:"user_id,pk"`
	Position int64  `bun:"position,pk"`
	Email    string `bun:"email"`
	Folded   string `bun:"folded"`
}

// CreateUser sets the ID. CodeConflict when an address is taken, in any case.
func (s *Store) CreateUser(ctx context.Context, u *auth.User) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		row := userRow{Name: toText(u.Name), CreatedAt: toMicros(u.CreatedAt)}
		if err := s.write(ctx).NewInsert().Model(&row).Returning("id").Scan(ctx, &row.ID); err != nil {
			return failure(ctx, "create the account", err)
		}
		for i, email := range u.Emails {
			address := emailRow{UserID: row.ID, Position: int64(i), Email: toText(email), Folded: toText(strings.ToLower(email))}
			n, err := affected(s.write(ctx).NewInsert().Model(&address).On("CONFLICT DO NOTHING").Exec(ctx))
			if err != nil {
				return failure(ctx, "create the account", err)
			}
			if n == 0 {
				return workspace.Errorf(workspace.CodeConflict, "somebody else has the address %s", email)
			}
		}
		u.ID = row.ID
		return nil
	})
}

// Users returns all accounts, by id.
func (s *Store) Users(ctx context.Context) ([]auth.User, error) {
	var rows []userRow
	if err := s.read(ctx).NewSelect().Model(&rows).Order("id").Scan(ctx); err != nil {
		return nil, failure(ctx, "list the accounts", err)
	}
	var addresses []emailRow
	if err := s.read(ctx).NewSelect().Model(&addresses).Order("user_id", "position").Scan(ctx); err != nil {
		return nil, failure(ctx, "list the accounts", err)
	}
	emails := map[int64][]string{}
	for _, a := range addresses {
		emails[a.UserID] = append(emails[a.UserID], fromText(a.Email))
	}
	return mapped(rows, func(r userRow) auth.User {
		return auth.User{ID: r.ID, Name: fromText(r.Name), Emails: emails[r.ID], CreatedAt: fromMicros(r.CreatedAt)}
	}), nil
}

// UserByEmail finds an account by any of its addresses, in any case.
func (s *Store) UserByEmail(ctx context.Context, email string) (auth.User, error) {
	var row emailRow
	err := s.read(ctx).NewSelect().Model(&row).Where("folded = ?", toText(strings.ToLower(email))).Scan(ctx)
	if err != nil {
		return auth.User{}, found(ctx, "find the account", err, missing("nobody has the address %s", email))
	}
	return s.user(ctx, row.UserID)
}

func (s *Store) user(ctx context.Context, id int64) (auth.User, error) {
	var row userRow
	if err := s.read(ctx).NewSelect().Model(&row).Where("id = ?", id).Scan(ctx); err != nil {
		return auth.User{}, found(ctx, "read the account", err, missing("there is no account %d", id))
	}
	var addresses []emailRow
	if err := s.read(ctx).NewSelect().Model(&addresses).Where("user_id = ?", id).Order("position").Scan(ctx); err != nil {
		return auth.User{}, failure(ctx, "read the account", err)
	}
	u := auth.User{ID: row.ID, Name: fromText(row.Name), CreatedAt: fromMicros(row.CreatedAt)}
	for _, a := range addresses {
		u.Emails = append(u.Emails, fromText(a.Email))
	}
	return u, nil
}

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
		ID: r.ID, UserID: r.UserID, Name: fromText(r.Name), Prefix: r.Prefix, Scope: auth.Scope(r.Scope), CreatedAt: fromMicros(r.CreatedAt),
		ExpiresAt: fromOptionalMicros(r.ExpiresAt), LastUsedAt: fromOptionalMicros(r.LastUsedAt), RevokedAt: fromOptionalMicros(r.RevokedAt),
	}
}

// CreateKey sets the ID.
func (s *Store) CreateKey(ctx context.Context, k *auth.Key, hash []byte) error {
	row := keyRow{
		UserID: k.UserID, Name: toText(k.Name), Hash: hash, Prefix: k.Prefix, Scope: string(k.Scope),
		CreatedAt: toMicros(k.CreatedAt), ExpiresAt: toOptionalMicros(k.ExpiresAt),
	}
	err := s.write(ctx).NewInsert().Model(&row).Returning("id").Scan(ctx, &k.ID)
	return failure(ctx, "keep the API key", err)
}

// KeyByHash returns a key, also a revoked one, and its user.
func (s *Store) KeyByHash(ctx context.Context, hash []byte) (auth.Key, auth.User, error) {
	var row keyRow
	if err := s.read(ctx).NewSelect().Model(&row).Where("hash = ?", hash).Scan(ctx); err != nil {
		return auth.Key{}, auth.User{}, found(ctx, "read the API key", err, missing("there is no such API key"))
	}
	u, err := s.user(ctx, row.UserID)
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

// TouchKey writes when the key was used last.
func (s *Store) TouchKey(ctx context.Context, id int64, at time.Time) error {
	_, err := s.write(ctx).NewUpdate().Model((*keyRow)(nil)).Set("last_used_at = ?", toMicros(at)).Where("id = ?", id).Exec(ctx)
	return failure(ctx, "note the use of the API key", err)
}

// RevokeKey sets RevokedAt; CodeNotFound when there is no such key, or it is revoked already.
func (s *Store) RevokeKey(ctx context.Context, id int64, at time.Time) error {
	n, err := affected(s.write(ctx).NewUpdate().Model((*keyRow)(nil)).Set("revoked_at = ?", toMicros(at)).
		Where("id = ?", id).Where("revoked_at IS NULL").Exec(ctx))
	if err == nil && n == 0 {
		return missing("there is no API key %d", id)
	}
	return failure(ctx, "revoke the API key", err)
}
