package transport

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"lockstep.dev/gitwire/wireerr"
)

// Bounds of what a server may ask us to wait, and the wait when it names none.
const (
	defaultWait = time.Minute
	minWait     = time.Second
	maxWait     = time.Hour
)

// statusError closes the reply's body and gives its status a kind.
func (c *HTTP) statusError(res *http.Response) error {
	defer spend(res.Body)
	e := &wireerr.Error{Kind: wireerr.Protocol, Status: res.StatusCode, Text: errorText(res)}
	after := res.Header.Get("Retry-After")
	switch code := res.StatusCode; {
	case code == http.StatusTooManyRequests,
		after != "" && (code == http.StatusForbidden || code == http.StatusServiceUnavailable):
		e.Kind = wireerr.RateLimited
		e.Until = retryAt(c.cfg.Now(), after)
	case code == http.StatusUnauthorized:
		e.Kind = wireerr.Auth
	case code == http.StatusProxyAuthRequired:
		return proxyRefused()
	case code == http.StatusForbidden:
		e.Kind = wireerr.Forbidden
	case code == http.StatusNotFound, code == http.StatusGone:
		e.Kind = wireerr.NotFound
	case code == http.StatusRequestEntityTooLarge:
		e.Kind = wireerr.TooLarge
	case code == http.StatusRequestTimeout, code >= 500:
		e.Kind = wireerr.Unreachable
	case isRedirect(code):
		e.Kind, e.Text = wireerr.Unsupported, ""
		e.Err = errors.New("the server has moved the repository" + elsewhere(res))
	}
	return e
}

// errorText is what a server says in plain text; pages for browsers are of no use.
func errorText(res *http.Response) string {
	b, err := io.ReadAll(io.LimitReader(res.Body, 4*wireerr.MaxText))
	if err != nil || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") || res.Header.Get("Content-Encoding") != "" {
		return ""
	}
	return wireerr.Clean(string(b))
}

// retryAt reads Retry-After: seconds or a date (RFC 9110, section 10.2.3).
func retryAt(now time.Time, after string) time.Time {
	wait := defaultWait
	if secs, err := strconv.ParseInt(strings.TrimSpace(after), 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		wait = time.Duration(min(max(secs, 0), int64(maxWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(after); err == nil {
		wait = at.Sub(now)
	}
	return now.Add(min(max(wait, minWait), maxWait))
}
