package transport

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"lockstep.dev/gitwire/wireerr"
)

const maxRedirects = 5

// discover asks for info/refs. Redirects are followed only until a repository was found
// once, and only on the same scheme, host and port: the credential and a tunnel's dialer
// belong to that host.
func (c *HTTP) discover(ctx context.Context, s Service) (io.ReadCloser, error) {
	c.mu.Lock()
	base, final := c.base, c.final
	c.mu.Unlock()
	for range maxRedirects + 1 {
		h := http.Header{}
		if s == UploadPack {
			h.Set("Git-Protocol", "version=2")
		}
		res, err := c.do(ctx, http.MethodGet, base.String()+"/info/refs?service="+string(s), h, nil)
		if err != nil {
			return nil, err
		}
		if !final && isRedirect(res.StatusCode) {
			res.Body.Close()
			if base, err = follow(base, res.Header.Get("Location"), s); err != nil {
				return nil, err
			}
			continue
		}
		if err := c.check(res, "application/x-"+string(s)+"-advertisement"); err != nil {
			return nil, err
		}
		c.mu.Lock()
		if !c.final {
			c.base, c.final = base, true
		}
		c.mu.Unlock()
		return res.Body, nil
	}
	return nil, wireerr.New(wireerr.Unsupported, "more than %d redirects", maxRedirects)
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// follow is the repository's URL after a redirect of its info/refs.
func follow(base *url.URL, location string, s Service) (*url.URL, error) {
	to, err := base.Parse(location)
	if err != nil || location == "" {
		return nil, wireerr.New(wireerr.Protocol, "redirect to a place that cannot be read")
	}
	path, ok := strings.CutSuffix(to.Path, "/info/refs")
	switch {
	case to.Scheme != base.Scheme || to.Hostname() != base.Hostname() || port(to) != port(base):
		return nil, wireerr.New(wireerr.Unsupported, "the server redirects to %s://%s; use that URL if you trust it", to.Scheme, to.Host)
	case !ok || to.Query().Get("service") != string(s):
		return nil, wireerr.New(wireerr.Unsupported, "the server redirects to a page, not to a repository")
	}
	return &url.URL{Scheme: to.Scheme, Host: to.Host, Path: path}, nil
}

func port(u *url.URL) string {
	switch p := u.Port(); {
	case p != "":
		return p
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}
