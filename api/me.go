package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
)

// Me is who the key belongs to.
type Me struct {
	UserID int64      `json:"userId"`
	Name   string     `json:"name"`
	Email  string     `json:"email"`
	KeyID  int64      `json:"keyId"`
	Scope  auth.Scope `json:"scope" enum:"read,write,admin"`
}

type meBody struct{ Body Me }

func (s *server) me(a huma.API) {
	register(s, a, operation("get-me", http.MethodGet, "/me", "Server", "Whose key is this, and what may it do?"), s.getMe)
}

func (s *server) getMe(ctx context.Context, _ *struct{}) (*meBody, error) {
	id := identityOf(ctx)
	actor := id.User.Actor()
	return &meBody{Me{UserID: actor.UserID, Name: actor.Name, Email: actor.Email, KeyID: id.KeyID, Scope: id.Scope}}, nil
}
