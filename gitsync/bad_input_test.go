package gitsync_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

const goodModel = "name: Good\nsource: warehouse\ntype: raw_sql\nrawSql: SELECT 1\nprimaryKey: id\n"

// deep is a model whose unknown key nests n maps.
func deep(n int) string {
	var b strings.Builder
	b.WriteString(goodModel + "labels:\n")
	for i := range n {
		b.WriteString(strings.Repeat(" ", i+1) + "k:\n")
	}
	b.WriteString(strings.Repeat(" ", n+1) + "k: v\n")
	return b.String()
}

func bomb() string {
	var b strings.Builder
	b.WriteString(goodModel + "a: &a [x, x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c <= 'j'; c++ {
		list := strings.Repeat("*"+string(c-1)+", ", 10)
		b.WriteString(string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(list, ", ") + "]\n")
	}
	return b.String()
}

func TestBadFilesAreHeldAndTheOthersGoIn(t *testing.T) {
	for _, row := range []struct {
		name         string
		path, text   string
		reason       reconcile.Reason
		line, column int
		set          func(*gitsync.Settings)
	}{
		{name: "not YAML", text: "name: [unclosed\nsource: warehouse\n", reason: reconcile.ReasonUnreadable, line: 2},
		{name: "a tab as indentation", text: goodModel + "labels:\n\ta: b\n", reason: reconcile.ReasonUnreadable, line: 7, column: 1},
		{name: "a key twice", text: "name: A\n" + goodModel, reason: reconcile.ReasonUnreadable, line: 2, column: 1},
		{name: "an alias bomb", text: bomb(), reason: reconcile.ReasonUnreadable},
		{name: "52 levels", text: deep(52), reason: reconcile.ReasonUnreadable, line: 58},
		{name: "over the limit", text: goodModel + "description: " + strings.Repeat("x", 1<<20) + "\n", reason: reconcile.ReasonTooLarge},
		{name: "over a lower limit", text: goodModel + "description: " + strings.Repeat("x", 5000) + "\n", reason: reconcile.ReasonTooLarge,
			set: func(s *gitsync.Settings) { s.FileBytes = 4096 }},
		{name: "not UTF-8", text: "name: caf\xe9\n" + goodModel[11:], reason: reconcile.ReasonUnreadable, line: 1},
		{name: "empty", text: "", reason: reconcile.ReasonUnreadable, line: 1, column: 1},
		{name: "a list", text: "- name: A\n", reason: reconcile.ReasonUnreadable, line: 1, column: 1},
		{name: "a key is missing", text: "name: A\nsource: warehouse\ntype: raw_sql\n", reason: reconcile.ReasonInvalid},
		{name: "a wrong type", text: strings.Replace(goodModel, "id", "[id]", 1), reason: reconcile.ReasonInvalid, line: 5, column: 1},
		{name: "an unknown key in strict mode", text: goodModel + "owner: me\n", reason: reconcile.ReasonInvalid, line: 6, column: 1,
			set: func(s *gitsync.Settings) { s.Strict = true }},
		{name: "an unknown source", text: strings.Replace(goodModel, "warehouse", "nowhere", 1), reason: reconcile.ReasonDangling, line: 2, column: 9},
		{name: "an LFS pointer", text: "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", reason: reconcile.ReasonLFS},
		{name: "a case twin", path: "models/GOOD.yaml", text: goodModel, reason: reconcile.ReasonCaseTwin},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			w.create(bob, model("bad"), users())
			w.create(bob, model("good"), users().With("name", "Before"))
			set := row.set
			if set == nil {
				set = func(*gitsync.Settings) {}
			}
			w.connect(reconcile.AppToRepo, set)
			path := "models/bad.yaml"
			if row.path != "" {
				path = row.path
			}
			former := w.file(path)
			w.push("bad and good", map[string]string{path: row.text, "models/good.yaml": goodModel, "models/new.yaml": goodModel})
			w.cycle()
			held := w.held()
			require.Len(t, held, 1)
			require.Equal(t, path, held[0].Path)
			hold := held[0].Hold
			require.Equal(t, row.reason, hold.Reason, hold.Message)
			require.NotEmpty(t, hold.Message)
			if row.line != 0 {
				require.Equal(t, row.line, hold.Problems[0].Line, hold.Problems)
			}
			if row.column != 0 {
				require.Equal(t, row.column, hold.Problems[0].Column, hold.Problems)
			}
			require.Equal(t, "Good", w.get(model("good")).Fields.Text("name"), "the others go in")
			require.True(t, w.has(model("new")))
			require.Equal(t, "Users", w.get(model("bad")).Fields.Text("name"), "the app keeps its last good version")
			require.Equal(t, row.text, w.file(path), "the file stays as it is")
			w.quiet()

			w.set(bob, model("bad"), "primaryKey", "email")
			w.cycle()
			require.Equal(t, row.text, w.file(path), "an edit in the app does not touch the file")
			w.quiet()

			if former == "" {
				former = gone
			}
			w.push("fix", map[string]string{path: former})
			w.cycle()
			require.Empty(t, w.held(), "a fix releases it")
			require.Contains(t, w.file("models/bad.yaml"), "primaryKey: email", "the edit made meanwhile goes out")
			w.quiet()
		})
	}
}

func TestFilesThatAreFineAsTheyAre(t *testing.T) {
	for name, text := range map[string]string{
		"CRLF":               strings.ReplaceAll(goodModel, "\n", "\r\n"),
		"byte order mark":    "\ufeff" + goodModel,
		"unknown keys":       goodModel + "owner: me\nlabels: {a: {b: c}}\n",
		"no final newline":   strings.TrimSuffix(goodModel, "\n"),
		"48 levels":          deep(48),
		"almost 1 MB":        goodModel + "description: " + strings.Repeat("x", 1<<20-200) + "\n",
		"anchors and merges": goodModel + "labels: &l {a: b}\nmore: *l\n",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.connect(reconcile.TwoWay)
			w.push("add", map[string]string{"models/m.yaml": text})
			w.cycle()
			require.Empty(t, w.held())
			require.Equal(t, text, w.file("models/m.yaml"))
			w.quiet()
			w.set(bob, model("m"), "primaryKey", "email")
			w.cycle()
			require.Equal(t, strings.Replace(text, "primaryKey: id", "primaryKey: email", 1), w.file("models/m.yaml"))
			w.quiet()
		})
	}
}

func TestWhatIsNoFileIsHeld(t *testing.T) {
	for name, mode := range map[string]uint32{"a symlink": 0o120000, "a submodule": 0o160000} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.create(bob, model("users"), users())
			w.connect(reconcile.AppToRepo)
			text := w.file("models/users.yaml")
			w.repo.SetMode("models/users.yaml", mode, w.clock())
			w.cycle()
			require.Equal(t, reconcile.ReasonNotAFile, w.held()[0].Hold.Reason)
			w.set(bob, model("users"), "name", "People")
			w.cycle()
			require.Equal(t, mode, w.repo.Mode("models/users.yaml"))
			w.quiet()
			w.push("remove", map[string]string{"models/users.yaml": gone})
			w.push("a file again", map[string]string{"models/users.yaml": text})
			w.cycle()
			require.Empty(t, w.held())
			require.Contains(t, w.file("models/users.yaml"), "name: People")
			w.quiet()
		})
	}
}

func TestDanglingIsReleasedFromEitherSide(t *testing.T) {
	sync := "model: users\ndestination: crm\nconfig: {}\nschedule:\n  type: manual\nschedulePaused: false\n"
	for name, appear := range map[string]func(w *world){
		"in the app": func(w *world) { w.create(bob, model("users"), users()) },
		"in Git":     func(w *world) { w.push("model", map[string]string{"models/users.yaml": goodModel}) },
		"under another name": func(w *world) {
			w.create(bob, model("people"), users())
			w.push("other", map[string]string{"syncs/s.yaml": strings.Replace(sync, "users", "people", 1)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.connect(reconcile.TwoWay)
			w.push("sync", map[string]string{"syncs/s.yaml": sync})
			w.cycle()
			require.Equal(t, reconcile.ReasonDangling, w.held()[0].Hold.Reason)
			require.Equal(t, 1, w.held()[0].Hold.Problems[0].Line)
			w.quiet()
			appear(w)
			w.cycle()
			require.Empty(t, w.held())
			require.True(t, w.has(syncRef("s")))
			w.quiet()
		})
	}
}

func TestASecretInAFileIsHeldAndShownNowhere(t *testing.T) {
	w := newWorld(t)
	const secret = "hunter2-very-secret"
	w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.Connections = true })
	w.push("db", map[string]string{"destinations/db.yaml": "name: DB\ntype: postgres\nconfig:\n  host: db\n  password: " + secret + "\n"})
	plan, err := w.engine.Plan(w.ctx, w.id)
	require.NoError(t, err)
	w.cycle()
	held := w.held()
	require.Len(t, held, 1)
	require.Equal(t, reconcile.ReasonInvalid, held[0].Hold.Reason)
	at := slices.IndexFunc(held[0].Hold.Problems, func(p workspace.Problem) bool { return p.Code == "secret" })
	require.GreaterOrEqual(t, at, 0, held[0].Hold.Problems)
	require.Equal(t, 5, held[0].Hold.Problems[at].Line)
	activity, err := w.engine.Activity(w.ctx, w.id, 0, 100)
	require.NoError(t, err)
	text, err := json.Marshal([]any{held, activity, plan})
	require.NoError(t, err)
	require.NotContains(t, string(text), secret)
	require.False(t, w.has(workspace.Ref{Kind: workspace.KindDestination, Slug: "db"}))
	w.quiet()
}
