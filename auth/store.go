package auth

import (
	"context"
	"time"
)

// Store keeps people, and hashes of what they come in with. Methods called with the context that
// InTx passes on take part in its transaction. A missing row is a workspace.Error with CodeNotFound.
type Store interface {
	// InTx runs fn in one transaction; inside another it joins that one.
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	UserStore
	KeyStore
	SessionStore
	LinkStore
}

// UserStore keeps accounts.
type UserStore interface {
	// CreateUser sets the ID and the first version. CodeConflict when an address is taken, in any case.
	CreateUser(ctx context.Context, u *User) error
	Users(ctx context.Context) ([]User, error)
	User(ctx context.Context, id int64) (User, error)
	// UserByEmail finds an account by any of its addresses, in any case.
	UserByEmail(ctx context.Context, email string) (User, error)
	// LockUser returns one account. In a transaction it stays as it is until that ends.
	LockUser(ctx context.Context, id int64) (User, error)
	// UpdateUser sets name, addresses and role where the version still is u.Version, and sets the
	// next one. CodeStale when it is not, CodeConflict when an address is another one's.
	UpdateUser(ctx context.Context, u *User) error
	// RemoveUser removes an account with its addresses, keys, sessions and link.
	RemoveUser(ctx context.Context, id int64) error
	// LockAdmins returns the ids of those with the role admin. In a transaction they stay as they
	// are until it ends.
	LockAdmins(ctx context.Context) ([]int64, error)
	// TouchUser notes when somebody was here.
	TouchUser(ctx context.Context, id int64, at time.Time) error
	// Password returns the hash of a user's password, "" when there is none.
	Password(ctx context.Context, id int64) (string, error)
	// SetPassword leaves the version as it is.
	SetPassword(ctx context.Context, id int64, hash string) error
}

// KeyStore keeps API keys.
type KeyStore interface {
	// CreateKey sets the ID.
	CreateKey(ctx context.Context, k *Key, hash []byte) error
	// KeyByHash returns a key, also a revoked one, and its user.
	KeyByHash(ctx context.Context, hash []byte) (Key, User, error)
	// Keys returns those that are not revoked, by id.
	Keys(ctx context.Context) ([]Key, error)
	TouchKey(ctx context.Context, id int64, at time.Time) error
	// RevokeKey sets RevokedAt; CodeNotFound when there is no such key, or it is revoked already.
	RevokeKey(ctx context.Context, id int64, at time.Time) error
}

// SessionStore keeps sessions by the hash of their token.
type SessionStore interface {
	// PutSession keeps a session; one with the same hash is replaced.
	PutSession(ctx context.Context, session Session) error
	Session(ctx context.Context, hash string) (Session, error)
	TouchSession(ctx context.Context, hash string, at time.Time) error
	// EndSession does nothing when there is none.
	EndSession(ctx context.Context, hash string) error
	// EndSessions ends a user's sessions but one; "" for all.
	EndSessions(ctx context.Context, userID int64, but string) error
	// EndSessionsBefore ends those that expired by now, or were not used since idle.
	EndSessionsBefore(ctx context.Context, now, idle time.Time) error
}

// LinkStore keeps at most one link of each person.
type LinkStore interface {
	// PutLink keeps a link in place of the person's former one.
	PutLink(ctx context.Context, l Link, hash []byte) error
	LinkByHash(ctx context.Context, hash []byte) (Link, error)
	// SpendLink removes a link; CodeNotFound when somebody else did.
	SpendLink(ctx context.Context, hash []byte) error
	// EndLinksBefore removes those that expired by now.
	EndLinksBefore(ctx context.Context, now time.Time) error
}
