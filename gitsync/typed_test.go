package gitsync_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// typeFile writes a resource's file in the app, as the API does, and returns what was kept of it.
func (w *world) typeFile(by workspace.Actor, ref workspace.Ref, text string) workspace.Typed {
	file, err := spec.Decode(ref.Kind, []byte(text), spec.Options{})
	require.NoError(w.t, err)
	r := workspace.Resource{WorkspaceID: w.id, Kind: ref.Kind, Slug: ref.Slug}
	if w.has(ref) {
		r = w.get(ref)
	}
	typed, err := w.engine.Typed(w.ctx, r, file.Fields, []byte(text))
	require.NoError(w.t, err)
	w.edit(by, func(ctx context.Context, e *workspace.Edit) error {
		after, err := r, error(nil)
		if r.ID == 0 {
			after, err = e.Create(ctx, ref.Kind, ref.Slug, file.Fields)
		} else {
			after, err = e.Update(ctx, r.ID, r.Version, file.Fields)
		}
		if err == nil && typed.Text != "" {
			_, err = e.Type(ctx, after.ID, 0, typed)
		}
		return err
	})
	return typed
}

// typedWorld has a commented model on both sides.
func typedWorld(t *testing.T) *world {
	w := newWorld(t)
	w.push("Users", map[string]string{usersPath: commented})
	w.connect(reconcile.TwoWay)
	w.quiet()
	return w
}

func (w *world) newCommits(before int) []gitsynctest.Logged { return w.repo.Log()[before:] }

func TestAFileTypedInTheAppIsWhatTheBranchGets(t *testing.T) {
	for _, row := range []struct{ name, from, to, subject string }{
		{"a comment", "# Who pays us, and who might.", "# Who pays us.", "models/users: change comments"},
		{"layout", `name: "Users"   # shown`, `name: Users # shown`, "models/users: change comments"},
		{"a comment and a value", "primaryKey: id", "primaryKey: email # since May", "models/users: change primaryKey"},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := typedWorld(t)
			text := strings.Replace(commented, row.from, row.to, 1)
			draft, err := w.engine.Draft(w.ctx, w.get(model("users")), "users", w.get(model("users")).Fields, []byte(text))
			require.NoError(t, err)
			if row.subject == "models/users: change comments" {
				require.Equal(t, text, string(draft.After), "the preview is the very file")
			}
			before := len(w.repo.Log())
			w.typeFile(bob, model("users"), text)
			require.Equal(t, gitsync.FileText{Path: usersPath, Text: []byte(text), Of: gitsync.TextOfApp}, w.text(model("users")))
			standing, err := w.store.Standings(w.ctx, w.id, []int64{w.get(model("users")).ID})
			require.NoError(t, err)
			require.Equal(t, workspace.GitPending, standing[w.get(model("users")).ID].State)
			w.cycle()
			require.Equal(t, text, w.file(usersPath))
			commits := w.newCommits(before)
			require.Len(t, commits, 1)
			require.Equal(t, bob.Email, commits[0].Author.Email)
			subject, _, _ := cut(commits[0].Message)
			require.Equal(t, row.subject, subject)
			w.quiet()
			require.Equal(t, gitsync.TextOfBranch, w.text(model("users")).Of)
			standing, err = w.store.Standings(w.ctx, w.id, []int64{w.get(model("users")).ID})
			require.NoError(t, err)
			require.Equal(t, workspace.GitInSync, standing[w.get(model("users")).ID].State)

			w.set(dora, model("users"), "primaryKey", "uuid")
			w.cycle()
			require.Contains(t, w.file(usersPath), "primaryKey: uuid", "later edits are of that file")
		})
	}
}

func TestATypedFileThatSaysNothingNewIsNotKept(t *testing.T) {
	w := typedWorld(t)
	require.Empty(t, w.typeFile(bob, model("users"), commented))
	w.quiet()
	require.Empty(t, w.typeFile(bob, model("users"), strings.TrimSuffix(commented, "\n")), "an editor that leaves out the last newline")
	value := strings.Replace(commented, "primaryKey: id", "primaryKey: email", 1)
	require.Empty(t, w.typeFile(bob, model("users"), value), "the edit in place writes the same")
	w.cycle()
	require.Equal(t, value, w.file(usersPath))
}

func TestANewFileIsWrittenAsItIsTyped(t *testing.T) {
	w := newWorld(t)
	w.connect(reconcile.TwoWay)
	w.typeFile(bob, model("users"), commented)
	w.cycle()
	require.Equal(t, commented, w.file(usersPath))
	w.quiet()
}

func TestEachOfSeveralTypedFilesIsACommit(t *testing.T) {
	w := typedWorld(t)
	first, second := "# One\n"+commented, "# Two\n"+strings.Replace(commented, "id\n", "email\n", 1)
	before := len(w.repo.Log())
	w.set(alice, model("users"), "name", "People")
	w.set(alice, model("users"), "name", "Users")
	w.typeFile(bob, model("users"), first)
	w.typeFile(dora, model("users"), second)
	w.cycle()
	commits := w.newCommits(before)
	require.Len(t, commits, 4)
	require.Equal(t, first, string(commits[2].After[usersPath]))
	require.Equal(t, bob.Email, commits[2].Author.Email)
	require.Equal(t, second, string(commits[3].After[usersPath]))
	require.Equal(t, dora.Email, commits[3].Author.Email)
	w.quiet()
}

func TestAValueThatChangesAfterAFileIsTyped(t *testing.T) {
	w := typedWorld(t)
	w.typeFile(bob, model("users"), "# Typed\n"+commented)
	w.set(dora, model("users"), "primaryKey", "email")
	w.cycle()
	require.Equal(t, "# Typed\n"+strings.Replace(commented, "primaryKey: id", "primaryKey: email", 1), w.file(usersPath))
	w.quiet()
}

func TestATypedFileIsTakenBack(t *testing.T) {
	w := typedWorld(t)
	w.typeFile(bob, model("users"), "# Typed\n"+commented)
	w.typeFile(bob, model("users"), commented)
	before := len(w.repo.Log())
	w.cycle()
	require.Len(t, w.repo.Log(), before, "there is nothing to tell")
	w.quiet()
}

// TestATypedFileMeetsAnEditOfTheBranch joins both by lines, also when the push fails first.
func TestATypedFileMeetsAnEditOfTheBranch(t *testing.T) {
	typed := strings.Replace(commented, "# Who pays us, and who might.", "# Who pays us.", 1)
	for _, row := range []struct{ name, from, to, want string }{
		{"a value elsewhere", "primaryKey: id", "primaryKey: email", strings.Replace(typed, "primaryKey: id", "primaryKey: email", 1)},
		{"a comment elsewhere", "primaryKey: id", "primaryKey: id # stable", strings.Replace(typed, "primaryKey: id", "primaryKey: id # stable", 1)},
		{"the same comment", "# Who pays us, and who might.", "# Who pays.", strings.Replace(commented, "# Who pays us, and who might.", "# Who pays.", 1)},
		{"a line beside", `name: "Users"   # shown to people`, `name: "People"   # shown to people`, strings.Replace(typed, `"Users"`, `"People"`, 1)},
	} {
		for _, fails := range []bool{false, true} {
			t.Run(row.name, func(t *testing.T) {
				w := typedWorld(t)
				w.typeFile(bob, model("users"), typed)
				w.push("Theirs", map[string]string{usersPath: strings.Replace(commented, row.from, row.to, 1)})
				if fails {
					w.remote.OnSend = func() gitsynctest.Fault { return gitsynctest.Refused }
					_, _ = w.engine.Cycle(w.ctx, w.id)
					w.remote.OnSend = nil
					w.restart()
				}
				w.cycle()
				require.Equal(t, row.want, w.file(usersPath))
				w.quiet()
				kept, err := w.app.Typed(w.ctx, w.id, []int64{w.get(model("users")).ID})
				require.NoError(t, err)
				require.Equal(t, typed, kept[w.get(model("users")).ID].Typed.Text, "what was typed is in the history")
				if strings.HasPrefix(row.want, "# Who pays us.\n") {
					return
				}
				activity, err := w.engine.Activity(w.ctx, w.id, 0, 10)
				require.NoError(t, err)
				said := 0
				for _, a := range activity {
					said += strings.Count(a.Summary, "clash with the branch's")
				}
				require.Equal(t, 1, said, "people are told")
			})
		}
	}
}

func TestATypedFileOfAHeldResourceWaits(t *testing.T) {
	w := typedWorld(t)
	w.push("break", map[string]string{usersPath: unreadable})
	w.cycle()
	require.Len(t, w.held(), 1)
	w.typeFile(bob, model("users"), "# Typed\n"+commented)
	w.cycle()
	require.Equal(t, unreadable, w.file(usersPath))
	w.push("fix", map[string]string{usersPath: commented})
	w.cycle()
	require.Equal(t, "# Typed\n"+commented, w.file(usersPath))
	w.quiet()
}

func TestNothingTypedOfAConnectionIsKept(t *testing.T) {
	w := newWorld(t)
	w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.Connections = true })
	source := workspace.Ref{Kind: workspace.KindSource, Slug: "warehouse"}
	text := "# hunter2\n" + w.file("sources/warehouse.yaml")
	require.Empty(t, w.typeFile(bob, source, text), "a comment may hold a secret")
	w.quiet()
}

func TestATypedFileThatWasRemovedDoesNotComeBack(t *testing.T) {
	w := typedWorld(t)
	w.typeFile(bob, model("users"), "# Typed\n"+commented)
	w.cycle()
	id := w.get(model("users")).ID
	w.archive(bob, model("users"))
	w.cycle()
	w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Restore(ctx, id, "")
		return err
	})
	w.cycle()
	require.NotContains(t, w.file(usersPath), "# Typed")
	w.quiet()
}

func TestWhoMustNotWriteTypesNothing(t *testing.T) {
	w := typedWorld(t)
	settings, err := w.engine.Settings(w.ctx, w.id)
	require.NoError(t, err)
	settings.Mode = gitsync.ModeReadOnly
	_, err = w.engine.Configure(w.ctx, w.id, settings, gitsync.SecretEdit{})
	require.NoError(t, err)
	r := w.get(model("users"))
	_, err = w.app.Edit(w.ctx, w.id, workspace.Cause{Actor: bob, Origin: workspace.OriginUI}, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Type(ctx, r.ID, 0, workspace.Typed{Text: "# Typed\n" + commented, Over: commented})
		return err
	})
	require.Equal(t, workspace.CodeForbidden, workspace.CodeOf(err))
}

func TestATypedFileSurvivesAResync(t *testing.T) {
	w := typedWorld(t)
	w.typeFile(bob, model("users"), "# Typed\n"+commented)
	require.NoError(t, w.engine.Resync(w.ctx, w.id, workspace.Cause{Actor: alice, Origin: workspace.OriginUI}))
	w.cycle()
	require.Equal(t, "# Typed\n"+commented, w.file(usersPath))
	w.quiet()
}

// TestTheAppsVersionOfAConflictIsTheTypedFile: where a person wrote the file whose value they take.
func TestTheAppsVersionOfAConflictIsTheTypedFile(t *testing.T) {
	w := typedWorld(t)
	typed := "# Typed\n" + strings.Replace(commented, "primaryKey: id", "primaryKey: email", 1)
	w.typeFile(bob, model("users"), typed)
	w.push("Theirs", map[string]string{usersPath: strings.Replace(commented, "primaryKey: id", "primaryKey: uuid", 1)})
	w.cycle()
	require.Len(t, w.held(), 1)
	w.take(gitsync.TakeApp, "")
	require.Equal(t, typed, w.file(usersPath), "the values clash, what is said besides does not")
	w.quiet()
}

// TestGitsVersionOfAConflictIsItsFile: what was typed is overruled with the value.
func TestGitsVersionOfAConflictIsItsFile(t *testing.T) {
	w := typedWorld(t)
	w.typeFile(bob, model("users"), "# Typed\n"+strings.Replace(commented, "primaryKey: id", "primaryKey: email", 1))
	theirs := strings.Replace(commented, "primaryKey: id", "primaryKey: uuid # theirs", 1)
	w.push("Theirs", map[string]string{usersPath: theirs})
	w.cycle()
	w.take(gitsync.TakeRepo, "")
	require.Equal(t, theirs, w.file(usersPath))
	w.quiet()
}

// TestWhatIsTypedWithoutABranchIsShownAndPushed also after the value is edited, and once the
// comments are taken out again.
func TestWhatIsTypedWithoutABranchIsShownAndPushed(t *testing.T) {
	w := newWorld(t)
	w.typeFile(bob, model("users"), commented)
	require.Equal(t, commented, string(w.text(model("users")).Text))
	w.set(bob, model("users"), "primaryKey", "email")
	edited := strings.Replace(commented, "primaryKey: id", "primaryKey: email", 1)
	require.Equal(t, edited, string(w.text(model("users")).Text))
	plain := strings.Replace(edited, "# Who pays us, and who might.\n", "", 1)
	w.typeFile(bob, model("users"), plain)
	require.Equal(t, plain, string(w.text(model("users")).Text))
	w.connect(reconcile.TwoWay)
	require.Equal(t, plain, w.file(usersPath))
	w.quiet()
}

// TestAFieldThatBothSidesAddMergesTypedFiles: the same key on two lines is no file.
func TestAFieldThatBothSidesAddMergesTypedFiles(t *testing.T) {
	w := typedWorld(t)
	w.typeFile(bob, model("users"), "# Typed\n"+commented+"description: d # ours\n")
	w.push("Theirs", map[string]string{usersPath: "description: d\n" + commented})
	w.cycle()
	activity, err := w.engine.Activity(w.ctx, w.id, 0, 10)
	require.NoError(t, err)
	told := slices.ContainsFunc(activity, func(a gitsync.Activity) bool { return strings.Contains(a.Summary, "clash with the branch's") })
	require.NotEqual(t, strings.Contains(w.file(usersPath), "# ours"), told, "what is typed is in the file, or it is told that it is not: %s", w.file(usersPath))
	w.quiet()
}

func TestATypedFileThatIsTooLargeIsRefused(t *testing.T) {
	w := newWorld(t)
	w.push("Users", map[string]string{usersPath: commented})
	w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.FileBytes = 2048 })
	r := w.get(model("users"))
	_, err := w.engine.Typed(w.ctx, r, r.Fields, []byte(strings.Repeat("# A line\n", 300)+commented))
	require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err), "the next edit on the branch could not be read")
}

func TestATypedFileMovesWithItsName(t *testing.T) {
	for name, rename := range map[string]func(*world){
		"in the app": func(w *world) {
			w.edit(dora, func(ctx context.Context, e *workspace.Edit) error {
				r := w.get(model("users"))
				_, err := e.Rename(ctx, r.ID, r.Version, "people", r.Fields)
				return err
			})
		},
		"in Git": func(w *world) {
			w.push("move", map[string]string{usersPath: gone, "models/people.yaml": commented})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := typedWorld(t)
			w.typeFile(bob, model("users"), "# Typed\n"+commented)
			rename(w)
			w.cycle()
			require.Equal(t, "# Typed\n"+commented, w.file("models/people.yaml"))
			w.quiet()
		})
	}
}

func TestTwoCommentsInOnePlace(t *testing.T) {
	w := typedWorld(t)
	w.typeFile(bob, model("users"), "# Typed\n"+commented)
	w.push("Theirs", map[string]string{usersPath: "# Theirs\n" + commented})
	w.cycle()
	require.Equal(t, "# Theirs\n# Typed\n"+commented, w.file(usersPath))
	w.quiet()
}

func TestATypedFileThatTheBranchDeletesIsAConflict(t *testing.T) {
	w := typedWorld(t)
	w.typeFile(bob, model("users"), "# Typed\n"+commented)
	w.push("delete", map[string]string{usersPath: gone})
	w.cycle()
	held := w.held()
	require.Len(t, held, 1)
	require.Equal(t, reconcile.ReasonConflict, held[0].Hold.Reason)
	w.take(gitsync.TakeApp, "")
	require.Equal(t, "# Typed\n"+commented, w.file(usersPath))
}
