package gitsync_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

const commented = `# Who pays us, and who might.
name: "Users"   # shown to people
source: warehouse
type: raw_sql
rawSql: |
  SELECT *
  FROM users
primaryKey: id
`

// text returns a resource's file as the engine tells it.
func (w *world) text(ref workspace.Ref) gitsync.FileText {
	text, err := w.engine.FileText(w.ctx, w.get(ref))
	require.NoError(w.t, err)
	return text
}

func (w *world) draft(ref workspace.Ref, slug string, value workspace.Fields) gitsync.Draft {
	d, err := w.engine.Draft(w.ctx, w.get(ref), slug, value, nil)
	require.NoError(w.t, err)
	return d
}

func TestWithoutABranchFilesAreCanonical(t *testing.T) {
	w := newWorld(t)
	w.create(bob, model("users"), users())
	canonical, err := spec.Encode(workspace.KindModel, users(), spec.EncodeOptions{})
	require.NoError(t, err)

	text := w.text(model("users"))
	require.Equal(t, gitsync.TextCanonical, text.Of)
	require.Equal(t, string(canonical), string(text.Text))

	d := w.draft(model("users"), "users", users().With("name", "People"))
	require.Equal(t, gitsync.TextCanonical, d.Of)
	require.Equal(t, "models/users.yaml", d.Path)
	require.Equal(t, string(canonical), string(d.Before))
	require.Contains(t, d.Diff, "-name: Users\n+name: People\n")
	require.Empty(t, w.draft(model("users"), "users", users()).Diff)
}

func TestTheBranchsVeryTextIsShown(t *testing.T) {
	w := newWorld(t)
	w.push("Users", map[string]string{"models/users.yaml": commented})
	w.connect(reconcile.TwoWay)

	text := w.text(model("users"))
	require.Equal(t, gitsync.TextOfBranch, text.Of)
	require.Equal(t, commented, string(text.Text))

	w.set(alice, model("users"), "primaryKey", "email")
	text = w.text(model("users"))
	require.Equal(t, gitsync.TextOfApp, text.Of, "until it is pushed")
	want := strings.Replace(commented, "primaryKey: id", "primaryKey: email", 1)
	require.Equal(t, want, string(text.Text))

	w.cycle()
	require.Equal(t, want, w.file("models/users.yaml"))
	require.Equal(t, gitsync.FileText{Path: "models/users.yaml", Text: []byte(want), Of: gitsync.TextOfBranch}, w.text(model("users")))
}

// TestADraftIsWhatIsPushed: the preview of an edit is, byte for byte, the file and the diff that
// the edit then makes.
func TestADraftIsWhatIsPushed(t *testing.T) {
	for _, row := range []struct {
		name  string
		slug  string
		value func() workspace.Fields
	}{
		{"a field", "users", func() workspace.Fields {
			return users().With("name", "People").With("rawSql", "SELECT *\nFROM users\n")
		}},
		{"a new field", "users", func() workspace.Fields {
			return users().With("description", "who: pays").With("rawSql", "SELECT *\nFROM users\n")
		}},
		{"another query", "users", func() workspace.Fields { return users().With("rawSql", "SELECT *\nFROM people\nWHERE paid\n") }},
		{"a rename", "people", func() workspace.Fields {
			return users().With("name", "People").With("rawSql", "SELECT *\nFROM users\n")
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			w.push("Users", map[string]string{"lock/models/users.yaml": commented})
			w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.Path = "lock" })
			d := w.draft(model("users"), row.slug, row.value())
			require.Equal(t, gitsync.TextOfBranch, d.Of)
			require.Equal(t, commented, string(d.Before))
			require.Equal(t, row.slug != "users", d.From != "")

			w.edit(alice, func(ctx context.Context, e *workspace.Edit) error {
				_, err := e.Rename(ctx, w.get(model("users")).ID, 0, row.slug, row.value())
				return err
			})
			plan, err := w.engine.Plan(w.ctx, w.id)
			require.NoError(t, err)
			require.Len(t, plan.Items, 1)
			require.Equal(t, plan.Items[0].Diff, d.Diff)
			w.cycle()
			require.Equal(t, w.file(d.Path), string(d.After))
			if d.From != "" {
				require.Equal(t, "lock/models/users.yaml", d.From)
				require.Empty(t, w.file(d.From))
			}
		})
	}
}

func TestADraftOfANewFile(t *testing.T) {
	w := newWorld(t)
	w.push("Start", map[string]string{"README.md": "hello\n"})
	w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.SchemaComment = true })
	d, err := w.engine.Draft(w.ctx, workspace.Resource{WorkspaceID: w.id, Kind: workspace.KindModel, Slug: "users"}, "users", users(), nil)
	require.NoError(t, err)
	require.Nil(t, d.Before)
	require.True(t, strings.HasPrefix(d.Diff, "--- /dev/null\n+++ b/models/users.yaml\n"), d.Diff)
	w.create(alice, model("users"), users())
	w.cycle()
	require.Equal(t, w.file("models/users.yaml"), string(d.After))
}

func TestConnectionsThatAreNotInGitAreCanonical(t *testing.T) {
	w := newWorld(t)
	w.connect(reconcile.AppToRepo)
	source := workspace.Ref{Kind: workspace.KindSource, Slug: "warehouse"}
	require.Equal(t, gitsync.TextCanonical, w.text(source).Of)
	require.Equal(t, gitsync.TextCanonical, w.draft(source, "warehouse", workspace.Fields{"name": "W", "type": "postgres"}).Of)
}

func TestAFileThatCannotBeEdited(t *testing.T) {
	w := newWorld(t)
	w.push("Users", map[string]string{"models/users.yaml": commented})
	w.connect(reconcile.TwoWay)
	w.push("Break", map[string]string{"models/users.yaml": "name: [Users\n"})
	w.cycle()
	require.Len(t, w.held(), 1)

	require.Equal(t, gitsync.TextCanonical, w.text(model("users")).Of, "the app's value is shown all the same")
	_, err := w.engine.Draft(w.ctx, w.get(model("users")), "users", users(), nil)
	require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err))
}

// TestARemoteThatIsDown: the app's value is shown, and a preview says why there is none.
func TestARemoteThatIsDown(t *testing.T) {
	w := newWorld(t)
	w.push("Users", map[string]string{"models/users.yaml": commented})
	w.connect(reconcile.TwoWay)
	down := gitsync.New(gitsync.Options{
		Store: w.store, Workspaces: w.app, Users: nobody{}, Instance: "other", Now: w.clock,
		Dial: func(context.Context, gitsync.Settings, gitsync.Secrets, []string) (gitsync.Remote, error) {
			return nil, &gitsync.RemoteError{Kind: gitsync.KindUnreachable, Class: gitsync.FailRetry, Message: "nobody is there"}
		},
	})
	text, err := down.FileText(w.ctx, w.get(model("users")))
	require.NoError(t, err)
	require.Equal(t, gitsync.TextOfBranch, text.Of, "what was agreed on is at hand")

	w.push("Break", map[string]string{"models/users.yaml": "name: [Users\n"})
	w.cycle()
	text, err = down.FileText(w.ctx, w.get(model("users")))
	require.NoError(t, err)
	require.Equal(t, gitsync.TextCanonical, text.Of)
	_, err = down.Draft(w.ctx, w.get(model("users")), "users", users(), nil)
	require.Equal(t, workspace.CodeUnavailable, workspace.CodeOf(err))
}

// TestAConflictStartsFromTheBranch: what takes the app's side is written into the branch's file.
func TestAConflictStartsFromTheBranch(t *testing.T) {
	w := newWorld(t)
	w.push("Users", map[string]string{"models/users.yaml": commented})
	w.connect(reconcile.TwoWay)
	theirs := strings.Replace(commented, `"Users"`, `"Theirs"`, 1)
	w.push("Theirs", map[string]string{"models/users.yaml": theirs})
	w.set(alice, model("users"), "name", "Ours")
	w.cycle()
	require.Len(t, w.held(), 1)

	text := w.text(model("users"))
	require.Equal(t, gitsync.TextOfApp, text.Of)
	require.Equal(t, strings.Replace(theirs, `"Theirs"`, `"Ours"`, 1), string(text.Text))
	require.Contains(t, w.draft(model("users"), "users", w.get(model("users")).Fields).Diff, "-name: \"Theirs\"   # shown to people\n+name: \"Ours\"")
}

func TestAFileThatTheBranchLostAndTheAppKeeps(t *testing.T) {
	w := newWorld(t)
	w.push("Users", map[string]string{"models/users.yaml": commented, "models/other.yaml": commented})
	w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.Delete = reconcile.DeleteKeeps })
	w.push("Delete", map[string]string{"models/users.yaml": gone})
	w.cycle()
	d := w.draft(model("users"), "users", w.get(model("users")).Fields.With("name", "Back"))
	require.Nil(t, d.Before)
	require.Contains(t, d.Diff, "--- /dev/null\n")
}

// TestASecretOnTheBranchIsNotShown: invariant 7.
func TestASecretOnTheBranchIsNotShown(t *testing.T) {
	for name, text := range map[string]string{
		"in clear":              "name: Warehouse\ntype: postgres\nconfig:\n  host: db\n  password: hunter2-hunter2\n",
		"in what is unreadable": "name: [Warehouse\nconfig:\n  password: hunter2-hunter2\n",
		"in what is no map":     "- password: hunter2-hunter2\n",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.connect(reconcile.AppToRepo, func(s *gitsync.Settings) { s.Connections = true })
			w.push("Leak", map[string]string{"sources/warehouse.yaml": text})
			w.cycle()
			require.Len(t, w.held(), 1)
			source := workspace.Ref{Kind: workspace.KindSource, Slug: "warehouse"}
			require.NotContains(t, string(w.text(source).Text), "hunter2")
			d, err := w.engine.Draft(w.ctx, w.get(source), "warehouse", w.get(source).Fields, nil)
			require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err))
			require.NotContains(t, err.Error()+d.Diff+string(d.Before), "hunter2")
		})
	}
}

// TestARenameAwayFromABrokenFile: under the name of another that went, the resource is in sync,
// while its former file is held.
func TestARenameAwayFromABrokenFile(t *testing.T) {
	w := newWorld(t)
	w.push("Users", map[string]string{"models/users.yaml": commented, "models/people.yaml": commented})
	w.connect(reconcile.TwoWay)
	w.archive(alice, model("people"))
	w.push("Break", map[string]string{"models/users.yaml": "name: [Users\n"})
	w.rename(alice, model("users"), "people")
	w.cycle()
	require.Equal(t, model("users"), w.held()[0].Ref)
	text := w.text(model("people"))
	require.Equal(t, gitsync.TextOfBranch, text.Of)
	require.Equal(t, w.file("models/people.yaml"), string(text.Text))
}

// standsRightly checks at rest that each resource is told to stand to the branch as it does, and
// that what is in sync is shown as the branch's very file.
func (p *play) standsRightly(now picture, held map[workspace.Ref]gitsync.Held) {
	var ids []int64
	for _, r := range now.app {
		ids = append(ids, r.ID)
	}
	standings, err := p.app.Standings(p.ctx, p.id, ids)
	require.NoError(p.t, err)
	for ref, r := range now.app {
		text, inGit := now.files[ref]
		standing := standings[r.ID]
		h, isHeld := held[ref]
		want := workspace.GitInSync
		switch {
		case isHeld && h.Hold.Reason == reconcile.ReasonConflict:
			want = workspace.GitConflict
		case isHeld:
			want = workspace.GitHeld
		case p.besideHeld(held) && !p.same(now, ref):
			continue
		}
		if standing.State != want || isHeld && standing.Message != h.Hold.Message {
			p.rt.Fatalf("%s is told as %+v, not %s; in Git: %v", ref, standing, want, inGit)
		}
		if want != workspace.GitInSync || !inGit {
			continue
		}
		shown, err := p.engine.FileText(p.ctx, r)
		require.NoError(p.t, err)
		if shown.Of != gitsync.TextOfBranch || string(shown.Text) != text {
			p.rt.Fatalf("%s is shown as %s:\n%s\nthe branch has:\n%s", ref, shown.Of, shown.Text, text)
		}
	}
}
