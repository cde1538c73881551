package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/store/pgtest"
)

// TestSomebodyPushesFirst lets another commit in between the server's look at the branch and its push.
func TestSomebodyPushesFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", "moved")
	for _, row := range []struct {
		name     string
		app      [2]string // the description before and after
		path     string
		from, to string // in the file that is pushed
		held     bool
	}{
		{name: "another file", app: [2]string{"before", "one"}, path: "README.md", to: "Hello\n"},
		{name: "another field of the same file", app: [2]string{"one", "two"}, path: "models/moved.yaml", from: "Users #", to: "People #"},
		{name: "the same field", app: [2]string{"two", "three"}, path: "models/moved.yaml", from: `"two"`, to: `"from git"`, held: true},
	} {
		const model = "models/moved.yaml"
		text := strings.Replace(w.repo.at(model), row.from, row.to, 1)
		file := text
		if row.path != model {
			text, file = w.repo.at(model), row.to
		}
		var pushed atomic.Bool
		w.git.Inject(gittest.Fault{Service: "git-receive-pack", Times: -1, Before: func() {
			if pushed.CompareAndSwap(false, true) {
				w.repo.Commit(gittest.Commit{Files: gittest.Files{row.path: gittest.Text(file)}})
			}
		}})
		told := len(w.repo.told())
		w.api.patch("models/moved", object{"description": row.app[1]})
		waitFor(t, "the other's commit", pushed.Load)
		s := w.requireAtRest()
		w.git.Reset()
		if row.held {
			held := w.api.conflicts()
			require.Len(t, held, 1, row.name)
			clash := held[0].Clashes[0]
			require.Equal(t, []any{"two", "three", "from git"}, []any{clash.Base.Value, clash.App.Value, clash.Repo.Value})
			require.Equal(t, text, w.repo.at(model))
			continue
		}
		require.Equal(t, "in_sync", s.State, "%s: %s", row.name, s.Message)
		require.Len(t, w.repo.told(), told+1, row.name)
		require.Equal(t, strings.Replace(text, row.app[0], row.app[1], 1), w.repo.at(model), row.name)
		require.NotEmpty(t, w.repo.Ref("main:"+row.path))
	}
}

// TestManyWriters has four people push to the same branch, to files of their own and to one that
// all share with the app, while the app edits too.
func TestManyWriters(t *testing.T) {
	t.Parallel()
	const writers, rounds = 4, 5
	names := []string{"shared"}
	for k := range writers {
		names = append(names, fmt.Sprint("own-", k))
	}
	w := newWorld(t, "", names...)
	w.person.fresh()
	w.person.write("models/shared.yaml", shared(writers))
	w.person.push("Let everybody have a line")
	w.api.requireInSync()
	w.configure(object{"pollSeconds": 1, "quietMillis": 50})

	problems := make(chan error, writers)
	var group sync.WaitGroup
	for k := range writers {
		c := w.repo.clone()
		group.Go(func() { problems <- writeAlong(c.dir, k, rounds) })
	}
	told := len(w.repo.told())
	for n := range rounds {
		for _, ref := range []string{"models/shared", fmt.Sprint("models/own-", n%writers)} {
			w.api.patch(ref, object{"description": fmt.Sprint("round ", n)})
		}
	}
	group.Wait()
	for range writers {
		require.NoError(t, <-problems)
	}
	require.Equal(t, "in_sync", w.requireAtRest().State)
	require.Len(t, w.repo.told(), told+2*rounds)
	text := w.repo.at("models/shared.yaml")
	require.Contains(t, text, fmt.Sprintf("description: round %d # ours", rounds-1))
	for k := range writers {
		require.Contains(t, text, fmt.Sprintf("-- writer %d: %d\n", k, rounds-1))
		require.Contains(t, w.repo.at(fmt.Sprintf("models/own-%d.yaml", k)), fmt.Sprintf("name:   Writer %d # shown", rounds-1))
	}
	require.Equal(t, fmt.Sprint(writers*rounds), w.repo.Git("rev-list", "--count", "--grep=^By writer", "main"))
}

// shared is a model in whose text each writer has a line that is no neighbour of another's.
func shared(writers int) string {
	var b strings.Builder
	b.WriteString("name: Shared\nsource: warehouse\ndescription: before # ours\ntype: raw_sql\nprimaryKey: id\nrawSql: |-\n")
	for k := range writers {
		fmt.Fprintf(&b, "  -- above %d\n  -- writer %d: none\n  -- below %d\n  -- between\n", k, k, k)
	}
	b.WriteString("  SELECT id FROM users\n")
	return b.String()
}

var names = regexp.MustCompile(`(?m)^name: .* #`)

// writeAlong is one person's work: edit, commit, pull with rebase and push until it went through.
func writeAlong(dir string, k, rounds int) error {
	own, all := filepath.Join(dir, fmt.Sprintf("models/own-%d.yaml", k)), filepath.Join(dir, "models/shared.yaml")
	line := regexp.MustCompile(fmt.Sprintf(`-- writer %d: .*`, k))
	for n := range rounds {
		for path, change := range map[string]func(string) string{
			own: func(s string) string { return names.ReplaceAllString(s, fmt.Sprintf("name:   Writer %d #", n)) },
			all: func(s string) string { return line.ReplaceAllString(s, fmt.Sprintf("-- writer %d: %d", k, n)) },
		} {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if err := os.WriteFile(path, []byte(change(string(text))), 0o644); err != nil {
				return err
			}
		}
		if err := gittest.Try(dir, "commit", "-q", "-a", "-m", fmt.Sprintf("By writer %d, round %d", k, n)); err != nil {
			return err
		}
		var err error
		for range 50 {
			if err = gittest.Try(dir, "pull", "-q", "--rebase"); err != nil {
				return err
			}
			if err = gittest.Try(dir, "push", "-q"); err == nil {
				break
			}
		}
		if err != nil {
			return fmt.Errorf("writer %d never got through: %w", k, err)
		}
	}
	return nil
}

// TestReplicas has two servers on one database edit and sync the same workspace at once, while
// somebody pushes.
func TestReplicas(t *testing.T) {
	t.Parallel()
	const rounds = 6
	w := newWorld(t, pgtest.Start(t).Database(t), "first", "second", "both")
	w.configure(object{"pollSeconds": 1, "quietMillis": 50})
	other := w.replica()
	var group sync.WaitGroup
	problems := make(chan error, 3)
	for name, api := range map[string]*client{"first": w.api, "second": other.api} {
		group.Go(func() {
			for n := range rounds {
				for ref, body := range map[string]object{"models/" + name: {"description": fmt.Sprint("round ", n)}, "models/both": {"description": fmt.Sprint(name, " ", n)}} {
					if err := api.call(http.MethodPatch, "/"+ref, body, nil); err != nil {
						problems <- err
						return
					}
				}
				_, _ = api.syncNow() // it may be the other's turn
			}
		})
	}
	c := w.repo.clone()
	group.Go(func() {
		path := filepath.Join(c.dir, "models/both.yaml")
		for n := range rounds {
			text, err := os.ReadFile(path)
			if err == nil {
				err = os.WriteFile(path, []byte(names.ReplaceAllString(string(text), fmt.Sprintf("name: Round %d #", n))), 0o644)
			}
			if err == nil {
				err = gittest.Try(c.dir, "commit", "-q", "-a", "-m", "By hand")
			}
			for range 50 {
				if err == nil {
					err = gittest.Try(c.dir, "pull", "-q", "--rebase")
				}
				if err != nil || gittest.Try(c.dir, "push", "-q") == nil {
					break
				}
			}
			if err != nil {
				problems <- err
				return
			}
		}
	})
	group.Wait()
	close(problems)
	require.NoError(t, <-problems)
	require.Equal(t, "in_sync", w.requireAtRest().State)
	requireSame(t, w.repo, other.api)
	require.Len(t, w.repo.told(), 4*rounds)
	require.Contains(t, w.repo.at("models/both.yaml"), fmt.Sprintf("name: Round %d #", rounds-1))

	w.kill()
	w.api = other.api
	w.api.patch("models/first", object{"description": "after the other died"})
	waitFor(t, "the commit", func() bool { return len(w.repo.told()) == 4*rounds+1 })
	require.Equal(t, "in_sync", w.requireAtRest().State)
}
