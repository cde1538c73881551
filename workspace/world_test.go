package workspace_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/connector/builtin"
	"lockstep.dev/spec"
	"lockstep.dev/store"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

// world is a workspace on a real store with the connection types that are built in.
type world struct {
	*workspace.Service
	t     *testing.T
	store *store.Store
	id    int64
	cause workspace.Cause
}

func newWorld(t *testing.T, options ...func(*workspace.Options)) *world {
	t.Helper()
	registry, err := builtin.Registry()
	require.NoError(t, err)
	st := storetest.Memory(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	o := workspace.Options{Types: spec.NewCatalog(registry), Now: func() time.Time { return now }}
	for _, option := range options {
		option(&o)
	}
	w := &world{Service: workspace.NewService(st, o), t: t, store: st}
	acme, err := w.CreateWorkspace(t.Context(), "Acme", "")
	require.NoError(t, err)
	w.id = acme.ID
	w.cause = workspace.Cause{Actor: workspace.Actor{UserID: 1, Name: "Maya", Email: "maya@acme.example"}, Origin: workspace.OriginUI}
	return w
}

// edit makes one change.
func (w *world) edit(fn func(ctx context.Context, e *workspace.Edit) error) (workspace.Change, error) {
	return w.Edit(w.t.Context(), w.id, w.cause, fn)
}

func (w *world) tryCreate(kind workspace.Kind, slug string, f workspace.Fields) (r workspace.Resource, err error) {
	_, err = w.edit(func(ctx context.Context, e *workspace.Edit) (err error) {
		r, err = e.Create(ctx, kind, slug, f)
		return err
	})
	return r, err
}

func (w *world) create(kind workspace.Kind, slug string, f workspace.Fields) workspace.Resource {
	w.t.Helper()
	r, err := w.tryCreate(kind, slug, f)
	require.NoError(w.t, err)
	return r
}

func (w *world) update(r workspace.Resource, f workspace.Fields) (workspace.Resource, workspace.Change, error) {
	var out workspace.Resource
	c, err := w.edit(func(ctx context.Context, e *workspace.Edit) (err error) {
		out, err = e.Update(ctx, r.ID, r.Version, f)
		return err
	})
	return out, c, err
}

func (w *world) rename(r workspace.Resource, slug string) (workspace.Resource, workspace.Change, error) {
	var out workspace.Resource
	c, err := w.edit(func(ctx context.Context, e *workspace.Edit) (err error) {
		out, err = e.Rename(ctx, r.ID, r.Version, slug, nil)
		return err
	})
	return out, c, err
}

func (w *world) archive(r workspace.Resource) (out workspace.Resource, err error) {
	_, err = w.edit(func(ctx context.Context, e *workspace.Edit) (err error) {
		out, err = e.Archive(ctx, r.ID, 0)
		return err
	})
	return out, err
}

func (w *world) restore(r workspace.Resource, slug string) (out workspace.Resource, err error) {
	_, err = w.edit(func(ctx context.Context, e *workspace.Edit) (err error) {
		out, err = e.Restore(ctx, r.ID, slug)
		return err
	})
	return out, err
}

func (w *world) delete(r workspace.Resource, version int64) (out workspace.Resource, err error) {
	_, err = w.edit(func(ctx context.Context, e *workspace.Edit) (err error) {
		out, err = e.Delete(ctx, r.ID, version)
		return err
	})
	return out, err
}

// get reads a resource again.
func (w *world) get(r workspace.Resource) workspace.Resource {
	w.t.Helper()
	out, err := w.Get(w.t.Context(), w.id, r.Kind, r.ID)
	require.NoError(w.t, err)
	return out
}

// furnish makes one resource of each kind but aliases, each used by the next.
func (w *world) furnish() (source, destination, model, sync workspace.Resource) {
	w.t.Helper()
	source = w.create(workspace.KindSource, "warehouse", aSource())
	destination = w.create(workspace.KindDestination, "crm", workspace.Fields{"name": "CRM", "type": "hubspot"})
	model = w.create(workspace.KindModel, "users", aModel("Users", "warehouse"))
	sync = w.create(workspace.KindSync, "users-to-crm", aSync("users", "crm"))
	return source, destination, model, sync
}

func (w *world) alias(f workspace.Fields) workspace.Resource {
	w.t.Helper()
	return w.create(workspace.KindAliases, "", f)
}

func aSource() workspace.Fields { return workspace.Fields{"name": "Warehouse", "type": "postgres"} }

func aModel(name, source string) workspace.Fields {
	return workspace.Fields{"name": name, "source": source, "type": "raw_sql", "rawSql": "select 1 as id", "primaryKey": "id"}
}

func aSync(model, destination string) workspace.Fields {
	return workspace.Fields{"model": model, "destination": destination, "config": map[string]any{}, "schedulePaused": false}
}

func sourceAliases(pairs ...string) workspace.Fields {
	m := map[string]any{}
	for _, pair := range pairs {
		alias, slug, _ := strings.Cut(pair, "=")
		m[alias] = slug
	}
	return workspace.Fields{"sources": m}
}

func requireCode(t *testing.T, want workspace.Code, err error) *workspace.Error {
	t.Helper()
	var e *workspace.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, want, e.Code, "%v", err)
	return e
}
