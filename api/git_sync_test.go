package api_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/auth"
	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// gitSync answers as Git Sync would and notes what it was asked, for the shapes of the API.
type gitSync struct {
	settings   gitsync.Settings
	connection gitsync.Connection
	secrets    gitsync.SecretEdit
	resolution gitsync.Resolution
	held       []gitsync.Held
	items      []gitsync.ActivityItem
	plan       gitsync.Plan
	asked      []string
	err        error
}

func (g *gitSync) ask(what string, id int64, cause workspace.Cause) error {
	g.asked = append(g.asked, fmt.Sprintf("%s %d %s", what, id, cause.Actor.Name))
	return g.err
}

func (g *gitSync) Status(context.Context, int64) (gitsync.Status, error) {
	return gitsync.Status{State: "in_sync", Message: "Both sides are the same.", Branch: "main"}, g.err
}
func (g *gitSync) Settings(context.Context, int64) (gitsync.Settings, error) {
	return g.settings.Defaults(), g.err
}
func (g *gitSync) Configure(_ context.Context, _ int64, s gitsync.Settings, edit gitsync.SecretEdit) (gitsync.Settings, error) {
	if s.Version != g.settings.Version {
		return s, workspace.Errorf(workspace.CodeStale, "the settings were changed")
	}
	s.Version++
	g.settings, g.secrets = s, edit
	return s, g.err
}
func (g *gitSync) TestConnection(_ context.Context, _ int64, c gitsync.Connection) (gitsync.ConnectionTest, error) {
	g.connection = c
	return gitsync.ConnectionTest{Steps: []gitsync.ConnectionStep{{Name: "reach", Hint: "compare", HostKey: &gitsync.HostKey{Fingerprint: "SHA256:x"}}}}, g.err
}
func (g *gitSync) HostKeys(_ context.Context, _ int64, address string) ([]gitsync.HostKey, error) {
	return []gitsync.HostKey{{Host: address, Fingerprint: "SHA256:x"}}, g.err
}
func (g *gitSync) MakeKey(context.Context, int64) (gitsync.Settings, error) {
	g.settings.PublicKey = "ssh-ed25519 AAAA lockstep"
	return g.settings.Defaults(), g.err
}
func (g *gitSync) Preview(_ context.Context, _ int64, c gitsync.Connection) (gitsync.Plan, error) {
	g.connection = c
	return gitsync.Plan{Hash: "h1"}, g.err
}
func (g *gitSync) Connect(_ context.Context, id int64, c gitsync.Connection, cause workspace.Cause) error {
	g.connection = c
	return g.ask("connect", id, cause)
}
func (g *gitSync) Disconnect(_ context.Context, id int64, c workspace.Cause) error {
	return g.ask("disconnect", id, c)
}
func (g *gitSync) Pause(_ context.Context, id int64, c workspace.Cause) error {
	return g.ask("pause", id, c)
}
func (g *gitSync) Resume(_ context.Context, id int64, c workspace.Cause) error {
	return g.ask("resume", id, c)
}
func (g *gitSync) Resync(_ context.Context, id int64, c workspace.Cause) error {
	return g.ask("resync", id, c)
}
func (g *gitSync) Plan(context.Context, int64) (gitsync.Plan, error) { return g.plan, g.err }
func (g *gitSync) Cycle(context.Context, int64) (gitsync.Report, error) {
	return gitsync.Report{Head: "abc", Outbound: 2, Commits: 1, Duration: 1500 * time.Millisecond}, g.err
}
func (g *gitSync) Confirm(_ context.Context, id int64, plan string, c workspace.Cause) error {
	return g.ask("confirm "+plan, id, c)
}
func (g *gitSync) Held(context.Context, int64) ([]gitsync.Held, error) { return g.held, g.err }
func (g *gitSync) Texts(_ context.Context, _ int64, h gitsync.Held) (gitsync.Texts, error) {
	return gitsync.Texts{Base: "base\n", App: "app\n", Repo: h.RepoText, Merged: "merged\n"}, g.err
}
func (g *gitSync) Outcome(_ context.Context, _ int64, r gitsync.Resolution) (gitsync.Outcome, error) {
	g.resolution = r
	return gitsync.Outcome{Fields: r.Fields, Text: "text\n", Diff: "diff\n", Valid: true}, g.err
}
func (g *gitSync) Resolve(_ context.Context, id int64, r gitsync.Resolution, c workspace.Cause) error {
	g.resolution = r
	return g.ask("resolve", id, c)
}
func (g *gitSync) Activity(_ context.Context, _, before int64, limit int) ([]gitsync.Activity, error) {
	var out []gitsync.Activity
	for id := int64(5); id > 0 && len(out) < limit; id-- {
		if before == 0 || id < before {
			out = append(out, gitsync.Activity{ID: id, Flow: gitsync.Outbound, Items: g.items, Duration: time.Second})
		}
	}
	return out, g.err
}

func (g *gitSync) serve(o *api.Options) { o.GitSync = g }

const git = "/api/v1/workspaces/acme/git-sync"

func TestGitSyncSteps(t *testing.T) {
	g := &gitSync{}
	var triggered []int64
	w := newWorld(t, g.serve, func(o *api.Options) {
		o.Trigger = func(_ context.Context, id int64) error { triggered = append(triggered, id); return nil }
	})
	for _, step := range []string{"disconnect", "pause", "resume", "resync"} {
		require.Equal(t, "in_sync", into[gitsync.Status](w.must("POST", git+"/"+step, nil)).State)
	}
	w.must("POST", git+"/confirm", `{"plan": "p1"}`)
	require.Equal(t, []string{"disconnect 1 Ada", "pause 1 Ada", "resume 1 Ada", "resync 1 Ada", "confirm p1 1 Ada"}, g.asked)

	require.JSONEq(t, `{"head":"abc","idle":false,"inbound":0,"outbound":2,"commits":1,"held":0,"halted":false,"durationMs":1500,"waited":true}`,
		w.must("POST", git+"/sync", nil).Text)
	require.Equal(t, 202, w.must("POST", git+"/sync?wait=false", nil).Status)
	require.Equal(t, []int64{1}, triggered)
	require.Contains(t, w.must("GET", git+"/plan", nil).Text, `"items":[]`)
	require.Equal(t, "in_sync", into[gitsync.Status](w.must("GET", "/api/v1/workspaces/-/git-sync/status", nil)).State)

	w.token = w.tokens[auth.ScopeWrite]
	require.Equal(t, 403, w.call("POST", git+"/disconnect", nil).Status)
	w.token = w.tokens[auth.ScopeRead]
	require.Equal(t, 403, w.call("POST", git+"/sync", nil).Status)
}

func TestGitSyncSettings(t *testing.T) {
	g := &gitSync{settings: gitsync.Settings{Version: 4, Phase: gitsync.PhaseActive}}
	w := newWorld(t, g.serve)
	got := w.must("GET", git+"/settings", nil)
	require.Equal(t, `"4"`, got.Header.Get("ETag"))
	require.Equal(t, "two-way", into[map[string]any](got)["mode"])

	put := w.must("PUT", git+"/settings", `{"url": "https://git.example.com/a.git", "conflictPolicy": "prefer-repo", "phase": "disconnected"}`, `If-Match: "4"`)
	require.Equal(t, `"5"`, put.Header.Get("ETag"))
	require.Equal(t, gitsync.PhaseActive, g.settings.Phase, "the phase is not a setting to write")
	require.Equal(t, reconcile.ConflictPrefersRepo, g.settings.Conflict)
	require.Equal(t, 15, g.settings.PollSeconds, "what is left out takes its default")
	require.Zero(t, g.secrets)
	require.Equal(t, 412, w.call("PUT", git+"/settings", `{}`, `If-Match: "4"`).Status)
	require.Equal(t, 422, w.call("PUT", git+"/settings", `{"mode": "sideways"}`).Status)

	w.must("PUT", git+"/credential", `{"credential": "hunter2-hunter2"}`)
	require.Equal(t, "hunter2-hunter2", *g.secrets.Credential)
	require.Equal(t, "https://git.example.com/a.git", g.settings.URL, "settings stay")

	w.must("POST", git+"/preview", `{"direction": "app-to-repo"}`)
	require.Equal(t, "https://git.example.com/a.git", g.connection.Settings.URL)
	w.must("POST", git+"/connect", `{"settings": {"builtIn": true}, "credential": "hunter3-hunter3", "direction": "two-way", "plan": "h1"}`)
	require.True(t, g.connection.Settings.BuiltIn)
	require.Equal(t, "h1", g.connection.Plan)
	require.Equal(t, "hunter3-hunter3", *g.connection.Secrets.Credential)
	require.Equal(t, 422, w.call("POST", git+"/connect", `{"direction": "sideways"}`).Status)
	require.NotContains(t, w.log.String(), "hunter")
}

func conflict() gitsync.Held {
	clash := reconcile.Clash{
		Path: reconcile.Path{"config", "mappings", reconcile.Key{Field: "to", Value: "email"}, "from"},
		Base: reconcile.Value{Present: true, Value: "a"}, App: reconcile.Value{Present: true, Value: "b"}, Repo: reconcile.Value{Present: true, Value: "c"},
	}
	merged := workspace.Fields{"model": "users", "config": map[string]any{"mappings": []any{map[string]any{"to": "email", "from": "b"}}}}
	return gitsync.Held{
		Ref: workspace.Ref{Kind: workspace.KindSync, Slug: "users-to-crm"}, Path: "syncs/users-to-crm.yaml", AppVersion: 7, Blob: "beef", Merged: merged,
		Hold: reconcile.Hold{Reason: reconcile.ReasonConflict, Message: "both sides changed it", Clashes: []reconcile.Clash{clash}},
	}
}

func TestConflicts(t *testing.T) {
	unreadable := gitsync.Held{
		Ref: workspace.Ref{Kind: workspace.KindModel, Slug: "orders"}, Path: "models/orders.yaml", RepoText: "name: [",
		Hold: reconcile.Hold{Reason: reconcile.ReasonUnreadable, Message: "not YAML", Problems: []workspace.Problem{{Code: "syntax", Message: "m", Line: 3, Column: 4}}},
	}
	leak := gitsync.Held{
		Ref: workspace.Ref{Kind: workspace.KindSource, Slug: "db"}, RepoText: "password: hunter2-hunter2",
		Repo: workspace.Fields{"type": "postgres", "config": map[string]any{"host": "h", "password": "hunter2-hunter2"}},
		Hold: reconcile.Hold{Reason: reconcile.ReasonInvalid, Problems: []workspace.Problem{{Code: "secret", Message: "m"}}},
	}
	g := &gitSync{held: []gitsync.Held{unreadable, leak, conflict()}}
	w := newWorld(t, g.serve)
	require.Len(t, into[page[api.Conflict]](w.must("GET", git+"/conflicts", nil)).Data, 3)
	require.Len(t, into[page[api.Conflict]](w.must("GET", git+"/conflicts?reason=conflict", nil)).Data, 1)
	require.Len(t, into[page[api.Conflict]](w.must("GET", git+"/conflicts?kind=model", nil)).Data, 1)
	require.True(t, into[page[api.Conflict]](w.must("GET", git+"/conflicts?limit=2", nil)).HasMore)
	require.NotContains(t, w.must("GET", git+"/conflicts", nil).Text, "hunter2")

	one := into[api.Conflict](w.must("GET", git+"/conflicts/syncs/users-to-crm", nil))
	require.Equal(t, "config.mappings[to=email].from", one.Clashes[0].Path)
	require.Equal(t, gitsync.ValueView{Present: true, Value: "c"}, one.Clashes[0].Repo)
	require.Equal(t, 3, into[api.Conflict](w.must("GET", git+"/conflicts/model/orders", nil)).Problems[0].Line)
	require.Equal(t, "users-to-crm", one.Name)
	require.Equal(t, "orders", into[api.Conflict](w.must("GET", git+"/conflicts/model/orders", nil)).Name)
	require.Equal(t, 404, w.call("GET", git+"/conflicts/model/nobody", nil).Status)
}

func TestResolve(t *testing.T) {
	version, blob := int64(7), "beef"
	from := func(value any) workspace.Fields {
		return workspace.Fields{"model": "users", "config": map[string]any{"mappings": []any{map[string]any{"to": "email", "from": value}}}}
	}
	path := "config.mappings[to=email].from"
	rows := []struct {
		name, body string
		want       gitsync.Resolution // without Ref
		status     int
	}{
		{"app", `{"take":"app","appVersion":7,"blob":"beef"}`, gitsync.Resolution{Take: "app", AppVersion: version, Blob: blob}, 200},
		{"the shown versions by default", `{"take":"repo"}`, gitsync.Resolution{Take: "repo", AppVersion: version, Blob: blob}, 200},
		{"other versions go through", `{"take":"repo","appVersion":0,"blob":""}`, gitsync.Resolution{Take: "repo"}, 200},
		{"fields", `{"take":"merge","fields":{"model":"users","n":5}}`, gitsync.Resolution{Take: "merge", AppVersion: version, Blob: blob, Fields: workspace.Fields{"model": "users", "n": int64(5)}}, 200},
		{"remove", `{"take":"merge","remove":true}`, gitsync.Resolution{Take: "merge", AppVersion: version, Blob: blob}, 200},
		{"pick repo", `{"take":"merge","picks":[{"path":"` + path + `","take":"repo"}]}`, gitsync.Resolution{Take: "merge", AppVersion: version, Blob: blob, Fields: from("c")}, 200},
		{"pick base", `{"take":"merge","picks":[{"path":"` + path + `","take":"base"}]}`, gitsync.Resolution{Take: "merge", AppVersion: version, Blob: blob, Fields: from("a")}, 200},
		{"pick a value", `{"take":"merge","picks":[{"path":"` + path + `","take":"value","value":9}]}`, gitsync.Resolution{Take: "merge", AppVersion: version, Blob: blob, Fields: from(int64(9))}, 200},
		{"pick what does not clash", `{"take":"merge","picks":[{"path":"model","take":"repo"}]}`, gitsync.Resolution{}, 422},
		{"text", `{"take":"merge","text":"model: users\n","slug":"people"}`, gitsync.Resolution{Take: "merge", AppVersion: version, Blob: blob, Text: "model: users\n", Slug: "people"}, 200},
		{"text and fields", `{"take":"merge","text":"model: users\n","fields":{}}`, gitsync.Resolution{}, 422},
		{"app with text", `{"take":"app","text":"model: users\n"}`, gitsync.Resolution{}, 422},
		{"merge without a value", `{"take":"merge"}`, gitsync.Resolution{}, 422},
		{"merge with two", `{"take":"merge","remove":true,"fields":{}}`, gitsync.Resolution{}, 422},
		{"app with fields", `{"take":"app","fields":{}}`, gitsync.Resolution{}, 422},
		{"nobody", `{"take":"both"}`, gitsync.Resolution{}, 422},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			g := &gitSync{held: []gitsync.Held{conflict()}}
			w := newWorld(t, g.serve)
			a := w.call("POST", git+"/conflicts/syncs/users-to-crm/resolve", row.body)
			require.Equal(t, row.status, a.Status, a.Text)
			if row.status == 200 {
				row.want.Ref = workspace.Ref{Kind: workspace.KindSync, Slug: "users-to-crm"}
				require.Equal(t, row.want, g.resolution)
			}
		})
	}
}

func TestConflictTexts(t *testing.T) {
	held := conflict()
	held.RepoText = "repo\n"
	w := newWorld(t, (&gitSync{held: []gitsync.Held{held}}).serve)
	one := into[api.Conflict](w.must("GET", git+"/conflicts/syncs/users-to-crm", nil))
	require.Equal(t, []string{"base\n", "app\n", "repo\n", "merged\n"}, []string{one.BaseText, one.AppText, one.RepoText, one.MergedText})
	require.Equal(t, []gitsync.Take{"app", "repo", "merge"}, one.Takes)
}

func TestResolutionPreview(t *testing.T) {
	g := &gitSync{held: []gitsync.Held{conflict()}}
	w := newWorld(t, g.serve)
	w.token = w.tokens[auth.ScopeRead]
	path := git + "/conflicts/syncs/users-to-crm/preview"
	left := into[api.Outcome](w.must("POST", path, `{"take":"merge"}`))
	require.Equal(t, []string{"config.mappings[to=email].from"}, left.Left)
	require.False(t, left.Valid, "a clash is not settled")
	require.Equal(t, g.held[0].Merged, g.resolution.Fields, "the app's value stands in")

	picked := into[api.Outcome](w.must("POST", path, `{"take":"merge","picks":[{"path":"config.mappings[to=email].from","take":"repo"}]}`))
	require.True(t, picked.Valid)
	require.Empty(t, picked.Left)
	require.Equal(t, "diff\n", picked.Diff)
	require.Contains(t, fmt.Sprint(picked.Fields), "from:c")

	w.must("POST", path, `{"take":"merge","text":"model: users\n"}`)
	require.Equal(t, "model: users\n", g.resolution.Text)
	require.Equal(t, 422, w.call("POST", path, `{"take":"app","picks":[{"path":"model","take":"repo"}]}`).Status)
	require.Equal(t, 403, w.call("POST", git+"/conflicts/syncs/users-to-crm/resolve", `{"take":"app"}`).Status)
}

func TestCommitPreview(t *testing.T) {
	w := newWorld(t, (&gitSync{}).serve)
	w.token = w.tokens[auth.ScopeRead]
	samples := into[api.CommitSamples](w.must("POST", git+"/commit-preview", `{"template":"{{workspace}}: {{subject}}"}`))
	require.Len(t, samples.Messages, 3)
	require.Contains(t, samples.Messages[0].Text, "acme: models/users: change primaryKey, rawSql\n")
	require.Len(t, into[api.CommitSamples](w.must("POST", git+"/commit-preview", `{"template":"","grouping":"batch"}`)).Messages, 2)
	wrong := into[api.CommitSamples](w.must("POST", git+"/commit-preview", `{"template":"{{what}}"}`))
	require.Empty(t, wrong.Messages)
	require.Equal(t, "template", wrong.Problems[0].Path)
	require.Contains(t, wrong.Words, "subject")
}

func TestActivity(t *testing.T) {
	w := newWorld(t, (&gitSync{}).serve)
	first := into[page[api.Activity]](w.must("GET", git+"/activity?limit=3", nil))
	require.True(t, first.HasMore)
	require.Equal(t, int64(1000), first.Data[0].DurationMS)
	rest := into[page[api.Activity]](w.must("GET", fmt.Sprintf("%s/activity?limit=3&before=%d", git, first.Data[2].ID), nil))
	require.False(t, rest.HasMore)
	require.Len(t, rest.Data, 2)
}

func TestGitSyncErrorsGoThroughTheTable(t *testing.T) {
	g := &gitSync{err: workspace.Errorf(workspace.CodeHalted, "waits for a person").WithHint("confirm it")}
	w := newWorld(t, g.serve)
	for _, path := range []string{"/status", "/plan", "/settings", "/conflicts", "/activity"} {
		a := w.call("GET", git+path, nil)
		require.Equal(t, 409, a.Status)
		require.Equal(t, workspace.CodeHalted, into[api.Problem](a).Code)
		require.Contains(t, a.Text, "confirm it")
	}
}
