package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

func TestListsAreFiltered(t *testing.T) {
	st := storetest.Memory(t)
	w := worldOn(t, st)
	w.fill(t.Context(), st, 12, 30)
	for _, row := range []struct {
		path  string
		slugs []string
		total int
	}{
		{"/syncs?limit=2&orderBy=slug&desc=true", []string{"sync-00029", "sync-00028"}, 30},
		{"/syncs?limit=2&offset=28&orderBy=slug", []string{"sync-00028", "sync-00029"}, 30},
		{"/syncs?limit=2&offset=90", nil, 30},
		{"/syncs?search=SYNC-0001&limit=2&orderBy=slug", []string{"sync-00010", "sync-00011"}, 10},
		{"/syncs?state=pending", []string{"sync-00000", "sync-00010", "sync-00020"}, 3},
		{"/syncs?state=in_sync&limit=1&orderBy=slug", []string{"sync-00001"}, 27},
		{"/syncs?state=held", nil, 0},
		{"/syncs?disabled=true&search=1&orderBy=slug", []string{"sync-00012", "sync-00016"}, 2},
		{"/syncs?disabled=false&limit=1", []string{"sync-00001"}, 22},
		{"/syncs?scheduleType=manual", nil, 0},
		{"/syncs?scheduleType=interval&limit=1", []string{"sync-00000"}, 30},
		{"/models?search=model%201&orderBy=name", []string{"model-0011", "model-0002", "model-0001", "model-0000"}, 4},
		{"/models?queryType=raw_sql&limit=1", []string{"model-0000"}, 12},
		{"/models?queryType=dbt", nil, 0},
		{"/sources?type=postgres", []string{"warehouse"}, 1},
		{"/sources?state=off", []string{"warehouse"}, 1},
		{"/destinations?type=postgres", nil, 0},
		{"/destinations?search=cR", []string{"crm"}, 1},
	} {
		t.Run(row.path, func(t *testing.T) {
			got := into[page[struct{ Slug string }]](w.must("GET", "/api/v1"+row.path, nil))
			var slugs []string
			for _, item := range got.Data {
				slugs = append(slugs, item.Slug)
			}
			require.Equal(t, row.slugs, slugs)
			require.Equal(t, row.total, got.Total)
		})
	}

	model := into[api.Model](w.must("GET", "/api/v1/models/model-0003", nil))
	require.Len(t, model.Syncs, 3)
	crm := into[api.Destination](w.must("GET", "/api/v1/destinations/crm", nil))
	require.Len(t, crm.Syncs, 30)
	both := func(model, destination int64) page[api.Sync] {
		return into[page[api.Sync]](w.must("GET", fmt.Sprintf("/api/v1/syncs?modelId=%d&destinationId=%d", model, destination), nil))
	}
	require.Equal(t, 3, both(model.ID, crm.ID).Total)
	require.Equal(t, 0, both(model.ID, 99999).Total)
	source := into[api.Source](w.must("GET", "/api/v1/sources/warehouse", nil))
	require.Equal(t, 12, into[page[api.Model]](w.must("GET", fmt.Sprintf("/api/v1/models?sourceId=%d", source.ID), nil)).Total)
	require.Equal(t, 422, w.call("GET", "/api/v1/syncs?state=lost", nil).Status)
	require.Equal(t, 422, w.call("GET", "/api/v1/syncs?disabled=maybe", nil).Status)
}

// TestUsersByAlias: what names a resource by an alias is found and counted as well.
func TestUsersByAlias(t *testing.T) {
	w := newWorld(t)
	_, destination, model, _ := w.furnish()
	w.must("PUT", "/api/v1/aliases", map[string]any{"destinations": map[string]any{"main-crm": destination.Slug}})
	w.must("POST", "/api/v1/syncs", map[string]any{"slug": "by-alias", "modelId": model.ID, "destination": "main-crm", "configuration": map[string]any{}})
	require.Len(t, into[api.Destination](w.must("GET", "/api/v1/destinations/crm", nil)).Syncs, 2)
	require.Equal(t, 2, into[page[api.Sync]](w.must("GET", fmt.Sprintf("/api/v1/syncs?destinationId=%d", destination.ID), nil)).Total)
}

func TestGitIsOnEveryView(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	want := api.Git{State: workspace.GitOff, Reason: "disconnected"}
	for _, path := range []string{"sources/warehouse", "destinations/crm", "models/users", "syncs/users-to-crm"} {
		require.Equal(t, want, into[struct{ Git api.Git }](w.must("GET", "/api/v1/"+path, nil)).Git)
	}
	for _, path := range []string{"sources", "destinations", "models", "syncs"} {
		require.Equal(t, want, into[page[struct{ Git api.Git }]](w.must("GET", "/api/v1/"+path, nil)).Data[0].Git)
	}
}

func TestOverview(t *testing.T) {
	st := storetest.Memory(t)
	w := worldOn(t, st)
	empty := into[api.Overview](w.must("GET", "/api/v1/workspaces/acme/overview", nil))
	require.Equal(t, api.Overview{Recent: []api.Revision{}}, empty)
	w.fill(t.Context(), st, 12, 30)
	w.must("PATCH", "/api/v1/syncs/sync-00007", map[string]any{"description": "seven"})
	w.must("PATCH", "/api/v1/syncs/sync-00008", map[string]any{"schedule": nil})
	got := into[api.Overview](w.must("GET", "/api/v1/workspaces/acme/overview", nil))
	require.Equal(t, api.Counts{Sources: 1, Destinations: 1, Models: 12, Syncs: 30}, got.Counts)
	require.Equal(t, api.States{InSync: 10 + 25, Pending: 2 + 5, Off: 2}, got.States)
	require.Equal(t, api.SyncCounts{Active: 22, Paused: 7, Manual: 1}, got.Syncs)
	require.Len(t, got.Recent, 10)
	require.Equal(t, "sync-00008", got.Recent[0].Slug)
	require.Equal(t, "sync-00008", got.Recent[0].Name, "a sync has no other name")
	require.Equal(t, []string{"schedule"}, got.Recent[0].Changed)
	require.Nil(t, got.Recent[0].Fields)
	require.Equal(t, "sync-00007", got.Recent[1].Slug)
	require.Equal(t, "Ada", got.Recent[1].Actor.Name)
}

func TestSample(t *testing.T) {
	w := newWorld(t)
	made := into[api.Sample](w.must("POST", "/api/v1/workspaces/acme/sample", nil))
	require.Contains(t, made.Created, api.SampleItem{Kind: "model", Slug: "churn-risk"})
	overview := into[api.Overview](w.must("GET", "/api/v1/workspaces/acme/overview", nil))
	c := overview.Counts
	require.Len(t, made.Created, c.Sources+c.Destinations+c.Models+c.Syncs)
	changes := into[page[api.FeedEntry]](w.must("GET", "/api/v1/changes", nil))
	require.Len(t, changes.Data, 1, "one change")

	again := w.call("POST", "/api/v1/workspaces/acme/sample", nil)
	require.Equal(t, 409, again.Status)
	require.Contains(t, into[api.Problem](again).Hint, "destinations/archive-bucket")
	require.Len(t, into[page[api.FeedEntry]](w.must("GET", "/api/v1/changes", nil)).Data, 1)
}

func TestARevisionAsAFile(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	w.must("PATCH", "/api/v1/models/users", map[string]any{"name": "People"})
	first := into[api.Revision](w.must("GET", "/api/v1/models/users/revisions/1", nil))
	require.Contains(t, first.Text, "name: Users\nsource: warehouse\n")
	source := w.must("GET", "/api/v1/sources/warehouse/revisions/1", nil).Text
	require.NotContains(t, source, "hunter2")
	for _, r := range into[page[api.Revision]](w.must("GET", "/api/v1/models/users/revisions", nil)).Data {
		require.Empty(t, r.Text)
	}
}
