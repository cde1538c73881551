package transport

import "net/http"

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
