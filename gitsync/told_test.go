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

// told counts the commits that carry each change (invariant 8).
func (w *world) told() map[string]int {
	told := map[string]int{}
	for _, c := range w.repo.Log() {
		for line := range strings.Lines(c.Message) {
			if change, ok := strings.CutPrefix(strings.TrimSpace(line), "Lockstep-Change: "); ok {
				told[change]++
			}
		}
	}
	return told
}

func TestAFirstMergeIsOneCommit(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.set(bob, model("users"), "name", "Users 2")
	w.set(alice, model("users"), "name", "Users 3")
	w.push("start", map[string]string{"models/other.yaml": otherModel})
	w.connect(reconcile.TwoWay)
	require.Equal(t, []string{"Carol: start", "Alice: models/users: create"}, w.subjects())
	w.quiet()
}

func TestAKindThatIsSyncedFromNowOnIsOneCommit(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	w.set(bob, warehouse, "name", "W2")
	w.cycle()
	w.edit(alice, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Rename(ctx, w.get(warehouse).ID, 0, "wh", nil)
		return err
	})
	w.cycle()
	before := len(w.repo.Log())
	w.configure(func(s *gitsync.Settings) { s.Connections = true })
	w.cycle()
	require.Len(t, w.repo.Log(), before+1)
	for change, n := range w.told() {
		require.Equal(t, 1, n, "change %s", change)
	}
	w.quiet()
}

func TestManyChangesOfOneResourceAreAllTold(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	for range 255 {
		w.set(bob, model("users"), "name", "a")
		w.set(bob, model("users"), "name", "b")
	}
	w.cycle()
	require.Len(t, w.told(), 510)
	w.quiet()
}

func TestAnOverruledChangeIsNotTold(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	w.clash()
	h := w.held()[0]
	resolution := gitsync.Resolution{Ref: h.Ref, Take: gitsync.TakeRepo, AppVersion: h.AppVersion, Blob: h.Blob}
	require.NoError(t, w.engine.Resolve(w.ctx, w.id, resolution, byAlice))
	w.cycle()
	w.set(alice, model("users"), "primaryKey", "uid")
	w.cycle()
	log := w.repo.Log()
	last := log[len(log)-1]
	require.Equal(t, "Alice", last.Author.Name)
	require.NotContains(t, last.Message, "Co-authored-by")
	require.Equal(t, 1, strings.Count(last.Message, "Lockstep-Change: "))
}

func TestTheManifestComesWithTheFirstImport(t *testing.T) {
	w := newWorld(t)
	w.push("start", map[string]string{"models/other.yaml": otherModel})
	w.connect(reconcile.RepoToApp, func(s *gitsync.Settings) { s.Manifest = true })
	require.Contains(t, w.file("manifest-main.yaml"), "warehouse:")
	w.quiet()
}

func TestARejectedPushIsTriedAgainWithoutResidue(t *testing.T) {
	for name, direction := range map[string]reconcile.Direction{"first export": reconcile.AppToRepo, "merge": reconcile.TwoWay} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.create(bob, model("users"), users())
			w.remote.OnSend = func() gitsynctest.Fault { return gitsynctest.Rejected }
			c := gitsync.Connection{Settings: gitsync.Settings{URL: "https://git.example.com/acme.git"}, Direction: direction}
			require.NoError(t, w.engine.Connect(w.ctx, w.id, c, byAlice))
			for range 5 {
				_, err := w.engine.Cycle(w.ctx, w.id)
				require.Error(t, err)
				w.pastBackoff()
			}
			require.Empty(t, w.remembered().Intents)
			w.remote.OnSend = nil
			w.cycle()
			require.Equal(t, "recovered", w.activity(0).Result)
			require.Contains(t, w.file("models/users.yaml"), "name: Users")
			w.quiet()
		})
	}
}

func TestWhatAPreferenceOverrulesIsRecordedOnce(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo, func(s *gitsync.Settings) { s.Mode = gitsync.ModeBackup })
	w.push("person", map[string]string{"models/users.yaml": strings.Replace(w.file("models/users.yaml"), "Users", "Persons", 1)})
	w.remote.OnSend = func() gitsynctest.Fault { return gitsynctest.Rejected }
	before := w.get(model("users")).Version
	for range 5 {
		_, err := w.engine.Cycle(w.ctx, w.id)
		require.Error(t, err)
		w.pastBackoff()
	}
	require.Equal(t, before+2, w.get(model("users")).Version, "the loser, and the winner again")
	w.remote.OnSend = nil
	w.cycle()
	require.Contains(t, w.file("models/users.yaml"), "name: Users")
	w.quiet()
}

func TestAPushWhoseReplyWasLostIsInTheActivity(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.TwoWay)
	w.remote.OnSend = func() gitsynctest.Fault { return gitsynctest.LostReply }
	w.set(bob, model("users"), "name", "lost")
	_, err := w.engine.Cycle(w.ctx, w.id)
	require.Error(t, err)
	w.remote.OnSend = nil
	w.pastBackoff()
	w.cycle()
	var pushed []string
	all, err := w.engine.Activity(w.ctx, w.id, 0, 100)
	require.NoError(t, err)
	for _, a := range all {
		if a.Result == "pushed" {
			pushed = append(pushed, a.Commit)
		}
	}
	require.Contains(t, pushed, w.repo.Head())
	w.quiet()
}

func TestAPreviewedPlanSurvivesAFailedPush(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.push("start", map[string]string{"models/users.yaml": otherModel})
	c := gitsync.Connection{Settings: gitsync.Settings{URL: "https://git.example.com/acme.git"}, Direction: reconcile.AppToRepo}
	plan, err := w.engine.Preview(w.ctx, w.id, c)
	require.NoError(t, err)
	c.Plan = plan.Hash
	require.NoError(t, w.engine.Connect(w.ctx, w.id, c, byAlice))
	w.remote.OnSend = func() gitsynctest.Fault { return gitsynctest.Refused }
	_, err = w.engine.Cycle(w.ctx, w.id)
	require.Error(t, err)
	w.remote.OnSend = nil
	w.pastBackoff()
	require.False(t, w.cycle().Halted)
	w.quiet()
}

// activity returns the n-th newest line of the log.
func (w *world) activity(n int) gitsync.Activity {
	all, err := w.engine.Activity(w.ctx, w.id, 0, n+1)
	require.NoError(w.t, err)
	require.Greater(w.t, len(all), n)
	return all[n]
}

// pastBackoff lets the time pass until a failed cycle is due again.
func (w *world) pastBackoff() {
	if f := w.remembered().Failure; f != nil {
		w.now = f.Next
	}
}
