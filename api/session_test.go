package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

const passphrase = "correct horse battery"

func publicURL(address string) func(*api.Options) {
	return func(o *api.Options) { o.PublicURL = address }
}

// link makes a one-time link for the person and returns its token.
func (w *world) link(userID int64) string {
	w.t.Helper()
	made := into[api.UserLink](w.must("POST", fmt.Sprintf("/api/v1/users/%d/link", userID), nil))
	_, token, ok := strings.Cut(made.URL, "/start#")
	require.True(w.t, ok, made.URL)
	return token
}

// enter uses a link, and returns the header with the session's cookie.
func (w *world) enter(token string) string {
	w.t.Helper()
	return cookieOf(w.t, w.must("POST", "/api/v1/session/redeem", map[string]any{"token": token, "password": passphrase}))
}

func cookieOf(t testing.TB, a answer) string {
	t.Helper()
	set := (&http.Response{Header: a.Header}).Cookies()
	require.Len(t, set, 1)
	return "Cookie: " + set[0].Name + "=" + set[0].Value
}

// ada is the world's administrator.
const ada = int64(1)

func TestFromALinkToASession(t *testing.T) {
	w := newWorld(t, publicURL("https://lockstep.example.com"))
	token := w.link(ada)
	w.token = ""
	require.Equal(t, api.Invitation{Name: "Ada", Email: "ada@example.com"},
		into[api.Invitation](w.must("POST", "/api/v1/session/link", map[string]any{"token": token})))
	a := w.must("POST", "/api/v1/session/redeem", map[string]any{"token": token, "password": passphrase, "name": "Ada Lovelace"})
	me := into[api.Me](a)
	require.Equal(t, "Ada Lovelace", me.User.Name)
	require.Equal(t, auth.ScopeAdmin, me.User.Role)
	require.True(t, me.User.HasPassword)
	require.Equal(t, "session", me.Via)
	require.Zero(t, me.KeyID)
	cookie := cookieOf(t, a)
	require.Equal(t, 404, w.call("POST", "/api/v1/session/link", map[string]any{"token": token}).Status)
	require.Equal(t, 404, w.call("POST", "/api/v1/session/redeem", map[string]any{"token": token, "password": passphrase}).Status)
	require.Equal(t, "Ada Lovelace", into[api.Me](w.must("GET", "/api/v1/me", nil, cookie)).Name)
}

func TestSignInAndOut(t *testing.T) {
	w := newWorld(t)
	w.enter(w.link(ada))
	w.token = ""
	a := w.must("POST", "/api/v1/session", map[string]any{"email": "ADA@example.com", "password": passphrase})
	require.Equal(t, "no-store", a.Header.Get("Cache-Control"))
	cookie := cookieOf(t, a)
	require.NotContains(t, a.Text, strings.TrimPrefix(cookie, "Cookie: lockstep="))

	// Every operation takes the cookie as it takes a key.
	w.must("POST", "/api/v1/sources", map[string]any{"name": "Hers", "type": "postgres", "configuration": map[string]any{"host": "h", "database": "d", "user": "u"}},
		cookie, "X-Lockstep-Client: ui")
	changes, err := w.service.Changes(t.Context(), 1, 0, 0)
	require.NoError(t, err)
	require.Equal(t, workspace.OriginUI, changes[0].Cause.Origin)
	require.Equal(t, "ada@example.com", changes[0].Cause.Actor.Email)
	require.Len(t, into[page[api.User]](w.must("GET", "/api/v1/users", nil, cookie)).Data, 3)
	require.Equal(t, 401, w.call("GET", "/api/v1/me", nil, cookie, "Authorization: Bearer lsk_wrong").Status, "a key is looked at alone")
	require.Equal(t, 401, w.call("GET", "/api/v1/me", nil, cookie, "Authorization: Basic eDp5").Status)

	for name, body := range map[string]map[string]any{
		"wrong password": {"email": "ada@example.com", "password": "another password"}, "unknown": {"email": "x@example.com", "password": passphrase},
		"no password": {"email": "bob@example.com", "password": passphrase},
	} {
		refused := w.call("POST", "/api/v1/session", body)
		require.Equal(t, 401, refused.Status, name)
		require.Equal(t, "the e-mail or the password is wrong", into[api.Problem](refused).Detail, name)
		require.Empty(t, refused.Header.Get("Set-Cookie"), name)
	}

	out := w.call("DELETE", "/api/v1/session", nil, cookie)
	require.Equal(t, 204, out.Status)
	require.Contains(t, out.Header.Get("Set-Cookie"), "Max-Age=0")
	require.Equal(t, 401, w.call("GET", "/api/v1/me", nil, cookie).Status)
	require.Equal(t, 204, w.call("DELETE", "/api/v1/session", nil).Status, "also without one")
}

func TestTheCookie(t *testing.T) {
	for address, want := range map[string]http.Cookie{
		"http://127.0.0.1:8080":        {Name: "lockstep"},
		"https://lockstep.example.com": {Name: "__Host-lockstep", Secure: true},
	} {
		w := newWorld(t, publicURL(address))
		token := w.link(ada)
		a := w.must("POST", "/api/v1/session/redeem", map[string]any{"token": token, "password": passphrase})
		got := (&http.Response{Header: a.Header}).Cookies()[0]
		require.Equal(t, want.Name, got.Name)
		require.Equal(t, want.Secure, got.Secure)
		require.True(t, got.HttpOnly)
		require.Equal(t, http.SameSiteLaxMode, got.SameSite)
		require.Equal(t, "/", got.Path)
		require.Empty(t, got.Domain)
		require.Equal(t, 30*24*3600, got.MaxAge)
		require.GreaterOrEqual(t, len(got.Value), 43)
		require.Equal(t, []string{"no-store"}, a.Header.Values("Cache-Control"))
	}
}

func TestPagesOfOtherSitesDoNothing(t *testing.T) {
	w := newWorld(t, publicURL("https://lockstep.example.com"))
	cookie := w.enter(w.link(ada))
	key := "Authorization: Bearer " + w.token
	w.token = ""
	name := map[string]any{"name": "Changed"}
	signIn := map[string]any{"email": "ada@example.com", "password": passphrase}
	for text, c := range map[string]struct {
		method, path string
		body         any
		headers      []string
		status       int
	}{
		"another site":                  {"PATCH", "/api/v1/me", name, []string{cookie, "Sec-Fetch-Site: cross-site"}, 403},
		"another host of the same site": {"PATCH", "/api/v1/me", name, []string{cookie, "Sec-Fetch-Site: same-site"}, 403},
		"an old browser, another site":  {"PATCH", "/api/v1/me", name, []string{cookie, "Origin: https://evil.example"}, 403},
		"no origin at all":              {"PATCH", "/api/v1/me", name, []string{cookie, "Origin: null"}, 403},
		"our own page":                  {"PATCH", "/api/v1/me", name, []string{cookie, "Sec-Fetch-Site: same-origin"}, 200},
		"behind a proxy":                {"PATCH", "/api/v1/me", name, []string{cookie, "Origin: https://lockstep.example.com"}, 200},
		"a program":                     {"PATCH", "/api/v1/me", name, []string{cookie}, 200},
		"reading":                       {"GET", "/api/v1/me", nil, []string{cookie, "Sec-Fetch-Site: cross-site"}, 200},
		"a key":                         {"PATCH", "/api/v1/me", name, []string{key, "Sec-Fetch-Site: cross-site"}, 200},
		"signing somebody in":           {"POST", "/api/v1/session", signIn, []string{"Sec-Fetch-Site: cross-site"}, 403},
		"signing somebody out":          {"DELETE", "/api/v1/session", nil, []string{cookie, "Sec-Fetch-Site: cross-site"}, 403},
	} {
		a := w.call(c.method, c.path, c.body, c.headers...)
		require.Equal(t, c.status, a.Status, "%s: %s", text, a.Text)
		if c.status == 403 {
			require.Equal(t, workspace.CodeForbidden, into[api.Problem](a).Code, text)
		}
	}
	require.Equal(t, 200, w.call("GET", "/api/v1/me", nil, cookie).Status)
}

func TestTooManyTries(t *testing.T) {
	w := newWorld(t)
	w.enter(w.link(ada))
	w.token = ""
	wrong := map[string]any{"email": "ada@example.com", "password": "another password"}
	a := w.call("POST", "/api/v1/session", wrong)
	for range 20 {
		if a.Status == 429 {
			break
		}
		require.Equal(t, 401, a.Status)
		a = w.call("POST", "/api/v1/session", wrong)
	}
	require.Equal(t, 429, a.Status)
	p := into[api.Problem](a)
	require.Equal(t, workspace.CodeRateLimited, p.Code)
	seconds, err := strconv.Atoi(a.Header.Get("Retry-After"))
	require.NoError(t, err)
	require.InDelta(t, 30, seconds, 1)
	require.Contains(t, p.Hint, a.Header.Get("Retry-After")+"s")
}

func TestAnAddressIsThatOfTheBrowser(t *testing.T) {
	w := newWorld(t)
	w.token = ""
	tries := func(remote string, headers ...string) (n int) {
		for ; n < 60; n++ {
			body := map[string]any{"token": fmt.Sprint("no link ", n)}
			if w.from(remote, "POST", "/api/v1/session/link", body, headers...).Status == 429 {
				break
			}
		}
		return n
	}
	require.Less(t, tries("198.51.100.1:1000"), 60)
	require.Less(t, tries("198.51.100.1:2000"), 5, "another port is the same address")
	require.Less(t, tries("198.51.100.1:3000", "X-Forwarded-For: 203.0.113.7"), 5, "anybody can say that")
	require.Greater(t, tries("[2001:db8::1]:1000"), 30)
	require.Greater(t, tries("127.0.0.1:1000", "X-Forwarded-For: 198.51.100.9, 203.0.113.8"), 30, "a proxy on this machine")
	require.Less(t, tries("127.0.0.1:1000", "X-Forwarded-For: 198.51.100.8, 203.0.113.8"), 5, "whatever stands before its word")
	require.Greater(t, tries("127.0.0.1:1000", "X-Forwarded-For: nonsense"), 30)
}

func TestMyself(t *testing.T) {
	w := newWorld(t)
	eve := into[api.Me](w.must("GET", "/api/v1/me", nil, "Authorization: Bearer "+w.tokens[auth.ScopeRead]))
	require.Equal(t, "key", eve.Via)
	cookie := w.enter(w.link(eve.UserID))
	readKey, writeKey := "Authorization: Bearer "+w.tokens[auth.ScopeRead], "Authorization: Bearer "+w.tokens[auth.ScopeWrite]
	w.token = ""
	require.Equal(t, 403, w.call("PATCH", "/api/v1/me", map[string]any{"name": "X"}, readKey).Status)
	require.Equal(t, "Robert", into[api.Me](w.must("PATCH", "/api/v1/me", map[string]any{"name": "Robert"}, writeKey)).Name)
	mine := into[api.Me](w.must("PATCH", "/api/v1/me", map[string]any{"emails": []string{"eve@new.example"}}, cookie))
	require.Equal(t, []string{"eve@new.example"}, mine.User.Emails)
	require.Equal(t, "Eve", mine.Name)
	require.Equal(t, auth.ScopeRead, mine.Scope)
	forbidden := w.call("POST", "/api/v1/sources", map[string]any{"name": "x", "type": "postgres"}, cookie)
	require.Equal(t, 403, forbidden.Status)
	require.Contains(t, forbidden.Text, "role")
	for _, body := range []map[string]any{{"role": "admin"}, {"name": ""}, {"emails": []string{}}, {"emails": []string{"x"}}} {
		require.Equal(t, 422, w.call("PATCH", "/api/v1/me", body, cookie).Status, body)
	}
	require.Equal(t, 409, w.call("PATCH", "/api/v1/me", map[string]any{"emails": []string{"ada@example.com"}}, cookie).Status)

	other := cookieOf(t, w.must("POST", "/api/v1/session", map[string]any{"email": "eve@new.example", "password": passphrase}))
	change := func(current, next, who string) answer {
		return w.call("PUT", "/api/v1/me/password", map[string]any{"current": current, "next": next}, who)
	}
	require.Equal(t, 403, change("wrong", "another password", cookie).Status)
	short := change(passphrase, "short", cookie)
	require.Equal(t, 422, short.Status)
	require.Contains(t, short.Text, "10 characters")
	require.Equal(t, 204, change(passphrase, "another password", cookie).Status)
	require.Equal(t, 200, w.call("GET", "/api/v1/me", nil, cookie).Status)
	require.Equal(t, 401, w.call("GET", "/api/v1/me", nil, other).Status)
	require.Equal(t, 204, change("another password", passphrase, readKey).Status, "also by a key: the password says who it is")
	require.Equal(t, 401, w.call("GET", "/api/v1/me", nil, cookie).Status)
}
