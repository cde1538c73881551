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

var byAlice = workspace.Cause{Actor: alice, Origin: workspace.OriginUI}

func (w *world) halt() *gitsync.Halt {
	state, err := w.store.State(w.ctx, w.id)
	require.NoError(w.t, err)
	return state.Halt
}

// models makes n models in one change.
func (w *world) models(n int) {
	w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
		for i := range n {
			if _, err := e.Create(ctx, workspace.KindModel, fmt.Sprintf("m%02d", i), users()); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestDeletionInGit(t *testing.T) {
	for _, row := range []struct {
		policy    reconcile.DeletePolicy
		live      bool // after the deletion
		trash     int
		same      bool // the same resource comes back with the file
		fileAfter bool // after a resync
	}{
		{policy: reconcile.DeleteArchives, trash: 1, same: true},
		{policy: reconcile.DeleteDeletes},
		{policy: reconcile.DeleteKeeps, live: true, same: true, fileAfter: true},
	} {
		t.Run(string(row.policy), func(t *testing.T) {
			w := newWorld(t)
			w.create(bob, model("users"), users())
			w.create(bob, model("other"), users())
			w.connect(reconcile.AppToRepo, func(s *gitsync.Settings) { s.Delete = row.policy })
			id, text := w.get(model("users")).ID, w.file("models/users.yaml")
			w.push("delete", map[string]string{"models/users.yaml": gone})
			w.cycle()
			require.Equal(t, row.live, w.has(model("users")))
			trash, _, err := w.app.List(w.ctx, w.id, workspace.Query{Kind: workspace.KindModel, Archived: true})
			require.NoError(t, err)
			require.Len(t, trash, row.trash)
			require.Empty(t, w.file("models/users.yaml"))
			w.quiet()
			if row.fileAfter {
				require.NoError(t, w.engine.Resync(w.ctx, w.id, byAlice))
				w.cycle()
				require.Equal(t, text, w.file("models/users.yaml"))
				w.quiet()
				w.push("delete", map[string]string{"models/users.yaml": gone})
				w.cycle()
				w.quiet()
			}
			w.push("revert", map[string]string{"models/users.yaml": text})
			w.cycle()
			require.Empty(t, w.held())
			require.Equal(t, row.same, w.get(model("users")).ID == id)
			require.Equal(t, text, w.file("models/users.yaml"))
			w.quiet()
		})
	}
}

func TestAKeptResourceGetsItsFileBackWithTheNextChange(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.create(bob, model("other"), users())
	w.connect(reconcile.AppToRepo, func(s *gitsync.Settings) { s.Delete = reconcile.DeleteKeeps })
	w.push("delete", map[string]string{"models/users.yaml": gone})
	w.cycle()
	change := w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Update(ctx, w.get(model("users")).ID, 0, users().With("name", "People"))
		return err
	})
	w.cycle()
	require.Contains(t, w.file("models/users.yaml"), "name: People")
	log := w.repo.Log()
	require.Contains(t, log[len(log)-1].Message, "Lockstep-Change: "+itoa(change.ID)+"\nLockstep-Workspace")
	w.quiet()
}

func TestTheDeleteBudget(t *testing.T) {
	w := newWorld(t)
	w.models(12)
	w.connect(reconcile.AppToRepo)
	deletion := map[string]string{}
	for i := range 6 {
		deletion[fmt.Sprintf("models/m%02d.yaml", i)] = gone
	}
	w.push("clean up", deletion)
	report := w.cycle()
	require.True(t, report.Halted)
	halt := w.halt()
	require.Equal(t, gitsync.GuardDeletes, halt.Guard)
	require.Equal(t, 6, halt.Count)
	require.Equal(t, "models/m00", halt.Refs[0])
	require.True(t, w.has(model("m00")), "nothing is done before it is confirmed")
	plan, err := w.engine.Plan(w.ctx, w.id)
	require.NoError(t, err)
	require.Equal(t, halt.Plan, plan.Hash)
	require.True(t, w.cycle().Idle)

	w.push("one more", map[string]string{"models/m06.yaml": gone})
	require.NoError(t, w.engine.Confirm(w.ctx, w.id, halt.Plan, byAlice))
	require.True(t, w.cycle().Halted, "the plan changed since it was confirmed")
	require.True(t, w.has(model("m00")))
	require.Equal(t, workspace.CodeStale, workspace.CodeOf(w.engine.Confirm(w.ctx, w.id, halt.Plan, byAlice)))
	require.NoError(t, w.engine.Confirm(w.ctx, w.id, w.halt().Plan, byAlice))
	w.cycle()
	require.Nil(t, w.halt())
	require.False(t, w.has(model("m06")))
	require.True(t, w.has(model("m07")))
	w.quiet()
	require.Equal(t, workspace.CodeConflict, workspace.CodeOf(w.engine.Confirm(w.ctx, w.id, "x", byAlice)))
}

func TestFewDeletionsNeedNoConfirmation(t *testing.T) {
	w := newWorld(t)
	w.models(8)
	w.connect(reconcile.AppToRepo)
	w.push("clean up", map[string]string{"models/m00.yaml": gone, "models/m01.yaml": gone, "models/m02.yaml": gone, "models/m03.yaml": gone, "models/m04.yaml": gone})
	w.cycle()
	require.Nil(t, w.halt())
	require.False(t, w.has(model("m04")))
	w.quiet()
}

func TestAllFilesGoneHalts(t *testing.T) {
	w := newWorld(t)
	w.models(2)
	w.connect(reconcile.AppToRepo, func(s *gitsync.Settings) { s.Path = "team/config" })
	files := w.repo.Files()
	w.push("move away", map[string]string{"team/config/models/m00.yaml": gone, "team/config/models/m01.yaml": gone, "README.md": "hi"})
	require.True(t, w.cycle().Halted)
	require.Equal(t, gitsync.GuardPathGone, w.halt().Guard)
	require.Contains(t, w.halt().Message, "team/config/")
	w.restart()
	require.True(t, w.cycle().Halted)
	w.push("back", map[string]string{"team/config/models/m00.yaml": string(files["team/config/models/m00.yaml"]), "team/config/models/m01.yaml": string(files["team/config/models/m01.yaml"])})
	w.cycle()
	require.Nil(t, w.halt(), "bringing the files back ends the halt")
	require.True(t, w.has(model("m00")))
	w.quiet()
}

func TestTheBranchIsGone(t *testing.T) {
	for _, confirm := range []bool{true, false} {
		t.Run(fmt.Sprintf("confirm %v", confirm), func(t *testing.T) {
			w := newWorld(t)
			w.models(2)
			w.connect(reconcile.AppToRepo)
			head, text := w.repo.Head(), w.file("models/m00.yaml")
			w.repo.Reset("")
			w.set(bob, model("m01"), "name", "New")
			require.True(t, w.cycle().Halted)
			require.Equal(t, gitsync.GuardBranchGone, w.halt().Guard)
			require.Empty(t, w.repo.Head())
			if confirm {
				require.NoError(t, w.engine.Confirm(w.ctx, w.id, w.halt().Plan, byAlice))
			} else {
				w.repo.Reset(head)
			}
			w.cycle()
			require.Nil(t, w.halt())
			require.Equal(t, text, w.file("models/m00.yaml"))
			require.Contains(t, w.file("models/m01.yaml"), "name: New")
			w.quiet()
		})
	}
}

func TestRewrittenHistoryIsConfirmed(t *testing.T) {
	w := newWorld(t)
	w.models(2)
	w.connect(reconcile.AppToRepo)
	first := w.repo.Head()
	w.set(bob, model("m00"), "name", "Second")
	w.cycle()
	w.repo.Reset(first)
	w.push("elsewhere", map[string]string{"models/m01.yaml": strings.Replace(w.file("models/m01.yaml"), "Users", "Rewritten", 1)})
	require.True(t, w.cycle().Halted)
	require.Equal(t, gitsync.GuardRewritten, w.halt().Guard)
	require.Equal(t, "Second", w.get(model("m00")).Fields.Text("name"))
	require.NoError(t, w.engine.Confirm(w.ctx, w.id, w.halt().Plan, byAlice))
	w.cycle()
	require.Equal(t, "Users", w.get(model("m00")).Fields.Text("name"))
	require.Equal(t, "Rewritten", w.get(model("m01")).Fields.Text("name"))
	w.quiet()
}

func TestReadOnly(t *testing.T) {
	w := newWorld(t)
	w.push("start", map[string]string{"models/m.yaml": goodModel})
	w.connect(reconcile.RepoToApp, func(s *gitsync.Settings) { s.Mode, s.Path = gitsync.ModeReadOnly, "" })
	head := w.repo.Head()
	r := w.get(model("m"))
	_, err := w.app.Edit(w.ctx, w.id, byAlice, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Update(ctx, r.ID, 0, r.Fields.With("name", "X"))
		return err
	})
	require.Equal(t, workspace.CodeForbidden, workspace.CodeOf(err))
	var edge *workspace.Error
	require.ErrorAs(t, err, &edge)
	require.Contains(t, edge.Hint, "models/m.yaml")
	w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Create(ctx, workspace.KindSource, "other", workspace.Fields{"name": "Other", "type": "postgres"})
		return err
	})
	w.cycle()
	require.Equal(t, head, w.repo.Head(), "read-only writes nothing")
	w.push("change", map[string]string{"models/m.yaml": strings.Replace(goodModel, "Good", "Better", 1)})
	w.cycle()
	require.Equal(t, "Better", w.get(model("m")).Fields.Text("name"))
	w.quiet()
}

func TestBackup(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo, func(s *gitsync.Settings) { s.Mode = gitsync.ModeBackup })
	text := w.file("models/users.yaml")
	w.push("edit", map[string]string{"models/users.yaml": strings.Replace(text, "Users", "Git says", 1), "models/extra.yaml": goodModel, "README.md": "mine"})
	w.cycle()
	require.Equal(t, text, w.file("models/users.yaml"))
	require.Empty(t, w.file("models/extra.yaml"))
	require.Equal(t, "mine", w.file("README.md"))
	r := w.get(model("users"))
	require.Equal(t, "Users", r.Fields.Text("name"))
	w.quiet()
	history, err := w.app.History(w.ctx, w.id, r.ID, 0, 10)
	require.NoError(t, err)
	require.Equal(t, "Git says", history[1].Fields.Text("name"), "what was overruled is a revision")
}

func TestPreferences(t *testing.T) {
	for _, row := range []struct {
		policy      reconcile.ConflictPolicy
		want, loser string
	}{{reconcile.ConflictPrefersApp, "App", "Repo"}, {reconcile.ConflictPrefersRepo, "Repo", "App"}} {
		t.Run(string(row.policy), func(t *testing.T) {
			w := newWorld(t)
			w.create(bob, model("users"), users())
			w.connect(reconcile.AppToRepo, func(s *gitsync.Settings) { s.Conflict = row.policy })
			w.set(bob, model("users"), "name", "App")
			w.push("name", map[string]string{"models/users.yaml": strings.Replace(w.file("models/users.yaml"), "name: Users", "name: Repo", 1)})
			w.cycle()
			require.Empty(t, w.held())
			r := w.get(model("users"))
			require.Equal(t, row.want, r.Fields.Text("name"))
			require.Contains(t, w.file("models/users.yaml"), "name: "+row.want)
			history, err := w.app.History(w.ctx, w.id, r.ID, 0, 10)
			require.NoError(t, err)
			var names []string
			for _, r := range history {
				names = append(names, r.Fields.Text("name"))
			}
			require.Contains(t, names, row.loser)
			w.quiet()
		})
	}
}

func TestPauseAndResume(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo)
	require.NoError(t, w.engine.Pause(w.ctx, w.id, byAlice))
	w.set(bob, model("users"), "name", "People")
	w.push("key", map[string]string{"models/users.yaml": strings.Replace(w.file("models/users.yaml"), "primaryKey: id", "primaryKey: email", 1)})
	require.True(t, w.cycle().Idle)
	require.Equal(t, "id", w.get(model("users")).Fields.Text("primaryKey"))
	require.NoError(t, w.engine.Resume(w.ctx, w.id, byAlice))
	w.cycle()
	require.Equal(t, "email", w.get(model("users")).Fields.Text("primaryKey"))
	require.Contains(t, w.file("models/users.yaml"), "name: People")
	w.quiet()
}

func TestTwoWorkspacesShareOneBranch(t *testing.T) {
	s := openStore(t)
	types := catalog(t)
	one, two := worldOn(t, s, types, "staging"), worldOn(t, s, types, "production")
	two.repo = one.repo
	two.remote = &gitsynctest.Remote{Repository: one.repo}
	two.restart()
	two.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Create(ctx, workspace.KindSource, "big", workspace.Fields{"name": "Big", "type": "postgres"})
		if err != nil {
			return err
		}
		_, err = e.Create(ctx, workspace.KindAliases, "production", workspace.Fields{"sources": map[string]any{"main": "big"}})
		return err
	})
	one.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Create(ctx, workspace.KindAliases, "staging", workspace.Fields{"sources": map[string]any{"main": "warehouse"}})
		return err
	})
	one.create(bob, model("users"), users().With("source", "main"))
	manifest := func(s *gitsync.Settings) { s.Manifest = true }
	one.connect(reconcile.AppToRepo, manifest)
	two.connect(reconcile.TwoWay, manifest)
	both := func() {
		for range 3 {
			one.cycle()
			two.cycle()
		}
		head := one.repo.Head()
		one.cycle()
		two.cycle()
		require.Equal(t, head, one.repo.Head(), "no echo")
		require.Equal(t, one.get(model("users")).Fields, two.get(model("users")).Fields)
	}
	both()
	require.Equal(t, "main", two.get(model("users")).Fields.Text("source"))
	require.Contains(t, one.file("aliases-staging.yaml"), "main: warehouse")
	require.Contains(t, one.file("aliases-production.yaml"), "main: big")
	require.Contains(t, one.file("manifest-production.yaml"), "big:")
	one.set(bob, model("users"), "name", "From staging")
	two.set(alice, model("users"), "primaryKey", "email")
	both()
	require.Equal(t, "From staging", two.get(model("users")).Fields.Text("name"))
	require.Equal(t, "email", one.get(model("users")).Fields.Text("primaryKey"))
	one.push("by hand", map[string]string{"models/users.yaml": "# mine\n" + one.file("models/users.yaml")})
	both()
	require.True(t, strings.HasPrefix(one.file("models/users.yaml"), "# mine\n"))
}
