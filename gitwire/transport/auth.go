package transport

import (
	"net/http"
	"strings"

	"lockstep.dev/gitwire/wireerr"
)

// Auth puts a credential on a request. The zero value of an interface, nil, is none.
type Auth interface {
	apply(h http.Header)
}

// None is no credential.
type None struct{}

func (None) apply(http.Header) {}

// Basic is a user name with a password or token.
type Basic struct{ User, Password string }

func (b Basic) apply(h http.Header) {
	r := http.Request{Header: h}
	r.SetBasicAuth(b.User, b.Password)
}

// String hides the password.
func (b Basic) String() string { return "basic auth of " + b.User }

// GoString hides the password.
func (b Basic) GoString() string { return b.String() }

// Bearer is a token in the Authorization header.
type Bearer struct{ Token string }

func (b Bearer) apply(h http.Header) { h.Set("Authorization", "Bearer "+b.Token) }

// String hides the token.
func (Bearer) String() string { return "bearer token" }

// GoString hides the token.
func (b Bearer) GoString() string { return b.String() }

// checkAuth refuses what cannot stand in a header: no request would ever get through.
func checkAuth(a Auth) error {
	h := http.Header{}
	a.apply(h)
	if strings.ContainsFunc(h.Get("Authorization"), func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return wireerr.New(wireerr.Invalid, "the credential holds a line break or another control character")
	}
	return nil
}
