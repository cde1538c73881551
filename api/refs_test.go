package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/gitsync"
)

func TestActivityAndPlanCallResourcesByName(t *testing.T) {
	g := &gitSync{}
	w := newWorld(t, g.serve)
	_, _, model, sync := w.furnish()
	gone := "models/gone"
	g.items = []gitsync.ActivityItem{{Ref: "models/" + model.Slug}, {Ref: "syncs/" + sync.Slug}, {Ref: gone}, {Ref: "manifest"}}
	g.plan.Items = []gitsync.PlanItem{{Ref: "models/" + model.Slug}, {Ref: gone}}

	entries := into[struct{ Data []api.Activity }](w.must("GET", git+"/activity?limit=2", nil)).Data
	require.Len(t, entries, 2)
	for _, entry := range entries {
		require.Equal(t, []gitsync.ActivityItem{
			{Ref: "models/" + model.Slug, Name: model.Name, ResourceID: model.ID},
			{Ref: "syncs/" + sync.Slug, Name: sync.Slug, ResourceID: sync.ID}, {Ref: gone}, {Ref: "manifest"},
		}, entry.Items)
	}
	require.Equal(t, []gitsync.PlanItem{{Ref: "models/" + model.Slug, Name: model.Name, ResourceID: model.ID}, {Ref: gone}},
		into[gitsync.Plan](w.must("GET", git+"/plan", nil)).Items)
	require.Empty(t, g.items[0].Name)
}
