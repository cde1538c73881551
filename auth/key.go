package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"math/big"
	"strings"
	"time"

	"lockstep.dev/workspace"
)

// Scope is what a key may do. Each one includes those before it.
type Scope string

// The scopes.
const (
	ScopeRead  Scope = "read"
	ScopeWrite Scope = "write"
	ScopeAdmin Scope = "admin"
)

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

// Identity is who makes a request, and with which key.
type Identity struct {
	User  User
	KeyID int64
	Scope Scope
}

const (
	tokenStart  = "lsk_"
	tokenBytes  = 32
	prefixChars = len(tokenStart) + 6
	// touchEvery bounds how often using a key writes to the database.
	touchEvery = time.Hour
)

// CreateKey makes a key for a user and returns its token, which is told this once.
func (s *Service) CreateKey(ctx context.Context, userID int64, name string, scope Scope, expires *time.Time) (Key, string, error) {
	switch {
	case strings.TrimSpace(name) == "":
		return Key{}, "", workspace.Errorf(workspace.CodeInvalid, "the key has no name").WithHint("name it after what uses it")
	case scope != ScopeRead && scope != ScopeWrite && scope != ScopeAdmin:
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
	err = s.store.InTx(ctx, func(ctx context.Context) error { return s.store.CreateKey(ctx, &k, hash(token)) })
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
		if err := s.store.TouchKey(ctx, k.ID, now); err != nil {
			return Identity{}, err
		}
	}
	return Identity{User: u, KeyID: k.ID, Scope: k.Scope}, nil
}

// Keys returns the keys that were not revoked, by id.
func (s *Service) Keys(ctx context.Context) ([]Key, error) { return s.store.Keys(ctx) }

// RevokeKey ends a key at once; CodeNotFound when there is none.
func (s *Service) RevokeKey(ctx context.Context, id int64) error {
	return s.store.RevokeKey(ctx, id, s.time())
}

// newToken returns lsk_ and 256 random bits in base 62.
func newToken() (string, error) {
	random := make([]byte, tokenBytes)
	if _, err := rand.Read(random); err != nil {
		return "", err
	}
	text := new(big.Int).SetBytes(random).Text(62)
	return tokenStart + strings.Repeat("0", 43-len(text)) + text, nil
}

func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
