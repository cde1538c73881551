package store

import (
	"context"
	"slices"
	"strings"

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

// emailRow is an address of a user. The first one is at position 0.
type emailRow struct {
	bun.BaseModel `bun:"table:user_emails,alias:e"`

	UserID   int64  `bun:"user_id,pk"`
	Position int    `bun:"position,pk"`
	Email    string `bun:"email"`
	Folded   string `bun:"folded"` // in lower case, unique
}

// fold makes texts equal that differ in case only.
func fold(text string) string { return toText(strings.ToLower(text)) }

// CreateUser sets the ID. CodeConflict when an address is taken, in any case.
func (s *Store) CreateUser(ctx context.Context, u *auth.User) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		if err := s.emailsAreFree(ctx, u.Emails); err != nil {
			return err
		}
		row := userRow{Name: toText(u.Name), CreatedAt: toMicros(u.CreatedAt)}
		var id int64
		if err := s.write(ctx).NewInsert().Model(&row).Returning("id").Scan(ctx, &id); err != nil {
			return failure(ctx, "create the user", err)
		}
		for i, email := range u.Emails {
			row := emailRow{UserID: id, Position: i, Email: toText(email), Folded: fold(email)}
			if _, err := s.write(ctx).NewInsert().Model(&row).Exec(ctx); err != nil {
				return failure(ctx, "create the user", err)
			}
		}
		u.ID = id
		return nil
	})
}

func (s *Store) emailsAreFree(ctx context.Context, emails []string) error {
	seen := map[string]bool{}
	for _, email := range emails {
		n, err := s.read(ctx).NewSelect().Model((*emailRow)(nil)).Where("folded = ?", fold(email)).Count(ctx)
		if err != nil {
			return failure(ctx, "look for the address", err)
		}
		if n > 0 || seen[fold(email)] {
			return workspace.Errorf(workspace.CodeConflict, "the address %q belongs to an account already", email)
		}
		seen[fold(email)] = true
	}
	return nil
}

// Users returns all accounts, by id.
func (s *Store) Users(ctx context.Context) ([]auth.User, error) {
	return s.users(ctx, "true")
}

// UserByEmail finds an account by any of its addresses, in any case.
func (s *Store) UserByEmail(ctx context.Context, email string) (auth.User, error) {
	return s.oneUser(ctx, missing("nobody has the address %q", email),
		"u.id IN (SELECT e.user_id FROM user_emails AS e WHERE e.folded = ?)", fold(email))
}

func (s *Store) oneUser(ctx context.Context, absent error, where string, args ...any) (auth.User, error) {
	users, err := s.users(ctx, where, args...)
	if err == nil && len(users) == 0 {
		err = absent
	}
	if err != nil {
		return auth.User{}, err
	}
	return users[0], nil
}

func (s *Store) users(ctx context.Context, where string, args ...any) ([]auth.User, error) {
	var rows []userRow
	if err := s.read(ctx).NewSelect().Model(&rows).Where(where, args...).Order("id").Scan(ctx); err != nil {
		return nil, failure(ctx, "read the users", err)
	}
	emails := map[int64][]string{}
	for chunk := range slices.Chunk(rows, chunkRows) {
		var some []emailRow
		ids := mapped(chunk, func(r userRow) int64 { return r.ID })
		if err := s.read(ctx).NewSelect().Model(&some).Where("user_id IN (?)", bun.List(ids)).Order("user_id", "position").Scan(ctx); err != nil {
			return nil, failure(ctx, "read the users' addresses", err)
		}
		for _, row := range some {
			emails[row.UserID] = append(emails[row.UserID], fromText(row.Email))
		}
	}
	return mapped(rows, func(r userRow) auth.User {
		return auth.User{ID: r.ID, Name: fromText(r.Name), Emails: emails[r.ID], CreatedAt: fromMicros(r.CreatedAt)}
	}), nil
}
