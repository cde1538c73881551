package gitsync_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

func (w *world) rename(by workspace.Actor, from workspace.Ref, to string) workspace.Change {
	return w.edit(by, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Rename(ctx, w.get(from).ID, 0, to, nil)
		return err
	})
}

func (w *world) restore(by workspace.Actor, id int64, slug string) {
	w.edit(by, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Restore(ctx, id, slug)
		return err
	})
}

func (w *world) replace(path, from, to string) {
	w.push("edit "+path, map[string]string{path: strings.Replace(w.file(path), from, to, 1)})
}

func (w *world) resolve(ref workspace.Ref, take gitsync.Take) {
	for _, h := range w.held() {
		if h.Ref == ref {
			require.NoError(w.t, w.engine.Resolve(w.ctx, w.id, gitsync.Resolution{Ref: ref, Take: take, AppVersion: h.AppVersion, Blob: h.Blob, Fields: h.Merged}, byAlice))
			return
		}
	}
	require.FailNow(w.t, "not held", ref.String())
}

// crash runs a cycle that is killed at a step, and starts anew.
func (w *world) crash(at gitsync.Step) {
	w.step = func(s gitsync.Step) {
		if s == at {
			panic(errCrash)
		}
	}
	require.PanicsWithValue(w.t, errCrash, func() { w.cycle() })
	w.step = nil
	w.restart()
}

// tellings counts in how many commits a change is told.
func (w *world) tellings(change workspace.Change) int {
	n := 0
	for _, c := range w.repo.Log() {
		if strings.Contains(c.Message, "Lockstep-Change: "+itoa(change.ID)+"\n") {
			n++
		}
	}
	return n
}

// TestRegressions are stories that the random interleavings told.
func TestRegressions(t *testing.T) {
	for _, row := range []struct {
		name string
		play func(t *testing.T, w *world)
	}{
		{"a file is renamed and edited while the app archives its resource", func(t *testing.T, w *world) {
			w.push("move", map[string]string{"models/a.yaml": gone, "models/c.yaml": strings.Replace(w.file("models/a.yaml"), "Users", "Git", 1)})
			w.archive(bob, model("a"))
			w.cycle()
			require.False(t, w.has(model("c")), "the deletion is not undone")
			require.Len(t, w.held(), 1)
			w.resolve(model("c"), gitsync.TakeApp)
			w.cycle()
			require.Empty(t, w.file("models/c.yaml"))
		}},
		{"a file is renamed to a taken name and back while the app archives its resource", func(t *testing.T, w *world) {
			w.push("move", map[string]string{"models/a.yaml": gone, "models/c.yaml": strings.Replace(w.file("models/a.yaml"), "Users", "Git", 1)})
			w.archive(bob, model("a"))
			w.create(bob, model("c"), users().With("rawSql", "SELECT 1\nFROM others"))
			w.cycle()
			w.push("move back", map[string]string{"models/c.yaml": gone, "models/a.yaml": w.file("models/c.yaml")})
			w.cycle()
			require.False(t, w.has(model("a")), "the deletion is not undone")
			require.Len(t, w.held(), 1)
			w.resolve(model("a"), gitsync.TakeRepo)
			w.cycle()
			require.Equal(t, "Git", w.get(model("a")).Fields.Text("name"))
		}},
		{"a deletion in the app wins by resolution though nothing else changed", func(t *testing.T, w *world) {
			w.archive(bob, model("a"))
			w.replace("models/a.yaml", "Users", "Git")
			w.cycle()
			w.resolve(model("a"), gitsync.TakeApp)
			w.cycle()
			require.Empty(t, w.file("models/a.yaml"))
		}},
		{"a resource that was synced, archived and restored tells only the restoration", func(t *testing.T, w *world) {
			made := w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
				_, err := e.Create(ctx, workspace.KindModel, "n", users())
				return err
			})
			w.cycle()
			id := w.get(model("n")).ID
			w.archive(bob, model("n"))
			w.cycle()
			w.edit(dora, func(ctx context.Context, e *workspace.Edit) error {
				_, err := e.Restore(ctx, id, "")
				return err
			})
			w.cycle()
			require.Equal(t, 1, w.tellings(made))
			require.NotContains(t, w.lastCommit().Message, "Co-authored-by")
		}},
		{"so it does when the deletion's push was never heard of", func(t *testing.T, w *world) {
			id := w.get(model("a")).ID
			w.set(bob, model("a"), "name", "X")
			w.cycle()
			before := w.lastCommit()
			w.archive(bob, model("a"))
			w.crash(gitsync.StepPushed)
			w.edit(dora, func(ctx context.Context, e *workspace.Edit) error {
				_, err := e.Restore(ctx, id, "")
				return err
			})
			w.cycle()
			require.Equal(t, 1, strings.Count(w.lastCommit().Message, "Lockstep-Change"))
			require.NotEqual(t, before.ID, w.lastCommit().ID)
		}},
		{"a name given up and taken in one change is written", func(t *testing.T, w *world) {
			w.rename(bob, model("b"), "z")
			w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
				if _, err := e.Archive(ctx, w.get(model("z")).ID, 0); err != nil {
					return err
				}
				_, err := e.Create(ctx, workspace.KindModel, "z", users().With("name", "New"))
				return err
			})
			w.cycle()
			require.Contains(t, w.file("models/z.yaml"), "name: New")
			require.Empty(t, w.file("models/b.yaml"))
		}},
		{"a resource that passed through the name of a held one does not touch its file", func(t *testing.T, w *world) {
			w.replace("models/a.yaml", "Users", "Git")
			w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
				if _, err := e.Archive(ctx, w.get(model("a")).ID, 0); err != nil {
					return err
				}
				_, err := e.Create(ctx, workspace.KindModel, "a", users().With("name", "New"))
				return err
			})
			w.rename(bob, model("a"), "z")
			w.cycle()
			require.Contains(t, w.file("models/a.yaml"), "name: Git")
			require.Contains(t, w.file("models/z.yaml"), "name: New")
			for _, c := range w.repo.Log() {
				require.NotContains(t, string(c.After["models/a.yaml"]), "New")
			}
		}},
		{"a change of two resources is told once, though one is held meanwhile", func(t *testing.T, w *world) {
			w.replace("models/a.yaml", "Users", "Git")
			both := w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
				for _, slug := range []string{"a", "b"} {
					if _, err := e.Update(ctx, w.get(model(slug)).ID, 0, users().With("name", "App")); err != nil {
						return err
					}
				}
				return nil
			})
			w.cycle()
			require.Equal(t, 1, w.tellings(both))
			w.resolve(model("a"), gitsync.TakeApp)
			w.cycle()
			require.Contains(t, w.file("models/a.yaml"), "name: App")
			require.Equal(t, 1, w.tellings(both))
		}},
		{"to take the app's value against a deletion tells only what is new", func(t *testing.T, w *world) {
			first := w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
				_, err := e.Update(ctx, w.get(model("a")).ID, 0, users().With("name", "One"))
				return err
			})
			w.cycle()
			w.set(dora, model("a"), "name", "Two")
			w.push("delete", map[string]string{"models/a.yaml": gone})
			w.cycle()
			w.resolve(model("a"), gitsync.TakeApp)
			w.cycle()
			require.Contains(t, w.file("models/a.yaml"), "name: Two")
			require.Equal(t, 1, w.tellings(first))
		}},
		{"a renamed file that is held stays in sight when its resource is made again", func(t *testing.T, w *world) {
			w.set(dora, model("a"), "name", "App")
			text := strings.Replace(w.file("models/a.yaml"), "Users", "Git", 1)
			w.push("rename", map[string]string{"models/a.yaml": gone, "models/z.yaml": text})
			w.cycle()
			require.Len(t, w.held(), 1)
			w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
				if _, err := e.Archive(ctx, w.get(model("a")).ID, 0); err != nil {
					return err
				}
				_, err := e.Create(ctx, workspace.KindModel, "a", users().With("name", "New"))
				return err
			})
			w.cycle()
			require.Equal(t, "Git", w.get(model("z")).Fields.Text("name"))
			require.Contains(t, w.file("models/a.yaml"), "name: New")
		}},
		{"a rename that was merged and not yet pushed can still be deleted", func(t *testing.T, w *world) {
			w.rename(dora, model("a"), "z")
			w.replace("models/a.yaml", "Users", "Git")
			w.crash(gitsync.StepApplied)
			require.Equal(t, "Git", w.get(model("z")).Fields.Text("name"))
			w.archive(bob, model("z"))
			w.cycle()
			require.False(t, w.has(model("a")))
			require.Empty(t, w.file("models/a.yaml"))
			require.Empty(t, w.file("models/z.yaml"))
		}},
		{"a deletion and a new user of what is deleted, in one push", func(t *testing.T, w *world) {
			w.push("both", map[string]string{
				"models/a.yaml": gone,
				"syncs/s.yaml":  "model: a\ndestination: crm\nconfig: {}\nschedule:\n  type: manual\nschedulePaused: false\n",
			})
			w.cycle()
			require.Len(t, w.held(), 1)
			require.Equal(t, reconcile.ReasonInUse, w.held()[0].Hold.Reason)
			require.True(t, w.has(model("a")))
			require.True(t, w.has(syncRef("s")))
			w.push("bring it back", map[string]string{"models/a.yaml": goodModel})
			w.cycle()
			require.Empty(t, w.held())
		}},
		{"what a fix releases is pushed, though somebody else is first", func(t *testing.T, w *world) {
			text := w.file("models/a.yaml")
			w.push("break", map[string]string{"models/a.yaml": "name: ["})
			w.set(bob, model("a"), "name", "App")
			w.cycle()
			require.Len(t, w.held(), 1)
			w.push("fix", map[string]string{"models/a.yaml": text})
			once := false
			w.remote.OnSend = func() gitsynctest.Fault {
				if !once {
					once = true
					w.replace("models/b.yaml", "Users", "Git")
				}
				return gitsynctest.NoFault
			}
			w.cycle()
			require.Contains(t, w.file("models/a.yaml"), "name: App")
			require.Equal(t, "Git", w.get(model("b")).Fields.Text("name"))
		}},
		{"what a fix releases is pushed, though the process is killed before", func(t *testing.T, w *world) {
			text := w.file("models/a.yaml")
			w.push("break", map[string]string{"models/a.yaml": "name: ["})
			w.set(bob, model("a"), "name", "App")
			w.cycle()
			w.push("fix", map[string]string{"models/a.yaml": text})
			w.crash(gitsync.StepApplied)
			w.cycle()
			require.Contains(t, w.file("models/a.yaml"), "name: App")
		}},
		{"a backup that somebody pushes into meanwhile", func(t *testing.T, w *world) {
			s, err := w.engine.Settings(w.ctx, w.id)
			require.NoError(t, err)
			s.Mode = gitsync.ModeBackup
			_, err = w.engine.Configure(w.ctx, w.id, s, gitsync.SecretEdit{})
			require.NoError(t, err)
			w.cycle()
			text := w.file("models/a.yaml")
			w.replace("models/a.yaml", "Users", "Git")
			once := false
			w.remote.OnSend = func() gitsynctest.Fault {
				if !once {
					once = true
					w.replace("models/b.yaml", "Users", "Git")
				}
				return gitsynctest.NoFault
			}
			w.cycle()
			require.Equal(t, text, w.file("models/a.yaml"))
			require.NotContains(t, w.file("models/b.yaml"), "Git")
		}},
		{"an old resource that takes the place of its successor, and a conflict", func(t *testing.T, w *world) {
			old := w.get(model("a")).ID
			again := w.edit(dora, func(ctx context.Context, e *workspace.Edit) error {
				if _, err := e.Archive(ctx, old, 0); err != nil {
					return err
				}
				_, err := e.Create(ctx, workspace.KindModel, "a", users().With("name", "Again"))
				return err
			})
			w.cycle()
			w.replace("models/a.yaml", "Again", "Git")
			w.archive(bob, model("a"))
			w.edit(dora, func(ctx context.Context, e *workspace.Edit) error {
				_, err := e.Restore(ctx, old, "")
				return err
			})
			w.cycle()
			w.resolve(model("a"), gitsync.TakeMerge)
			w.cycle()
			require.Equal(t, 1, w.tellings(again))
			require.Equal(t, old, w.get(model("a")).ID)
		}},
		{"a resource that was away between two cycles does not tell of it later", func(t *testing.T, w *world) {
			old := w.get(model("a")).ID
			again := w.edit(dora, func(ctx context.Context, e *workspace.Edit) error {
				if _, err := e.Archive(ctx, old, 0); err != nil {
					return err
				}
				_, err := e.Create(ctx, workspace.KindModel, "a", users().With("name", "Again"))
				return err
			})
			w.rename(bob, model("a"), "z")
			w.edit(dora, func(ctx context.Context, e *workspace.Edit) error {
				_, err := e.Restore(ctx, old, "")
				return err
			})
			w.cycle()
			w.set(bob, model("a"), "name", "Later")
			w.cycle()
			require.Equal(t, 1, w.tellings(again))
		}},
		{"a resource that takes the name of a held one keeps what is told of it", func(t *testing.T, w *world) {
			change := w.edit(dora, func(ctx context.Context, e *workspace.Edit) error {
				_, err := e.Update(ctx, w.get(model("b")).ID, 0, users().With("name", "One"))
				return err
			})
			w.cycle()
			w.rename(bob, model("b"), "z")
			w.push("the same name", map[string]string{"models/z.yaml": goodModel})
			w.cycle()
			require.Len(t, w.held(), 2)
			w.resolve(model("b"), gitsync.TakeRepo)
			w.cycle()
			w.resolve(model("z"), gitsync.TakeMerge)
			w.cycle()
			require.Equal(t, 1, w.tellings(change))
		}},
		{"what comes back while its deletion is pushed is told with its return", func(t *testing.T, w *world) {
			id := w.get(model("a")).ID
			deleted := w.edit(dora, func(ctx context.Context, e *workspace.Edit) error {
				_, err := e.Archive(ctx, id, 0)
				return err
			})
			var back workspace.Change
			w.step = func(s gitsync.Step) {
				if s == gitsync.StepObserved && back.Seq == 0 {
					back = w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
						_, err := e.Restore(ctx, id, "")
						return err
					})
				}
			}
			w.cycle()
			w.step = nil
			w.set(bob, model("a"), "name", "Later")
			w.cycle()
			require.Equal(t, 1, w.tellings(deleted))
			require.Equal(t, 1, w.tellings(back))
			require.Contains(t, w.file("models/a.yaml"), "Later")
		}},
		{"a halt is told by each cycle", func(t *testing.T, w *world) {
			w.push("all away", map[string]string{"models/a.yaml": gone, "models/b.yaml": gone})
			require.True(t, w.cycle().Halted)
			report := w.cycle()
			require.True(t, report.Halted && report.Idle)
			require.NoError(t, w.engine.Confirm(w.ctx, w.id, w.halt().Plan, byAlice))
			w.cycle()
		}},
		{"what takes the app's value keeps the name that only Git gave", func(t *testing.T, w *world) {
			w.set(bob, model("a"), "name", "App")
			text := strings.Replace(w.file("models/a.yaml"), "Users", "Git", 1)
			w.push("rename", map[string]string{"models/a.yaml": gone, "models/z.yaml": text})
			w.cycle()
			w.resolve(model("a"), gitsync.TakeApp)
			w.cycle()
			require.Equal(t, "App", w.get(model("z")).Fields.Text("name"))
			require.Contains(t, w.file("models/z.yaml"), "name: App")
			require.Empty(t, w.file("models/a.yaml"))
		}},
		{"a name that Git and the app gave differently", func(t *testing.T, w *world) {
			w.rename(bob, model("a"), "y")
			w.push("rename", map[string]string{"models/a.yaml": gone, "models/z.yaml": w.file("models/a.yaml")})
			w.cycle()
			w.resolve(model("y"), gitsync.TakeRepo)
			w.cycle()
			require.True(t, w.has(model("z")))
			require.False(t, w.has(model("y")))
			require.Empty(t, w.file("models/y.yaml"))
		}},
		{"a file that breaks after its resource was renamed, settled by the app's value, and archived", func(t *testing.T, w *world) {
			w.rename(bob, model("b"), "z")
			w.push("break", map[string]string{"models/b.yaml": unreadable})
			w.cycle()
			w.resolve(model("z"), gitsync.TakeApp)
			w.archive(bob, model("z"))
			w.cycle()
			w.cycle()
			require.Empty(t, w.held())
			require.Empty(t, w.file("models/b.yaml"))
		}},
		{"a rename on both sides, to a file that cannot be read, keeps what is told", func(t *testing.T, w *world) {
			change := w.update(dora, w.get(model("b")), users().With("name", "One"))
			w.cycle()
			w.rename(bob, model("b"), "z")
			w.push("rename and break", map[string]string{"models/b.yaml": gone, "models/z.yaml": unreadable})
			w.cycle()
			w.resolve(model("z"), gitsync.TakeApp)
			w.cycle()
			require.Empty(t, w.held())
			require.Contains(t, w.file("models/z.yaml"), "name: One")
			require.Equal(t, 1, w.tellings(change))
		}},
		{"a resource whose name another took keeps what is told, though only the other's merge is in", func(t *testing.T, w *world) {
			told := w.update(bob, w.get(model("a")), users().With("name", "One"))
			w.cycle()
			w.rename(dora, model("a"), "z")
			again := w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
				_, err := e.Create(ctx, workspace.KindModel, "a", users().With("name", "New"))
				return err
			})
			w.replace("models/a.yaml", "primaryKey: id", "primaryKey: uid")
			w.crash(gitsync.StepApplied)
			w.cycle()
			require.Contains(t, w.file("models/a.yaml"), "primaryKey: uid")
			require.Contains(t, w.file("models/z.yaml"), "name: One")
			require.Equal(t, 1, w.tellings(told))
			require.Equal(t, 1, w.tellings(again))
		}},
		{"so it does in the trash, and when it comes back before the push", func(t *testing.T, w *world) {
			old := w.get(model("a")).ID
			told := w.update(bob, w.get(model("a")), users().With("name", "One"))
			w.cycle()
			w.archive(dora, model("a"))
			w.create(bob, model("a"), users().With("name", "New"))
			w.replace("models/a.yaml", "primaryKey: id", "primaryKey: uid")
			w.crash(gitsync.StepApplied)
			w.restore(bob, old, "z")
			w.cycle()
			require.Contains(t, w.file("models/z.yaml"), "name: One")
			require.Equal(t, 1, w.tellings(told))
		}},
		{"what Git deleted comes back before the push of that cycle", func(t *testing.T, w *world) {
			old := w.get(model("a")).ID
			told := w.update(bob, w.get(model("a")), users().With("name", "One"))
			w.cycle()
			w.push("delete", map[string]string{"models/a.yaml": gone})
			w.set(bob, model("b"), "name", "Other")
			w.crash(gitsync.StepApplied)
			w.restore(bob, old, "")
			w.cycle()
			require.Contains(t, w.file("models/a.yaml"), "name: One")
			require.Equal(t, 1, w.tellings(told))
		}},
		{"what Git deleted comes back after a cycle in which the app moved", func(t *testing.T, w *world) {
			old := w.get(model("a")).ID
			told := w.update(bob, w.get(model("a")), users().With("name", "One"))
			w.cycle()
			w.push("delete", map[string]string{"models/a.yaml": gone})
			w.set(bob, model("b"), "name", "Other")
			once := false
			w.step = func(s gitsync.Step) {
				if s == gitsync.StepObserved && !once {
					once = true
					w.set(bob, model("b"), "primaryKey", "uid")
				}
			}
			w.cycle()
			w.step = nil
			w.restore(bob, old, "")
			w.cycle()
			require.Contains(t, w.file("models/a.yaml"), "name: One")
			require.Equal(t, 1, w.tellings(told))
		}},
		{"a name that was archived and made again tells both when commits are grouped by person", func(t *testing.T, w *world) {
			w.configure(func(s *gitsync.Settings) { s.Grouping = gitsync.GroupBatch })
			archived := w.archive(dora, model("a"))
			made := w.create(bob, model("a"), users().With("name", "New"))
			w.cycle()
			require.Contains(t, w.file("models/a.yaml"), "name: New")
			require.Equal(t, 1, w.tellings(archived))
			require.Equal(t, 1, w.tellings(made))
		}},
		{"so it does when only the merge of what was made again is in", func(t *testing.T, w *world) {
			archived := w.archive(dora, model("a"))
			made := w.create(bob, model("a"), users().With("name", "New"))
			w.replace("models/a.yaml", "primaryKey: id", "primaryKey: uid")
			w.crash(gitsync.StepApplied)
			w.cycle()
			require.Contains(t, w.file("models/a.yaml"), "primaryKey: uid")
			require.Equal(t, 1, w.tellings(archived))
			require.Equal(t, 1, w.tellings(made))
		}},
		{"so it does when what was made again is settled by a person", func(t *testing.T, w *world) {
			archived := w.archive(dora, model("a"))
			made := w.create(bob, model("a"), users().With("name", "New"))
			w.replace("models/a.yaml", "Users", "Git")
			w.cycle()
			w.resolve(model("a"), gitsync.TakeApp)
			w.cycle()
			require.Contains(t, w.file("models/a.yaml"), "name: New")
			require.Equal(t, 1, w.tellings(archived))
			require.Equal(t, 1, w.tellings(made))
		}},
		{"what came back under another name while its old one was held tells of it once", func(t *testing.T, w *world) {
			old := w.get(model("a")).ID
			w.replace("models/a.yaml", "Users", "Git")
			archived := w.archive(dora, model("a"))
			w.create(bob, model("a"), users().With("name", "New"))
			w.restore(bob, old, "z")
			w.cycle()
			require.Equal(t, model("a"), w.held()[0].Ref)
			require.Equal(t, 1, w.tellings(archived))
			w.replace("models/a.yaml", "Git", "Users")
			w.cycle()
			require.Contains(t, w.file("models/a.yaml"), "name: New")
			require.Equal(t, 1, w.tellings(archived))
		}},
		{"a lost reply, and the same name used for another resource", func(t *testing.T, w *world) {
			w.remote.OnSend = func() gitsynctest.Fault { return gitsynctest.LostReply }
			w.set(bob, model("a"), "name", "One")
			_, err := w.engine.Cycle(w.ctx, w.id)
			require.Error(t, err)
			w.remote.OnSend = nil
			w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
				_, err := e.Archive(ctx, w.get(model("a")).ID, 0)
				return err
			})
			w.rename(bob, model("b"), "a")
			w.cycle()
			require.Empty(t, w.held())
			require.Empty(t, w.file("models/b.yaml"))
			require.NotEmpty(t, w.file("models/a.yaml"))
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			w.create(bob, model("a"), users())
			w.create(bob, model("b"), users().With("rawSql", "SELECT other\nFROM another"))
			w.connect(reconcile.AppToRepo)
			row.play(t, w)
			w.quiet()
		})
	}
}

// TestARenameInGitIsFollowedByWhatIsPushed: the app wins over a deletion in Git, in the very plan
// in which the name changes that its value speaks of.
func TestARenameInGitIsFollowedByWhatIsPushed(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.create(bob, syncRef("users"), usersToCRM())
	w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.Conflict = reconcile.ConflictPrefersApp })
	w.set(bob, syncRef("users"), "schedulePaused", true)
	w.push("Rename", map[string]string{usersPath: gone, "models/people.yaml": w.file(usersPath), "syncs/users.yaml": gone})
	w.cycle()
	require.Equal(t, "people", w.get(syncRef("users")).Fields.Text("model"))
	require.Contains(t, w.file("syncs/users.yaml"), "model: people")
	require.Contains(t, w.file("syncs/users.yaml"), "schedulePaused: true")
	w.quiet()
}
