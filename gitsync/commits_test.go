package gitsync_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

func (w *world) lastCommit() gitsynctest.Logged {
	log := w.repo.Log()
	return log[len(log)-1]
}

func TestOneCommitPerChangeUpToALimit(t *testing.T) {
	for _, row := range []struct {
		name    string
		set     func(*gitsync.Settings)
		changes int
		commits int
	}{
		{"a commit each", func(*gitsync.Settings) {}, 6, 6},
		{"above the limit one per person", func(s *gitsync.Settings) { s.GroupAbove = 5 }, 6, 2},
		{"at the limit", func(s *gitsync.Settings) { s.GroupAbove = 6 }, 6, 6},
		{"in batches", func(s *gitsync.Settings) { s.Grouping = gitsync.GroupBatch }, 4, 2},
		{"above 200", func(*gitsync.Settings) {}, 202, 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			w.create(bob, model("b"), users())
			w.create(bob, model("d"), users())
			w.connect(reconcile.AppToRepo, row.set)
			before := len(w.repo.Log())
			for i := range row.changes {
				by, slug := bob, "b"
				if i%2 == 1 {
					by, slug = dora, "d"
				}
				w.set(by, model(slug), "name", fmt.Sprint("Name ", i))
			}
			w.cycle()
			log := w.repo.Log()[before:]
			require.Len(t, log, row.commits)
			told := map[string]bool{}
			for _, c := range log {
				for line := range strings.SplitSeq(c.Message, "\n") {
					if id, ok := strings.CutPrefix(line, "Lockstep-Change: "); ok {
						require.False(t, told[id])
						told[id] = true
					}
				}
			}
			require.Len(t, told, row.changes)
			authors := map[string]bool{}
			for _, c := range log {
				authors[c.Author.Name] = true
			}
			require.Equal(t, map[string]bool{"Bob": true, "Dora": true}, authors)
			w.quiet()
		})
	}
}

func TestSeveralPeopleInOneCommit(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo, func(s *gitsync.Settings) { s.Grouping = gitsync.GroupBatch })
	w.set(dora, model("users"), "name", "One")
	w.set(bob, model("users"), "primaryKey", "email")
	w.cycle()
	c := w.lastCommit()
	require.Equal(t, "Bob", c.Author.Name)
	require.Contains(t, c.Message, "\nCo-authored-by: Dora <dora@example.com>\n")
	require.NotContains(t, c.Message, "Co-authored-by: Bob")
	w.quiet()
}

func TestAMergeNamesAllWhoEdited(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo)
	w.set(dora, model("users"), "name", "One")
	w.set(bob, model("users"), "description", "two")
	w.push("key", map[string]string{"models/users.yaml": strings.Replace(w.file("models/users.yaml"), "primaryKey: id", "primaryKey: email", 1)})
	w.cycle()
	c := w.lastCommit()
	require.Equal(t, "Bob", c.Author.Name)
	require.Contains(t, c.Message, "Co-authored-by: Dora <dora@example.com>")
	require.Equal(t, 2, strings.Count(c.Message, "Lockstep-Change: "))
	w.quiet()
}

func TestAuthorsWithoutAUsableAddress(t *testing.T) {
	for name, actor := range map[string]workspace.Actor{
		"no address":    {UserID: 9, Name: "Eve"},
		"not one":       {UserID: 9, Name: "Eve", Email: "eve"},
		"line break":    {UserID: 9, Name: "Eve\nCommitter: x", Email: "eve@example.com\nx"},
		"angle bracket": {UserID: 9, Name: "Eve <root>", Email: "<eve@example.com>"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.create(bob, model("users"), users())
			w.connect(reconcile.AppToRepo)
			w.set(actor, model("users"), "name", "One")
			w.cycle()
			c := w.lastCommit()
			require.Equal(t, "lockstep@noreply.invalid", c.Author.Email)
			require.True(t, strings.HasPrefix(c.Author.Name, "Eve"))
			require.NotContains(t, c.Author.Name+c.Author.Email, "\n")
			require.NotContains(t, c.Author.Name, "<")
			w.quiet()
		})
	}
}

func TestTheCommitTemplate(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo, func(s *gitsync.Settings) { s.Template = "chore({{workspace}}): {{subject}} [{{author}}, {{count}}]" })
	w.set(bob, model("users"), "name", "One")
	w.cycle()
	subject, _, _ := cut(w.lastCommit().Message)
	require.Equal(t, "chore(main): models/users: change name [Bob, 1]", subject)
}

func TestNamesThatMoveOn(t *testing.T) {
	rename := func(from, to string) func(context.Context, *world, *workspace.Edit) error {
		return func(ctx context.Context, w *world, e *workspace.Edit) error {
			_, err := e.Rename(ctx, w.get(model(from)).ID, 0, to, nil)
			return err
		}
	}
	for _, row := range []struct {
		name    string
		changes []func(context.Context, *world, *workspace.Edit) error
		want    map[string]string // name by slug
	}{
		{"swapped", []func(context.Context, *world, *workspace.Edit) error{rename("a", "tmp"), rename("b", "a"), rename("tmp", "b")}, map[string]string{"a": "B", "b": "A"}},
		{"in a ring", []func(context.Context, *world, *workspace.Edit) error{rename("a", "tmp"), rename("c", "a"), rename("b", "c"), rename("tmp", "b")}, map[string]string{"a": "C", "b": "A", "c": "B"}},
		{"and back", []func(context.Context, *world, *workspace.Edit) error{rename("a", "x"), rename("x", "a")}, map[string]string{"a": "A", "b": "B", "c": "C"}},
	} {
		for _, together := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s together %v", row.name, together), func(t *testing.T) {
				w := newWorld(t)
				for _, slug := range []string{"a", "b", "c"} {
					w.create(bob, model(slug), users().With("name", strings.ToUpper(slug)))
				}
				w.connect(reconcile.AppToRepo, func(s *gitsync.Settings) {
					if together {
						s.Grouping = gitsync.GroupBatch
					}
				})
				for _, change := range row.changes {
					w.edit(bob, func(ctx context.Context, e *workspace.Edit) error { return change(ctx, w, e) })
				}
				w.cycle()
				require.Empty(t, w.held())
				for slug, name := range row.want {
					require.Contains(t, w.file("models/"+slug+".yaml"), "name: "+name+"\n")
				}
				require.Len(t, w.repo.Files(), 3)
				w.quiet()
			})
		}
	}
}
