package store

import (
	"context"
	"slices"
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
	Role      string `bun:"role"`
	Version   int64  `bun:"version"`
	Password  string `bun:"password"` // a hash, "" for none
	CreatedAt int64  `bun:"created_at"`
	SeenAt    *int64 `bun:"seen_at"`
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

// CreateUser sets the ID and the first version. CodeConflict when an address is taken, in any case.
func (s *Store) CreateUser(ctx context.Context, u *auth.User) error {
	return s.inDirectory(ctx, func(ctx context.Context) error {
		if err := s.emailsAreFree(ctx, 0, u.Emails); err != nil {
			return err
		}
		row := userRow{Name: toText(u.Name), Role: toText(u.Role), Version: 1, CreatedAt: toMicros(u.CreatedAt), SeenAt: toOptionalMicros(u.SeenAt)}
		var id int64
		if err := s.write(ctx).NewInsert().Model(&row).Returning("id").Scan(ctx, &id); err != nil {
			return failure(ctx, "create the user", err)
		}
		if err := s.insertEmails(ctx, id, u.Emails); err != nil {
			return err
		}
		u.ID, u.Version = id, row.Version
		return nil
	})
}

// UpdateUser sets name, addresses and role where the version still is u.Version, and sets the
// next one. CodeStale when it is not, CodeConflict when an address is another one's.
func (s *Store) UpdateUser(ctx context.Context, u *auth.User) error {
	return s.inDirectory(ctx, func(ctx context.Context) error {
		if err := s.emailsAreFree(ctx, u.ID, u.Emails); err != nil {
			return err
		}
		n, err := affected(s.write(ctx).NewUpdate().Model((*userRow)(nil)).Set("name = ?", toText(u.Name)).Set("role = ?", toText(u.Role)).
			Set("version = version + 1").Where("id = ? AND version = ?", u.ID, u.Version).Exec(ctx))
		if err == nil && n == 0 {
			if _, err := s.User(ctx, u.ID); err != nil {
				return err
			}
			return workspace.Errorf(workspace.CodeStale, "the account was changed by somebody else").WithHint("read it again and repeat the change")
		}
		if err == nil {
			_, err = s.write(ctx).NewDelete().Model((*emailRow)(nil)).Where("user_id = ?", u.ID).Exec(ctx)
		}
		if err == nil {
			err = s.insertEmails(ctx, u.ID, u.Emails)
		}
		if err != nil {
			return failure(ctx, "change the user", err)
		}
		u.Version++
		return nil
	})
}

func (s *Store) insertEmails(ctx context.Context, userID int64, emails []string) error {
	for i, email := range emails {
		row := emailRow{UserID: userID, Position: i, Email: toText(email), Folded: fold(email)}
		if _, err := s.write(ctx).NewInsert().Model(&row).Exec(ctx); err != nil {
			return failure(ctx, "keep the user's addresses", err)
		}
	}
	return nil
}

// emailsAreFree refuses addresses that are twice in the list, or another user's than userID.
func (s *Store) emailsAreFree(ctx context.Context, userID int64, emails []string) error {
	seen := map[string]bool{}
	for _, email := range emails {
		n, err := s.read(ctx).NewSelect().Model((*emailRow)(nil)).Where("folded = ? AND user_id <> ?", fold(email), userID).Count(ctx)
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

// RemoveUser removes an account with its addresses, keys, sessions and link.
func (s *Store) RemoveUser(ctx context.Context, id int64) error {
	return s.inDirectory(ctx, func(ctx context.Context) error {
		for _, of := range []any{(*emailRow)(nil), (*keyRow)(nil), (*sessionRow)(nil), (*linkRow)(nil)} {
			if _, err := s.write(ctx).NewDelete().Model(of).Where("user_id = ?", id).Exec(ctx); err != nil {
				return failure(ctx, "remove what the user has", err)
			}
		}
		n, err := affected(s.write(ctx).NewDelete().Model((*userRow)(nil)).Where("id = ?", id).Exec(ctx))
		if err == nil && n == 0 {
			return noUser(id)
		}
		return failure(ctx, "remove the user", err)
	})
}

// LockAdmins returns the ids of those with the role admin. In a transaction they stay as they are
// until it ends.
func (s *Store) LockAdmins(ctx context.Context) ([]int64, error) {
	var ids []int64
	// Writing what is there already locks the rows on both engines.
	err := s.write(ctx).NewUpdate().Model((*userRow)(nil)).Set("role = role").Where("role = ?", toText(auth.ScopeAdmin)).
		Returning("id").Scan(ctx, &ids)
	slices.Sort(ids)
	return ids, failure(ctx, "look for those who administer", err)
}

// LockUser returns one account. In a transaction it stays as it is until that ends.
func (s *Store) LockUser(ctx context.Context, id int64) (auth.User, error) {
	_, err := s.write(ctx).NewUpdate().Model((*userRow)(nil)).Set("role = role").Where("id = ?", id).Exec(ctx)
	if err != nil {
		return auth.User{}, failure(ctx, "lock the user", err)
	}
	return s.User(ctx, id)
}

// TouchUser notes when somebody was here.
func (s *Store) TouchUser(ctx context.Context, id int64, at time.Time) error {
	_, err := s.write(ctx).NewUpdate().Model((*userRow)(nil)).Set("seen_at = ?", toMicros(at)).Where("id = ?", id).Exec(ctx)
	return failure(ctx, "note that the user was here", err)
}

// Password returns the hash of a user's password, "" when there is none.
func (s *Store) Password(ctx context.Context, id int64) (string, error) {
	var row userRow
	err := s.read(ctx).NewSelect().Model(&row).Column("password").Where("id = ?", id).Scan(ctx)
	return fromText(row.Password), found(ctx, "read the user's password", err, noUser(id))
}

// SetPassword keeps the hash of a user's password; the version stays.
func (s *Store) SetPassword(ctx context.Context, id int64, hash string) error {
	return s.inDirectory(ctx, func(ctx context.Context) error {
		n, err := affected(s.write(ctx).NewUpdate().Model((*userRow)(nil)).Set("password = ?", toText(hash)).Where("id = ?", id).Exec(ctx))
		if err == nil && n == 0 {
			return noUser(id)
		}
		return failure(ctx, "keep the user's password", err)
	})
}

func noUser(id int64) error { return missing("there is no user %d", id) }

// User returns one account.
func (s *Store) User(ctx context.Context, id int64) (auth.User, error) {
	return s.oneUser(ctx, noUser(id), "u.id = ?", id)
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
		return auth.User{
			ID: r.ID, Name: fromText(r.Name), Emails: emails[r.ID], Role: auth.Scope(fromText(r.Role)), Version: r.Version, HasPassword: r.Password != "",
			CreatedAt: fromMicros(r.CreatedAt), SeenAt: fromOptionalMicros(r.SeenAt),
		}
	}), nil
}
