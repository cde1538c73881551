package gitsync_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

func (w *world) preview(d reconcile.Direction) gitsync.Plan {
	plan, err := w.engine.Preview(w.ctx, w.id, gitsync.Connection{Settings: gitsync.Settings{URL: "https://git.example.com/acme.git"}, Direction: d})
	require.NoError(w.t, err)
	return plan
}

// connectPlan connects with the plan that was shown.
func (w *world) connectPlan(d reconcile.Direction, plan string) gitsync.Report {
	require.NoError(w.t, w.engine.Connect(w.ctx, w.id, gitsync.Connection{
		Settings: gitsync.Settings{URL: "https://git.example.com/acme.git"}, Direction: d, Plan: plan,
	}, byAlice))
	return w.cycle()
}

func TestFirstConnection(t *testing.T) {
	for _, row := range []struct {
		direction         reconcile.Direction
		both              string // name on both sides of what both had
		onlyApp, onlyRepo bool   // live afterwards
		inbound, outbound int
		held              bool
	}{
		{direction: reconcile.AppToRepo, both: "App", onlyApp: true, outbound: 3},
		{direction: reconcile.RepoToApp, both: "Repo", onlyRepo: true, inbound: 3},
		{direction: reconcile.TwoWay, onlyApp: true, onlyRepo: true, inbound: 1, outbound: 1, held: true},
	} {
		t.Run(string(row.direction), func(t *testing.T) {
			w := newWorld(t)
			w.create(bob, model("both"), users().With("name", "App"))
			w.create(bob, model("only-app"), users())
			w.push("start", map[string]string{"models/both.yaml": strings.Replace(goodModel, "Good", "Repo", 1), "models/only-repo.yaml": goodModel})
			plan := w.preview(row.direction)
			require.Equal(t, []int{row.inbound, row.outbound}, []int{plan.Inbound, plan.Outbound})
			require.True(t, w.has(model("only-app")), "a preview does nothing")
			report := w.connectPlan(row.direction, plan.Hash)
			require.Equal(t, []int{row.inbound, row.outbound}, []int{report.Inbound, report.Outbound}, "what was shown is what was done")
			require.Equal(t, row.held, len(w.held()) == 1)
			if !row.held {
				require.Equal(t, row.both, w.get(model("both")).Fields.Text("name"))
				require.Contains(t, w.file("models/both.yaml"), "name: "+row.both)
			}
			require.Equal(t, row.onlyApp, w.has(model("only-app")))
			require.Equal(t, row.onlyApp, w.file("models/only-app.yaml") != "")
			require.Equal(t, row.onlyRepo, w.has(model("only-repo")))
			require.Equal(t, row.onlyRepo, w.file("models/only-repo.yaml") != "")
			w.quiet()
		})
	}
}

func TestFirstConnectionDoesOnlyWhatWasShown(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.push("start", map[string]string{"README.md": "hi"})
	plan := w.preview(reconcile.AppToRepo)
	w.push("meanwhile", map[string]string{"models/carols.yaml": goodModel})
	require.True(t, w.connectPlan(reconcile.AppToRepo, plan.Hash).Halted)
	require.Equal(t, gitsync.GuardFirstPlan, w.halt().Guard)
	require.NotEmpty(t, w.file("models/carols.yaml"))
	require.NoError(t, w.engine.Confirm(w.ctx, w.id, w.halt().Plan, byAlice))
	w.cycle()
	require.Empty(t, w.file("models/carols.yaml"))
	require.NotEmpty(t, w.file("models/users.yaml"))
	w.quiet()
}

func TestAnEmptyRepositoryGetsItsFirstCommit(t *testing.T) {
	for _, direction := range []reconcile.Direction{reconcile.AppToRepo, reconcile.TwoWay} {
		w := newWorld(t)
		w.models(5)
		w.connect(direction)
		require.Len(t, w.repo.Log(), 1)
		w.quiet()
	}
}

func TestAFirstMergeExportsInOneCommit(t *testing.T) {
	w := newWorld(t)
	w.models(5)
	w.push("start", map[string]string{"models/git.yaml": goodModel})
	w.connect(reconcile.TwoWay)
	require.Len(t, w.repo.Log(), 2)
	require.Equal(t, "Alice: create 5 models", w.subjects()[1])
	w.quiet()
}

// pushFolder commits all files below a folder of this computer.
func (w *world) pushFolder(folder string) map[string]string {
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(folder, path)
		files[filepath.ToSlash(name)] = string(text)
		return err
	})
	require.NoError(w.t, err)
	w.push("as Hightouch wrote it", files)
	return files
}

func TestARepositoryOfHightouchGoesInWithoutACommit(t *testing.T) {
	s := openStore(t)
	w := worldOn(t, s, catalog(t), "corner-shop")
	files := w.pushFolder("../spec/testdata/repo")
	head := w.repo.Head()
	plan := w.preview(reconcile.RepoToApp)
	shown := map[string]gitsync.PlanItem{}
	for _, item := range plan.Items {
		shown[item.Ref] = item
	}
	require.Equal(t, reconcile.Create, shown["destinations/hub-spot"].Inbound)
	require.Equal(t, "manifest-corner-shop.yaml", shown["destinations/hub-spot"].Path)
	report := w.connectPlan(reconcile.RepoToApp, plan.Hash)
	require.Equal(t, plan.Inbound, report.Inbound)
	require.Equal(t, head, w.repo.Head(), "no commit at all")
	for path := range files {
		if kind, rest, _ := strings.Cut(path, "/"); kind == "models" {
			require.True(t, w.has(model(strings.TrimSuffix(rest, ".yaml"))), "%s: %+v", path, w.held())
		}
	}
	for _, h := range w.held() {
		t.Errorf("%s is held: %+v", h.Ref, h.Hold)
	}
	hub := w.get(workspace.Ref{Kind: workspace.KindDestination, Slug: "hub-spot"})
	require.Equal(t, workspace.Fields{"name": "HubSpot", "type": "hubspot"}, hub.Fields)
	require.Equal(t, "bucket", w.get(workspace.Ref{Kind: workspace.KindDestination, Slug: "bucket"}).Fields.Text("name"), "a missing name is the slug")
	require.Equal(t, "Warehouse", w.get(workspace.Ref{Kind: workspace.KindSource, Slug: "warehouse"}).Fields.Text("name"), "what the workspace has stays")
	w.quiet()
	w.restart()
	w.quiet()
}

func TestWhichManifestCounts(t *testing.T) {
	manifest := func(slug, typ string) string {
		return fmt.Sprintf("sources:\n  %s:\n    name: N\n    type: %s\ndestinations: {}\n", slug, typ)
	}
	for _, row := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"its own", map[string]string{"manifest-main.yaml": manifest("own", "postgres"), "manifest-other.yaml": manifest("other", "postgres")}, []string{"own"}},
		{"the only one", map[string]string{"manifest-other.yaml": manifest("other", "postgres")}, []string{"other"}},
		{"all of several", map[string]string{"manifest-a.yaml": manifest("x", "postgres"), "manifest-b.yaml": manifest("y", "mysql")}, []string{"x", "y"}},
		{"without a type", map[string]string{"manifest-main.yaml": "sources:\n  x: {name: X}\n  y: {type: postgres}\n"}, []string{"y"}},
		{"not YAML", map[string]string{"manifest-main.yaml": "sources: ["}, nil},
		{"an alias has the name", map[string]string{"manifest-main.yaml": manifest("x", "postgres"), "aliases-main.yaml": "sources:\n  x: warehouse\n"}, nil},
		{"none", map[string]string{"README.md": "hi"}, nil},
	} {
		for _, direction := range []reconcile.Direction{reconcile.RepoToApp, reconcile.TwoWay, reconcile.AppToRepo} {
			t.Run(row.name+" "+string(direction), func(t *testing.T) {
				w := newWorld(t)
				w.push("start", row.files)
				w.connect(direction)
				var want []string
				if direction != reconcile.AppToRepo {
					want = row.want
				}
				sources, _, err := w.app.List(w.ctx, w.id, workspace.Query{Kind: workspace.KindSource, OrderBy: "slug"})
				require.NoError(t, err)
				var got []string
				for _, r := range sources {
					if r.Slug != "warehouse" {
						got = append(got, r.Slug)
					}
				}
				require.Equal(t, want, got)
				w.quiet()
			})
		}
	}
}

func TestConnectionsThatFilesName(t *testing.T) {
	w := newWorld(t)
	w.push("start", map[string]string{
		"manifest-main.yaml":      "sources:\n  extra: {name: Extra, type: postgres}\ndestinations:\n  filed: {name: Filed, type: hubspot}\n",
		"destinations/filed.yaml": "name: From its file\ntype: hubspot\n", "models/m.yaml": strings.Replace(goodModel, "warehouse", "extra", 1),
	})
	w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.Connections = true })
	require.Empty(t, w.held())
	require.Equal(t, "From its file", w.get(workspace.Ref{Kind: workspace.KindDestination, Slug: "filed"}).Fields.Text("name"))
	require.Contains(t, w.file("sources/extra.yaml"), "name: Extra")
	require.Contains(t, w.file("sources/warehouse.yaml"), "name: Warehouse")
	w.quiet()
}

func TestACrashDuringTheFirstExportLosesNothing(t *testing.T) {
	for _, step := range []gitsync.Step{gitsync.StepObserved, gitsync.StepApplied, gitsync.StepPushed} {
		t.Run(string(step), func(t *testing.T) {
			w := newWorld(t)
			w.create(bob, model("users"), users())
			w.step = func(s gitsync.Step) {
				if s == step {
					panic(errCrash)
				}
			}
			require.PanicsWithValue(t, errCrash, func() { w.connect(reconcile.AppToRepo) })
			w.step = nil
			w.restart()
			if step == gitsync.StepPushed {
				w.push("meanwhile", map[string]string{"models/users.yaml": strings.Replace(w.file("models/users.yaml"), "Users", "Carol's", 1)})
			}
			w.cycle()
			if step == gitsync.StepPushed {
				require.Equal(t, "Carol's", w.get(model("users")).Fields.Text("name"), "the first direction counts once")
			}
			require.NotEmpty(t, w.file("models/users.yaml"))
			w.quiet()
		})
	}
}

func TestNewSettingsCompareEverything(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo)
	s, err := w.engine.Settings(w.ctx, w.id)
	require.NoError(t, err)
	s.Connections = true
	_, err = w.engine.Configure(w.ctx, w.id, s, gitsync.SecretEdit{})
	require.NoError(t, err)
	w.push("edit", map[string]string{"models/users.yaml": strings.Replace(w.file("models/users.yaml"), "Users", "Edited", 1)})
	w.step = func(s gitsync.Step) {
		if s == gitsync.StepApplied {
			panic(errCrash)
		}
	}
	require.PanicsWithValue(t, errCrash, func() { w.cycle() })
	w.step = nil
	w.restart()
	w.cycle()
	require.Contains(t, w.file("sources/warehouse.yaml"), "name: Warehouse", "the crash between does not make it forget")
	require.Equal(t, "Edited", w.get(model("users")).Fields.Text("name"))
	w.quiet()
}

func TestTheManifestFollowsTheConnections(t *testing.T) {
	w := newWorld(t)
	w.connect(reconcile.AppToRepo, func(s *gitsync.Settings) { s.Manifest = true })
	require.Contains(t, w.file("manifest-main.yaml"), "warehouse:")
	w.quiet()
	change := w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Create(ctx, workspace.KindSource, "another", workspace.Fields{"name": "Another", "type": "postgres"})
		return err
	})
	w.cycle()
	log := w.repo.Log()
	last := log[len(log)-1]
	require.Equal(t, "Bob", last.Author.Name)
	require.Contains(t, last.Message, "Lockstep-Change: "+itoa(change.ID))
	require.Contains(t, w.file("manifest-main.yaml"), "another:")
	w.quiet()
	w.push("order", map[string]string{"manifest-main.yaml": "destinations:\n  crm: {type: hubspot, name: CRM}\nsources:\n  warehouse: {type: postgres, name: Warehouse}\n  another: {name: Another, type: postgres}\n"})
	head := w.repo.Head()
	w.cycle()
	require.Equal(t, head, w.repo.Head(), "another order is no difference")
	w.quiet()
}
