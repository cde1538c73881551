package auth

import (
	"context"
	"encoding/binary"
	"errors"
	"time"

	"github.com/alexedwards/scs/v2"

	"lockstep.dev/workspace"
)

const (
	// SessionLifetime is how long a session lasts at most.
	SessionLifetime = 30 * 24 * time.Hour
	// SessionIdle is how long a session lasts that is not used, to within touchEvery.
	SessionIdle = 7 * 24 * time.Hour
)

// Session is a person who signed in on one browser.
type Session struct {
	Hash      string // of the token
	UserID    int64
	CreatedAt time.Time
	SeenAt    time.Time // to within touchEvery
	ExpiresAt time.Time
}

// userKey is what a session holds: the id of the user.
const userKey = "user"

func newSessions(s *Service) *scs.SessionManager {
	// scs.New would start a goroutine for a store in memory that is not used.
	return &scs.SessionManager{Lifetime: SessionLifetime, HashTokenInStore: true, Store: sessionStore{s}, Codec: sessionCodec{}}
}

// startSession begins a session and returns its token, which is told this once. It also forgets
// what is over, so that nothing grows without end.
func (s *Service) startSession(ctx context.Context, userID int64) (token string, expires time.Time, err error) {
	now := s.time()
	ended := errors.Join(
		s.store.EndSessionsBefore(ctx, now, now.Add(-SessionIdle)),
		s.store.EndLinksBefore(ctx, now),
	)
	if ended != nil {
		return "", time.Time{}, ended
	}
	ctx, err = s.sessions.Load(ctx, "")
	if err != nil {
		return "", time.Time{}, err
	}
	s.sessions.Put(ctx, userKey, userID)
	token, _, err = s.sessions.Commit(ctx)
	return token, now.Add(SessionLifetime), err
}

// Resume returns whose session the token is; CodeUnauthorized for one that is unknown, expired or
// ended, without saying which.
func (s *Service) Resume(ctx context.Context, token string) (Identity, error) {
	refused := workspace.Errorf(workspace.CodeUnauthorized, "you are not signed in").WithHint("sign in again")
	if token == "" || len(token) > 200 {
		return Identity{}, refused
	}
	ctx, err := s.sessions.Load(ctx, token)
	if err != nil {
		return Identity{}, err
	}
	userID, ok := s.sessions.Get(ctx, userKey).(int64)
	if !ok {
		return Identity{}, refused
	}
	u, err := s.store.User(ctx, userID)
	if workspace.CodeOf(err) == workspace.CodeNotFound && err != nil {
		return Identity{}, refused
	}
	return Identity{User: u, Session: s.sessions.GetString(ctx, hashKey), Scope: u.Role}, err
}

// SignOut ends the session of the token, if there is one.
func (s *Service) SignOut(ctx context.Context, token string) error {
	ctx, err := s.sessions.Load(ctx, token)
	if err != nil {
		return err
	}
	return s.sessions.Destroy(ctx)
}

// sessionStore lets scs keep sessions as rows that know their user.
type sessionStore struct{ s *Service }

// FindCtx returns a session that is neither expired nor idle.
func (st sessionStore) FindCtx(ctx context.Context, hash string) ([]byte, bool, error) {
	now := st.s.time()
	session, err := st.s.store.Session(ctx, hash)
	if err != nil && workspace.CodeOf(err) == workspace.CodeNotFound {
		return nil, false, nil
	}
	if err != nil || !now.Before(session.ExpiresAt) || now.Sub(session.SeenAt) >= SessionIdle {
		return nil, false, err
	}
	if now.Sub(session.SeenAt) >= touchEvery {
		err = st.s.store.InTx(ctx, func(ctx context.Context) error {
			return errors.Join(st.s.store.TouchSession(ctx, hash, now), st.s.store.TouchUser(ctx, session.UserID, now))
		})
	}
	return append(binary.AppendVarint(nil, session.UserID), hash...), err == nil, err
}

// CommitCtx keeps a session. It lasts by the clock of the Service, which is that of scs but for tests.
func (st sessionStore) CommitCtx(ctx context.Context, hash string, b []byte, _ time.Time) error {
	userID, n := binary.Varint(b)
	if n <= 0 {
		return errors.New("a session without a user")
	}
	now := st.s.time()
	return st.s.store.PutSession(ctx, Session{Hash: hash, UserID: userID, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(SessionLifetime)})
}

// DeleteCtx ends a session.
func (st sessionStore) DeleteCtx(ctx context.Context, hash string) error {
	return st.s.store.EndSession(ctx, hash)
}

// Find implements scs.Store.
func (st sessionStore) Find(hash string) ([]byte, bool, error) {
	return st.FindCtx(context.Background(), hash)
}

// Commit implements scs.Store.
func (st sessionStore) Commit(hash string, b []byte, expires time.Time) error {
	return st.CommitCtx(context.Background(), hash, b, expires)
}

// Delete implements scs.Store.
func (st sessionStore) Delete(hash string) error { return st.DeleteCtx(context.Background(), hash) }

// hashKey is where a session that was found holds the hash of its token.
const hashKey = "hash"

// sessionCodec writes what a session holds: the user's id as a varint, and once it was kept the
// hash of its token. When it ends is up to its row.
type sessionCodec struct{}

// Encode implements scs.Codec.
func (sessionCodec) Encode(_ time.Time, values map[string]any) ([]byte, error) {
	userID, ok := values[userKey].(int64)
	if !ok {
		return nil, errors.New("a session without a user")
	}
	return binary.AppendVarint(nil, userID), nil
}

// Decode implements scs.Codec.
func (sessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	userID, n := binary.Varint(b)
	if n <= 0 {
		return time.Time{}, nil, errors.New("a session without a user")
	}
	return time.Time{}, map[string]any{userKey: userID, hashKey: string(b[n:])}, nil
}
