package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/auth"
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
