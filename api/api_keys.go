package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

// Key is an API key, without its token.
type Key struct {
	ID         int64      `json:"id"`
	UserID     int64      `json:"userId"`
	Name       string     `json:"name"`
	Scope      auth.Scope `json:"scope" enum:"read,write,admin"`
	Prefix     string     `json:"prefix,omitempty" doc:"The beginning of the token, to know it by"`
	CreatedAt  time.Time  `json:"createdAt"`
	LastUsedAt *time.Time `json:"lastUsedAt,omitempty"`
	ExpiresAt  *time.Time `json:"expiresAt,omitempty"`
}

// NewKey is a key that is to be made.
type NewKey struct {
	Name      string     `json:"name" minLength:"1" maxLength:"100"`
	Scope     auth.Scope `json:"scope" enum:"read,write,admin"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty"`
	UserID    int64      `json:"userId,omitempty" minimum:"1" doc:"Whose key it is; yours when left out"`
}

// CreatedKey is a new key with its token.
type CreatedKey struct {
	Key
	Token string `json:"token" doc:"The key itself. It is shown this once"`
}

func (s *server) apiKeys(a huma.API) {
	const tag = "API keys"
	register(s, a, needing(auth.ScopeAdmin, operation("list-api-keys", http.MethodGet, "/api-keys", tag, "List the API keys")), s.listKeys)
	register(s, a, needing(auth.ScopeAdmin, operation("create-api-key", http.MethodPost, "/api-keys", tag, "Create an API key")), s.createKey)
	register(s, a, needing(auth.ScopeAdmin, operation("revoke-api-key", http.MethodDelete, "/api-keys/{id}", tag, "Revoke an API key")), s.revokeKey)
}

func (s *server) listKeys(ctx context.Context, _ *struct{}) (*list[Key], error) {
	keys, err := s.auth.Keys(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]Key, len(keys))
	for i, k := range keys {
		views[i] = keyView(k)
	}
	return listOf(views, false), nil
}

func (s *server) createKey(ctx context.Context, in *struct{ Body NewKey }) (*struct{ Body CreatedKey }, error) {
	userID, err := s.holder(ctx, in.Body.UserID)
	if err != nil {
		return nil, err
	}
	key, token, err := s.auth.CreateKey(ctx, userID, in.Body.Name, in.Body.Scope, in.Body.ExpiresAt)
	if err != nil {
		return nil, err
	}
	return &struct{ Body CreatedKey }{CreatedKey{keyView(key), token}}, nil
}

func (s *server) revokeKey(ctx context.Context, in *struct {
	ID int64 `path:"id"`
}) (*struct{}, error) {
	if in.ID == identityOf(ctx).KeyID {
		return nil, workspace.Errorf(workspace.CodeConflict, "this is the key that asks").WithHint("revoke it with another key")
	}
	return nil, s.auth.RevokeKey(ctx, in.ID)
}

func keyView(k auth.Key) Key {
	return Key{
		ID: k.ID, UserID: k.UserID, Name: k.Name, Scope: k.Scope, Prefix: k.Prefix,
		CreatedAt: k.CreatedAt, LastUsedAt: k.LastUsedAt, ExpiresAt: k.ExpiresAt,
	}
}
