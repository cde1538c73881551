package transport

import (
	"context"
	"net/http"
	"net/url"

	"lockstep.dev/gitwire/wireerr"
)

func checkProxy(u *url.URL) error {
	if u == nil {
		return nil
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		if u.Hostname() != "" {
			return nil
		}
	}
	return wireerr.New(wireerr.Invalid, "the proxy must be http, https or socks5://host:port")
}

// readable keeps the environment's words out of errors: they may hold a password.
func readable(proxy func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		u, err := proxy(r)
		if err != nil {
			return nil, wireerr.New(wireerr.Invalid, "the proxy that the environment names cannot be read")
		}
		return u, nil
	}
}

// proxyAnswer gives a proxy's answer to CONNECT its kind.
func proxyAnswer(_ context.Context, _ *url.URL, _ *http.Request, res *http.Response) error {
	switch res.StatusCode {
	case http.StatusOK:
		return nil
	case http.StatusProxyAuthRequired:
		return proxyRefused()
	}
	return wireerr.New(wireerr.Unreachable, "the proxy does not connect: HTTP %d", res.StatusCode)
}

func proxyRefused() *wireerr.Error {
	e := wireerr.New(wireerr.Invalid, "the proxy does not accept its user and password")
	e.Status = http.StatusProxyAuthRequired
	return e
}
