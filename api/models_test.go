package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/workspace"
)

func TestModelHasThePublishedShape(t *testing.T) {
	w := newWorld(t)
	source, _, model, sync := w.furnish()
	got := into[map[string]any](w.must("GET", fmt.Sprintf("/api/v1/models/%d", model.ID), nil))
	for key, want := range map[string]any{
		"id": float64(model.ID), "slug": "users", "name": "Users", "workspaceId": float64(1), "primaryKey": "id", "sourceId": float64(source.ID),
		"source": "warehouse", "sourceName": "Warehouse", "queryType": "raw_sql", "raw": map[string]any{"sql": "select 1 as id"}, "isSchema": false,
		"syncs": []any{float64(sync.ID)}, "tags": map[string]any{}, "version": float64(1),
	} {
		require.Equal(t, want, got[key], key)
	}
	require.NotContains(t, got, "table")
	require.NotContains(t, got, "$schema")
}

func TestQueryTypes(t *testing.T) {
	rows := []struct {
		name   string
		body   map[string]any
		fields map[string]any
		shown  string
	}{
		{"raw", map[string]any{"queryType": "raw_sql", "raw": map[string]any{"sql": "select 1"}}, map[string]any{"type": "raw_sql", "rawSql": "select 1"}, "raw_sql"},
		{"table", map[string]any{"queryType": "table", "table": map[string]any{"name": "public.users"}}, map[string]any{"type": "table", "tableName": "public.users"}, "table"},
		{"dbt", map[string]any{"queryType": "dbt", "dbt": map[string]any{"dbtUniqueId": "model.shop.users"}}, map[string]any{"type": "dbt_model", "dbtModel": "model.shop.users"}, "dbt"},
		{"the file's word for dbt", map[string]any{"queryType": "dbt_model", "dbt": map[string]any{"dbtUniqueId": "model.shop.users"}}, map[string]any{"type": "dbt_model", "dbtModel": "model.shop.users"}, "dbt"},
		{"custom", map[string]any{"queryType": "custom", "custom": map[string]any{"query": map[string]any{"n": 5}}}, map[string]any{"type": "custom", "customQuery": map[string]any{"n": int64(5)}}, "custom"},
		{"type taken from the query", map[string]any{"table": map[string]any{"name": "public.users"}}, map[string]any{"type": "table", "tableName": "public.users"}, "table"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			source, _, _, _ := w.furnish()
			body := map[string]any{"name": "M", "sourceId": source.ID}
			for key, value := range row.body {
				body[key] = value
			}
			model := into[api.Model](w.must("POST", "/api/v1/models", body))
			require.Equal(t, row.shown, model.QueryType)
			r, err := w.service.Get(t.Context(), 1, workspace.KindModel, model.ID)
			require.NoError(t, err)
			for key, want := range row.fields {
				require.Equal(t, want, r.Fields[key])
			}
		})
	}
}

func TestPatchTouchesOnlyWhatItNames(t *testing.T) {
	w := newWorld(t)
	_, _, model, _ := w.furnish()
	w.must("PUT", "/api/v1/files/models/users", "name: Users\nsource: warehouse\ntype: raw_sql\nrawSql: select 1\nprimaryKey: id\ncolour: green\ndescription: old\n")
	path := fmt.Sprintf("/api/v1/models/%d", model.ID)

	patched := into[api.Model](w.must("PATCH", path, map[string]any{"name": "People"}))
	require.Equal(t, "People", patched.Name)
	require.Equal(t, "old", patched.Description)
	fields := func() workspace.Fields {
		r, err := w.service.Get(t.Context(), 1, workspace.KindModel, model.ID)
		require.NoError(t, err)
		return r.Fields
	}
	require.Equal(t, "green", fields()["colour"], "unknown keys stay")
	require.Equal(t, "select 1", fields()["rawSql"])

	w.must("PATCH", path, `{"description": null}`)
	require.NotContains(t, fields(), "description", "null takes away")

	switched := into[api.Model](w.must("PATCH", path, map[string]any{"table": map[string]any{"name": "public.users"}}))
	require.Equal(t, "table", switched.QueryType)
	require.NotContains(t, fields(), "rawSql", "the former query goes")
	require.Equal(t, "green", fields()["colour"])
}

func TestPatchWithoutEffectIsNoChange(t *testing.T) {
	w := newWorld(t)
	_, _, model, _ := w.furnish()
	before := len(into[page[any]](w.must("GET", "/api/v1/changes", nil)).Data)
	same := w.must("PATCH", fmt.Sprintf("/api/v1/models/%d", model.ID), map[string]any{"name": "Users"})
	require.Equal(t, `"1"`, same.Header.Get("ETag"))
	require.Len(t, into[page[any]](w.must("GET", "/api/v1/changes", nil)).Data, before)
}

func TestIdsAreTakenAsNumberAndAsText(t *testing.T) {
	w := newWorld(t)
	source, _, model, _ := w.furnish()
	for _, id := range []any{source.ID, strconv.FormatInt(source.ID, 10)} {
		made := into[api.Model](w.must("POST", "/api/v1/models", map[string]any{"name": "M", "sourceId": id, "table": map[string]any{"name": "t"}}))
		require.Equal(t, source.ID, *made.SourceID)
	}
	for _, path := range []string{strconv.FormatInt(model.ID, 10), "users"} {
		require.Equal(t, model.ID, into[api.Model](w.must("GET", "/api/v1/models/"+path, nil)).ID)
	}
	for _, id := range []any{"x", "", 1.5, -1, true} {
		bad := w.call("POST", "/api/v1/models", map[string]any{"name": "M", "sourceId": id, "table": map[string]any{"name": "t"}})
		require.Equal(t, http.StatusUnprocessableEntity, bad.Status, "%v: %s", id, bad.Text)
	}
}

func TestIfMatch(t *testing.T) {
	w := newWorld(t)
	_, _, model, _ := w.furnish()
	path := fmt.Sprintf("/api/v1/models/%d", model.ID)
	first := w.must("GET", path, nil).Header.Get("ETag")
	require.Equal(t, `"1"`, first)

	second := w.must("PATCH", path, map[string]any{"name": "A"}, "If-Match: "+first)
	require.Equal(t, `"2"`, second.Header.Get("ETag"))
	for _, stale := range []string{first, `"99"`, "nonsense", `W/"1"`} {
		a := w.call("PATCH", path, map[string]any{"name": "B"}, "If-Match: "+stale)
		require.Equal(t, http.StatusPreconditionFailed, a.Status, stale)
		require.Equal(t, workspace.CodeStale, into[api.Problem](a).Code)
	}
	require.Equal(t, http.StatusPreconditionFailed, w.call("DELETE", path, nil, "If-Match: "+first).Status)
	w.must("PATCH", path, map[string]any{"name": "C"}, "If-Match: *")
	w.must("PATCH", path, map[string]any{"name": "D"})
}

func TestListWindow(t *testing.T) {
	w := newWorld(t)
	source, _, _, _ := w.furnish()
	for _, name := range []string{"Orders", "Carts", "Visits"} {
		w.must("POST", "/api/v1/models", map[string]any{"name": name, "sourceId": source.ID, "table": map[string]any{"name": "t"}})
	}
	rows := []struct {
		query string
		slugs []string
		more  bool
	}{
		{"", []string{"users", "orders", "carts", "visits"}, false},
		{"?limit=2", []string{"users", "orders"}, true},
		{"?limit=2&offset=2", []string{"carts", "visits"}, false},
		{"?limit=2&offset=9", []string{}, false},
		{"?orderBy=slug", []string{"carts", "orders", "users", "visits"}, false},
		{"?orderBy=name&desc=true&limit=1", []string{"visits"}, true},
		{"?name=ER", []string{"users", "orders"}, false},
		{"?slug=carts", []string{"carts"}, false},
		{"?slug=nothing", []string{}, false},
		{fmt.Sprintf("?sourceId=%d&limit=1", source.ID), []string{"users"}, true},
		{"?sourceId=99", []string{}, false},
	}
	for _, row := range rows {
		t.Run(row.query, func(t *testing.T) {
			got := into[page[api.Model]](w.must("GET", "/api/v1/models"+row.query, nil))
			slugs := []string{}
			for _, m := range got.Data {
				slugs = append(slugs, m.Slug)
			}
			require.Equal(t, row.slugs, slugs)
			require.Equal(t, row.more, got.HasMore)
		})
	}
	for _, query := range []string{"?limit=0", "?limit=1001", "?offset=-1", "?orderBy=colour", "?limit=x"} {
		require.Equal(t, http.StatusUnprocessableEntity, w.call("GET", "/api/v1/models"+query, nil).Status, query)
	}
}

func TestRenameTakesReferencesAlong(t *testing.T) {
	w := newWorld(t)
	_, _, model, sync := w.furnish()
	w.must("PATCH", fmt.Sprintf("/api/v1/models/%d", model.ID), map[string]any{"slug": "people"})
	got := into[api.Sync](w.must("GET", fmt.Sprintf("/api/v1/syncs/%d", sync.ID), nil))
	require.Equal(t, "people", got.Model)
	require.Equal(t, model.ID, *got.ModelID)
}
