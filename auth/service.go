package auth

import (
	"context"
	"time"
)

// Store keeps people and keys. Methods called with the context that InTx passes on take part in
// its transaction. A missing row is a workspace.Error with CodeNotFound.
type Store interface {
	// InTx runs fn in one transaction; inside another it joins that one.
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// CreateUser sets the ID. CodeConflict when an address is taken, in any case.
	CreateUser(ctx context.Context, u *User) error
	Users(ctx context.Context) ([]User, error)
	// UserByEmail finds an account by any of its addresses, in any case.
	UserByEmail(ctx context.Context, email string) (User, error)
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

// Service is safe for concurrent use.
type Service struct {
	store Store
	now   func() time.Time
}

// New returns a Service. now is optional.
func New(store Store, now func() time.Time) *Service {
	if now == nil {
		now = time.Now
	}
	return &Service{store: store, now: now}
}

// Bootstrap makes the owner's account and an admin key when there are no people yet, and
// returns the key's token; created is false when there are.
func (s *Service) Bootstrap(ctx context.Context, name, email string) (token string, created bool, err error) {
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		users, err := s.store.Users(ctx)
		if err != nil || len(users) > 0 {
			return err
		}
		owner, err := s.CreateUser(ctx, name, email)
		if err != nil {
			return err
		}
		_, token, err = s.CreateKey(ctx, owner.ID, "owner", ScopeAdmin, nil)
		created = err == nil
		return err
	})
	return token, created, err
}

func (s *Service) time() time.Time { return s.now().UTC().Truncate(time.Microsecond) }
