package api

import (
	"context"
	"net"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

type identityKey struct{}

func identityOf(ctx context.Context) auth.Identity {
	id, _ := ctx.Value(identityKey{}).(auth.Identity)
	return id
}

// identified lets an operation go on for those whose key or session allows it.
func (s *server) identified(ctx huma.Context, next func(huma.Context)) {
	need, ok := ctx.Operation().Metadata["need"].(auth.Scope)
	if !ok {
		next(ctx)
		return
	}
	id, err := s.authenticate(ctx)
	if err == nil && !id.Scope.Includes(need) {
		err = tooLittle(id, need)
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

func tooLittle(id auth.Identity, need auth.Scope) error {
	if id.Session != "" {
		return workspace.Errorf(workspace.CodeForbidden, "you may not do that: it needs the role %s and you have %s", need, id.Scope)
	}
	return workspace.Errorf(workspace.CodeForbidden, "this key may not do that: it needs the scope %s and has %s", need, id.Scope)
}

// authenticate returns who asks. A key in the header is looked at alone; a cookie counts only
// when the request cannot have been made by a page of another site.
func (s *server) authenticate(ctx huma.Context) (auth.Identity, error) {
	if header := ctx.Header("Authorization"); header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		token = strings.TrimSpace(token)
		if !strings.EqualFold(scheme, "Bearer") || token == "" {
			return auth.Identity{}, unknownCaller()
		}
		return s.auth.Authenticate(ctx.Context(), token)
	}
	token := s.sessionToken(ctx)
	if token == "" {
		return auth.Identity{}, unknownCaller()
	}
	if err := s.refuseOtherSites(ctx); err != nil {
		return auth.Identity{}, err
	}
	return s.auth.Resume(ctx.Context(), token)
}

func unknownCaller() error {
	return workspace.Errorf(workspace.CodeUnauthorized, "an API key or a session is required").
		WithHint("sign in, or send a key as Authorization: Bearer KEY")
}

// refuseOtherSites refuses what a page of another site makes a browser send.
func (s *server) refuseOtherSites(ctx huma.Context) error {
	request, _ := humago.Unwrap(ctx)
	if err := s.sites.Check(request); err != nil {
		return workspace.Errorf(workspace.CodeForbidden, "this request comes from the page of another site").
			WithHint("open Lockstep at its own address")
	}
	return nil
}

// visitor is a request as the operations see it that begin and end sessions.
type visitor struct {
	address string // of the browser or program
	token   string // of the session, or ""
	refused error  // what comes from another site
}

// visited looks at a request before an operation that begins or ends a session.
func (s *server) visited(ctx huma.Context, next func(huma.Context)) {
	v := visitor{address: remoteAddress(ctx), token: s.sessionToken(ctx), refused: s.refuseOtherSites(ctx)}
	if v.refused != nil {
		refuse(ctx, s.problem(ctx.Context(), v.refused))
		return
	}
	next(huma.WithValue(ctx, visitorKey{}, v))
}

type visitorKey struct{}

func visitorOf(ctx context.Context) visitor {
	v, _ := ctx.Value(visitorKey{}).(visitor)
	return v
}

// remoteAddress is where a request comes from. A proxy on this machine is believed what it says
// about that; nobody else is.
func remoteAddress(ctx huma.Context) string {
	host, _, err := net.SplitHostPort(ctx.RemoteAddr())
	if err != nil {
		host = ctx.RemoteAddr()
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return host
	}
	chain := strings.Split(ctx.Header("X-Forwarded-For"), ",")
	if last := net.ParseIP(strings.TrimSpace(chain[len(chain)-1])); last != nil {
		return last.String()
	}
	return host
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

// visiting makes the operation one that begins or ends a session, for anybody.
func (s *server) visiting(o huma.Operation) huma.Operation {
	o = public(o)
	o.Errors = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests}
	o.Middlewares = append(o.Middlewares, s.visited)
	return o
}

func problemType() reflect.Type { return reflect.TypeFor[Problem]() }
