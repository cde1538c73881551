package auth

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lockstep.dev/workspace"
)

// SignedIn is a session that has just begun.
type SignedIn struct {
	Identity
	Token   string // told this once
	Expires time.Time
}

// SignIn begins a session for who knows the password of an account. CodeUnauthorized does not say
// whether there is one, nor does the time that it takes; CodeRateLimited after too many tries for
// the account or from the address.
func (s *Service) SignIn(ctx context.Context, email, password, address string) (SignedIn, error) {
	u, err := s.store.UserByEmail(ctx, strings.TrimSpace(email))
	if err != nil && workspace.CodeOf(err) != workspace.CodeNotFound {
		return SignedIn{}, err
	}
	account := "email " + email
	if u.ID != 0 {
		account = userAccount(u.ID)
	}
	if err := s.tries.take(s.now(), account, address); err != nil {
		return SignedIn{}, err
	}
	stored := ""
	if u.ID != 0 {
		if stored, err = s.store.Password(ctx, u.ID); err != nil {
			return SignedIn{}, err
		}
	}
	ok, stale, err := s.checkPassword(ctx, password, stored)
	if err != nil {
		return SignedIn{}, err
	}
	if !ok {
		return SignedIn{}, wrongPassword()
	}
	s.tries.forgive(account)
	next := ""
	if stale {
		if next, err = s.hashPassword(ctx, password); err != nil {
			return SignedIn{}, err
		}
	}
	return s.begin(ctx, u, func(ctx context.Context) error {
		present, err := s.store.Password(ctx, u.ID)
		switch {
		case err != nil && workspace.CodeOf(err) != workspace.CodeNotFound:
			return err
		case err != nil, present != stored: // it changed while it was checked
			return wrongPassword()
		case next == "":
			return nil
		}
		return s.store.SetPassword(ctx, u.ID, next)
	})
}

func wrongPassword() error {
	return workspace.Errorf(workspace.CodeUnauthorized, "the e-mail or the password is wrong").
		WithHint("an administrator can make you a link to set a new password")
}

// userAccount is what tries of a person's password are counted for.
func userAccount(id int64) string { return fmt.Sprintf("user %d", id) }

// ChangePassword sets a person's password, who says the present one, and ends their other
// sessions. Nothing changes for API keys.
func (s *Service) ChangePassword(ctx context.Context, id Identity, present, next, address string) error {
	account := userAccount(id.User.ID)
	if err := s.tries.take(s.now(), account, address); err != nil {
		return err
	}
	stored, err := s.store.Password(ctx, id.User.ID)
	if err != nil {
		return err
	}
	ok, _, err := s.checkPassword(ctx, present, stored)
	if err != nil {
		return err
	}
	if !ok {
		return workspace.Errorf(workspace.CodeForbidden, "the present password is wrong").WithHint("an administrator can make you a link to set a new one")
	}
	s.tries.forgive(account)
	return s.setPassword(ctx, id.User.ID, next, id.Session, nil)
}

// setPassword keeps a new password and ends the sessions that were begun with the old one.
// before, if any, runs first in the same transaction.
func (s *Service) setPassword(ctx context.Context, userID int64, password, but string, before func(ctx context.Context) error) error {
	if err := refuseWeak(password); err != nil {
		return err
	}
	hashed, err := s.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(ctx context.Context) error {
		if before != nil {
			if err := before(ctx); err != nil {
				return err
			}
		}
		if err := s.store.SetPassword(ctx, userID, hashed); err != nil {
			return err
		}
		return s.store.EndSessions(ctx, userID, but)
	})
}

// begin starts a session in one transaction with something else, which sees the person as they
// stay until it ends.
func (s *Service) begin(ctx context.Context, u User, with func(ctx context.Context) error) (in SignedIn, err error) {
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.TouchUser(ctx, u.ID, s.time()); err != nil { // writing locks the row
			return err
		}
		if err := with(ctx); err != nil {
			return err
		}
		if u, err = s.store.User(ctx, u.ID); err != nil {
			return err
		}
		in.Token, in.Expires, err = s.startSession(ctx, u.ID)
		return err
	})
	in.Identity = Identity{User: u, Scope: u.Role}
	return in, err
}
