package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/auth"
	"lockstep.dev/connector/builtin"
	"lockstep.dev/examples"
	"lockstep.dev/gitsync"
	"lockstep.dev/spec"
	"lockstep.dev/store"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

// world is the API on a real store.
type world struct {
	t       testing.TB
	handler http.Handler
	service *workspace.Service
	log     *bytes.Buffer
	token   string
	tokens  map[auth.Scope]string
}

func newWorld(t *testing.T, options ...func(*api.Options)) *world {
	t.Helper()
	return worldOn(t, storetest.Memory(t), options...)
}

func worldOn(t testing.TB, st *store.Store, options ...func(*api.Options)) *world {
	t.Helper()
	log := &bytes.Buffer{}
	logger := slog.New(slog.NewTextHandler(log, nil))
	registry, err := builtin.Registry()
	require.NoError(t, err)
	types := spec.NewCatalog(registry)
	people := auth.New(st, nil)
	service := workspace.NewService(st, workspace.Options{Types: types, Policy: gitsync.Policy{Store: st}})
	sample, err := examples.Acme()
	require.NoError(t, err)
	o := api.Options{Service: service, Types: types, Connectors: registry, Schemas: types, Sample: sample, Auth: people, Log: logger, Version: "1.2.3"}
	for _, option := range options {
		option(&o)
	}
	_, err = service.CreateWorkspace(t.Context(), "Acme", "acme")
	require.NoError(t, err)
	w := &world{t: t, handler: api.New(o), service: service, log: log, tokens: map[auth.Scope]string{}}
	for _, person := range []struct {
		name, email string
		scope       auth.Scope
	}{
		{"Ada", "ada@example.com", auth.ScopeAdmin}, {"Bob", "bob@example.com", auth.ScopeWrite}, {"Eve", "eve@example.com", auth.ScopeRead},
	} {
		user, err := people.CreateUser(t.Context(), person.name, person.scope, person.email)
		require.NoError(t, err)
		_, w.tokens[person.scope], err = people.CreateKey(t.Context(), user.ID, person.name, person.scope, nil)
		require.NoError(t, err)
	}
	w.token = w.tokens[auth.ScopeAdmin]
	return w
}

// answer is a response with its body.
type answer struct {
	t      testing.TB
	Status int
	Header http.Header
	Text   string
}

// call sends a request; headers are "Name: value".
func (w *world) call(method, path string, body any, headers ...string) answer {
	w.t.Helper()
	return w.from("", method, path, body, headers...)
}

// from is call for a request that comes from somewhere.
func (w *world) from(remote, method, path string, body any, headers ...string) answer {
	w.t.Helper()
	var reader io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(body)
	default:
		raw, err := json.Marshal(body)
		require.NoError(w.t, err)
		reader = bytes.NewReader(raw)
	}
	r := httptest.NewRequest(method, path, reader)
	if remote != "" {
		r.RemoteAddr = remote
	}
	if w.token != "" {
		r.Header.Set("Authorization", "Bearer "+w.token)
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return answer{t: w.t, Status: recorder.Code, Header: recorder.Header(), Text: recorder.Body.String()}
}

// must is call for a request that has to succeed.
func (w *world) must(method, path string, body any, headers ...string) answer {
	w.t.Helper()
	a := w.call(method, path, body, headers...)
	require.Less(w.t, a.Status, 300, a.Text)
	return a
}

// into reads the body as T.
func into[T any](a answer) T {
	a.t.Helper()
	var out T
	require.NoError(a.t, json.Unmarshal([]byte(a.Text), &out), a.Text)
	return out
}

type page[T any] struct {
	Data    []T  `json:"data"`
	HasMore bool `json:"hasMore"`
	Total   int  `json:"total"`
}

// furnish makes a source, a destination, a model and a sync.
func (w *world) furnish() (source api.Source, destination api.Destination, model api.Model, sync api.Sync) {
	w.t.Helper()
	source = into[api.Source](w.must("POST", "/api/v1/sources", map[string]any{
		"name": "Warehouse", "type": "postgres",
		"configuration": map[string]any{"host": "db.example.com", "port": 5432, "database": "dw", "user": "reader", "password": "hunter2-hunter2"},
	}))
	destination = into[api.Destination](w.must("POST", "/api/v1/destinations", map[string]any{
		"name": "CRM", "type": "unheard-of", "configuration": map[string]any{"region": "eu"},
	}))
	model = into[api.Model](w.must("POST", "/api/v1/models", map[string]any{
		"name": "Users", "sourceId": source.ID, "queryType": "raw_sql", "raw": map[string]any{"sql": "select 1 as id"}, "primaryKey": "id",
	}))
	sync = into[api.Sync](w.must("POST", "/api/v1/syncs", map[string]any{
		"slug": "users-to-crm", "modelId": model.ID, "destinationId": destination.ID, "disabled": false,
		"configuration": map[string]any{"mode": "upsert", "mappings": []any{
			map[string]any{"to": "email", "from": "mail", "type": "standard"}, map[string]any{"to": "id", "from": "id"},
		}, "big": json.Number("9007199254740995")},
		"schedule": map[string]any{"type": "interval", "schedule": map[string]any{"interval": map[string]any{"unit": "hour", "quantity": 2}}},
	}))
	return source, destination, model, sync
}
