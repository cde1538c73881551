package api

import (
	"context"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

// Auth knows people by their API keys.
type Auth interface {
	// Authenticate returns whose key the token is; CodeUnauthorized for one that is unknown,
	// expired or revoked, without saying which.
	Authenticate(ctx context.Context, token string) (auth.Identity, error)
	// Users returns all accounts, by id.
	Users(ctx context.Context) ([]auth.User, error)
	// CreateUser makes an account. Addresses belong to one account each: CodeConflict otherwise.
	CreateUser(ctx context.Context, name string, emails ...string) (auth.User, error)
	// Keys returns the keys that were not revoked, by id.
	Keys(ctx context.Context) ([]auth.Key, error)
	// CreateKey returns the new key with its token, which is told this once.
	CreateKey(ctx context.Context, userID int64, name string, scope auth.Scope, expires *time.Time) (auth.Key, string, error)
	// RevokeKey ends a key at once; CodeNotFound when there is none.
	RevokeKey(ctx context.Context, id int64) error
}

// includes tells whether a key of the scope may do what needs another.
func includes(has, need auth.Scope) bool {
	rank := map[auth.Scope]int{auth.ScopeRead: 1, auth.ScopeWrite: 2, auth.ScopeAdmin: 3}
	return rank[has] >= rank[need]
}

type identityKey struct{}

func identityOf(ctx context.Context) auth.Identity {
	id, _ := ctx.Value(identityKey{}).(auth.Identity)
	return id
}

// identified lets an operation go on for those whose key allows it.
func (s *server) identified(ctx huma.Context, next func(huma.Context)) {
	need, ok := ctx.Operation().Metadata["need"].(auth.Scope)
	if !ok {
		next(ctx)
		return
	}
	id, err := s.authenticate(ctx)
	if err == nil && !includes(id.Scope, need) {
		err = workspace.Errorf(workspace.CodeForbidden, "this key may not do that: it needs the scope %s and has %s", need, id.Scope)
	}
	if err != nil {
		p := s.problem(ctx.Context(), err)
		if p.Code == workspace.CodeUnauthorized {
			ctx.SetHeader("WWW-Authenticate", `Bearer realm="lockstep"`)
		}
		refuse(ctx, p)
		return
	}
	next(huma.WithValue(ctx, identityKey{}, id))
}

func (s *server) authenticate(ctx huma.Context) (auth.Identity, error) {
	scheme, token, _ := strings.Cut(ctx.Header("Authorization"), " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return auth.Identity{}, workspace.Errorf(workspace.CodeUnauthorized, "an API key is required").WithHint("send it as Authorization: Bearer KEY")
	}
	return s.auth.Authenticate(ctx.Context(), token)
}

// Client says which program a request comes from, and why.
type Client struct {
	Program string `header:"X-Lockstep-Client" enum:"cli,ui" doc:"Which of Lockstep's own programs asks; left out by all others"`
	Note    string `header:"X-Lockstep-Note" maxLength:"200" doc:"Why, in one line; shown in the history"`
}

// cause is who changes something, through which door, and why.
func (s *server) cause(ctx context.Context, c Client) workspace.Cause {
	origin := workspace.OriginAPI
	switch c.Program {
	case "cli":
		origin = workspace.OriginCLI
	case "ui":
		origin = workspace.OriginUI
	}
	return workspace.Cause{Actor: identityOf(ctx).User.Actor(), Origin: origin, Note: c.Note}
}

// needing sets the scope that an operation needs.
func needing(need auth.Scope, o huma.Operation) huma.Operation {
	o.Metadata["need"] = need
	return o
}

func problemType() reflect.Type { return reflect.TypeFor[Problem]() }
