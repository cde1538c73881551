package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
)

// SignIn is who wants to sign in.
type SignIn struct {
	Email    string `json:"email" minLength:"1" maxLength:"320" doc:"Any address of the account"`
	Password string `json:"password" minLength:"1" maxLength:"1000"`
}

// LinkToken is what a one-time link carries.
type LinkToken struct {
	Token string `json:"token" minLength:"1" maxLength:"200" doc:"What follows # in the link"`
}

// Invitation is whom a one-time link is for.
type Invitation struct {
	Name  string `json:"name"`
	Email string `json:"email" doc:"Empty when the account has none yet"`
	First bool   `json:"first" doc:"The owner's first start of the installation"`
}

// Redeem is what a person chooses when they use a link.
type Redeem struct {
	LinkToken
	Password string `json:"password" maxLength:"1000" doc:"10 characters or more, at most 200 bytes"`
	Name     string `json:"name,omitempty" maxLength:"200" doc:"The name of the account; it stays when left out"`
	Email    string `json:"email,omitempty" maxLength:"320" doc:"The first address of the account; it stays when left out"`
}

// meWithCookie is the answer that begins a session.
type meWithCookie struct {
	SetCookie http.Cookie `header:"Set-Cookie" doc:"The session"`
	Body      Me
}

// noCookie is the answer that ends one.
type noCookie struct {
	SetCookie http.Cookie `header:"Set-Cookie" doc:"No session"`
}

func (s *server) session(a huma.API) {
	const tag = "Session"
	register(s, a, s.visiting(operation("sign-in", http.MethodPost, "/session", tag, "Sign in with e-mail and password")), s.signIn)
	register(s, a, s.visiting(operation("sign-out", http.MethodDelete, "/session", tag, "Sign out")), s.signOut)
	register(s, a, s.visiting(withNotFound(operation("get-invitation", http.MethodPost, "/session/link", tag, "Whom is a one-time link for?"))), s.getInvitation)
	register(s, a, s.visiting(withNotFound(operation("redeem-link", http.MethodPost, "/session/redeem", tag, "Use a one-time link: choose a password and sign in"))), s.redeem)
}

func withNotFound(o huma.Operation) huma.Operation {
	o.Errors = append(o.Errors, http.StatusNotFound)
	return o
}

func (s *server) signIn(ctx context.Context, in *struct{ Body SignIn }) (*meWithCookie, error) {
	signed, err := s.auth.SignIn(ctx, in.Body.Email, in.Body.Password, visitorOf(ctx).address)
	return s.welcome(signed, err)
}

func (s *server) signOut(ctx context.Context, _ *struct{}) (*noCookie, error) {
	if err := s.auth.SignOut(ctx, visitorOf(ctx).token); err != nil {
		return nil, err
	}
	cookie := s.cookie()
	cookie.MaxAge = -1
	return &noCookie{cookie}, nil
}

func (s *server) getInvitation(ctx context.Context, in *struct{ Body LinkToken }) (*struct{ Body Invitation }, error) {
	found, err := s.auth.Invitation(ctx, in.Body.Token, visitorOf(ctx).address)
	return &struct{ Body Invitation }{Invitation(found)}, err
}

func (s *server) redeem(ctx context.Context, in *struct{ Body Redeem }) (*meWithCookie, error) {
	chosen := auth.Redemption{Password: in.Body.Password, Name: in.Body.Name, Email: in.Body.Email}
	signed, err := s.auth.Redeem(ctx, in.Body.Token, chosen, visitorOf(ctx).address)
	return s.welcome(signed, err)
}

// welcome answers who has signed in with the cookie of the session.
func (s *server) welcome(signed auth.SignedIn, err error) (*meWithCookie, error) {
	if err != nil {
		return nil, err
	}
	cookie := s.cookie()
	cookie.Value, cookie.Expires = signed.Token, signed.Expires.UTC()
	cookie.MaxAge = int(auth.SessionLifetime / time.Second)
	return &meWithCookie{cookie, meView(signed.Identity)}, nil
}

// cookie is a session's, without a value. Behind https it has a name that a browser lets no other
// host and no plain connection set.
func (s *server) cookie() http.Cookie {
	c := http.Cookie{Name: "lockstep", Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if strings.HasPrefix(s.publicURL, "https:") {
		c.Name, c.Secure = "__Host-lockstep", true
	}
	return c
}

func (s *server) sessionToken(ctx huma.Context) string {
	cookie, err := huma.ReadCookie(ctx, s.cookie().Name)
	if err != nil {
		return ""
	}
	return cookie.Value
}
