package e2e

import (
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
)

// TestFaults breaks the git server in all ways, edits in the app and in Git meanwhile, and mends it.
func TestFaults(t *testing.T) {
	t.Parallel()
	hook := func(name, words string) func(*world) func() {
		return func(w *world) func() {
			return w.forbid(name, "REMOTE_USER", words) // people push without HTTP
		}
	}
	fault := func(f gittest.Fault) func(*world) func() {
		return func(w *world) func() {
			if f.Times == 0 {
				f.Times = -1
			}
			w.git.Inject(f)
			return w.git.Reset
		}
	}
	for _, row := range []trouble{
		{name: "refused", kind: "unreachable", class: "retry", message: "cannot be reached", byItself: true, harm: (*world).shutGate},
		{name: "connection reset", kind: "unreachable", class: "retry", harm: fault(gittest.Fault{Lost: true})},
		{name: "reset in the pack", kind: "unreachable", class: "retry", harm: fault(gittest.Fault{Command: "fetch", CutAfter: 40})},
		{name: "stalled", kind: "unreachable", class: "retry", harm: func(w *world) func() {
			w.git.Inject(gittest.Fault{Service: "git-upload-pack", StallHead: true, Times: -1})
			return func() {
				w.git.Reset()
				w.git.HTTP.CloseClientConnections()
			}
		}},
		{name: "401", kind: "auth", class: "halt", message: "does not accept the credential", harm: fault(gittest.Fault{Status: 401})},
		{name: "403", kind: "forbidden", class: "halt", harm: fault(gittest.Fault{Status: 403})},
		{name: "404", kind: "not_found", class: "halt", message: "knows no such repository", harm: fault(gittest.Fault{Status: 404})},
		{name: "429", kind: "rate_limited", class: "wait", message: "asks to wait", byItself: true,
			harm: fault(gittest.Fault{Status: 429, Header: http.Header{"Retry-After": {"2"}}})},
		{name: "500", kind: "unreachable", class: "retry", harm: fault(gittest.Fault{Status: 500})},
		{name: "pre-receive", kind: "rejected", class: "halt", message: "no pushes on Fridays", harm: hook("pre-receive", "no pushes on Fridays")},
		{name: "protected branch", kind: "rejected", class: "halt", message: "main is protected", harm: hook("update", "main is protected")},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			newWorld(t, "", "app", "git").survive(row)
		})
	}
}

// forbid has a hook refuse pushes with a variable in their environment.
func (w *world) forbid(hook, variable, words string) (mend func()) {
	w.repo.Hook(hook, `test -z "${`+variable+`+set}" || { echo '`+words+`' >&2; exit 1; }`)
	return func() { require.NoError(w.t, os.Remove(filepath.Join(w.repo.Dir, "hooks", hook))) }
}

// trouble is a fault of the git server, and what people read of it.
type trouble struct {
	name        string
	harm        func(*world) (mend func())
	kind, class string
	message     string // of it
	byItself    bool   // no person has to ask for a cycle
}

// survive edits the models "app" and "git" while there is trouble.
func (w *world) survive(row trouble) {
	t := w.t
	t.Helper()
	told := len(w.repo.told())
	mend := row.harm(w)
	w.edit("git", "Users #", "People #")
	_ = w.api.call(http.MethodPatch, "/models/app", object{"description": "meanwhile"}, nil)
	var s status
	require.Eventually(t, func() bool { // a stall is one after 30 s, and the next try may be under way
		var err error
		s, err = w.api.status()
		return err == nil && s.Failure != nil
	}, 2*patience, 20*time.Millisecond, "the failure shows")
	require.Equal(t, "failing", s.State)
	require.Equal(t, []string{row.kind, row.class}, []string{s.Failure.Kind, s.Failure.Class}, s.Failure.Message)
	require.Contains(t, s.Failure.Message, row.message)
	require.Contains(t, s.Message, row.message)
	require.True(t, s.Failure.Next.After(s.Failure.Since), "the next try is known")
	require.GreaterOrEqual(t, s.Failure.Count, 1)
	require.NotZero(t, s.Pending)
	require.Len(t, w.repo.told(), told)
	mend()
	if row.byItself {
		waitFor(t, "it heals", func() bool { s, err := w.api.status(); return err == nil && s.State == "in_sync" })
	}
	require.Equal(t, "in_sync", w.requireAtRest().State)
	require.Len(t, w.repo.told(), told+1)
	require.Contains(t, w.api.file("models/git"), "name: People\n")
	require.Contains(t, w.repo.at("models/app.yaml"), `description: "meanwhile"   # say`)
	require.Contains(t, w.activity(), "working again after")
}

// TestReplyLost takes a push without saying so: the server reads back that it went through.
func TestReplyLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", "app")
	head := w.repo.Ref("main")
	w.git.Inject(gittest.Fault{Service: "git-receive-pack", Times: -1, After: func() {
		if w.repo.Ref("main") != head {
			panic(http.ErrAbortHandler)
		}
	}})
	w.api.patch("models/app", object{"description": "told nobody"})
	require.Equal(t, "in_sync", w.requireAtRest().State)
	require.Len(t, w.repo.told(), 1)
	require.NotContains(t, w.activity(), "failed")
}

// TestHalts harms the branch in ways that a person must look at. Nothing is lost on either side,
// and it goes on when the harm is undone, or confirmed.
func TestHalts(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, guard string
		harm        func(w *world)
		mend        func(w *world) // nil: confirm
		forced      bool
	}{
		{name: "forced push", guard: "rewritten", forced: true, harm: func(w *world) {
			w.person.fresh()
			w.person.git("checkout", "-q", "--orphan", "other")
			w.person.write("models/two.yaml", "# new history\n"+w.person.read("models/two.yaml"))
			w.person.write("models/two.yaml", replaced(w.t, w.person.read("models/two.yaml"), "Users #", "People #"))
			w.person.commit("Another history")
			w.person.git("push", "-q", "--force", "origin", "HEAD:main")
		}},
		{name: "branch deleted and restored", guard: "branch_gone", harm: func(w *world) {
			w.repo.Git("update-ref", "refs/heads/kept", "main")
			w.repo.Git("update-ref", "-d", "refs/heads/main")
		}, mend: func(w *world) { w.repo.Git("update-ref", "refs/heads/main", "refs/heads/kept") }},
		{name: "branch deleted", guard: "branch_gone", forced: true, harm: func(w *world) {
			w.repo.Git("update-ref", "refs/heads/kept", "main")
			w.repo.Git("update-ref", "-d", "refs/heads/main")
		}},
		{name: "repository emptied", guard: "branch_gone", forced: true, harm: func(w *world) { w.repo.Git("update-ref", "-d", "refs/heads/main") }},
		{name: "path removed and restored", guard: "path_gone", harm: func(w *world) {
			w.person.fresh()
			w.person.git("rm", "-q", "-r", "models")
			w.person.push("Remove everything")
		}, mend: func(w *world) {
			w.person.git("revert", "--no-edit", "HEAD")
			w.person.git("push", "-q", "origin", "HEAD:main")
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "", "one", "two", "three")
			row.harm(w)
			w.api.patch("models/one", object{"description": "meanwhile"})
			var s status
			waitFor(t, "it halts", func() bool {
				_, _ = w.api.syncNow()
				var err error
				s, err = w.api.status()
				return err == nil && s.State == "halted"
			})
			require.Equal(t, row.guard, s.Halt.Guard, s.Halt.Message)
			require.NotEmpty(t, s.Halt.Message)
			require.NotEmpty(t, s.Halt.Hint)
			require.Contains(t, w.api.file("models/one"), "description: meanwhile\n")
			require.Contains(t, w.api.file("models/two"), "name: Users\n")
			if row.mend != nil {
				row.mend(w)
			} else {
				w.api.do(http.MethodPost, gitSync("confirm"), object{"plan": s.Halt.Plan})
			}
			w.api.requireInSync()
			if !row.forced {
				w.repo.requireLawful()
				require.Len(t, w.repo.told(), 1)
			}
			w.repo.Fsck()
			requireSame(t, w.repo, w.api)
			require.Contains(t, w.repo.at("models/one.yaml"), "meanwhile")
			require.Contains(t, w.api.file("models/one"), "description: meanwhile\n")
			if row.name == "forced push" {
				require.Contains(t, w.api.file("models/two"), "name: People\n")
				require.Contains(t, w.repo.at("models/two.yaml"), "# new history\n")
			}
		})
	}
}

// TestBackoff shows that failures are counted, and that the next try is later each time.
func TestBackoff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.git.Inject(gittest.Fault{Status: 503, Times: -1})
	var waits []time.Duration
	for n := range 4 {
		_, err := w.api.syncNow()
		require.Error(t, err)
		s, err := w.api.status()
		require.NoError(t, err)
		require.GreaterOrEqual(t, s.Failure.Count, n+1)
		waits = append(waits, time.Until(s.Failure.Next))
	}
	require.Greater(t, waits[3], 3*waits[0], "%v", waits)
	w.git.Reset()
	w.api.requireInSync()
}

// edit replaces text in a model's file, as a person does.
func (w *world) edit(slug, from, to string) {
	w.t.Helper()
	path := "models/" + slug + ".yaml"
	w.person.fresh()
	w.person.write(path, replaced(w.t, w.person.read(path), from, to))
	w.person.push("Edit " + slug)
}

// activity is all that the log of Git Sync says.
func (w *world) activity() string {
	w.t.Helper()
	var text []byte
	require.NoError(w.t, w.api.get(gitSync("activity?limit=100"), &text))
	return string(text)
}

// shutGate connects the workspace by a gate that is shut; mending opens it.
func (w *world) shutGate() func() {
	target, err := url.Parse(w.git.HTTP.URL)
	require.NoError(w.t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(w.t, err)
	address := listener.Addr().String()
	w.repo.url = "http://" + address + "/team/config.git"
	serve := func(l net.Listener) *http.Server {
		gate := &http.Server{Handler: httputil.NewSingleHostReverseProxy(target), ReadHeaderTimeout: patience}
		go func() { _ = gate.Serve(l) }()
		w.t.Cleanup(func() { _ = gate.Close() })
		return gate
	}
	gate := serve(listener)
	w.connect(object{})
	w.api.requireInSync()
	require.NoError(w.t, gate.Close())
	return func() {
		listener, err := net.Listen("tcp", address)
		require.NoError(w.t, err)
		serve(listener)
	}
}
