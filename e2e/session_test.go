package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

var firstSignIn = regexp.MustCompile(`first sign-in +(http://127\.0\.0\.1:\d+)/start#([0-9A-Za-z]{43}) `)

// ownersLinks are the tokens that the server's starts have shown, in order.
func (i *installation) ownersLinks() (tokens []string) {
	for _, m := range firstSignIn.FindAllStringSubmatch(i.log.String(), -1) {
		tokens = append(tokens, m[2])
	}
	return tokens
}

// visit sends a request as a browser does, with a cookie or without, and returns the status and
// the cookie that was set.
func (i *installation) visit(method, path string, body object, cookie *http.Cookie) (status int, set *http.Cookie) {
	i.t.Helper()
	content, err := json.Marshal(body)
	require.NoError(i.t, err)
	request, err := http.NewRequest(method, i.api.base+"/api/v1"+path, bytes.NewReader(content))
	require.NoError(i.t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	if cookie != nil {
		request.AddCookie(cookie)
	}
	browser := http.Client{Timeout: patience}
	defer browser.CloseIdleConnections()
	response, err := browser.Do(request)
	require.NoError(i.t, err)
	defer response.Body.Close()
	if cookies := response.Cookies(); len(cookies) > 0 {
		set = cookies[0]
	}
	return response.StatusCode, set
}

// TestTheOwnersFirstSignIn starts a server until its owner has chosen a password.
func TestTheOwnersFirstSignIn(t *testing.T) {
	t.Parallel()
	i := newInstallation(t, "")
	again := func() {
		if i.process != nil {
			require.NoError(t, i.stop())
		}
		i.start()
	}
	again()
	require.Len(t, i.ownersLinks(), 1)
	again()
	links := i.ownersLinks()
	require.Len(t, links, 2)
	redeem := func(token string) (int, *http.Cookie) {
		return i.visit(http.MethodPost, "/session/redeem", object{"token": token, "password": "correct horse battery"}, nil)
	}
	status, _ := redeem(links[0])
	require.Equal(t, http.StatusNotFound, status, "a start ends the link of the one before")
	status, session := redeem(links[1])
	require.Equal(t, http.StatusOK, status)

	again()
	require.Len(t, i.ownersLinks(), 2, "the owner has a password")
	status, _ = i.visit(http.MethodGet, "/users", nil, session)
	require.Equal(t, http.StatusOK, status, "sessions outlast the process")
	var facts struct {
		Version, DataFolder, KeySource, PublicURL string
		GitHost                                   bool
		Users, Workspaces                         int
		Database                                  struct{ Kind, Version string }
	}
	require.NoError(t, i.api.get("/installation", &facts))
	require.Equal(t, "sqlite", facts.Database.Kind)
	require.Regexp(t, `^3\.\d+`, facts.Database.Version)
	require.Equal(t, []any{i.data, i.data + "/lockstep.key", i.process.url, true, 1, 1},
		[]any{facts.DataFolder, facts.KeySource, facts.PublicURL, facts.GitHost, facts.Users, facts.Workspaces})

	out, _, code := i.lockstep("", "users", "link", "maya@acme.example")
	require.Zero(t, code)
	m := regexp.MustCompile(`/start#(\w+)\n$`).FindStringSubmatch(out)
	require.NotNil(t, m, out)
	status, _ = redeem(m[1])
	require.Equal(t, http.StatusOK, status)
	status, _ = i.visit(http.MethodGet, "/me", nil, session)
	require.Equal(t, http.StatusUnauthorized, status, "a password that was set anew ends the sessions of before")
}

// people lets somebody sign in and change their password, well and badly, and adds all that is
// secret about it.
func (w *world) people(secrets canaries) {
	w.t.Helper()
	secrets["password"], secrets["next password"], secrets["refused password"] = "canary+first/2Jdn=p", "canary+second/6Vyc=p", "canary+wrong/4Tbs=p"
	var made struct{ ID int64 }
	require.NoError(w.t, w.api.call(http.MethodPost, "/users", object{"name": "Ben", "emails": []string{"ben@acme.example"}, "role": "admin"}, &made))
	link := func() string {
		var link struct{ URL string }
		require.NoError(w.t, w.api.call(http.MethodPost, fmt.Sprintf("/users/%d/link", made.ID), nil, &link))
		return regexp.MustCompile(`\w+$`).FindString(link.URL)
	}
	secrets["former link"], secrets["link"] = link(), link()
	_, spent := w.visit(http.MethodPost, "/session/redeem", object{"token": secrets["link"], "password": secrets["password"]}, nil)
	_, session := w.visit(http.MethodPost, "/session", object{"email": "ben@acme.example", "password": secrets["password"]}, nil)
	secrets["session of the link"], secrets["session"], secrets["open link"] = spent.Value, session.Value, link()
	for _, c := range []struct {
		status       int
		method, path string
		body         object
	}{
		{401, http.MethodPost, "/session", object{"email": "ben@acme.example", "password": secrets["refused password"]}},
		{403, http.MethodPut, "/me/password", object{"current": secrets["refused password"], "next": secrets["next password"]}},
		{404, http.MethodPost, "/session/redeem", object{"token": secrets["former link"], "password": secrets["password"]}},
		{422, http.MethodPost, "/session", object{"email": "ben@acme.example", "password": secrets["password"], "token": secrets["session"]}},
		{204, http.MethodPut, "/me/password", object{"current": secrets["password"], "next": secrets["next password"]}},
	} {
		status, _ := w.visit(c.method, c.path, c.body, session)
		require.Equal(w.t, c.status, status, c.path)
	}
}
