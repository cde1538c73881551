package reconcile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// row is a line of the decision table. nil is absent.
type row struct {
	name            string
	base, app, repo *state
	policy          reconcile.Policy
	want            string           // brief; the decisions of several names are joined by "; "
	value           workspace.Fields // of the first decision; not looked at when nil
	lost            workspace.Fields // of the first decision
}

func both(key string) []any { return []any{key, "by both"} }

// mirrored are the rows that hold for both sides alike: each is also decided with app and
// repo exchanged, and must give the mirror image.
func mirrored() []row {
	preferApp := reconcile.Policy{Conflict: reconcile.ConflictPrefersApp}
	preferRepo := reconcile.Policy{Conflict: reconcile.ConflictPrefersRepo}
	toRepo := reconcile.Policy{Direction: reconcile.AppToRepo}
	toApp := reconcile.Policy{Direction: reconcile.RepoToApp}
	return []row{
		{name: "same, same", base: is(), app: is(), repo: is(), want: "users"},
		{name: "changed, same", base: is(), app: is("name", "A"), repo: is(), want: "users out=update base", value: model("name", "A")},
		{name: "changed, changed alike", base: is(), app: is(both("name")...), repo: is(both("name")...), want: "users base", value: model(both("name")...)},
		{name: "changed, changed in other fields", base: is(), app: is("name", "A"), repo: is("primaryKey", "R"), want: "users in=update out=update base", value: model("name", "A", "primaryKey", "R")},
		{name: "changed, changed in other lines", base: is(), app: is("rawSql", "select uid,\n  email\nfrom users\nwhere active\norder by id"),
			repo: is("rawSql", "select id,\n  email\nfrom users\nwhere active\norder by email"), want: "users in=update out=update base",
			value: model("rawSql", "select uid,\n  email\nfrom users\nwhere active\norder by email")},
		{name: "one's change contains the other's", base: is(), app: is("name", "N", "primaryKey", "P"), repo: is("name", "N"), want: "users out=update base", value: model("name", "N", "primaryKey", "P")},
		{name: "changed, changed in the same field", base: is(), app: is("name", "A"), repo: is("name", "R"), want: "users hold=conflict !name"},
		{name: "a clash and a merge", base: is(), app: is("name", "A", "source", "a"), repo: is("name", "R", "primaryKey", "R"), want: "users hold=conflict !name"},
		{name: "changed, removed field", base: is(), app: is("description", "A"), repo: is("description", nil), want: "users hold=conflict !description"},
		{name: "new, absent", app: is(), want: "users out=create base", value: model()},
		{name: "new, new, equal", app: is(), repo: is(), want: "users base", value: model()},
		{name: "new, new, with other fields", app: is("isSchema", false), repo: is("dbtModel", "m"), want: "users in=update out=update base", value: model("isSchema", false, "dbtModel", "m")},
		{name: "new, new, different", app: is("name", "A"), repo: is("name", "R"), want: "users hold=conflict !name"},
		{name: "deleted, same", base: is(), repo: is(), want: "users out=remove base"},
		{name: "deleted, deleted", base: is(), want: "users base"},
		{name: "deleted, changed", base: is(), repo: is("name", "R"), want: "users hold=conflict !"},

		{name: "prefer the other: deleted, changed", base: is(), repo: is("name", "R"), policy: preferRepo, want: "users in=create base lost=app", value: model("name", "R")},
		{name: "prefer this: deleted, changed", base: is(), repo: is("name", "R"), policy: preferApp, want: "users out=remove base lost=repo", lost: model("name", "R")},
		{name: "prefer this: clash", base: is(), app: is("name", "A", "source", "a"), repo: is("name", "R", "primaryKey", "R"), policy: preferApp,
			want: "users in=update out=update base lost=repo", value: model("name", "A", "source", "a", "primaryKey", "R"), lost: model("name", "R", "primaryKey", "R")},
		{name: "prefer the other: clash", base: is(), app: is("name", "A"), repo: is("name", "R"), policy: preferRepo,
			want: "users in=update base lost=app", value: model("name", "R"), lost: model("name", "A")},
		{name: "prefer this: removed field", base: is(), app: is("description", nil), repo: is("description", "R"), policy: preferApp,
			want: "users out=update base lost=repo", value: model("description", nil)},
		{name: "prefer this: no clash, no loser", base: is(), app: is("name", "A"), repo: is("primaryKey", "R"), policy: preferApp, want: "users in=update out=update base"},
		{name: "prefer this: both new", app: is("name", "A"), repo: is("name", "R"), policy: preferApp, want: "users out=update base lost=repo", value: model("name", "A")},

		{name: "direction: same", base: is(), app: is(), repo: is(), policy: toRepo, want: "users"},
		{name: "direction: first time, equal", app: is(), repo: is(), policy: toRepo, want: "users base"},
		{name: "direction: first time, different", app: is("name", "A"), repo: is("name", "R"), policy: toRepo, want: "users out=update base lost=repo", value: model("name", "A")},
		{name: "direction: giver only", app: is(), policy: toRepo, want: "users out=create base", value: model()},
		{name: "direction: taker only", repo: is(), policy: toRepo, want: "users out=remove base lost=repo"},
		{name: "direction: giver changed", base: is(), app: is("name", "A"), repo: is(), policy: toRepo, want: "users out=update base"},
		{name: "direction: taker changed", base: is(), app: is(), repo: is("name", "R"), policy: toRepo, want: "users out=update base lost=repo", value: model()},
		{name: "direction: giver deleted", base: is(), repo: is(), policy: toRepo, want: "users out=remove base"},
		{name: "direction: giver deleted, taker changed", base: is(), repo: is("name", "R"), policy: toRepo, want: "users out=remove base lost=repo", lost: model("name", "R")},
		{name: "direction: giver changed, taker deleted", base: is(), repo: is("name", "R"), policy: toApp, want: "users in=create base", value: model("name", "R")},

		{name: "renamed, same", base: is(), app: is().as("customers"), repo: is(), want: "customers<users out=rename base", value: model()},
		{name: "renamed and changed, same", base: is(), app: is("name", "A").as("customers"), repo: is(), want: "customers<users out=rename base", value: model("name", "A")},
		{name: "renamed, changed", base: is(), app: is().as("customers"), repo: is("name", "R"), want: "customers<users in=update out=rename base", value: model("name", "R")},
		{name: "renamed and changed, changed", base: is(), app: is("primaryKey", "A").as("customers"), repo: is("name", "R"), want: "customers<users in=update out=rename base", value: model("name", "R", "primaryKey", "A")},
		{name: "renamed and changed, changed alike", base: is(), app: is(both("name")...).as("customers"), repo: is(both("name")...), want: "customers<users out=rename base"},
		{name: "renamed and changed, clash", base: is(), app: is("name", "A").as("customers"), repo: is("name", "R"), want: "* hold=conflict !name"},
		{name: "renamed, renamed alike", base: is(), app: is().as("customers"), repo: is().as("customers"), want: "customers<users base", value: model()},
		{name: "renamed, renamed alike, changed", base: is(), app: is("name", "A").as("customers"), repo: is("primaryKey", "R").as("customers"), want: "customers<users in=update out=update base", value: model("name", "A", "primaryKey", "R")},
		{name: "renamed, renamed differently", base: is(), app: is().as("customers"), repo: is().as("clients"), want: "* hold=conflict !slug"},
		{name: "prefer this: renamed differently", base: is(), app: is().as("customers"), repo: is().as("clients"), policy: preferApp, want: "customers<clients out=rename base lost=repo"},
		{name: "direction: giver renamed", base: is(), app: is().as("customers"), repo: is(), policy: toRepo, want: "customers<users out=rename base"},
		{name: "direction: taker renamed", base: is(), app: is(), repo: is().as("customers"), policy: toRepo, want: "users<customers out=rename base"},
		{name: "direction: taker renamed and changed", base: is(), app: is(), repo: is("name", "R").as("customers"), policy: toRepo, want: "users<customers out=rename base lost=repo", value: model()},
	}
}

func TestTheTableHoldsForBothSides(t *testing.T) {
	for _, r := range mirrored() {
		t.Run(r.name, func(t *testing.T) { r.check(t) })
		t.Run(r.name+", mirrored", func(t *testing.T) { r.mirror().check(t) })
	}
}

// The rows in which the sides differ: files have comments and may not parse, resources have
// ids, and a file's deletion goes by policy.
func TestTheTableWhereSidesDiffer(t *testing.T) {
	keep := reconcile.Policy{Delete: reconcile.DeleteKeeps}
	restore := reconcile.Policy{Delete: reconcile.DeleteKeeps, Restore: true}
	preferApp := reconcile.Policy{Conflict: reconcile.ConflictPrefersApp}
	preferRepo := reconcile.Policy{Conflict: reconcile.ConflictPrefersRepo}
	toRepo := reconcile.Policy{Direction: reconcile.AppToRepo}
	toApp := reconcile.Policy{Direction: reconcile.RepoToApp}
	for _, r := range []row{
		{name: "a comment only", base: is(), app: is(), repo: is().commented("hello"), want: "users base", value: model()},
		{name: "a comment, and the app changed", base: is(), app: is("name", "A"), repo: is().commented("hello"), want: "users out=update base", value: model("name", "A")},
		{name: "a comment, and the app deleted", base: is(), repo: is().commented("hello"), want: "users out=remove base"},

		{name: "re-created alike", base: is(), app: is().withID(9), repo: is(), want: "users base"},
		{name: "re-created", base: is(), app: is("name", "A").withID(9), repo: is(), want: "users out=update base", value: model("name", "A")},
		{name: "re-created, changed", base: is(), app: is("name", "A").withID(9), repo: is("name", "R"), want: "users hold=conflict !name"},
		{name: "re-created, deleted", base: is(), app: is("name", "A").withID(9), want: "users out=create base"},
		{name: "re-created, deleted, repo gives", base: is(), app: is("name", "A").withID(9), policy: toApp, want: "users in=remove base lost=app"},

		{name: "file deleted: archive", base: is(), app: is(), policy: reconcile.Policy{Delete: reconcile.DeleteArchives}, want: "users in=remove base"},
		{name: "file deleted: delete", base: is(), app: is(), policy: reconcile.Policy{Delete: reconcile.DeleteDeletes}, want: "users in=remove base"},
		{name: "file deleted: keep", base: is(), app: is(), policy: keep, want: "users base keep", value: model()},
		{name: "file deleted, changed: keep", base: is(), app: is("name", "A"), policy: keep, want: "users hold=conflict !"},
		{name: "file deleted, changed: keep, prefer repo", base: is(), app: is("name", "A"), policy: reconcile.Policy{Delete: reconcile.DeleteKeeps, Conflict: reconcile.ConflictPrefersRepo},
			want: "users base keep lost=app", value: model("name", "A"), lost: model("name", "A")},
		{name: "file deleted, renamed in the app", base: is(), app: is().as("customers"), want: "customers<users hold=conflict !"},
		{name: "file deleted, renamed in the app, prefer app", base: is(), app: is().as("customers"), policy: preferApp, want: "customers<users out=create base lost=repo"},
		{name: "file deleted, renamed in the app, prefer repo", base: is(), app: is().as("customers"), policy: preferRepo, want: "customers<users in=remove base lost=app"},

		{name: "kept", base: is().keptAway(), app: is(), policy: keep, want: "users"},
		{name: "kept, and the policy is another by now", base: is().keptAway(), app: is(), want: "users"},
		{name: "kept, app changed", base: is().keptAway(), app: is("name", "A"), policy: keep, want: "users out=create base", value: model("name", "A")},
		{name: "kept, app renamed", base: is().keptAway(), app: is().as("customers"), policy: keep, want: "customers<users out=create base"},
		{name: "kept, re-created", base: is().keptAway(), app: is().withID(9), policy: keep, want: "users out=create base"},
		{name: "kept, app deleted", base: is().keptAway(), policy: keep, want: "users base"},
		{name: "kept, full resync", base: is().keptAway(), app: is(), policy: restore, want: "users out=create base", value: model()},
		{name: "kept, file is back", base: is().keptAway(), app: is(), repo: is(), policy: keep, want: "users base"},
		{name: "kept, file is back and changed", base: is().keptAway(), app: is(), repo: is("name", "R"), policy: keep, want: "users in=update base", value: model("name", "R")},
		{name: "kept, file is back, app changed", base: is().keptAway(), app: is("name", "A"), repo: is(), policy: keep, want: "users out=update base", value: model("name", "A")},
		{name: "kept, file is back, app deleted", base: is().keptAway(), repo: is(), policy: keep, want: "users hold=conflict !"},
		{name: "kept, repo gives", base: is().keptAway(), app: is(), policy: toApp, want: "users"},
		{name: "kept, app gives", base: is().keptAway(), app: is(), policy: toRepo, want: "users out=create base"},

		{name: "broken", base: is(), app: is(), repo: is().broken(), want: "users hold=unreadable"},
		{name: "broken, app changed", base: is(), app: is("name", "A"), repo: is().broken(), want: "users hold=unreadable"},
		{name: "broken, app deleted", base: is(), repo: is().broken(), want: "users hold=unreadable"},
		{name: "broken and new", repo: is().broken(), want: "users hold=unreadable"},
		{name: "broken and new, app new", app: is(), repo: is().broken(), want: "users hold=unreadable"},
		{name: "broken, app gives", base: is(), app: is("name", "A"), repo: is().broken(), policy: toRepo, want: "users hold=unreadable"},
		{name: "broken, repo gives", app: is("name", "A"), repo: is().broken(), policy: toApp, want: "users hold=unreadable"},
		{name: "broken, prefer app", base: is(), app: is("name", "A"), repo: is().broken(), policy: preferApp, want: "users hold=unreadable"},
		{name: "broken, renamed in the app", base: is(), app: is().as("customers"), repo: is().broken(), want: "customers<users hold=unreadable"},
		{name: "renamed and broken", base: is(), app: is(), repo: is().broken().as("customers"), want: "users hold=unreadable"},
	} {
		t.Run(r.name, func(t *testing.T) { r.check(t) })
	}
}

func (r row) check(t *testing.T) {
	t.Helper()
	list := func(s *state) []*state {
		if s == nil {
			return nil
		}
		return []*state{s}
	}
	in := items(list(r.base), list(r.app), list(r.repo))
	got := reconcile.Decide(in, r.policy)
	require.Equal(t, items(list(r.base), list(r.app), list(r.repo)), in, "the input was changed")
	var briefs []string
	for _, d := range got {
		briefs = append(briefs, brief(d))
	}
	text := strings.Join(briefs, "; ")
	if rest, any := strings.CutPrefix(r.want, "* "); any { // a held rename goes by the app's name
		_, text, _ = strings.Cut(text, " ")
		require.Equal(t, rest, text)
		require.Equal(t, r.app.name(), got[0].Ref.Slug)
	} else {
		require.Equal(t, r.want, text)
	}
	if r.value != nil {
		require.Equal(t, r.value, got[0].Value)
	}
	if r.lost != nil {
		require.Equal(t, r.lost, got[0].Lost.Fields)
	}
}

func (r row) mirror() row {
	r.app, r.repo = r.repo, r.app
	r.want = strings.NewReplacer("in=", "out=", "out=", "in=", "lost=app", "lost=repo", "lost=repo", "lost=app").Replace(r.want)
	// Briefs name the inbound operation first.
	if in, out := strings.Index(r.want, "in="), strings.Index(r.want, "out="); out >= 0 && out < in {
		words := strings.Fields(r.want)
		words[1], words[2] = words[2], words[1]
		r.want = strings.Join(words, " ")
	}
	switch r.policy.Conflict {
	case reconcile.ConflictPrefersApp:
		r.policy.Conflict = reconcile.ConflictPrefersRepo
	case reconcile.ConflictPrefersRepo:
		r.policy.Conflict = reconcile.ConflictPrefersApp
	}
	switch r.policy.Direction {
	case reconcile.AppToRepo:
		r.policy.Direction = reconcile.RepoToApp
	case reconcile.RepoToApp:
		r.policy.Direction = reconcile.AppToRepo
	}
	return r
}
