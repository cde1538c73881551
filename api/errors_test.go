package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

func TestStatusOfEachCode(t *testing.T) {
	for code, want := range map[workspace.Code]int{
		workspace.CodeInvalid: 422, workspace.CodeNotFound: 404, workspace.CodeConflict: 409, workspace.CodeStale: 412, workspace.CodeForbidden: 403,
		workspace.CodeUnauthorized: 401, workspace.CodeHalted: 409, workspace.CodeRateLimited: 429, workspace.CodeUnavailable: 503, workspace.CodeInternal: 500, "new": 500,
	} {
		require.Equal(t, want, api.Status(code), code)
	}
}

func TestErrors(t *testing.T) {
	rows := []struct {
		name         string
		method, path string
		body         any
		headers      []string
		token        string
		status       int
		code         workspace.Code
		contains     string
	}{
		{name: "unknown id", method: "GET", path: "/api/v1/models/999", status: 404, code: "not_found"},
		{name: "unknown slug", method: "GET", path: "/api/v1/models/nobody", status: 404, code: "not_found", contains: "nobody"},
		{name: "id of another kind", method: "GET", path: "/api/v1/models/1", status: 404, code: "not_found"},
		{name: "no such address", method: "GET", path: "/api/v1/colours", status: 404, code: "not_found"},
		{name: "no such address at all", method: "GET", path: "/favicon.ico", status: 404, code: "not_found"},
		{name: "method", method: "PUT", path: "/api/v1/models", status: 405, code: "invalid", contains: "GET"},
		{name: "no key", method: "GET", path: "/api/v1/models", token: "none", status: 401, code: "unauthorized", contains: "Bearer"},
		{name: "wrong key", method: "GET", path: "/api/v1/models", token: "wrong-key", status: 401, code: "unauthorized"},
		{name: "reader writes", method: "POST", path: "/api/v1/models", body: map[string]any{"name": "x"}, token: "read", status: 403, code: "forbidden", contains: "write"},
		{name: "writer administers", method: "POST", path: "/api/v1/workspaces", body: map[string]any{"name": "x"}, token: "write", status: 403, code: "forbidden"},
		{name: "unknown workspace", method: "GET", path: "/api/v1/models", headers: []string{"X-Workspace: nowhere"}, status: 404, code: "not_found", contains: "nowhere"},
		{name: "not JSON", method: "POST", path: "/api/v1/models", body: "{", status: 400, code: "invalid"},
		{name: "unknown property", method: "POST", path: "/api/v1/models", body: `{"name":"x","colour":1}`, status: 422, code: "invalid", contains: "colour"},
		{name: "missing property", method: "POST", path: "/api/v1/syncs", body: `{}`, status: 422, code: "invalid", contains: "configuration"},
		{name: "empty name", method: "PATCH", path: "/api/v1/models/users", body: `{"name":""}`, status: 422, code: "invalid", contains: "name"},
		{name: "dangling source", method: "PATCH", path: "/api/v1/models/users", body: `{"source":"nowhere"}`, status: 422, code: "invalid", contains: "nowhere"},
		{name: "dangling source id", method: "PATCH", path: "/api/v1/models/users", body: `{"sourceId":999}`, status: 422, code: "invalid", contains: "sourceId"},
		{name: "model without a query", method: "POST", path: "/api/v1/models", body: `{"name":"x","source":"warehouse","queryType":"raw_sql"}`, status: 422, code: "invalid", contains: "rawSql"},
		{name: "two queries", method: "POST", path: "/api/v1/models", body: `{"name":"x","source":"warehouse","raw":{"sql":"a"},"table":{"name":"b"}}`, status: 422, code: "invalid"},
		{name: "query of another type", method: "POST", path: "/api/v1/models", body: `{"name":"x","source":"warehouse","queryType":"dbt","table":{"name":"b"}}`, status: 422, code: "invalid"},
		{name: "slug taken", method: "POST", path: "/api/v1/models", body: `{"name":"x","slug":"users","source":"warehouse","table":{"name":"b"}}`, status: 409, code: "conflict"},
		{name: "slug that is no file name", method: "PATCH", path: "/api/v1/models/users", body: `{"slug":"a/b"}`, status: 422, code: "invalid"},
		{name: "in use", method: "DELETE", path: "/api/v1/models/users", status: 409, code: "conflict", contains: "syncs/users-to-crm"},
		{name: "workspace slug taken", method: "POST", path: "/api/v1/workspaces", body: `{"name":"x","slug":"acme"}`, status: 409, code: "conflict"},
		{name: "unknown revision", method: "GET", path: "/api/v1/models/users/revisions/77", status: 404, code: "not_found"},
		{name: "trash of a live one", method: "DELETE", path: "/api/v1/trash/1", status: 409, code: "conflict"},
		{name: "file folder", method: "GET", path: "/api/v1/files/colours/x", status: 422, code: "invalid"},
		{name: "own key", method: "DELETE", path: "/api/v1/api-keys/1", status: 409, code: "conflict"},
		{name: "no Git Sync", method: "GET", path: "/api/v1/workspaces/acme/git-sync/status", status: 503, code: "unavailable"},
	}
	w := newWorld(t)
	w.furnish()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w.token = w.tokens[auth.ScopeAdmin]
			switch row.token {
			case "":
			case "none":
				w.token = ""
			case "read", "write":
				w.token = w.tokens[auth.Scope(row.token)]
			default:
				w.token = row.token
			}
			a := w.call(row.method, row.path, row.body, row.headers...)
			require.Equal(t, row.status, a.Status, a.Text)
			require.Equal(t, "application/problem+json", a.Header.Get("Content-Type"))
			p := into[api.Problem](a)
			require.Equal(t, row.status, p.Status)
			require.Equal(t, row.code, p.Code)
			require.NotEmpty(t, p.Title)
			require.NotEmpty(t, p.Detail)
			require.Equal(t, a.Header.Get("X-Request-Id"), p.RequestID)
			require.Contains(t, a.Text, row.contains)
			require.NotContains(t, a.Text, ".go:")
		})
	}
}

func TestFaultsAreLoggedOnceAndNotTold(t *testing.T) {
	secret := "dsn with a password inside"
	rows := map[string]func(*api.Options){
		"error": func(o *api.Options) { o.Auth = failing{err: func() error { return errors.New(secret) }} },
		"internal error of ours": func(o *api.Options) {
			o.Auth = failing{err: func() error { return workspace.Errorf(workspace.CodeInternal, "%s", secret) }}
		},
		"panic": func(o *api.Options) { o.Auth = failing{err: func() error { panic(secret) }} },
	}
	for name, broken := range rows {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, broken)
			a := w.call("GET", "/api/v1/me", nil, "X-Request-Id: my-request.1")
			require.Equal(t, 500, a.Status)
			require.Equal(t, workspace.CodeInternal, into[api.Problem](a).Code)
			require.NotContains(t, a.Text, secret)
			require.Equal(t, 1, strings.Count(w.log.String(), "request failed"))
			require.Contains(t, w.log.String(), secret)
			require.Contains(t, w.log.String(), "my-request.1")
		})
	}
}

func TestALateAnswerIsUnavailable(t *testing.T) {
	w := newWorld(t, func(o *api.Options) {
		o.Auth = failing{err: func() error { return fmt.Errorf("ask: %w", context.DeadlineExceeded) }}
	})
	require.Equal(t, http.StatusServiceUnavailable, w.call("GET", "/api/v1/me", nil).Status)
}

// failing fails to know anybody. Nothing else is asked of it.
type failing struct {
	api.Auth
	err func() error
}

func (f failing) Authenticate(context.Context, string) (auth.Identity, error) {
	return auth.Identity{}, f.err()
}

func TestEdge(t *testing.T) {
	w := newWorld(t)
	a := w.must("GET", "/api/v1/version", nil)
	require.Equal(t, "nosniff", a.Header.Get("X-Content-Type-Options"))
	require.Equal(t, "DENY", a.Header.Get("X-Frame-Options"))
	require.Equal(t, "no-store", a.Header.Get("Cache-Control"))
	require.Contains(t, a.Header.Get("Content-Security-Policy"), "default-src 'none'")
	require.Len(t, a.Header.Get("X-Request-Id"), 24)
	forged := w.must("GET", "/api/v1/version", nil, "X-Request-Id: <script>")
	require.NotContains(t, forged.Header.Get("X-Request-Id"), "<")

	require.Equal(t, http.StatusOK, w.must("HEAD", "/api/v1/models", nil).Status)
	options := w.must("OPTIONS", "/api/v1/models", nil)
	require.Equal(t, http.StatusNoContent, options.Status)
	require.Equal(t, "GET, HEAD, POST, OPTIONS", options.Header.Get("Allow"))

	w.token = ""
	require.Equal(t, "ok", into[api.Health](w.must("GET", "/api/v1/health", nil)).Status)
	require.NotEmpty(t, w.call("GET", "/api/v1/me", nil).Header.Get("WWW-Authenticate"))
}

func TestABodyOfAnySizeIsNotRead(t *testing.T) {
	w := newWorld(t)
	big := `{"name":"` + strings.Repeat("x", 3<<20) + `"}`
	require.Equal(t, http.StatusRequestEntityTooLarge, w.call("POST", "/api/v1/models", big).Status)
	require.Equal(t, http.StatusRequestEntityTooLarge, w.call("PUT", "/api/v1/files/models/x", big).Status)
}

func TestHealthSaysNo(t *testing.T) {
	w := newWorld(t, func(o *api.Options) { o.Ready = func(context.Context) error { return errors.New("no database") } })
	a := w.call("GET", "/api/v1/health", nil)
	require.Equal(t, http.StatusServiceUnavailable, a.Status)
	require.NotContains(t, a.Text, "database")
}
