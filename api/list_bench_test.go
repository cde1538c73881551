package api_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/store"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

// BenchmarkList asks for pages of 100 out of 10,000 syncs of 500 models, on a SQLite file, most of
// them in sync with a branch.
func BenchmarkList(b *testing.B) {
	st, err := store.Open(b.Context(), "sqlite:"+b.TempDir()+"/lockstep.db", store.Options{Sealer: storetest.Sealer{}})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, st.Close()) })
	w := worldOn(b, st)
	w.fill(b.Context(), st, 500, 10_000)
	for _, row := range []struct{ name, query string }{
		{"first page", "/syncs?limit=100"},
		{"last page", "/syncs?limit=100&offset=9900"},
		{"by name, from high to low", "/syncs?limit=100&orderBy=name&desc=true"},
		{"latest first", "/syncs?limit=100&orderBy=updatedAt&desc=true"},
		{"search", "/syncs?limit=100&orderBy=name&search=sync-00"},
		{"search for what is not there", "/syncs?limit=100&search=nothing-like-it"},
		{"pending", "/syncs?limit=100&orderBy=name&state=pending"},
		{"in sync, in the middle", "/syncs?limit=100&orderBy=name&state=in_sync&offset=5000"},
		{"of a type, paused", "/syncs?limit=100&scheduleType=interval&disabled=true"},
		{"of a model", "/syncs?limit=100&modelId=3"},
		{"models", "/models?limit=100&orderBy=name"},
		{"overview", "/workspaces/acme/overview"},
	} {
		b.Run(row.name, func(b *testing.B) {
			for b.Loop() {
				w.must("GET", "/api/v1"+row.query, nil)
			}
		})
	}
}

// fill makes models and syncs of them, and what the sides agreed on for nine of ten.
func (w *world) fill(ctx context.Context, st *store.Store, models, syncs int) {
	acme, err := w.service.WorkspaceBySlug(ctx, "acme")
	require.NoError(w.t, err)
	settings := gitsync.Settings{WorkspaceID: acme.ID, URL: "https://git.example.com/acme.git", Phase: gitsync.PhaseActive}
	require.NoError(w.t, st.PutSettings(ctx, &settings))
	var agreed []gitsync.BaseEntry
	_, err = w.service.Edit(ctx, acme.ID, workspace.Cause{}, func(ctx context.Context, e *workspace.Edit) error {
		add := func(i int, kind workspace.Kind, slug string, f workspace.Fields) error {
			r, err := e.Create(ctx, kind, slug, f)
			if i%10 != 0 {
				agreed = append(agreed, gitsync.BaseEntry{Ref: r.Ref(), Base: reconcile.Base{
					Slug: slug, ResourceID: r.ID, Version: r.Version, Digest: r.Digest, Blob: "b", Path: r.Ref().String() + ".yaml", Text: make([]byte, 800), Fields: f,
				}})
			}
			return err
		}
		if err := add(0, workspace.KindSource, "warehouse", workspace.Fields{"name": "Warehouse", "type": "postgres"}); err != nil {
			return err
		}
		if err := add(0, workspace.KindDestination, "crm", workspace.Fields{"name": "CRM", "type": "unheard-of"}); err != nil {
			return err
		}
		for i := range models {
			err := add(i, workspace.KindModel, fmt.Sprintf("model-%04d", i), workspace.Fields{
				"name": fmt.Sprintf("Model %d", models-i), "source": "warehouse", "type": "raw_sql", "primaryKey": "id",
				"rawSql": fmt.Sprintf("SELECT id, email, name, plan, country\nFROM public.users\nWHERE account = %d\n  AND deleted_at IS NULL", i),
			})
			if err != nil {
				return err
			}
		}
		for i := range syncs {
			mappings := []any{}
			for _, column := range []string{"id", "email", "name", "plan", "country"} {
				mappings = append(mappings, map[string]any{"to": column, "from": column, "type": "standard"})
			}
			err := add(i, workspace.KindSync, fmt.Sprintf("sync-%05d", i), workspace.Fields{
				"model": fmt.Sprintf("model-%04d", i%models), "destination": "crm", "schedulePaused": i%4 == 0,
				"config":   map[string]any{"mode": "upsert", "object": "contacts", "mappings": mappings},
				"schedule": map[string]any{"type": "interval", "schedule": map[string]any{"interval": map[string]any{"unit": "hour", "quantity": int64(1)}}},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(w.t, err)
	require.NoError(w.t, st.PutBase(ctx, acme.ID, agreed))
}
