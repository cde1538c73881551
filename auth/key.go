package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"math/big"
	"strings"
	"time"

	"lockstep.dev/workspace"
)

// Scope is what a key or a person may do. Each one includes those before it.
type Scope string

// The scopes.
const (
	ScopeRead  Scope = "read"
	ScopeWrite Scope = "write"
	ScopeAdmin Scope = "admin"
)

// Includes tells whether who has the scope may do what needs another.
func (s Scope) Includes(need Scope) bool { return s.rank() >= need.rank() && s.known() }

func (s Scope) known() bool { return s.rank() > 0 }

func (s Scope) rank() int {
	switch s {
	case ScopeRead:
		return 1
	case ScopeWrite:
		return 2
	case ScopeAdmin:
		return 3
	}
	return 0
}

// Key is an API key without its token.
type Key struct {
	ID         int64
	UserID     int64
	Name       string
	Prefix     string // the beginning of the token, to know it by
	Scope      Scope
	CreatedAt  time.Time
	ExpiresAt  *time.Time
	LastUsedAt *time.Time // to within touchEvery
	RevokedAt  *time.Time
}

// Identity is who makes a request, and by which key or session.
type Identity struct {
	User    User
	KeyID   int64  // 0 for a session
	Session string // what tells the session from the person's others; "" for a key
	Scope   Scope
}

const (
	tokenStart  = "lsk_"
	tokenBytes  = 32
	prefixChars = len(tokenStart) + 6
	// touchEvery bounds how often using a key or a session writes to the database.
	touchEvery = time.Hour
)

// CreateKey makes a key for a user and returns its token, which is told this once. CodeInvalid
// for a scope that the user's role does not include.
func (s *Service) CreateKey(ctx context.Context, userID int64, name string, scope Scope, expires *time.Time) (Key, string, error) {
	switch {
	case strings.TrimSpace(name) == "":
		return Key{}, "", workspace.Errorf(workspace.CodeInvalid, "the key has no name").WithHint("name it after what uses it")
	case !scope.known():
		return Key{}, "", workspace.Errorf(workspace.CodeInvalid, "unknown scope %q", scope).WithHint("one of read, write, admin")
	case expires != nil && !expires.After(s.now()):
		return Key{}, "", workspace.Errorf(workspace.CodeInvalid, "the key would be expired already")
	}
	token, err := newToken()
	if err != nil {
		return Key{}, "", err
	}
	k := Key{UserID: userID, Name: strings.TrimSpace(name), Prefix: token[:prefixChars], Scope: scope, CreatedAt: s.time()}
	if expires != nil {
		at := expires.UTC().Truncate(time.Microsecond)
		k.ExpiresAt = &at
	}
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		u, err := s.store.User(ctx, userID)
		if err == nil && !u.Role.Includes(scope) {
			err = workspace.Errorf(workspace.CodeInvalid, "%s has the role %s, and no key can be worth more", u.Name, u.Role)
		}
		if err != nil {
			return err
		}
		return s.store.CreateKey(ctx, &k, hash(token))
	})
	return k, token, err
}

// Authenticate returns whose key the token is; CodeUnauthorized for one that is unknown,
// expired or revoked, without saying which. Only a hash is looked up, so the time that it takes
// tells nothing about stored keys.
func (s *Service) Authenticate(ctx context.Context, token string) (Identity, error) {
	refused := workspace.Errorf(workspace.CodeUnauthorized, "the API key is not valid").WithHint("make a new one, or check that it is whole")
	if !strings.HasPrefix(token, tokenStart) || len(token) > 200 {
		return Identity{}, refused
	}
	k, u, err := s.store.KeyByHash(ctx, hash(token))
	if err != nil {
		if workspace.CodeOf(err) == workspace.CodeNotFound {
			return Identity{}, refused
		}
		return Identity{}, err
	}
	now := s.time()
	if k.RevokedAt != nil || k.ExpiresAt != nil && !now.Before(*k.ExpiresAt) {
		return Identity{}, refused
	}
	if k.LastUsedAt == nil || now.Sub(*k.LastUsedAt) >= touchEvery {
		err := s.store.InTx(ctx, func(ctx context.Context) error {
			return errors.Join(s.store.TouchKey(ctx, k.ID, now), s.store.TouchUser(ctx, u.ID, now))
		})
		if err != nil {
			return Identity{}, err
		}
	}
	scope := k.Scope
	if !u.Role.Includes(scope) { // the person may do less than when the key was made
		scope = u.Role
	}
	return Identity{User: u, KeyID: k.ID, Scope: scope}, nil
}

// Keys returns the keys that were not revoked, by id.
func (s *Service) Keys(ctx context.Context) ([]Key, error) { return s.store.Keys(ctx) }

// RevokeKey ends a key at once; CodeNotFound when there is none.
func (s *Service) RevokeKey(ctx context.Context, id int64) error {
	return s.store.RevokeKey(ctx, id, s.time())
}

// newToken returns lsk_ and 256 random bits in base 62.
func newToken() (string, error) {
	text, err := randomText()
	return tokenStart + text, err
}

// randomText returns 256 random bits in base 62, 43 characters.
func randomText() (string, error) {
	random := make([]byte, tokenBytes)
	if _, err := rand.Read(random); err != nil {
		return "", err
	}
	text := new(big.Int).SetBytes(random).Text(62)
	return strings.Repeat("0", 43-len(text)) + text, nil
}

func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
