package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
)

// edit is what people do before a crash, to a model of their own.
type edit struct {
	name string
	git  [2]string // replaced in the file
	app  string    // the new description
	file string    // what replaces the description's line in the file in the end
	held bool
}

const descriptionLine = `description: "before"   # say what a row is`

var edits = []edit{
	{name: "nobody"},
	{name: "app", app: "from the app", file: `description: "from the app"   # say what a row is`},
	{name: "git", git: [2]string{"name:   Users #", "name:   People #"}},
	{name: "both", git: [2]string{"name:   Users #", "name:   People #"}, app: "from the app", file: `description: "from the app"   # say what a row is`},
	{name: "clash", git: [2]string{`"before"`, `"from git"`}, app: "from the app", held: true},
}

// crashes are the steps at which the server dies, and whose edits bring a cycle there.
var crashes = []struct {
	step  string
	edits []string
}{
	{"observed", []string{"nobody", "app", "git", "both", "clash"}},
	{"applying", []string{"nobody", "git", "both", "clash"}},
	{"applied", []string{"app", "both"}},
	{"pushed", []string{"app", "both"}},
	{"done", []string{"nobody", "app", "git", "both", "clash"}},
}

// TestKilledAtAStep kills the server at each step of a cycle, whoever edited.
func TestKilledAtAStep(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, database func(t *testing.T) string) {
		for _, crash := range crashes {
			t.Run(crash.step, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, database(t), "nobody", "app", "git", "both", "clash")
				for _, e := range edits {
					w.crash(e, crash.step, slices.Contains(crash.edits, e.name))
				}
			})
		}
	})
}

// crash lets people edit, kills the server at a step, or afterwards when the edit does not bring
// it there, and checks everything once it ran again.
func (w *world) crash(e edit, step string, dies bool) {
	t, ref := w.t, "models/"+e.name
	t.Logf("%s edited, killed at %s", e.name, step)
	told, head := len(w.repo.told()), w.repo.Ref("main")
	w.crashAt(step)
	w.make(e)
	if dies {
		w.requireKilled()
		w.crashAt("")
	} else {
		w.crashAt("")
		w.api.rest()
		w.kill()
	}
	w.start()
	s := w.requireAtRest()
	if e.app == "" && e.git[0] == "" {
		require.Equal(t, head, w.repo.Ref("main"))
	}

	want := e.inGit(handwritten)
	if e.file != "" {
		want = strings.Replace(want, descriptionLine, e.file, 1)
		require.Len(t, w.repo.told(), told+1, "the change is in one commit")
	}
	require.Equal(t, want, w.repo.at(ref+".yaml"))
	var app struct{ Name, Description string }
	require.NoError(t, w.api.get("/"+ref, &app))
	if e.app != "" {
		require.Equal(t, e.app, app.Description)
	}
	if !e.held {
		require.Equal(t, "in_sync", s.State, s.Message)
		return
	}
	held := w.api.conflicts()
	require.Len(t, held, 1)
	require.Equal(t, fmt.Sprint("before", "from the app", "from git"),
		fmt.Sprint(held[0].Clashes[0].Base.Value, held[0].Clashes[0].App.Value, held[0].Clashes[0].Repo.Value))
	w.api.do(http.MethodPost, gitSync("conflicts/"+ref+"/resolve"), object{"take": "app"})
	require.Equal(t, "in_sync", w.requireAtRest().State)
	require.Len(t, w.repo.told(), told+1)
}

// make edits on both sides, before either has heard of the other, and asks for a cycle.
func (w *world) make(e edit) {
	w.t.Helper()
	ref := "models/" + e.name
	if e.git[0] != "" {
		w.person.fresh()
		w.person.write(ref+".yaml", e.inGit(w.person.read(ref+".yaml")))
		w.person.push("Edit " + ref)
	}
	var err error
	switch {
	case e.app != "": // asks for a cycle by itself
		err = w.api.call(http.MethodPatch, "/"+ref, object{"description": e.app}, nil)
	case e.git[0] == "":
		if err = w.api.call(http.MethodPost, gitSync("resync"), nil, nil); err == nil {
			err = w.api.call(http.MethodPost, gitSync("sync?wait=false"), nil, nil)
		}
	default:
		err = w.api.call(http.MethodPost, gitSync("sync?wait=false"), nil, nil)
	}
	var refused *refusal
	if errors.As(err, &refused) { // the server may die before it answers
		require.NoError(w.t, err)
	}
}

func (e edit) inGit(text string) string {
	if e.git[0] == "" {
		return text
	}
	return strings.Replace(text, e.git[0], e.git[1], 1)
}

// TestKilledWhilePushing kills the server while its push is on the way: the remote has taken it,
// and nobody has told the server.
func TestKilledWhilePushing(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, database func(t *testing.T) string) {
		w := newWorld(t, database(t), "app", "both")
		for _, e := range edits {
			if e.app == "" || e.held {
				continue
			}
			head, told := w.repo.Ref("main"), len(w.repo.told())
			if e.git[0] != "" {
				head = ""
			}
			victim := w.process.cmd.Process
			w.git.Inject(gittest.Fault{Service: "git-receive-pack", Times: -1, After: func() {
				if len(strings.Fields(w.repo.Git("log", "--format=%(trailers:key=Lockstep-Change,valueonly)", "main"))) > told {
					_ = victim.Kill()
				}
			}})
			w.make(e)
			w.requireKilled()
			w.git.Reset()
			require.NotEqual(t, head, w.repo.Ref("main"), "the push went through")
			w.start()
			require.Equal(t, "in_sync", w.requireAtRest().State)
			require.Len(t, w.repo.told(), told+1)
			require.Equal(t, strings.Replace(e.inGit(handwritten), descriptionLine, e.file, 1), w.repo.at("models/"+e.name+".yaml"))
		}
	})
}

// TestKilledTwice kills the server, and again in the cycle that repairs it.
func TestKilledTwice(t *testing.T) {
	t.Parallel()
	for _, steps := range [][2]string{{"applied", "pushed"}, {"pushed", "observed"}, {"observed", "applying"}, {"pushed", "done"}} {
		t.Run(steps[0]+" "+steps[1], func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "", "both")
			e := edits[slices.IndexFunc(edits, func(e edit) bool { return e.name == "both" })]
			w.crashAt(steps[0])
			w.make(e)
			w.requireKilled()
			w.crashAt(steps[1])
			w.startAndDie()
			w.crashAt("")
			w.start()
			require.Equal(t, "in_sync", w.requireAtRest().State)
			require.Len(t, w.repo.told(), 1)
			require.Equal(t, strings.Replace(e.inGit(handwritten), descriptionLine, e.file, 1), w.repo.at("models/both.yaml"))
		})
	}
}

// TestKilledInTheFirstExport kills the server while it exports: it goes on, and makes one commit.
func TestKilledInTheFirstExport(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"observed", "applied", "pushed", "done"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			w := unconnected(t, "", "one", "two", "three")
			w.crashAt(step)
			w.connect(object{})
			w.requireKilled()
			w.crashAt("")
			w.start()
			require.Equal(t, "in_sync", w.requireAtRest().State)
			require.Equal(t, "1", w.repo.Git("rev-list", "--count", "main"))
			require.Equal(t, plain, w.repo.at("models/two.yaml"))
		})
	}
}
