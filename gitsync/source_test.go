package gitsync_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/gitsync/repo"
	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/workspace"
)

// renamed is the file of the model with another name.
func (w *world) renamed(slug, name string) map[string]string {
	path := "models/" + slug + ".yaml"
	return map[string]string{path: strings.Replace(w.file(path), "name: Users", "name: "+name, 1)}
}

// revision is the latest revision of a model.
func (w *world) revision(slug string) workspace.Revision {
	history, err := w.app.History(w.ctx, w.id, w.get(model(slug)).ID, 0, 1)
	require.NoError(w.t, err)
	require.Len(w.t, history, 1)
	return history[0]
}

func (w *world) latest() gitsync.Activity {
	all, err := w.engine.Activity(w.ctx, w.id, 0, 1)
	require.NoError(w.t, err)
	require.Len(w.t, all, 1)
	return all[0]
}

func TestNotesAreBounded(t *testing.T) {
	rows := map[string]struct{ message, note string }{
		"short":           {"short\n\nbody", "short"},
		"a carriage":      {"one\r\ntwo", "one"},
		"empty lines":     {"\n\nfirst", "first"},
		"empty":           {"", ""},
		"as long as can":  {strings.Repeat("é", 200), strings.Repeat("é", 200)},
		"one rune longer": {strings.Repeat("é", 201), strings.Repeat("é", 199) + "…"},
		"a megabyte":      {strings.Repeat("x", 1<<20), strings.Repeat("x", 199) + "…"},
		"escapes":         {"a\x1b[31mred\x00\u202egnp.exe", "a [31mred  gnp.exe"},
		"not UTF-8":       {"a\xffb", "a\ufffdb"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.create(bob, model("users"), users())
			w.connect(reconcile.TwoWay)
			w.push(row.message, w.renamed("users", "People"))
			w.cycle()
			require.Equal(t, row.note, w.revision("users").Cause.Note)
			require.Equal(t, row.note, w.latest().Summary)
		})
	}
}

func TestAuthorsAreBounded(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	long := gitsync.Person{Name: strings.Repeat("n", 1<<20), Email: strings.Repeat("e", 1<<20)}
	files := map[string][]byte{}
	for path, text := range w.renamed("users", "People") {
		files[path] = []byte(text)
	}
	w.repo.Commit(long, w.clock(), "m", files)
	w.cycle()
	by := w.revision("users").Cause.Actor
	require.Equal(t, 254, utf8.RuneCountInString(by.Name))
	require.Equal(t, 254, utf8.RuneCountInString(by.Email))
}

func TestFieldsOfAnActivityAreBounded(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.create(bob, syncRef("users-to-crm"), usersToCRM())
	w.connect(reconcile.TwoWay)
	var more strings.Builder
	for i := range 100 {
		fmt.Fprintf(&more, "  option%d: true\n", i)
	}
	text := w.file("syncs/users-to-crm.yaml")
	require.Contains(t, text, "\nconfig:\n")
	w.push("100 options", map[string]string{"syncs/users-to-crm.yaml": strings.Replace(text, "\nconfig:\n", "\nconfig:\n"+more.String(), 1)})
	w.cycle()
	require.Len(t, w.latest().Items, 1)
	require.Len(t, w.latest().Items[0].Fields, 50)
}

// pushAs commits files as somebody.
func (w *world) pushAs(by gitsync.Person, message string, files map[string]string) string {
	changes := map[string][]byte{}
	for path, text := range files {
		changes[path] = []byte(text)
	}
	return w.repo.Commit(by, w.clock(), message, changes)
}

var (
	dave  = gitsync.Person{Name: "Dave", Email: "dave@example.com"}
	erin  = gitsync.Person{Name: "Erin", Email: "erin@example.com"}
	byWho = map[string]string{"users": "Carol", "orders": "Dave"}
)

// pushedWhileAway makes a world where Carol and Dave each changed a model, and Erin something
// else, while no process ran.
func pushedWhileAway(t *testing.T) *world {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.create(bob, model("orders"), users())
	w.connect(reconcile.TwoWay)
	w.restart()
	w.pushAs(carol, "people", w.renamed("users", "People"))
	w.pushAs(dave, "all orders", w.renamed("orders", "All orders"))
	w.pushAs(erin, "docs", map[string]string{"README.md": "hello\n"})
	return w
}

func TestAuthorsAreKnownAfterARestart(t *testing.T) {
	w := pushedWhileAway(t)
	w.cycle()
	for slug, name := range byWho {
		require.Equal(t, name, w.revision(slug).Cause.Actor.Name, slug)
	}
	require.Equal(t, "people", w.revision("users").Cause.Note)
	require.NotEqual(t, w.revision("users").ChangeID, w.revision("orders").ChangeID, "two people, two changes")
	w.quiet()
}

// forgetful is a remote that has none but the head: it was made anew.
type forgetful struct{ *gitsynctest.Remote }

func (r forgetful) Read(ctx context.Context, tip gitsync.Tip, prev gitsync.Tree) (gitsync.Tree, error) {
	if tip.Commit != r.Repository.Head() {
		return nil, &gitsync.RemoteError{Kind: gitsync.KindProtocol, Class: gitsync.FailRetry, Message: "not our ref"}
	}
	return r.Remote.Read(ctx, tip, prev)
}

func TestNobodyIsBlamedWithoutAHistory(t *testing.T) {
	w := pushedWhileAway(t)
	w.dial(forgetful{w.remote})
	w.cycle()
	for slug := range byWho {
		cause := w.revision(slug).Cause
		require.Equal(t, workspace.Actor{}, cause.Actor, slug)
		require.Equal(t, w.repo.Head(), cause.Commit)
		require.Equal(t, "the branch at "+w.repo.Head()[:10]+": docs", cause.Note)
	}
	w.quiet()
}

func TestAuthorsAreKnownAfterARestartOnRealGit(t *testing.T) {
	server := gittest.NewServer(t)
	branch := server.NewRepo("acme.git")
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.create(bob, model("orders"), users())
	restart := func() {
		require.NoError(t, w.engine.Close())
		o := w.engine.Options
		o.Dial = func(_ context.Context, s gitsync.Settings, _ gitsync.Secrets, folders []string) (gitsync.Remote, error) {
			return repo.Open(remote.Config{URL: s.URL, Branch: s.Branch, Folders: folders, AllowHTTP: true}, nil)
		}
		w.engine = gitsync.New(o)
		t.Cleanup(func() { require.NoError(t, w.engine.Close()) })
	}
	restart()
	w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.URL = server.URL("acme.git") })
	push := func(author, message, path, from, to string) {
		text := branch.Show("main:" + path)
		branch.Commit(gittest.Commit{Author: author, Message: message, Files: gittest.Files{
			path: gittest.Text(strings.Replace(text, from, to, 1)),
		}})
	}
	away := func() {
		push("Carol <carol@example.com>", "people", "models/users.yaml", "name: ", "name: New ")
		push("Dave <dave@example.com>", "all orders", "models/orders.yaml", "name: ", "name: All ")
		branch.Commit(gittest.Commit{Author: "Erin <erin@example.com>", Message: "docs", Files: gittest.Files{"README.md": gittest.Text("hello\n")}})
	}

	restart()
	away()
	w.cycle()
	for slug, name := range byWho {
		require.Equal(t, name, w.revision(slug).Cause.Actor.Name, slug)
	}
	require.True(t, w.cycle().Idle)

	restart()
	away()
	state := w.remembered()
	state.Head = strings.Repeat("12", 20) // a commit that the server does not have
	require.NoError(t, w.store.PutState(w.ctx, w.id, state))
	w.cycle()
	halt := w.remembered().Halt
	require.NotNil(t, halt)
	require.Equal(t, gitsync.GuardRewritten, halt.Guard)
	require.NoError(t, w.engine.Confirm(w.ctx, w.id, halt.Plan, workspace.Cause{Actor: alice, Origin: workspace.OriginUI}))
	w.cycle()
	for slug := range byWho {
		require.Equal(t, workspace.Actor{}, w.revision(slug).Cause.Actor, slug)
		require.Contains(t, w.revision(slug).Cause.Note, ": docs")
	}
}
