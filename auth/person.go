package auth

import (
	"context"
	"net/mail"
	"strings"
	"time"

	"lockstep.dev/workspace"
)

// User is a person with an account. Emails are the addresses that they commit with; the first
// is the one that their commits from the app carry.
type User struct {
	ID        int64
	Name      string
	Emails    []string
	CreatedAt time.Time
}

// Actor is the user as the cause of a change.
func (u User) Actor() workspace.Actor {
	a := workspace.Actor{UserID: u.ID, Name: u.Name}
	if len(u.Emails) > 0 {
		a.Email = u.Emails[0]
	}
	return a
}

// CreateUser makes an account. Addresses belong to one account each: CodeConflict otherwise.
func (s *Service) CreateUser(ctx context.Context, name string, emails ...string) (User, error) {
	u := User{Name: strings.TrimSpace(name), CreatedAt: s.time()}
	if u.Name == "" {
		return User{}, workspace.Errorf(workspace.CodeInvalid, "the name is empty")
	}
	for _, email := range emails {
		email = strings.TrimSpace(email)
		if address, err := mail.ParseAddress(email); err != nil || address.Address != email {
			return User{}, workspace.Errorf(workspace.CodeInvalid, "%q is not an e-mail address", email).WithHint("such as maya@example.com")
		}
		u.Emails = append(u.Emails, email)
	}
	err := s.store.InTx(ctx, func(ctx context.Context) error { return s.store.CreateUser(ctx, &u) })
	return u, err
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
