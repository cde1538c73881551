package gitsync_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/connector/builtin"
	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/spec"
	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

// world is one workspace and one branch, with the real engine and the real SQLite store between.
type world struct {
	t      require.TestingT
	ctx    context.Context
	now    time.Time
	store  *store.Store
	app    *workspace.Service
	repo   *gitsynctest.Repository
	remote *gitsynctest.Remote
	engine *gitsync.Engine
	id     int64 // of the workspace
	step   func(gitsync.Step)
}

// plain is a store.Sealer for tests that have no secrets.
type plain struct{}

func (plain) Seal(_, _, _ string, text []byte) ([]byte, error) {
	return append([]byte("sealed:"), text...), nil
}
func (plain) Open(_, _, _ string, text []byte) ([]byte, error) { return text[len("sealed:"):], nil }

type nobody struct{}

func (nobody) ByEmail(_ context.Context, email string) (workspace.Actor, bool, error) {
	if email == alice.Email {
		return alice, true, nil
	}
	return workspace.Actor{}, false, nil
}

var (
	alice = workspace.Actor{UserID: 1, Name: "Alice", Email: "alice@example.com"}
	bob   = workspace.Actor{UserID: 2, Name: "Bob", Email: "bob@example.com"}
	carol = gitsync.Person{Name: "Carol", Email: "carol@example.com"}
)

func openStore(t testing.TB) *store.Store {
	s, err := store.Open(context.Background(), "sqlite::memory:", store.Options{Sealer: plain{}, Unsafe: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func catalog(t require.TestingT) *spec.Catalog {
	registry, err := builtin.Registry()
	require.NoError(t, err)
	return spec.NewCatalog(registry)
}

func newWorld(t testing.TB) *world { return worldOn(t, openStore(t), catalog(t), "main") }

// worldOn makes a workspace with a source and a destination on a store that others may use too.
func worldOn(t require.TestingT, s *store.Store, types *spec.Catalog, slug string) *world {
	w := &world{t: t, ctx: context.Background(), now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), store: s}
	w.repo = gitsynctest.NewRepository()
	w.remote = &gitsynctest.Remote{Repository: w.repo}
	w.app = workspace.NewService(s, workspace.Options{Types: types, Policy: gitsync.Policy{Store: s}, Now: w.clock})
	made, err := w.app.CreateWorkspace(w.ctx, slug, slug)
	require.NoError(t, err)
	w.id = made.ID
	w.restart()
	w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
		if _, err := e.Create(ctx, workspace.KindSource, "warehouse", workspace.Fields{"name": "Warehouse", "type": "postgres"}); err != nil {
			return err
		}
		_, err := e.Create(ctx, workspace.KindDestination, "crm", workspace.Fields{"name": "CRM", "type": "hubspot"})
		return err
	})
	return w
}

// clock moves on by a second with each look.
func (w *world) clock() time.Time {
	w.now = w.now.Add(time.Second)
	return w.now
}

// restart replaces the engine, as a new process does: what was in memory is gone.
func (w *world) restart() {
	w.engine = gitsync.New(gitsync.Options{
		Store: w.store, Workspaces: w.app, Users: nobody{}, Instance: "test", Now: w.clock,
		Dial: func(_ context.Context, _ gitsync.Settings, _ gitsync.Secrets, folders []string) (gitsync.Remote, error) {
			w.remote.Folders = folders
			return w.remote, nil
		},
		Trigger: func(context.Context, int64) error { return nil },
		OnStep: func(s gitsync.Step) {
			if w.step != nil {
				w.step(s)
			}
		},
	})
}

func (w *world) edit(by workspace.Actor, fn func(context.Context, *workspace.Edit) error) workspace.Change {
	change, err := w.app.Edit(w.ctx, w.id, workspace.Cause{Actor: by, Origin: workspace.OriginUI}, fn)
	require.NoError(w.t, err)
	return change
}

func (w *world) create(by workspace.Actor, ref workspace.Ref, f workspace.Fields) workspace.Change {
	return w.edit(by, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Create(ctx, ref.Kind, ref.Slug, f)
		return err
	})
}

// set changes one field in the app.
func (w *world) set(by workspace.Actor, ref workspace.Ref, key string, value any) {
	r := w.get(ref)
	w.edit(by, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Update(ctx, r.ID, r.Version, r.Fields.With(key, value))
		return err
	})
}

func (w *world) update(by workspace.Actor, r workspace.Resource, f workspace.Fields) workspace.Change {
	return w.edit(by, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Update(ctx, r.ID, r.Version, f)
		return err
	})
}

func (w *world) archive(by workspace.Actor, ref workspace.Ref) workspace.Change {
	return w.edit(by, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Archive(ctx, w.get(ref).ID, 0)
		return err
	})
}

func (w *world) get(ref workspace.Ref) workspace.Resource {
	r, err := w.app.BySlug(w.ctx, w.id, ref)
	require.NoError(w.t, err)
	return r
}

func (w *world) has(ref workspace.Ref) bool {
	_, err := w.app.BySlug(w.ctx, w.id, ref)
	return err == nil
}

// push commits files to the branch, as Carol.
func (w *world) push(message string, files map[string]string) string {
	changes := map[string][]byte{}
	for path, text := range files {
		changes[path] = []byte(text)
		if text == gone {
			changes[path] = nil
		}
	}
	return w.repo.Commit(carol, w.clock(), message, changes)
}

// gone as a file's text deletes it.
const gone = "\x00gone"

func (w *world) file(path string) string { return string(w.repo.Files()[path]) }

func (w *world) connect(direction reconcile.Direction, more ...func(*gitsync.Settings)) {
	s := gitsync.Settings{URL: "https://git.example.com/acme.git"}
	for _, set := range more {
		set(&s)
	}
	require.NoError(w.t, w.engine.Connect(w.ctx, w.id, gitsync.Connection{Settings: s, Direction: direction}, workspace.Cause{Actor: alice, Origin: workspace.OriginUI}))
	w.cycle()
}

func (w *world) cycle() gitsync.Report {
	report, err := w.engine.Cycle(w.ctx, w.id)
	require.NoError(w.t, err)
	return report
}

// quiet checks invariant 4: the next cycle makes no commit and writes nothing.
func (w *world) quiet() {
	head, pushes := w.repo.Head(), w.repo.Pushes()
	state, err := w.store.State(w.ctx, w.id)
	require.NoError(w.t, err)
	activity, err := w.engine.Activity(w.ctx, w.id, 0, 1)
	require.NoError(w.t, err)
	report := w.cycle()
	require.True(w.t, report.Idle, "the next cycle is idle: %+v", report)
	require.Equal(w.t, head, w.repo.Head())
	require.Equal(w.t, pushes, w.repo.Pushes())
	after, err := w.store.State(w.ctx, w.id)
	require.NoError(w.t, err)
	require.Equal(w.t, state, after)
	activityAfter, err := w.engine.Activity(w.ctx, w.id, 0, 1)
	require.NoError(w.t, err)
	require.Equal(w.t, activity, activityAfter)
}

func (w *world) held() []gitsync.Held {
	held, err := w.engine.Held(w.ctx, w.id)
	require.NoError(w.t, err)
	return held
}

// subjects are the first lines of the branch's commits, oldest first, with their authors.
func (w *world) subjects() []string {
	var out []string
	for _, c := range w.repo.Log() {
		line, _, _ := cut(c.Message)
		out = append(out, fmt.Sprintf("%s: %s", c.Author.Name, line))
	}
	return out
}

func cut(message string) (string, string, bool) {
	i := slices.Index([]byte(message), '\n')
	if i < 0 {
		return message, "", false
	}
	return message[:i], message[i+1:], true
}

func model(slug string) workspace.Ref { return workspace.Ref{Kind: workspace.KindModel, Slug: slug} }
func syncRef(slug string) workspace.Ref {
	return workspace.Ref{Kind: workspace.KindSync, Slug: slug}
}

func users() workspace.Fields {
	return workspace.Fields{"name": "Users", "source": "warehouse", "type": "raw_sql", "rawSql": "SELECT *\nFROM users", "primaryKey": "id"}
}

func usersToCRM() workspace.Fields {
	return workspace.Fields{
		"model": "users", "destination": "crm", "schedule": map[string]any{"type": "manual"}, "schedulePaused": false,
		"config": map[string]any{"mode": "upsert", "object": "contacts", "mappings": []any{
			map[string]any{"to": "email", "from": "email", "type": "standard"},
			map[string]any{"to": "name", "from": "name", "type": "standard"},
		}},
	}
}
