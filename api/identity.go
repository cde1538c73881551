package api

import (
	"context"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/workspace"
)

// Scope is what a key may do. Each one includes those before it.
type Scope string

// The scopes.
const (
	needRead  Scope = "read"
	needWrite Scope = "write"
	needAdmin Scope = "admin" // workspaces, keys and connections to branches
)

func (s Scope) includes(need Scope) bool {
	rank := map[Scope]int{needRead: 1, needWrite: 2, needAdmin: 3}
	return rank[s] >= rank[need]
}

// Identity is who makes a request, and with which key.
type Identity struct {
	UserID int64
	Name   string
	Email  string
	KeyID  int64
	Scope  Scope
}

// Auth knows people by their API keys.
type Auth interface {
	// Authenticate returns whose key the token is; CodeUnauthorized for one that is unknown,
	// expired or revoked, without saying which.
	Authenticate(ctx context.Context, token string) (Identity, error)
	// Keys returns the keys that were not revoked, by id.
	Keys(ctx context.Context) ([]Key, error)
	// CreateKey returns the new key with its token, which is told this once.
	CreateKey(ctx context.Context, by Identity, k NewKey) (Key, string, error)
	// RevokeKey ends a key at once; CodeNotFound when there is none.
	RevokeKey(ctx context.Context, id int64) error
}

type identityKey struct{}

func identityOf(ctx context.Context) Identity {
	id, _ := ctx.Value(identityKey{}).(Identity)
	return id
}

// identified lets an operation go on for those whose key allows it.
func (s *server) identified(ctx huma.Context, next func(huma.Context)) {
	need, ok := ctx.Operation().Metadata["need"].(Scope)
	if !ok {
		next(ctx)
		return
	}
	id, err := s.authenticate(ctx)
	if err == nil && !id.Scope.includes(need) {
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

func (s *server) authenticate(ctx huma.Context) (Identity, error) {
	scheme, token, _ := strings.Cut(ctx.Header("Authorization"), " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return Identity{}, workspace.Errorf(workspace.CodeUnauthorized, "an API key is required").WithHint("send it as Authorization: Bearer KEY")
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
	id := identityOf(ctx)
	origin := workspace.OriginAPI
	switch c.Program {
	case "cli":
		origin = workspace.OriginCLI
	case "ui":
		origin = workspace.OriginUI
	}
	return workspace.Cause{Actor: workspace.Actor{UserID: id.UserID, Name: id.Name, Email: id.Email}, Origin: origin, Note: c.Note}
}

// needing sets the scope that an operation needs.
func needing(need Scope, o huma.Operation) huma.Operation {
	o.Metadata["need"] = need
	return o
}

func problemType() reflect.Type { return reflect.TypeFor[Problem]() }
