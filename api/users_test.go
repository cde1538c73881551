package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

func TestAdminsMakeAccounts(t *testing.T) {
	w := newWorld(t)
	made := into[api.User](w.must("POST", "/api/v1/users", map[string]any{"name": "Maya Chen", "emails": []string{"maya@acme.example", "Maya@home.example"}}))
	require.Equal(t, []string{"maya@acme.example", "Maya@home.example"}, made.Emails)
	quiet := into[api.User](w.must("POST", "/api/v1/users", map[string]any{"name": "No Address"}))
	require.Equal(t, []string{}, quiet.Emails)

	listed := into[page[api.User]](w.must("GET", "/api/v1/users", nil))
	require.Len(t, listed.Data, 5)
	require.Equal(t, "Ada", listed.Data[0].Name)
	require.Equal(t, made, listed.Data[3])
	require.Equal(t, quiet, listed.Data[4])

	for name, c := range map[string]struct {
		body   any
		status int
	}{
		"address taken, in any case": {map[string]any{"name": "x", "emails": []string{"MAYA@HOME.example"}}, 409},
		"no address":                 {map[string]any{"name": "x", "emails": []string{"Maya <m@x.example>"}}, 422},
		"blank name":                 {map[string]any{"name": " "}, 422},
		"no name":                    {map[string]any{"emails": []string{"x@y.example"}}, 422},
	} {
		require.Equal(t, c.status, w.call("POST", "/api/v1/users", c.body).Status, name)
	}
	require.Len(t, into[page[api.User]](w.must("GET", "/api/v1/users", nil)).Data, 5)
	for _, scope := range []auth.Scope{auth.ScopeRead, auth.ScopeWrite} {
		w.token = w.tokens[scope]
		require.Equal(t, 403, w.call("GET", "/api/v1/users", nil).Status, scope)
		require.Equal(t, 403, w.call("POST", "/api/v1/users", map[string]any{"name": "x"}).Status, scope)
	}
}

func TestAdminsChangeAccounts(t *testing.T) {
	w := newWorld(t)
	users := into[page[api.User]](w.must("GET", "/api/v1/users", nil)).Data
	require.Equal(t, []auth.Scope{"admin", "write", "read"}, []auth.Scope{users[0].Role, users[1].Role, users[2].Role})
	require.NotNil(t, users[0].LastSeenAt)
	require.Nil(t, users[1].LastSeenAt)
	require.False(t, users[0].HasPassword)

	bob := fmt.Sprint("/api/v1/users/", users[1].ID)
	got := into[api.User](w.must("PATCH", bob, map[string]any{"name": "Robert", "emails": []string{"rob@example.com", "bob@example.com"}, "role": "read"}))
	require.Equal(t, "Robert", got.Name)
	require.Equal(t, []string{"rob@example.com", "bob@example.com"}, got.Emails)
	require.Equal(t, auth.ScopeRead, got.Role)
	require.Equal(t, got, into[api.User](w.must("PATCH", bob, map[string]any{})))
	require.Equal(t, auth.ScopeRead, into[api.Me](w.must("GET", "/api/v1/me", nil, "Authorization: Bearer "+w.tokens[auth.ScopeWrite])).Scope)
	made := into[api.User](w.must("POST", "/api/v1/users", map[string]any{"name": "Vic", "role": "admin"}))
	require.Equal(t, auth.ScopeAdmin, made.Role)
	w.must("DELETE", fmt.Sprint("/api/v1/users/", made.ID), nil)

	link := into[api.UserLink](w.must("POST", bob+"/link", nil))
	require.Regexp(t, `^/start#[0-9A-Za-z]{43}$`, link.URL)
	require.True(t, link.ExpiresAt.After(time.Now().Add(6*24*time.Hour)))

	for name, c := range map[string]struct {
		method, path string
		body         any
		status       int
	}{
		"role that is none":     {"PATCH", bob, map[string]any{"role": "owner"}, 422},
		"address taken":         {"PATCH", bob, map[string]any{"emails": []string{"eve@example.com"}}, 409},
		"unknown":               {"PATCH", "/api/v1/users/999", map[string]any{"name": "x"}, 404},
		"last admin":            {"PATCH", "/api/v1/users/1", map[string]any{"role": "write"}, 409},
		"oneself":               {"DELETE", "/api/v1/users/1", nil, 409},
		"removing nobody":       {"DELETE", "/api/v1/users/999", nil, 404},
		"a link for nobody":     {"POST", "/api/v1/users/999/link", nil, 404},
		"a key beyond the role": {"POST", "/api/v1/api-keys", map[string]any{"name": "k", "scope": "write", "userId": users[1].ID}, 422},
		"key of a removed user": {"POST", "/api/v1/api-keys", map[string]any{"name": "k", "scope": "read", "userId": made.ID}, 422},
	} {
		require.Equal(t, c.status, w.call(c.method, c.path, c.body).Status, name)
	}
	w.must("DELETE", bob, nil)
	require.Equal(t, 401, w.call("GET", "/api/v1/me", nil, "Authorization: Bearer "+w.tokens[auth.ScopeWrite]).Status)
	require.Equal(t, 404, w.call("POST", "/api/v1/session/link", map[string]any{"token": strings.TrimPrefix(link.URL, "/start#")}).Status)
	w.token = w.tokens[auth.ScopeRead]
	for _, call := range [][2]string{{"PATCH", "/api/v1/users/1"}, {"DELETE", "/api/v1/users/1"}, {"POST", "/api/v1/users/1/link"}} {
		require.Equal(t, 403, w.call(call[0], call[1], map[string]any{}).Status, call)
	}
}

// TestNobodysEditOfAnAccountIsOverwritten: neither of a person by an administrator, nor of oneself.
func TestNobodysEditOfAnAccountIsOverwritten(t *testing.T) {
	w := newWorld(t)
	bob := "/api/v1/users/2"
	first := w.must("GET", bob, nil)
	require.Equal(t, `"1"`, first.Header.Get("ETag"))
	require.Equal(t, int64(1), into[api.User](first).Version)
	changed := w.must("PATCH", bob, map[string]any{"role": "read"}, `If-Match: "1"`)
	require.Equal(t, `"2"`, changed.Header.Get("ETag"))

	own := "Authorization: Bearer " + w.tokens[auth.ScopeWrite]
	me := w.must("GET", "/api/v1/me", nil, own)
	require.Equal(t, `"2"`, me.Header.Get("ETag"))
	require.Equal(t, int64(2), into[api.Me](me).User.Version)
	w.must("PATCH", bob, map[string]any{"role": "write"})
	for name, late := range map[string]answer{
		"another administrator":  w.call("PATCH", bob, map[string]any{"name": "Late"}, `If-Match: "2"`),
		"oneself":                w.call("PATCH", "/api/v1/me", map[string]any{"name": "Late"}, `If-Match: "2"`, own),
		"a version that is none": w.call("PATCH", "/api/v1/me", map[string]any{"name": "Late"}, "If-Match: x", own),
	} {
		require.Equal(t, 412, late.Status, name)
		require.Equal(t, workspace.CodeStale, into[api.Problem](late).Code, name)
		require.NotEmpty(t, into[api.Problem](late).Hint, name)
	}
	require.Equal(t, `"4"`, w.must("PATCH", "/api/v1/me", map[string]any{"name": "Robert"}, `If-Match: "3"`, own).Header.Get("ETag"))
	got := into[api.User](w.must("GET", bob, nil))
	require.Equal(t, "Robert", got.Name)
	require.Equal(t, auth.ScopeWrite, got.Role)
	require.Equal(t, `"5"`, w.must("PATCH", bob, map[string]any{"name": "Rob"}).Header.Get("ETag"), "without If-Match the last one stays")
	require.Equal(t, 404, w.call("GET", "/api/v1/users/999", nil).Status)
	require.Equal(t, 403, w.call("GET", bob, nil, own).Status)
}

func TestNobodysNameOfAWorkspaceIsOverwritten(t *testing.T) {
	w := newWorld(t)
	acme := "/api/v1/workspaces/acme"
	first := w.must("GET", acme, nil)
	require.Equal(t, `"1"`, first.Header.Get("ETag"))
	require.Equal(t, int64(1), into[api.Workspace](first).Version)
	require.Equal(t, `"2"`, w.must("PATCH", acme, map[string]any{"name": "Acme Inc."}, `If-Match: "1"`).Header.Get("ETag"))
	late := w.call("PATCH", acme, map[string]any{"name": "Late"}, `If-Match: "1"`)
	require.Equal(t, 412, late.Status)
	require.Equal(t, workspace.CodeStale, into[api.Problem](late).Code)
	require.NotEmpty(t, into[api.Problem](late).Hint)
	require.Equal(t, "Acme Inc.", into[api.Workspace](w.must("GET", acme, nil)).Name)
	require.Equal(t, "Acme", into[api.Workspace](w.must("PATCH", acme, map[string]any{"name": "Acme"})).Name)
	require.Equal(t, int64(3), into[page[api.Workspace]](w.must("GET", "/api/v1/workspaces", nil)).Data[0].Version)
}

func TestInstallation(t *testing.T) {
	w := newWorld(t)
	require.Equal(t, 503, w.call("GET", "/api/v1/installation", nil).Status)
	facts := api.Facts{Version: "1.2.3", Database: api.Database{Kind: "sqlite", Version: "3.50.0"}, GitHost: true, PublicURL: "https://lockstep.example.com"}
	paths := facts
	paths.DataFolder, paths.KeySource = "/var/lib/lockstep", "/etc/lockstep/key"
	w = newWorld(t, func(o *api.Options) { o.Facts = func(context.Context) (api.Facts, error) { return paths, nil } })
	require.Equal(t, api.Installation{Facts: paths, Users: 3, Workspaces: 1}, into[api.Installation](w.must("GET", "/api/v1/installation", nil)))
	w.token = w.tokens[auth.ScopeRead]
	require.Equal(t, api.Installation{Facts: facts, Users: 3, Workspaces: 1}, into[api.Installation](w.must("GET", "/api/v1/installation", nil)))
	w.token = ""
	require.Equal(t, 401, w.call("GET", "/api/v1/installation", nil).Status)
}

func TestAdminsMakeKeysForOthers(t *testing.T) {
	w := newWorld(t)
	maya := into[api.User](w.must("POST", "/api/v1/users", map[string]any{"name": "Maya Chen", "emails": []string{"maya@acme.example"}}))
	me := into[api.Me](w.must("GET", "/api/v1/me", nil))

	own := into[api.CreatedKey](w.must("POST", "/api/v1/api-keys", map[string]any{"name": "mine", "scope": "read"}))
	require.Equal(t, me.UserID, own.UserID)
	key := into[api.CreatedKey](w.must("POST", "/api/v1/api-keys", map[string]any{"name": "laptop", "scope": "write", "userId": maya.ID}))
	require.Equal(t, maya.ID, key.UserID)
	require.Equal(t, 422, w.call("POST", "/api/v1/api-keys", map[string]any{"name": "x", "scope": "read", "userId": 999}).Status)

	w.token = key.Token
	require.Equal(t, "maya@acme.example", into[api.Me](w.must("GET", "/api/v1/me", nil)).Email)
	w.must("POST", "/api/v1/sources", map[string]any{"name": "Hers", "type": "postgres", "configuration": map[string]any{"host": "h", "database": "d", "user": "u"}})
	changes, err := w.service.Changes(t.Context(), 1, 0, 0)
	require.NoError(t, err)
	require.Equal(t, "Maya Chen", changes[0].Cause.Actor.Name)
}
