package transport

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"lockstep.dev/gitwire/wireerr"
)

const maxRedirects = 5

// discover asks for info/refs. Redirects are followed only until a repository was found
// once, and only within the origin or to one that is trusted: the credential and a
// tunnel's dialer belong to those.
func (c *HTTP) discover(ctx context.Context, s Service) (io.ReadCloser, error) {
	c.mu.Lock()
	base, final := c.base, c.final
	c.mu.Unlock()
	for range maxRedirects + 1 {
		h := http.Header{}
		if s == UploadPack {
			h.Set("Git-Protocol", "version=2")
		}
		res, err := c.do(ctx, http.MethodGet, base.String()+"/info/refs?service="+string(s), h)
		if err != nil {
			return nil, err
		}
		if !final && isRedirect(res.StatusCode) {
			spend(res.Body)
			if base, err = c.follow(base, res.Header.Get("Location"), s); err != nil {
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
func (c *HTTP) follow(base *url.URL, location string, s Service) (*url.URL, error) {
	to, err := base.Parse(location)
	if err != nil || location == "" || len(location) > maxURL {
		return nil, wireerr.New(wireerr.Protocol, "redirect to a place that cannot be read")
	}
	path, ok := strings.CutSuffix(to.Path, "/info/refs")
	if !ok || to.Query().Get("service") != string(s) {
		return nil, wireerr.New(wireerr.Unsupported, "the server redirects to a page, not to a repository")
	}
	if err := c.mayFollow(base, to); err != nil {
		return nil, err
	}
	return &url.URL{Scheme: to.Scheme, Host: to.Host, Path: path}, nil
}

func (c *HTTP) mayFollow(from, to *url.URL) error {
	target := origin(to)
	switch {
	case target == origin(from):
		return nil
	case to.Hostname() == "" || !isASCII(to.Host): // nobody can confirm a name that looks like another one
		return wireerr.New(wireerr.Protocol, "redirect to a place that cannot be read")
	case to.Scheme != "https":
		return wireerr.New(wireerr.Unsupported, "the server redirects to %q, and only https is followed", target)
	case slices.Contains(c.trusted, target):
		return nil
	}
	return &wireerr.Error{
		Kind: wireerr.Unsupported, Redirect: target,
		Err: fmt.Errorf("the server redirects to %s, which nobody confirmed; no credential was sent there", target),
	}
}

// trustedOrigins are the confirmed ones, that of the URL itself, and, for http on its own
// port, https on the same host: servers send all that comes in clear there, and what was
// sent in clear loses nothing by it. On other ports another service may listen.
func trustedOrigins(base *url.URL, confirmed []string) ([]string, error) {
	out := []string{origin(base)}
	if base.Scheme == "http" && port(base) == "80" {
		out = append(out, origin(&url.URL{Scheme: "https", Host: base.Hostname()}))
	}
	for _, raw := range confirmed {
		u, err := url.Parse(raw)
		if err != nil || u.Scheme != "https" || u.Hostname() == "" || !isASCII(u.Host) ||
			strings.Trim(u.Path, "/") != "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			return nil, wireerr.New(wireerr.Invalid, "a redirect's target must be confirmed as https://host or https://host:port")
		}
		out = append(out, origin(u))
	}
	return out, nil
}

// origin is scheme, host and port; the port only where it is not the scheme's own.
func origin(u *url.URL) string {
	host, p := strings.ToLower(u.Hostname()), port(u)
	switch {
	case u.Scheme == "https" && p != "443", u.Scheme == "http" && p != "80":
		host = net.JoinHostPort(host, p)
	case strings.Contains(host, ":"):
		host = "[" + host + "]"
	}
	return u.Scheme + "://" + host
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// elsewhere says where a redirect that is not followed points to, as far as that is safe to show.
func elsewhere(res *http.Response) string {
	to, err := res.Location()
	if err != nil || !isASCII(to.Host) {
		return ""
	}
	return " to " + wireerr.Clean(fmt.Sprintf("%.200q", origin(to)+strings.TrimSuffix(to.Path, "/info/refs")))
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
