package gitsync_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

const otherModel = "name: Other\nsource: warehouse\ntype: raw_sql\nrawSql: SELECT 1\nprimaryKey: id\n"

func (w *world) configure(set func(*gitsync.Settings)) {
	s, err := w.engine.Settings(w.ctx, w.id)
	require.NoError(w.t, err)
	set(&s)
	_, err = w.engine.Configure(w.ctx, w.id, s, gitsync.SecretEdit{})
	require.NoError(w.t, err)
}

// clash lets Carol and Bob name the users differently.
func (w *world) clash() {
	w.push("carol", map[string]string{"models/users.yaml": strings.Replace(w.file("models/users.yaml"), "Users", "Carols", 1)})
	w.set(bob, model("users"), "name", "Bobs")
	w.cycle()
	require.Len(w.t, w.held(), 1)
}

func TestAReadOnlyWorkspaceOutlivesItsBranch(t *testing.T) {
	w := newWorld(t)
	w.push("start", map[string]string{"models/other.yaml": otherModel})
	w.connect(reconcile.RepoToApp, func(s *gitsync.Settings) { s.Mode = gitsync.ModeReadOnly })
	w.repo.Reset("")
	require.True(t, w.cycle().Halted)
	halt := w.remembered().Halt
	require.Equal(t, gitsync.GuardBranchGone, halt.Guard)
	require.Empty(t, halt.Plan, "there is nothing to confirm: the branch is to be restored")
	w.cycle()
	require.True(t, w.has(model("other")))
}

func TestABranchMadeAgainKeepsOpenConflicts(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	w.clash()
	w.repo.Reset("")
	require.True(t, w.cycle().Halted)
	require.NoError(t, w.engine.Confirm(w.ctx, w.id, w.remembered().Halt.Plan, byAlice))
	w.cycle()
	require.Contains(t, w.file("models/users.yaml"), "Bobs")
	history, err := w.app.History(w.ctx, w.id, w.get(model("users")).ID, 0, 100)
	require.NoError(t, err)
	var names []string
	for _, r := range history {
		names = append(names, r.Fields.Text("name"))
	}
	require.Contains(t, names, "Carols", "what Git said is in a revision")
	require.Equal(t, "Bobs", names[0])
	w.quiet()
}

func TestConnectionsThatAreNotSyncedAnyMoreStay(t *testing.T) {
	w := newWorld(t)
	crm := workspace.Ref{Kind: workspace.KindDestination, Slug: "crm"}
	w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.Connections = true })
	w.push("broken", map[string]string{"destinations/crm.yaml": "name: [\n"})
	w.cycle()
	require.Len(t, w.held(), 1)
	w.configure(func(s *gitsync.Settings) { s.Connections = false })
	w.cycle()
	require.True(t, w.has(crm))
	require.Empty(t, w.held(), "a file that is not watched holds nothing")
	w.quiet()
}

func TestConnectionsWithoutFilesStayInReadOnlyMode(t *testing.T) {
	w := newWorld(t)
	w.connect(reconcile.RepoToApp, func(s *gitsync.Settings) {
		s.Mode, s.Delete = gitsync.ModeReadOnly, reconcile.DeleteDeletes
	})
	w.configure(func(s *gitsync.Settings) { s.Connections = true })
	w.cycle()
	require.True(t, w.has(workspace.Ref{Kind: workspace.KindDestination, Slug: "crm"}))
	w.quiet()
}

func TestARevertedDeletionBringsTheSameResourceBack(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	id, text := w.get(model("users")).ID, w.file("models/users.yaml")
	w.archive(bob, model("users"))
	w.cycle()
	require.Empty(t, w.file("models/users.yaml"))
	w.push("Revert", map[string]string{"models/users.yaml": text})
	w.cycle()
	require.Equal(t, id, w.get(model("users")).ID)
	w.quiet()
}
