package auth

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"

	"lockstep.dev/workspace"
)

// User is a person with an account. Emails are the addresses that they commit with; the first
// is the one that their commits from the app carry. They sign in with any of them.
type User struct {
	ID          int64
	Name        string
	Emails      []string
	Role        Scope // what they may do; no key of theirs is worth more
	Version     int64 // rises when name, addresses or role change
	HasPassword bool
	CreatedAt   time.Time
	SeenAt      *time.Time // to within touchEvery
}

// Actor is the user as the cause of a change.
func (u User) Actor() workspace.Actor {
	a := workspace.Actor{UserID: u.ID, Name: u.Name}
	if len(u.Emails) > 0 {
		a.Email = u.Emails[0]
	}
	return a
}

// UserChange is what is to be different about an account. nil leaves a thing as it is.
type UserChange struct {
	Version int64 // that was read; 0 changes whatever is there
	Name    *string
	Emails  *[]string
	Role    *Scope
}

// CreateUser makes an account. Addresses belong to one account each: CodeConflict otherwise.
func (s *Service) CreateUser(ctx context.Context, name string, role Scope, emails ...string) (User, error) {
	u := User{CreatedAt: s.time()}
	if err := (UserChange{Name: &name, Emails: &emails, Role: &role}).apply(&u); err != nil {
		return User{}, err
	}
	err := s.store.InTx(ctx, func(ctx context.Context) error { return s.store.CreateUser(ctx, &u) })
	return u, err
}

// UpdateUser changes an account. CodeStale when it is at another version than the change names,
// CodeConflict when an address is another one's, or when nobody would be left who may administer.
func (s *Service) UpdateUser(ctx context.Context, id int64, change UserChange) (u User, err error) {
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		if change.Role != nil && *change.Role != ScopeAdmin {
			if err := s.refuseLastAdmin(ctx, id); err != nil {
				return err
			}
		}
		if u, err = s.store.LockUser(ctx, id); err != nil {
			return err
		}
		if change.Version != 0 && change.Version != u.Version {
			return workspace.Errorf(workspace.CodeStale, "%s was changed by somebody else: the account is at version %d, not %d", u.Name, u.Version, change.Version).
				WithHint("read it again and repeat the change")
		}
		before := u
		if err := change.apply(&u); err != nil {
			return err
		}
		if u.Name == before.Name && u.Role == before.Role && slices.Equal(u.Emails, before.Emails) {
			return nil
		}
		return s.store.UpdateUser(ctx, &u)
	})
	return u, err
}

// User returns one account.
func (s *Service) User(ctx context.Context, id int64) (User, error) { return s.store.User(ctx, id) }

// RemoveUser removes an account with its keys, sessions and link. What the person did stays in
// the history. CodeConflict for the last one who may administer.
func (s *Service) RemoveUser(ctx context.Context, id int64) error {
	return s.store.InTx(ctx, func(ctx context.Context) error {
		if err := s.refuseLastAdmin(ctx, id); err != nil {
			return err
		}
		return s.store.RemoveUser(ctx, id)
	})
}

// refuseLastAdmin keeps somebody who can let others in. The rows stay locked until the
// transaction ends, so that two removals at once cannot both pass.
func (s *Service) refuseLastAdmin(ctx context.Context, id int64) error {
	admins, err := s.store.LockAdmins(ctx)
	if err == nil && len(admins) == 1 && admins[0] == id {
		err = workspace.Errorf(workspace.CodeConflict, "this is the last person who may administer").WithHint("give somebody else the role admin first")
	}
	return err
}

// apply checks the change and makes it.
func (c UserChange) apply(u *User) error {
	if c.Name != nil {
		if u.Name = strings.TrimSpace(*c.Name); u.Name == "" {
			return workspace.Errorf(workspace.CodeInvalid, "the name is empty")
		}
	}
	if c.Role != nil {
		if !c.Role.known() {
			return workspace.Errorf(workspace.CodeInvalid, "unknown role %q", *c.Role).WithHint("one of read, write, admin")
		}
		u.Role = *c.Role
	}
	if c.Emails == nil {
		return nil
	}
	if len(*c.Emails) == 0 && u.HasPassword {
		return workspace.Errorf(workspace.CodeInvalid, "a person who signs in needs an e-mail address")
	}
	u.Emails = nil
	for _, email := range *c.Emails {
		email = strings.TrimSpace(email)
		if address, err := mail.ParseAddress(email); err != nil || address.Address != email {
			return workspace.Errorf(workspace.CodeInvalid, "%q is not an e-mail address", email).WithHint("such as maya@example.com")
		}
		u.Emails = append(u.Emails, email)
	}
	return nil
}

// Users returns all accounts, by id.
func (s *Service) Users(ctx context.Context) ([]User, error) { return s.store.Users(ctx) }

// ByEmail returns the account with the address, in any case, as the cause of a change; ok is
// false when nobody has it.
func (s *Service) ByEmail(ctx context.Context, email string) (actor workspace.Actor, ok bool, err error) {
	u, err := s.store.UserByEmail(ctx, strings.TrimSpace(email))
	if err != nil {
		if workspace.CodeOf(err) == workspace.CodeNotFound {
			err = nil
		}
		return workspace.Actor{}, false, err
	}
	return u.Actor(), true, nil
}
