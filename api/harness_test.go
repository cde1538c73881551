package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/connector/builtin"
	"lockstep.dev/spec"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

const (
	adminToken = "token-of-ada-0000000000000000"
	writeToken = "token-of-bob-0000000000000000"
	readToken  = "token-of-eve-0000000000000000"
)

// people are accounts with one key each.
type people struct{ keys []api.Key }

func (p *people) Authenticate(_ context.Context, token string) (api.Identity, error) {
	switch token {
	case adminToken:
		return api.Identity{UserID: 1, Name: "Ada", Email: "ada@example.com", KeyID: 1, Scope: "admin"}, nil
	case writeToken:
		return api.Identity{UserID: 2, Name: "Bob", Email: "bob@example.com", KeyID: 2, Scope: "write"}, nil
	case readToken:
		return api.Identity{UserID: 3, Name: "Eve", Email: "eve@example.com", KeyID: 3, Scope: "read"}, nil
	}
	return api.Identity{}, workspace.Errorf(workspace.CodeUnauthorized, "the API key is not valid")
}

func (p *people) Keys(context.Context) ([]api.Key, error) { return p.keys, nil }

func (p *people) CreateKey(_ context.Context, _ api.Identity, k api.NewKey) (api.Key, string, error) {
	key := api.Key{ID: int64(10 + len(p.keys)), Name: k.Name, Scope: k.Scope}
	p.keys = append(p.keys, key)
	return key, "made-token", nil
}

func (p *people) RevokeKey(context.Context, int64) error { return nil }

// world is the API on a real store.
type world struct {
	t       *testing.T
	handler http.Handler
	service *workspace.Service
	log     *bytes.Buffer
	token   string
}

func newWorld(t *testing.T, options ...func(*api.Options)) *world {
	t.Helper()
	log := &bytes.Buffer{}
	logger := slog.New(slog.NewTextHandler(log, nil))
	registry, err := builtin.Registry()
	require.NoError(t, err)
	types := spec.NewCatalog(registry)
	service := workspace.NewService(storetest.Memory(t), workspace.Options{Types: types})
	o := api.Options{Service: service, Types: types, Auth: &people{}, Log: logger, Version: "1.2.3"}
	for _, option := range options {
		option(&o)
	}
	_, err = service.CreateWorkspace(t.Context(), "Acme", "acme")
	require.NoError(t, err)
	return &world{t: t, handler: api.New(o), service: service, log: log, token: adminToken}
}

// answer is a response with its body.
type answer struct {
	t      *testing.T
	Status int
	Header http.Header
	Text   string
}

// call sends a request; headers are "Name: value".
func (w *world) call(method, path string, body any, headers ...string) answer {
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
