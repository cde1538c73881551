package auth

import (
	"context"
	"runtime"
	"time"

	"github.com/alexedwards/scs/v2"
)

// Service is safe for concurrent use.
type Service struct {
	store    Store
	now      func() time.Time
	sessions *scs.SessionManager
	tries    *tries
	hashing  chan struct{} // bounds how many passwords are hashed at once: each takes 19 MiB
	nobody   string        // the hash that unknown people are checked against
}

// New returns a Service. now is optional.
func New(store Store, now func() time.Time) *Service {
	if now == nil {
		now = time.Now
	}
	s := &Service{
		store: store, now: now, tries: newTries(), hashing: make(chan struct{}, max(2, runtime.GOMAXPROCS(0))),
		nobody: newParameters().text(make([]byte, saltBytes), make([]byte, hashBytes)),
	}
	s.sessions = newSessions(s)
	return s
}

// Bootstrap makes the owner's account and an admin key when there are no people yet, and
// returns the key's token; created is false when there are.
func (s *Service) Bootstrap(ctx context.Context, name, email string) (token string, created bool, err error) {
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		users, err := s.store.Users(ctx)
		if err != nil || len(users) > 0 {
			return err
		}
		owner, err := s.CreateUser(ctx, name, ScopeAdmin, email)
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
