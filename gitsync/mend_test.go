package gitsync_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

const (
	usersPath  = "models/users.yaml"
	unreadable = "name: [never closed\nsource: warehouse\n"
)

// brokenWorld has a model with a comment in its file, which Carol then breaks.
func brokenWorld(t *testing.T, text string) *world {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo)
	w.push("comment", map[string]string{usersPath: "# by hand\n" + w.file(usersPath)})
	w.cycle()
	w.push("break", map[string]string{usersPath: text})
	w.cycle()
	require.Len(t, w.held(), 1)
	return w
}

// answer is a resolution of the one thing that is held, as it is shown.
func (w *world) answer(take gitsync.Take, text string) gitsync.Resolution {
	held := w.held()
	require.Len(w.t, held, 1)
	return gitsync.Resolution{Ref: held[0].Ref, Take: take, Text: text, AppVersion: held[0].AppVersion, Blob: held[0].Blob}
}

// take resolves the one thing that is held, and checks that it comes as the outcome says.
func (w *world) take(take gitsync.Take, text string) {
	r := w.answer(take, text)
	outcome, err := w.engine.Outcome(w.ctx, w.id, r)
	require.NoError(w.t, err)
	require.True(w.t, outcome.Valid, outcome.Problems)
	require.NoError(w.t, w.engine.Resolve(w.ctx, w.id, r, byAlice))
	require.Empty(w.t, w.held())
	plan, err := w.engine.Plan(w.ctx, w.id)
	require.NoError(w.t, err)
	w.cycle()
	require.Empty(w.t, w.held())
	if outcome.Text != "" {
		require.Equal(w.t, outcome.Text, w.file(outcome.Path))
	}
	if outcome.Diff != "" {
		require.Len(w.t, plan.Items, 1)
		require.Equal(w.t, outcome.Diff, plan.Items[0].Diff)
	}
	state, err := w.store.State(w.ctx, w.id)
	require.NoError(w.t, err)
	require.Empty(w.t, state.Mends)
	w.quiet()
}

func (w *world) refused(code workspace.Code, r gitsync.Resolution) *workspace.Error {
	before, head := w.held(), w.repo.Head()
	err := w.engine.Resolve(w.ctx, w.id, r, byAlice)
	require.Equal(w.t, code, workspace.CodeOf(err), "%v", err)
	var e *workspace.Error
	require.ErrorAs(w.t, err, &e)
	require.NotEmpty(w.t, e.Hint)
	require.Equal(w.t, before, w.held(), "it stays held")
	w.cycle()
	require.Equal(w.t, head, w.repo.Head())
	return e
}

func TestTheAppsValueTakesThePlaceOfAFileThatCannotBeUsed(t *testing.T) {
	for name, text := range map[string]string{
		"unreadable": unreadable, "invalid": "name: Users\nsource: warehouse\ntype: raw_sql\n", "empty": "",
		"dangling": strings.Replace(goodModel, "warehouse", "nowhere", 1), "LFS pointer": "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n",
		"too large": goodModel + "description: " + strings.Repeat("x", 1<<20) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			w := brokenWorld(t, text)
			version := w.get(model("users")).Version
			w.take(gitsync.TakeApp, "")
			require.Equal(t, version, w.get(model("users")).Version, "the app's value is what it was")
			require.Contains(t, w.file(usersPath), "primaryKey: id")
			if name != "dangling" {
				require.Contains(t, w.file(usersPath), "# by hand", "it is the last good file")
			}
			require.Contains(t, w.subjects()[len(w.subjects())-1], "Alice: models/users: change")
			require.True(t, w.repo.Ever(text), "what was written over stays in Git's history")
			activity, err := w.engine.Activity(w.ctx, w.id, 0, 2)
			require.NoError(t, err)
			require.Equal(t, "models/users: held file settled with the app's version", activity[1].Summary)
			require.Equal(t, "Alice <alice@example.com>", activity[0].Author)
		})
	}
}

const mended = "# mended\nname:   People # not Users\nsource: warehouse\ntype: raw_sql\nrawSql: SELECT 1\nprimaryKey: id\n"

func TestAMendedFileGoesToBothSidesAsItIsWritten(t *testing.T) {
	w := brokenWorld(t, unreadable)
	former := w.get(model("users"))
	w.take(gitsync.TakeMerge, mended)
	require.Equal(t, mended, w.file(usersPath), "comments and all")
	now := w.get(model("users"))
	require.Equal(t, "People", now.Fields.Text("name"))
	kept, err := w.app.Revision(w.ctx, w.id, now.ID, former.Version)
	require.NoError(t, err)
	require.Equal(t, former.Fields, kept.Fields, "what the app had is a revision")
	require.True(t, w.repo.Ever(unreadable))
}

func TestAMendedFileOfANewResource(t *testing.T) {
	w := newWorld(t)
	w.connect(reconcile.AppToRepo)
	w.push("add", map[string]string{usersPath: unreadable})
	w.cycle()
	require.Equal(t, []gitsync.Take{gitsync.TakeMerge}, w.held()[0].Takes())
	w.refused(workspace.CodeConflict, w.answer(gitsync.TakeApp, ""))
	w.take(gitsync.TakeMerge, mended)
	require.Equal(t, mended, w.file(usersPath))
	require.Equal(t, "People", w.get(model("users")).Fields.Text("name"))
}

func TestTheTextOfAConflictIsCommittedAsItIsWritten(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo)
	w.set(bob, model("users"), "name", "People")
	w.replace(usersPath, "name: Users", "name: Persons")
	w.cycle()
	w.refused(workspace.CodeStale, gitsync.Resolution{Ref: model("users"), Take: gitsync.TakeMerge, Text: mended})
	e := w.refused(workspace.CodeInvalid, w.answer(gitsync.TakeMerge, strings.Replace(mended, "warehouse", "nowhere", 1)))
	require.Equal(t, 3, e.Problems[0].Line)
	require.Equal(t, 2, w.refused(workspace.CodeInvalid, w.answer(gitsync.TakeMerge, unreadable)).Problems[0].Line)
	w.take(gitsync.TakeMerge, mended)
	require.Equal(t, mended, w.file(usersPath))
	require.Equal(t, "People", w.get(model("users")).Fields.Text("name"))
	history, err := w.app.History(w.ctx, w.id, w.get(model("users")).ID, 0, 10)
	require.NoError(t, err)
	names := []string{}
	for _, r := range history {
		names = append(names, r.Fields.Text("name"))
	}
	require.Contains(t, names, "Persons", "Git's value is a revision")
}

// TestATextThatMeansWhatTheBranchSays: there is nothing to write, so nothing is kept to be written.
func TestATextThatMeansWhatTheBranchSays(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo)
	w.set(bob, model("users"), "name", "People")
	w.replace(usersPath, "name: Users", "name: Persons")
	w.cycle()
	text := w.file(usersPath)
	w.take(gitsync.TakeMerge, "# for nobody\n"+text)
	require.Equal(t, text, w.file(usersPath), "invariant 6")
	require.Equal(t, "Persons", w.get(model("users")).Fields.Text("name"))
}

// TestAnOutcomeUnderANameThatCannotBe: what resolving would refuse is not told as valid.
func TestAnOutcomeUnderANameThatCannotBe(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.create(bob, model("taken"), users())
	w.connect(reconcile.AppToRepo)
	w.set(bob, model("users"), "name", "People")
	w.replace(usersPath, "name: Users", "name: Persons")
	w.cycle()
	for slug, code := range map[string]workspace.Code{"../x": workspace.CodeInvalid, "taken": workspace.CodeConflict} {
		r := w.answer(gitsync.TakeMerge, mended)
		r.Slug = slug
		outcome, err := w.engine.Outcome(w.ctx, w.id, r)
		require.NoError(t, err)
		require.False(t, outcome.Valid)
		require.Equal(t, []any{"slug"}, outcome.Problems[0].Path)
		require.Equal(t, code, workspace.CodeOf(w.engine.Resolve(w.ctx, w.id, r, byAlice)))
	}
}

func TestWhatIsDeletedInGitButInUseComesBack(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.create(bob, syncRef("users-to-crm"), usersToCRM())
	w.connect(reconcile.AppToRepo)
	text := w.file(usersPath)
	w.push("delete", map[string]string{usersPath: gone})
	w.cycle()
	require.Equal(t, reconcile.ReasonInUse, w.held()[0].Hold.Reason)
	w.refused(workspace.CodeConflict, w.answer(gitsync.TakeRepo, ""))
	w.take(gitsync.TakeApp, "")
	require.Equal(t, text, w.file(usersPath))
}

// TestAMendThatNobodyWantsAnyMore: a later resource of the name does not get an earlier one's text.
func TestAMendThatNobodyWantsAnyMore(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.create(bob, syncRef("users-to-crm"), usersToCRM())
	w.connect(reconcile.AppToRepo)
	w.push("delete", map[string]string{usersPath: gone})
	w.cycle()
	require.NoError(t, w.engine.Resolve(w.ctx, w.id, w.answer(gitsync.TakeMerge, mended), byAlice))
	w.archive(bob, syncRef("users-to-crm"))
	w.archive(bob, model("users"))
	w.cycle()
	w.quiet()
	w.create(bob, model("users"), users())
	w.cycle()
	require.NotContains(t, w.file(usersPath), "mended")
	w.quiet()
}

func TestAFileThatCannotBeUsedIsRemoved(t *testing.T) {
	w := brokenWorld(t, unreadable)
	w.take(gitsync.TakeMerge, "")
	require.False(t, w.has(model("users")))
	require.Empty(t, w.file(usersPath))
}

func TestWhatOnlyACommitCanMend(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo)
	w.repo.SetMode(usersPath, 0o120000, w.clock())
	w.cycle()
	require.Empty(t, w.held()[0].Takes())
	for _, take := range []gitsync.Take{gitsync.TakeApp, gitsync.TakeRepo, gitsync.TakeMerge} {
		w.refused(workspace.CodeConflict, w.answer(take, mended))
	}
}

func TestAWorkspaceThatFollowsTheBranchMendsNothing(t *testing.T) {
	w := brokenWorld(t, unreadable)
	settings, err := w.engine.Settings(w.ctx, w.id)
	require.NoError(t, err)
	settings.Mode = gitsync.ModeReadOnly
	_, err = w.engine.Configure(w.ctx, w.id, settings, gitsync.SecretEdit{})
	require.NoError(t, err)
	w.refused(workspace.CodeForbidden, w.answer(gitsync.TakeApp, ""))
}

// TestMendsWhileBothSidesMove resolves, and lets people or crashes come before the push.
func TestMendsWhileBothSidesMove(t *testing.T) {
	for name, play := range map[string]func(w *world){
		"the app moved before": func(w *world) {
			r := w.answer(gitsync.TakeApp, "")
			w.set(bob, model("users"), "name", "Folks")
			w.refused(workspace.CodeStale, r)
			w.cycle()
			w.refused(workspace.CodeStale, r)
			w.take(gitsync.TakeApp, "")
			require.Contains(w.t, w.file(usersPath), "name: Folks")
		},
		"the branch moved before": func(w *world) {
			r := w.answer(gitsync.TakeApp, "")
			w.push("break otherwise", map[string]string{usersPath: unreadable + "# more\n"})
			w.cycle()
			w.refused(workspace.CodeStale, r)
			w.take(gitsync.TakeApp, "")
		},
		"the app moves after": func(w *world) {
			require.NoError(w.t, w.engine.Resolve(w.ctx, w.id, w.answer(gitsync.TakeMerge, mended), byAlice))
			w.set(bob, model("users"), "primaryKey", "email")
			w.cycle()
			require.Equal(w.t, strings.Replace(mended, "primaryKey: id", "primaryKey: email", 1), w.file(usersPath))
		},
		"the app deletes after": func(w *world) {
			require.NoError(w.t, w.engine.Resolve(w.ctx, w.id, w.answer(gitsync.TakeApp, ""), byAlice))
			w.archive(bob, model("users"))
			w.cycle()
			require.Empty(w.t, w.file(usersPath))
			require.True(w.t, w.repo.Ever(unreadable))
		},
		"the branch breaks otherwise after": func(w *world) {
			require.NoError(w.t, w.engine.Resolve(w.ctx, w.id, w.answer(gitsync.TakeApp, ""), byAlice))
			w.push("break otherwise", map[string]string{usersPath: unreadable + "# more\n"})
			w.cycle()
			require.Len(w.t, w.held(), 1, "nobody has seen that")
			require.Equal(w.t, unreadable+"# more\n", w.file(usersPath))
			w.take(gitsync.TakeApp, "")
		},
		"the branch is mended otherwise after": func(w *world) {
			require.NoError(w.t, w.engine.Resolve(w.ctx, w.id, w.answer(gitsync.TakeMerge, mended), byAlice))
			theirs := strings.Replace(mended, "People # not Users", "Theirs", 1)
			w.push("mend", map[string]string{usersPath: theirs})
			w.cycle()
			require.Equal(w.t, reconcile.ReasonConflict, w.held()[0].Hold.Reason, "both mended it")
			require.Equal(w.t, theirs, w.file(usersPath))
			require.Equal(w.t, "People", w.get(model("users")).Fields.Text("name"))
			w.take(gitsync.TakeRepo, "")
		},
		"the branch moves while we push": func(w *world) {
			require.NoError(w.t, w.engine.Resolve(w.ctx, w.id, w.answer(gitsync.TakeMerge, mended), byAlice))
			w.step = func(s gitsync.Step) {
				if s == gitsync.StepApplied {
					w.step = nil
					w.push("break otherwise", map[string]string{usersPath: unreadable + "# more\n"})
				}
			}
			w.cycle()
			require.Len(w.t, w.held(), 1)
			require.Equal(w.t, unreadable+"# more\n", w.file(usersPath))
			w.take(gitsync.TakeMerge, mended)
		},
		"killed before the push": func(w *world) {
			require.NoError(w.t, w.engine.Resolve(w.ctx, w.id, w.answer(gitsync.TakeMerge, mended), byAlice))
			w.crash(gitsync.StepApplied)
			w.cycle()
			require.Equal(w.t, mended, w.file(usersPath))
		},
		"killed after the push": func(w *world) {
			require.NoError(w.t, w.engine.Resolve(w.ctx, w.id, w.answer(gitsync.TakeMerge, mended), byAlice))
			w.crash(gitsync.StepPushed)
			w.cycle()
			require.Equal(w.t, mended, w.file(usersPath))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := brokenWorld(t, unreadable)
			play(w)
			w.cycle()
			require.Empty(t, w.held())
			w.quiet()
			state, err := w.store.State(w.ctx, w.id)
			require.NoError(t, err)
			require.Empty(t, state.Mends)
		})
	}
}

func TestASecretInAFileIsMended(t *testing.T) {
	for _, text := range []string{"", "name: Warehouse\ntype: postgres\nconfig:\n  host: h2\n  port: 5432\n  database: d\n  user: u\n"} {
		w := secretWorld(t)
		w.push("secret", map[string]string{"sources/warehouse.yaml": w.withSecret()})
		w.cycle()
		w.keepsSecret()
		take := gitsync.TakeApp
		if text != "" {
			take = gitsync.TakeMerge
			w.refused(workspace.CodeInvalid, w.answer(take, w.withSecret()))
		}
		texts, err := w.engine.Texts(w.ctx, w.id, w.held()[0])
		require.NoError(t, err)
		require.Empty(t, texts.Repo)
		r := w.answer(take, text)
		outcome, err := w.engine.Outcome(w.ctx, w.id, r)
		require.NoError(t, err)
		require.NotContains(t, outcome.Diff, hunter)
		require.NoError(t, w.engine.Resolve(w.ctx, w.id, r, byAlice))
		w.keepsSecret()
		w.cycle()
		w.keepsSecret()
		require.Equal(t, outcome.Text, w.file("sources/warehouse.yaml"))
		require.Empty(t, w.held())
		w.quiet()
	}
}

// TestAnOutcomeIsOfTheVeryFile looks at files whose text is not kept with what is held.
func TestAnOutcomeIsOfTheVeryFile(t *testing.T) {
	long := strings.Repeat("# a long comment\n", heldText/10)
	for name, row := range map[string]struct{ path, from, to string }{
		"a connection": {"sources/warehouse.yaml", "description: d", "description: theirs"},
		"a long file":  {usersPath, "name: Users", "name: Theirs"},
	} {
		t.Run(name, func(t *testing.T) {
			w := secretWorld(t)
			w.create(bob, model("users"), users())
			w.cycle()
			w.push("both", map[string]string{row.path: long + strings.Replace(w.file(row.path), row.from, row.to, 1)})
			w.set(bob, model("users"), "name", "Ours")
			w.set(bob, warehouse, "description", "ours")
			w.cycle()
			outcome, err := w.engine.Outcome(w.ctx, w.id, w.answer(gitsync.TakeApp, ""))
			require.NoError(t, err)
			require.Equal(t, 1, strings.Count(outcome.Diff, "\n-"), outcome.Diff)
			require.Contains(t, outcome.Text, long)
			w.take(gitsync.TakeApp, "")
		})
	}
}

// heldText is how much of a file is kept with what is held.
const heldText = 64 << 10
