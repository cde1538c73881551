package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/workspace"
)

func TestSyncHasThePublishedShape(t *testing.T) {
	w := newWorld(t)
	source, destination, model, sync := w.furnish()
	got := into[map[string]any](w.must("GET", fmt.Sprintf("/api/v1/syncs/%d", sync.ID), nil))
	for key, want := range map[string]any{
		"id": float64(sync.ID), "slug": "users-to-crm", "modelName": "Users", "destinationName": "CRM", "modelId": float64(model.ID), "destinationId": float64(destination.ID), "sourceId": float64(source.ID),
		"disabled": false, "status": "pending", "lastRunAt": nil, "referencedColumns": []any{"id", "mail"}, "primaryKey": "id", "tags": map[string]any{},
		"schedule": map[string]any{"type": "interval", "schedule": map[string]any{"interval": map[string]any{"unit": "hour", "quantity": float64(2)}}},
	} {
		require.Equal(t, want, got[key], key)
	}
	require.Contains(t, w.must("GET", "/api/v1/syncs", nil).Text, "9007199254740995", "whole numbers keep all digits")
}

func TestPatchSync(t *testing.T) {
	w := newWorld(t)
	_, _, _, sync := w.furnish()
	path := fmt.Sprintf("/api/v1/syncs/%d", sync.ID)
	fields := func() workspace.Fields {
		r, err := w.service.Get(t.Context(), 1, workspace.KindSync, sync.ID)
		require.NoError(t, err)
		return r.Fields
	}
	require.NotContains(t, fields(), "schedulePaused")
	w.must("PATCH", path, `{"disabled": false}`)
	require.NotContains(t, fields(), "schedulePaused", "what is so already is not written")
	paused := into[api.Sync](w.must("PATCH", path, `{"disabled": true}`))
	require.True(t, paused.Disabled)
	require.Equal(t, "disabled", paused.Status)
	require.Equal(t, true, fields()["schedulePaused"])
	require.Equal(t, false, into[map[string]any](w.must("PATCH", path, `{"disabled": false}`))["disabled"])

	require.Nil(t, into[map[string]any](w.must("PATCH", path, `{"schedule": null}`))["schedule"])
	require.NotContains(t, fields(), "schedule")
	require.Equal(t, 422, w.call("PATCH", path, `{"schedule": {"type": "interval"}}`).Status)
}

func TestSyncsOfAModel(t *testing.T) {
	w := newWorld(t)
	_, _, model, sync := w.furnish()
	got := into[page[api.Sync]](w.must("GET", fmt.Sprintf("/api/v1/syncs?modelId=%d", model.ID), nil))
	require.Len(t, got.Data, 1)
	require.Equal(t, sync.ID, got.Data[0].ID)
	require.Empty(t, into[page[api.Sync]](w.must("GET", "/api/v1/syncs?modelId=99", nil)).Data)
}

func TestHistoryTrashAndFeed(t *testing.T) {
	w := newWorld(t)
	_, _, _, sync := w.furnish()
	path := fmt.Sprintf("/api/v1/syncs/%d", sync.ID)
	w.must("PATCH", path, `{"description": "one"}`, "X-Lockstep-Client: cli", "X-Lockstep-Note: because")
	w.must("PATCH", path, `{"description": "two"}`)

	revisions := into[page[api.Revision]](w.must("GET", path+"/revisions?limit=2", nil))
	require.True(t, revisions.HasMore)
	require.Equal(t, []int64{3, 2}, []int64{revisions.Data[0].Version, revisions.Data[1].Version})
	require.Equal(t, []string{"description"}, revisions.Data[1].Changed)
	require.Equal(t, workspace.OriginCLI, revisions.Data[1].Origin)
	require.Equal(t, "because", revisions.Data[1].Note)
	require.Equal(t, api.Actor{UserID: 1, Name: "Ada", Email: "ada@example.com"}, revisions.Data[1].Actor)
	require.Equal(t, workspace.OriginAPI, revisions.Data[0].Origin)

	restored := w.must("POST", path+"/restore", `{"version": 2}`, `If-Match: "3"`)
	require.Equal(t, `"4"`, restored.Header.Get("ETag"))
	require.Equal(t, "one", into[api.Sync](w.must("GET", path, nil)).Description)

	require.Equal(t, 204, w.must("DELETE", path, nil).Status)
	gone := w.call("GET", path, nil)
	require.Equal(t, 404, gone.Status)
	require.Contains(t, gone.Text, "trash")
	trash := into[page[api.Trashed]](w.must("GET", "/api/v1/trash?kind=sync", nil))
	require.Len(t, trash.Data, 1)
	require.Len(t, into[page[api.Revision]](w.must("GET", path+"/revisions", nil)).Data, 5, "history outlives the trash")
	w.must("POST", fmt.Sprintf("/api/v1/trash/%d/restore", sync.ID), `{"slug": "again"}`)
	require.Equal(t, "again", into[api.Sync](w.must("GET", path, nil)).Slug)

	w.must("DELETE", path+"?purge=true", nil)
	require.Empty(t, into[page[api.Trashed]](w.must("GET", "/api/v1/trash", nil)).Data)
	require.Equal(t, 409, w.call("POST", fmt.Sprintf("/api/v1/trash/%d/restore", sync.ID), nil).Status)

	first := into[page[api.FeedEntry]](w.must("GET", "/api/v1/changes?limit=3", nil))
	require.True(t, first.HasMore)
	rest := into[page[api.FeedEntry]](w.must("GET", fmt.Sprintf("/api/v1/changes?after=%d", first.Data[2].Seq), nil))
	require.False(t, rest.HasMore)
	require.Equal(t, first.Data[2].Seq+1, rest.Data[0].Seq)
	require.Equal(t, workspace.OpDelete, rest.Data[len(rest.Data)-1].Revisions[len(rest.Data[len(rest.Data)-1].Revisions)-1].Op)
}

func TestFiles(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	text := "name: Orders\nsource: warehouse\ntype: raw_sql\nrawSql: |-\n  select *\n  from orders\nprimaryKey: id\n"
	put := func(body string, headers ...string) api.FileResult {
		return into[api.FileResult](w.must("PUT", "/api/v1/files/models/orders-2024", body, append(headers, "Content-Type: application/yaml")...))
	}
	require.Equal(t, "created", put(text).Result)
	require.Equal(t, "unchanged", put("# a remark\n"+text).Result)
	updated := put(strings.Replace(text, "Orders", "All orders", 1), `If-Match: "1"`)
	require.Equal(t, "updated", updated.Result)
	require.Equal(t, int64(2), updated.Version)
	warned := put(text + "colour: green\n")
	require.Equal(t, "unknown_key", warned.Warnings[0].Code)
	require.Equal(t, 8, warned.Warnings[0].Line)

	got := w.must("GET", "/api/v1/files/models/orders-2024", nil)
	require.Equal(t, text+"colour: green\n", got.Text)
	require.Contains(t, got.Header.Get("Content-Type"), "application/yaml")

	for body, place := range map[string][2]int{
		strings.Replace(text, "warehouse", "nowhere", 1): {2, 9}, "name: [": {1, 8}, strings.Replace(text, "name: Orders", "name: 5", 1): {1, 7},
	} {
		a := w.call("PUT", "/api/v1/files/models/orders-2024", body)
		require.Equal(t, 422, a.Status, a.Text)
		p := into[api.Problem](a)
		require.Equal(t, place[0], p.Problems[0].Line, a.Text)
		require.Equal(t, place[1], p.Problems[0].Column, a.Text)
	}
	require.Equal(t, 412, w.call("PUT", "/api/v1/files/models/new", text, `If-Match: "1"`).Status)
	require.Equal(t, "created", into[api.FileResult](w.must("PUT", "/api/v1/files/models/77", text)).Result, "digits are a slug here")
}

func TestWorkspaceIsChosen(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	beta := into[api.Workspace](w.must("POST", "/api/v1/workspaces", `{"name": "Beta"}`))
	a := w.call("GET", "/api/v1/models", nil)
	require.Equal(t, 422, a.Status)
	require.Contains(t, a.Text, "acme, beta")
	require.Len(t, into[page[api.Model]](w.must("GET", "/api/v1/models", nil, "X-Workspace: acme")).Data, 1)
	require.Empty(t, into[page[api.Model]](w.must("GET", "/api/v1/models?workspace=beta", nil)).Data)
	require.Empty(t, into[page[api.Model]](w.must("GET", "/api/v1/models", nil, fmt.Sprintf("X-Workspace: %d", beta.ID))).Data)
	w.must("POST", "/api/v1/workspaces", `{"name": "Default"}`)
	require.Empty(t, into[page[api.Model]](w.must("GET", "/api/v1/models", nil)).Data)
	require.Equal(t, 404, w.call("GET", "/api/v1/models/users", nil).Status, "nothing of another workspace is visible")
	require.Equal(t, "Gamma", into[api.Workspace](w.must("PATCH", "/api/v1/workspaces/beta", `{"name": "Gamma"}`)).Name)
	three := into[page[api.Workspace]](w.must("GET", "/api/v1/workspaces?limit=2", nil))
	require.True(t, three.HasMore)
}
