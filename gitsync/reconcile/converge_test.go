package reconcile_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// toy is a workspace and a branch, kept the same by Decide alone. Every value that a person
// writes is a new token. A token is lost when it is gone although nobody who saw it has
// overwritten or deleted it.
type toy struct {
	t       *rapid.T
	policy  reconcile.Policy
	app     map[string]*reconcile.App
	repo    map[string]*state
	base    map[string]*reconcile.Base
	tokens  int
	ids     int64
	settled map[string]bool // tokens that a person has overwritten or deleted
	kept    []workspace.Fields
	log     []string
}

var slugs = []string{"a", "b", "c", "d"}

func (w *toy) say(format string, args ...any) {
	w.log = append(w.log, fmt.Sprintf(format, args...))
}

func (w *toy) fail(format string, args ...any) {
	w.t.Fatalf("%s\n%s", fmt.Sprintf(format, args...), strings.Join(w.log, "\n"))
}

func (w *toy) token() string {
	w.tokens++
	return fmt.Sprintf("<%d>", w.tokens)
}

func (w *toy) fresh() workspace.Fields {
	return model("name", w.token(), "primaryKey", w.token(), "source", w.token())
}

func (w *toy) settle(f workspace.Fields, keys ...string) {
	for key, value := range f {
		if text, ok := value.(string); ok && (len(keys) == 0 || slices.Contains(keys, key)) {
			w.settled[text] = true
		}
	}
}

// person makes one edit on one side.
func (w *toy) person() {
	inApp := rapid.Bool().Draw(w.t, "in app")
	slug, to := rapid.SampledFrom(slugs).Draw(w.t, "slug"), rapid.SampledFrom(slugs).Draw(w.t, "to")
	key := rapid.SampledFrom([]string{"name", "primaryKey", "source"}).Draw(w.t, "key")
	op := rapid.SampledFrom([]string{"edit", "edit", "create", "delete", "rename", "rename and edit", "both", "break"}).Draw(w.t, "op")
	if op == "both" { // the same value on both sides
		if w.app[slug] != nil && w.repo[slug] != nil {
			token := w.token()
			w.settle(w.app[slug].Fields, key)
			w.settle(w.repo[slug].fields, key)
			w.setApp(slug, w.app[slug].ResourceID, w.app[slug].Fields.With(key, token))
			w.setRepo(slug, w.repo[slug].fields.With(key, token))
			w.say("both: %s %s=%s", slug, key, token)
		}
		return
	}
	var old workspace.Fields
	exists, taken := false, false
	if inApp {
		exists, taken = w.app[slug] != nil, w.app[to] != nil
		if exists {
			old = w.app[slug].Fields
		}
	} else {
		exists, taken = w.repo[slug] != nil, w.repo[to] != nil
		if exists {
			old = w.repo[slug].fields
		}
	}
	put, drop := w.setRepo, func(slug string) { delete(w.repo, slug) }
	if inApp {
		id := w.nextID()
		if exists {
			id = w.app[slug].ResourceID
		}
		put = func(slug string, f workspace.Fields) { w.setApp(slug, id, f) }
		drop = func(slug string) { delete(w.app, slug) }
	}
	w.say("person: app=%v %s %s to %s, %s (exists %v)", inApp, op, slug, to, key, exists)
	switch {
	case op == "create" && !exists:
		put(slug, w.fresh())
	case op == "edit" && exists:
		w.settle(old, key)
		put(slug, old.With(key, w.token()))
	case op == "delete" && exists:
		w.settle(old)
		drop(slug)
	case op == "rename" && exists && !taken:
		drop(slug)
		put(to, old)
	case op == "break" && exists && !inApp: // the file does not parse until the next edit
		w.repo[slug] = w.repo[slug].broken()
	case op == "rename and edit" && exists && !taken:
		w.settle(old, key)
		drop(slug)
		put(to, old.With(key, w.token()))
	}
}

func (w *toy) nextID() int64 {
	w.ids++
	return w.ids
}

func (w *toy) setApp(slug string, id int64, f workspace.Fields) {
	w.app[slug] = &reconcile.App{Slug: slug, ResourceID: id, Version: w.nextID(), Fields: f, Digest: f.Digest()}
}

func (w *toy) setRepo(slug string, f workspace.Fields) {
	w.repo[slug] = &state{slug: slug, fields: f}
}

func (w *toy) items() []reconcile.Item {
	var out []reconcile.Item
	for _, slug := range slugs {
		if w.base[slug] != nil || w.app[slug] != nil || w.repo[slug] != nil {
			it := reconcile.Item{Ref: workspace.Ref{Kind: workspace.KindModel, Slug: slug}, Base: w.base[slug], App: w.app[slug]}
			if w.repo[slug] != nil {
				it.Repo = w.repo[slug].repo()
			}
			out = append(out, it)
		}
	}
	return out
}

// cycle decides and carries out; it may crash after any of its steps. It tells whether
// there was anything to do.
func (w *toy) cycle(mayCrash bool) bool {
	ds := reconcile.Decide(w.items(), w.policy)
	busy := false
	for _, d := range ds {
		if !d.Idle() {
			w.say("decide: %s", brief(d))
		}
		busy = busy || !d.Idle() && d.Hold == nil
		if d.Lost != nil {
			w.kept = append(w.kept, d.Lost.Fields)
		}
	}
	crash := 3
	if mayCrash {
		crash = rapid.IntRange(0, 5).Draw(w.t, "crash")
	}
	if crash == 0 {
		return busy
	}
	w.inbound(ds)
	for _, d := range ds {
		if d.BaseMoves && d.Outbound == reconcile.None {
			w.remember(d)
		}
	}
	if crash == 1 {
		w.say("crash before the push")
		return busy
	}
	w.outbound(ds)
	if crash == 2 {
		w.say("crash after the push")
		return busy
	}
	for _, d := range ds {
		if d.BaseMoves && d.Outbound != reconcile.None {
			w.remember(d)
		}
	}
	return busy
}

func (w *toy) inbound(ds []reconcile.Decision) {
	for _, d := range ds {
		switch d.Inbound {
		case reconcile.Remove:
			w.kept = append(w.kept, d.App.Fields) // archived
			delete(w.app, d.App.Slug)
		case reconcile.Rename:
			delete(w.app, d.App.Slug)
		}
	}
	for _, d := range ds {
		switch d.Inbound {
		case reconcile.Create, reconcile.Update, reconcile.Rename:
			id := w.nextID()
			if d.App != nil {
				id = d.App.ResourceID
			}
			if there := w.app[d.Ref.Slug]; there != nil && there.ResourceID != id {
				w.fail("inbound %s overwrites a resource", brief(d))
			}
			w.setApp(d.Ref.Slug, id, d.Value)
		}
	}
}

func (w *toy) outbound(ds []reconcile.Decision) {
	for _, d := range ds {
		switch d.Outbound {
		case reconcile.Remove, reconcile.Rename:
			if w.repo[d.Repo.Slug].hold != nil {
				w.fail("outbound %s removes a file that a person is writing", brief(d))
			}
			delete(w.repo, d.Repo.Slug)
		}
	}
	for _, d := range ds {
		switch d.Outbound {
		case reconcile.Create, reconcile.Update, reconcile.Rename:
			if there := w.repo[d.Ref.Slug]; there != nil && (d.Outbound != reconcile.Update || there.hold != nil) {
				w.fail("outbound %s overwrites a file", brief(d))
			}
			w.setRepo(d.Ref.Slug, d.Value)
		}
	}
}

func (w *toy) remember(d reconcile.Decision) {
	if d.Base != nil {
		delete(w.base, d.Base.Slug)
	}
	if d.Value == nil {
		delete(w.base, d.Ref.Slug)
		return
	}
	s := state{slug: d.Ref.Slug, fields: d.Value, kept: d.Keep, id: w.app[d.Ref.Slug].ResourceID}
	w.base[d.Ref.Slug] = s.base()
}

// check looks for lost tokens, and for sides that differ though nothing is held.
func (w *toy) check() {
	found := map[string]bool{}
	see := func(f workspace.Fields) {
		for _, value := range f {
			if text, ok := value.(string); ok {
				found[text] = true
			}
		}
	}
	for _, a := range w.app {
		see(a.Fields)
	}
	for _, r := range w.repo {
		see(r.fields)
	}
	for _, f := range w.kept {
		see(f)
	}
	for n := range w.tokens {
		if token := fmt.Sprintf("<%d>", n+1); !found[token] && !w.settled[token] {
			w.fail("%s is lost", token)
		}
	}
	held := map[string]bool{}
	for _, d := range reconcile.Decide(w.items(), w.policy) {
		if d.Hold != nil {
			held[d.Ref.Slug], held[d.From] = true, true
			if d.Base != nil {
				held[d.Base.Slug] = true
			}
			if d.App != nil {
				held[d.App.Slug] = true
			}
			if d.Repo != nil {
				held[d.Repo.Slug] = true
			}
		}
	}
	for _, slug := range slugs {
		app, repo, base := w.app[slug], w.repo[slug], w.base[slug]
		switch {
		case held[slug]:
		case app == nil && repo == nil && base == nil:
		case base != nil && base.Kept && app != nil && repo == nil && app.Digest == base.Digest:
		case app == nil || repo == nil || base == nil || app.Digest != repo.fields.Digest() || base.Digest != app.Digest || base.Blob != repo.blob():
			w.fail("%s did not converge", slug)
		}
	}
}

func newToy(t *rapid.T) *toy {
	return &toy{
		t: t, app: map[string]*reconcile.App{}, repo: map[string]*state{}, base: map[string]*reconcile.Base{}, settled: map[string]bool{},
	}
}

func TestBothSidesConverge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newToy(t)
		w.policy = reconcile.Policy{
			Delete:   rapid.SampledFrom([]reconcile.DeletePolicy{reconcile.DeleteArchives, reconcile.DeleteKeeps, reconcile.DeleteDeletes}).Draw(t, "delete"),
			Conflict: rapid.SampledFrom([]reconcile.ConflictPolicy{reconcile.ConflictAsks, reconcile.ConflictAsks, reconcile.ConflictPrefersApp, reconcile.ConflictPrefersRepo}).Draw(t, "conflict"),
		}
		for range rapid.IntRange(1, 4).Draw(t, "start") {
			w.person()
		}
		w.cycle(false)
		for range rapid.IntRange(1, 5).Draw(t, "rounds") {
			for range rapid.IntRange(0, 4).Draw(t, "people") {
				w.person()
			}
			w.cycle(true)
		}
		for n := 0; w.cycle(false); n++ {
			if n == 5 {
				w.fail("does not come to rest")
			}
		}
		w.check()
	})
}

// In one direction the giver stays as it is, and the taker becomes the same but for held files.
func TestADirectionMakesTheTakerLikeTheGiver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newToy(t)
		for range rapid.IntRange(1, 6).Draw(t, "people") {
			w.person()
		}
		if rapid.Bool().Draw(t, "connected before") {
			w.cycle(true)
			for range rapid.IntRange(1, 6).Draw(t, "people") {
				w.person()
			}
		}
		w.policy.Direction = rapid.SampledFrom([]reconcile.Direction{reconcile.AppToRepo, reconcile.RepoToApp}).Draw(t, "direction")
		app, repo := maps.Clone(w.app), maps.Clone(w.repo)
		for n := 0; w.cycle(false); n++ {
			if n == 2 {
				w.fail("does not come to rest")
			}
		}
		if w.policy.Direction == reconcile.AppToRepo {
			require.Equal(t, app, w.app)
		} else {
			require.Equal(t, repo, w.repo)
		}
		w.check()
	})
}
