package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

// agree notes that both sides agree on a resource.
func agree(t *testing.T, s *store.Store, r workspace.Resource, change ...func(*gitsync.BaseEntry)) {
	t.Helper()
	e := gitsync.BaseEntry{Ref: r.Ref(), Base: reconcile.Base{
		Slug: r.Slug, ResourceID: r.ID, Version: r.Version, Digest: r.Digest, Blob: "b", Path: r.Ref().String() + ".yaml", Text: []byte("x"), Fields: r.Fields,
	}}
	for _, fn := range change {
		fn(&e)
	}
	require.NoError(t, s.PutBase(t.Context(), r.WorkspaceID, []gitsync.BaseEntry{e}))
}

func testStandings(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w, other := newWorkspace(t, s, "w"), newWorkspace(t, s, "other")
	add := func(kind workspace.Kind, slug string) workspace.Resource {
		return insert(t, s, newResource(w.ID, kind, slug, workspace.Fields{"name": slug}))
	}
	same, edited, fresh, renamed := add(workspace.KindModel, "same"), add(workspace.KindModel, "edited"), add(workspace.KindModel, "fresh"), add(workspace.KindModel, "renamed")
	again, kept, bad, clash := add(workspace.KindModel, "again"), add(workspace.KindModel, "kept"), add(workspace.KindModel, "bad\x00"), add(workspace.KindSync, "clash")
	source := add(workspace.KindSource, "source")
	all := []workspace.Resource{same, edited, fresh, renamed, again, kept, bad, clash, source}
	agree(t, s, same)
	agree(t, s, edited, func(e *gitsync.BaseEntry) { e.Digest = "before" })
	agree(t, s, renamed, func(e *gitsync.BaseEntry) { e.Ref.Slug, e.Slug = "former", "former" })
	agree(t, s, again, func(e *gitsync.BaseEntry) { e.ResourceID = 12345 }) // deleted and made again
	agree(t, s, kept, func(e *gitsync.BaseEntry) { e.Kept, e.Blob, e.Text = true, "", nil })
	agree(t, s, clash)
	agree(t, s, source)
	require.NoError(t, s.PutHeld(ctx, w.ID, []gitsync.Held{
		{Ref: bad.Ref(), Hold: reconcile.Hold{Reason: reconcile.ReasonInvalid, Message: "no\x00 name"}},
		{Ref: clash.Ref(), Hold: reconcile.Hold{Reason: reconcile.ReasonConflict, Message: "both sides", Clashes: []reconcile.Clash{{Path: reconcile.Path{"name"}}}}},
		{Ref: workspace.Ref{Kind: workspace.KindSync, Slug: "same"}, Hold: reconcile.Hold{Reason: reconcile.ReasonInvalid}},
	}))
	require.NoError(t, s.PutHeld(ctx, other.ID, []gitsync.Held{{Ref: same.Ref(), Hold: reconcile.Hold{Reason: reconcile.ReasonInvalid}}}))

	// look checks states by resource, one by one, by list and by count.
	look := func(want map[int64]workspace.Standing) {
		t.Helper()
		var ids []int64
		byState := map[workspace.GitState][]int64{}
		for _, r := range all {
			ids = append(ids, r.ID)
			byState[want[r.ID].State] = append(byState[want[r.ID].State], r.ID)
		}
		got, err := s.Standings(ctx, w.ID, ids)
		require.NoError(t, err)
		require.Equal(t, want, got)
		tally, err := s.Tally(ctx, w.ID)
		require.NoError(t, err)
		for _, state := range workspace.GitStates() {
			found, _, err := s.Resources(ctx, w.ID, workspace.Query{State: state})
			require.NoError(t, err)
			var listed []int64
			for _, r := range found {
				listed = append(listed, r.ID)
			}
			require.Equal(t, byState[state], listed, state)
			n, err := s.CountResources(ctx, w.ID, workspace.Query{State: state, Limit: 1, Offset: 1})
			require.NoError(t, err)
			require.Len(t, byState[state], n, state)
			require.Len(t, byState[state], tally.States[state], state)
		}
	}
	off := map[int64]workspace.Standing{}
	for _, r := range all {
		off[r.ID] = workspace.Standing{State: workspace.GitOff, Reason: "disconnected"}
	}
	look(off)

	settings := gitsync.Settings{WorkspaceID: w.ID, Phase: gitsync.PhasePaused}
	require.NoError(t, s.PutSettings(ctx, &settings))
	on := map[int64]workspace.Standing{
		same.ID: {State: workspace.GitInSync}, kept.ID: {State: workspace.GitInSync, Reason: "kept_in_app"},
		edited.ID: {State: workspace.GitPending}, fresh.ID: {State: workspace.GitPending}, renamed.ID: {State: workspace.GitPending}, again.ID: {State: workspace.GitPending},
		bad.ID:    {State: workspace.GitHeld, Reason: string(reconcile.ReasonInvalid), Message: "no\x00 name"},
		clash.ID:  {State: workspace.GitConflict, Reason: string(reconcile.ReasonConflict), Message: "both sides", Clashes: []string{"name"}},
		source.ID: {State: workspace.GitOff, Reason: "not_included"},
	}
	look(on)
	settings.Connections = true
	require.NoError(t, s.PutSettings(ctx, &settings))
	on[source.ID] = workspace.Standing{State: workspace.GitInSync}
	look(on)
	settings.Phase = gitsync.PhaseDisconnected
	require.NoError(t, s.PutSettings(ctx, &settings))
	look(off)

	none, err := s.Standings(ctx, w.ID, nil)
	require.NoError(t, err)
	require.Empty(t, none)
	foreign, err := s.Standings(ctx, other.ID, []int64{same.ID})
	require.NoError(t, err)
	require.Empty(t, foreign)
}

func testFilters(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w := newWorkspace(t, s, "w")
	add := func(kind workspace.Kind, slug string, f workspace.Fields) int64 {
		return insert(t, s, newResource(w.ID, kind, slug, f)).ID
	}
	daily := map[string]any{"type": "cron", "schedule": map[string]any{"expression": "0 3 * * *"}}
	pg := add(workspace.KindSource, "pg", workspace.Fields{"name": "Warehouse", "type": "postgres"})
	users := add(workspace.KindModel, "Users-2", workspace.Fields{"name": "People 100%", "type": "raw_sql", "source": "pg"})
	table := add(workspace.KindModel, "orders", workspace.Fields{"name": "USERS' orders", "type": "table", "source": "alias"})
	none := add(workspace.KindSync, "none", workspace.Fields{"model": "Users-2", "destination": "crm"})
	manual := add(workspace.KindSync, "manual", workspace.Fields{"model": "orders", "destination": "crm", "schedule": map[string]any{"type": "manual"}, "schedulePaused": true})
	cron := add(workspace.KindSync, "cron", workspace.Fields{"model": "Users-2", "destination": "mail", "schedule": daily})
	paused := add(workspace.KindSync, "paused", workspace.Fields{"model": "Users-2", "destination": "crm", "schedule": daily, "schedulePaused": true})
	odd := add(workspace.KindSync, "odd", workspace.Fields{"model": "none", "schedule": "at noon", "schedulePaused": "yes", "type": "cron"})
	yes, no := true, false
	uses := func(kind workspace.Kind, names ...string) workspace.Uses {
		return workspace.Uses{Kind: kind, Names: names}
	}
	for _, row := range []struct {
		name string
		q    workspace.Query
		want []int64
	}{
		{"part of the name or slug", workspace.Query{Search: "uSers"}, []int64{users, table}},
		{"no wildcard", workspace.Query{Search: "0%"}, []int64{users}},
		{"nothing is like it", workspace.Query{Search: "zebra"}, nil},
		{"type", workspace.Query{Type: "postgres"}, []int64{pg}},
		{"type of a query", workspace.Query{Kind: workspace.KindModel, Type: "table"}, []int64{table}},
		{"type of a schedule", workspace.Query{Kind: workspace.KindSync, Type: "cron"}, []int64{cron, paused}},
		{"no schedule is manual", workspace.Query{Kind: workspace.KindSync, Type: "manual"}, []int64{none, manual, odd}},
		{"paused", workspace.Query{Paused: &yes}, []int64{manual, paused}},
		{"not paused: syncs only", workspace.Query{Paused: &no}, []int64{none, cron, odd}},
		{"several names of one", workspace.Query{Uses: []workspace.Uses{uses(workspace.KindSource, "pg", "alias", "pg")}}, []int64{users, table}},
		{"each of two", workspace.Query{Uses: []workspace.Uses{uses(workspace.KindModel, "Users-2"), uses(workspace.KindDestination, "crm")}}, []int64{none, paused}},
		{"a name that is of no kind", workspace.Query{Uses: []workspace.Uses{uses(workspace.KindModel, "\x00")}}, nil},
		{"all at once", workspace.Query{Kind: workspace.KindSync, Type: "cron", Paused: &yes, Search: "AUS", State: workspace.GitOff}, []int64{paused}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, _, err := s.Resources(ctx, w.ID, row.q)
			require.NoError(t, err)
			var ids []int64
			for _, r := range got {
				ids = append(ids, r.ID)
			}
			require.Equal(t, row.want, ids)
			n, err := s.CountResources(ctx, w.ID, row.q)
			require.NoError(t, err)
			require.Len(t, row.want, n)
		})
	}

	byName, err := s.UserIDs(ctx, w.ID, workspace.KindSync, workspace.KindModel, []string{"Users-2", "orders", "none", "nothing", "Users-2"})
	require.NoError(t, err)
	require.Equal(t, map[string][]int64{"Users-2": {none, cron, paused}, "orders": {manual}, "none": {odd}}, byName)
	byName, err = s.UserIDs(ctx, w.ID, workspace.KindModel, workspace.KindModel, []string{"Users-2"})
	require.NoError(t, err)
	require.Empty(t, byName)
	byName, err = s.UserIDs(ctx, w.ID, workspace.KindSync, workspace.KindModel, nil)
	require.NoError(t, err)
	require.Empty(t, byName)

	r, err := s.Resource(ctx, w.ID, paused)
	require.NoError(t, err)
	r.Fields, r.Version = r.Fields.With("schedulePaused", false).With("schedule", nil), 2
	require.NoError(t, s.UpdateResource(ctx, r, 1))
	at := instant()
	gone, err := s.Resource(ctx, w.ID, cron)
	require.NoError(t, err)
	gone.ArchivedAt, gone.Version = &at, 2
	require.NoError(t, s.UpdateResource(ctx, gone, 1))
	tally, err := s.Tally(ctx, w.ID)
	require.NoError(t, err)
	require.Equal(t, workspace.Tally{
		Kinds:  map[workspace.Kind]int{workspace.KindSource: 1, workspace.KindModel: 2, workspace.KindSync: 4},
		States: map[workspace.GitState]int{workspace.GitOff: 7}, Manual: 4,
	}, tally, "an update moves a sync, and the trash is not counted")
}

func testRecent(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w, other := newWorkspace(t, s, "w"), newWorkspace(t, s, "other")
	var want []string
	for seq := int64(1); seq <= 6; seq++ {
		for _, of := range []workspace.Workspace{w, other} {
			c := workspace.Change{WorkspaceID: of.ID, Seq: seq, At: instant().UTC()}
			for _, letter := range []string{"a", "b"} {
				r := insert(t, s, newResource(of.ID, workspace.KindModel, fmt.Sprint(letter, seq), nil))
				c.Revisions = append(c.Revisions, workspace.Revision{ResourceID: r.ID, Kind: r.Kind, Slug: r.Slug, Version: 1, Op: workspace.OpCreate})
			}
			require.NoError(t, s.InsertChange(ctx, &c))
		}
		want = append(want, fmt.Sprint("a", seq), fmt.Sprint("b", seq))
	}
	slices.Reverse(want)
	got, err := s.Recent(ctx, w.ID, 5)
	require.NoError(t, err)
	var slugs []string
	for _, r := range got {
		slugs = append(slugs, r.Slug)
	}
	require.Equal(t, want[:5], slugs)
	require.Equal(t, int64(6), got[0].Seq)
	require.Equal(t, int64(4), got[4].Seq)
	got, err = s.Recent(ctx, newWorkspace(t, s, "empty").ID, 5)
	require.NoError(t, err)
	require.Empty(t, got)
}
