package gitsync_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

func TestFirstExportIsOneCommit(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.create(bob, syncRef("users-to-crm"), usersToCRM())
	w.set(bob, model("users"), "primaryKey", "user_id")
	w.connect(reconcile.AppToRepo)
	require.Equal(t, []string{"Alice: create 1 model, 1 sync"}, w.subjects())
	require.Contains(t, w.file("models/users.yaml"), "primaryKey: user_id")
	require.Contains(t, w.file("models/users.yaml"), "rawSql: |-\n  SELECT *\n  FROM users\n")
	w.quiet()
}

func TestAnEditInTheAppIsACommitOfItsAuthor(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo)
	before := w.file("models/users.yaml")
	change := w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
		r := w.get(model("users"))
		_, err := e.Update(ctx, r.ID, 0, r.Fields.With("primaryKey", "user_id"))
		return err
	})
	w.cycle()
	log := w.repo.Log()
	last := log[len(log)-1]
	require.Equal(t, gitsync.Person{Name: "Bob", Email: "bob@example.com"}, last.Author)
	require.Equal(t, "models/users: change primaryKey\n\nLockstep-Change: "+itoa(change.ID)+"\nLockstep-Workspace: main\n", last.Message)
	require.Equal(t, strings.Replace(before, "primaryKey: id", "primaryKey: user_id", 1), w.file("models/users.yaml"))
	w.quiet()
}

func TestACommitGoesLiveAndKeepsItsComments(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo)
	text := "# the people\n" + strings.Replace(w.file("models/users.yaml"), "primaryKey: id", "primaryKey: email # better", 1)
	commit := w.push("use the e-mail", map[string]string{"models/users.yaml": text})
	w.cycle()
	r := w.get(model("users"))
	require.Equal(t, "email", r.Fields.Text("primaryKey"))
	history, err := w.app.History(w.ctx, w.id, r.ID, 0, 10)
	require.NoError(t, err)
	require.Equal(t, workspace.Cause{Actor: workspace.Actor{Name: "Carol", Email: "carol@example.com"}, Origin: workspace.OriginGit, Commit: commit, Note: "use the e-mail"}, history[0].Cause)
	require.Equal(t, text, w.file("models/users.yaml"))
	w.quiet()
	w.set(bob, model("users"), "name", "People")
	w.cycle()
	require.Equal(t, strings.Replace(text, "name: Users", "name: People", 1), w.file("models/users.yaml"))
	w.quiet()
}

func TestDifferentFieldsMerge(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo)
	w.set(bob, model("users"), "name", "People")
	w.push("key", map[string]string{"models/users.yaml": strings.Replace(w.file("models/users.yaml"), "primaryKey: id", "primaryKey: email", 1)})
	w.cycle()
	require.Empty(t, w.held())
	r := w.get(model("users"))
	require.Equal(t, "email", r.Fields.Text("primaryKey"))
	require.Equal(t, "People", r.Fields.Text("name"))
	require.Contains(t, w.file("models/users.yaml"), "name: People")
	require.Equal(t, "Bob: models/users: change name", w.subjects()[2])
	w.quiet()
}

func TestTheSameFieldIsAConflict(t *testing.T) {
	for _, take := range []gitsync.Take{gitsync.TakeApp, gitsync.TakeRepo, gitsync.TakeMerge} {
		t.Run(string(take), func(t *testing.T) {
			w := newWorld(t)
			w.create(bob, model("users"), users())
			w.create(bob, model("orders"), users().With("name", "Orders"))
			w.connect(reconcile.AppToRepo)
			w.set(bob, model("users"), "name", "People")
			w.set(bob, model("orders"), "name", "All orders")
			w.push("name", map[string]string{"models/users.yaml": strings.Replace(w.file("models/users.yaml"), "name: Users", "name: Persons", 1)})
			w.cycle()
			held := w.held()
			require.Len(t, held, 1)
			require.Equal(t, reconcile.ReasonConflict, held[0].Hold.Reason)
			require.Contains(t, w.file("models/orders.yaml"), "name: All orders", "the others go on")
			require.Equal(t, "People", w.get(model("users")).Fields.Text("name"))
			w.quiet()
			resolution := gitsync.Resolution{Ref: model("users"), Take: take, AppVersion: held[0].AppVersion, Blob: held[0].Blob}
			want := map[gitsync.Take]string{gitsync.TakeApp: "People", gitsync.TakeRepo: "Persons", gitsync.TakeMerge: "Folks"}[take]
			if take == gitsync.TakeMerge {
				resolution.Fields = held[0].Merged.With("name", "Folks")
			}
			require.NoError(t, w.engine.Resolve(w.ctx, w.id, resolution, workspace.Cause{Actor: alice, Origin: workspace.OriginUI}))
			w.cycle()
			require.Empty(t, w.held())
			require.Equal(t, want, w.get(model("users")).Fields.Text("name"))
			require.Contains(t, w.file("models/users.yaml"), "name: "+want)
			w.quiet()
		})
	}
}

func TestAMergeThatIsWhatGitSaysOverrulesNothing(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo)
	w.set(bob, model("users"), "name", "People")
	w.push("name", map[string]string{"models/users.yaml": strings.Replace(w.file("models/users.yaml"), "name: Users", "name: Persons", 1)})
	w.cycle()
	held := w.held()[0]
	require.NoError(t, w.engine.Resolve(w.ctx, w.id, gitsync.Resolution{
		Ref: model("users"), Take: gitsync.TakeMerge, AppVersion: held.AppVersion, Blob: held.Blob, Fields: held.Merged.With("name", "Persons"),
	}, workspace.Cause{Actor: alice, Origin: workspace.OriginUI}))
	w.cycle()
	now := w.get(model("users"))
	require.Equal(t, "Persons", now.Fields.Text("name"))
	require.Equal(t, held.AppVersion+1, now.Version, "the app's value, then the one that both have")
	w.quiet()
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
