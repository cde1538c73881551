package gitsync_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
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
