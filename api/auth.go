package api

import (
	"context"
	"time"

	"lockstep.dev/auth"
)

// Auth knows people, by API keys and by sessions.
type Auth interface {
	// Authenticate returns whose key the token is; CodeUnauthorized for one that is unknown,
	// expired or revoked, without saying which.
	Authenticate(ctx context.Context, token string) (auth.Identity, error)
	// Resume returns whose session the token is; CodeUnauthorized for one that is unknown, expired
	// or ended, without saying which.
	Resume(ctx context.Context, token string) (auth.Identity, error)
	Visitors
	People

	// Keys returns the keys that were not revoked, by id.
	Keys(ctx context.Context) ([]auth.Key, error)
	// CreateKey returns the new key with its token, which is told this once. CodeInvalid for a
	// scope that the user's role does not include.
	CreateKey(ctx context.Context, userID int64, name string, scope auth.Scope, expires *time.Time) (auth.Key, string, error)
	// RevokeKey ends a key at once; CodeNotFound when there is none.
	RevokeKey(ctx context.Context, id int64) error
}

// Visitors lets people in and out. address is where they come from; CodeRateLimited when there
// were too many tries from there, or for an account.
type Visitors interface {
	// SignIn begins a session; CodeUnauthorized without saying what is wrong.
	SignIn(ctx context.Context, email, password, address string) (auth.SignedIn, error)
	// SignOut ends the session of the token, if there is one.
	SignOut(ctx context.Context, token string) error
	// Invitation tells whom a link is for; CodeNotFound when it is unknown, used or expired.
	Invitation(ctx context.Context, token, address string) (auth.Invitation, error)
	// Redeem sets the person's password, spends the link and begins a session.
	Redeem(ctx context.Context, token string, chosen auth.Redemption, address string) (auth.SignedIn, error)
	// ChangePassword sets a password; CodeForbidden when the present one is wrong. It ends the
	// person's sessions but the one that asks.
	ChangePassword(ctx context.Context, id auth.Identity, present, next, address string) error
}

// People keeps accounts. Addresses belong to one account each: CodeConflict otherwise.
type People interface {
	// Users returns all accounts, by id.
	Users(ctx context.Context) ([]auth.User, error)
	User(ctx context.Context, id int64) (auth.User, error)
	CreateUser(ctx context.Context, name string, role auth.Scope, emails ...string) (auth.User, error)
	// UpdateUser changes an account. CodeStale when it is at another version than the change names,
	// CodeConflict when nobody would be left who may administer.
	UpdateUser(ctx context.Context, id int64, change auth.UserChange) (auth.User, error)
	// RemoveUser removes an account with its keys, sessions and link. CodeConflict for the last
	// one who may administer.
	RemoveUser(ctx context.Context, id int64) error
	// CreateLink makes a one-time link in place of the person's former one, and returns its token,
	// which is told this once.
	CreateLink(ctx context.Context, userID int64) (token string, expires time.Time, err error)
}
