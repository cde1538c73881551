package workspace_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/workspace"
)

func TestEachKindLivesDiesAndComesBack(t *testing.T) {
	for _, c := range []struct {
		kind          workspace.Kind
		slug          string
		first, second workspace.Fields
		renamed       string // "" for what cannot be renamed
	}{
		{workspace.KindSource, "lake", aSource(), aSource().With("description", "x"), "lake-2"},
		{workspace.KindDestination, "mail", workspace.Fields{"name": "Mail", "type": "sendgrid"}, workspace.Fields{"name": "Mail!", "type": "sendgrid"}, "post"},
		{workspace.KindModel, "people", aModel("People", "warehouse"), aModel("Persons", "warehouse"), "persons"},
		{workspace.KindSync, "s", aSync("users", "crm"), aSync("users", "crm").With("schedulePaused", true), "t"},
		{workspace.KindAliases, "acme", sourceAliases("dw=warehouse"), sourceAliases("dw=warehouse", "x=warehouse"), ""},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			w := newWorld(t)
			w.furnish()
			r := w.create(c.kind, c.slug, c.first)
			require.Equal(t, int64(1), r.Version)
			require.Equal(t, c.first.Digest(), r.Digest)
			require.Equal(t, r, w.get(r))

			r, change, err := w.update(r, c.second)
			require.NoError(t, err)
			require.Equal(t, int64(2), r.Version)
			require.Equal(t, workspace.OpUpdate, change.Revisions[0].Op)
			require.Equal(t, r, w.get(r))

			if c.renamed == "" {
				_, _, err = w.rename(r, "other")
				requireCode(t, workspace.CodeInvalid, err)
			} else {
				r, change, err = w.rename(r, c.renamed)
				require.NoError(t, err)
				require.Equal(t, c.renamed, r.Slug)
				require.Equal(t, c.slug, change.Revisions[0].FromSlug)
			}
			gone, err := w.archive(r)
			require.NoError(t, err)
			require.True(t, gone.Archived())
			_, err = w.BySlug(t.Context(), w.id, r.Ref())
			requireCode(t, workspace.CodeNotFound, err)
			_, err = w.archive(r)
			requireCode(t, workspace.CodeNotFound, err)
			_, _, err = w.update(gone, c.first)
			requireCode(t, workspace.CodeNotFound, err)

			back, err := w.restore(r, "")
			require.NoError(t, err)
			require.False(t, back.Archived())
			require.Equal(t, r.Fields, back.Fields)
			_, err = w.restore(r, "")
			requireCode(t, workspace.CodeConflict, err)

			purged, err := w.delete(back, back.Version)
			require.NoError(t, err)
			require.True(t, purged.Purged)
			_, err = w.restore(r, "")
			requireCode(t, workspace.CodeConflict, err)
			_, err = w.delete(back, 0)
			requireCode(t, workspace.CodeNotFound, err)
			trash, _, err := w.List(t.Context(), w.id, workspace.Query{Archived: true})
			require.NoError(t, err)
			require.Empty(t, trash)
			history, err := w.History(t.Context(), w.id, r.ID, 0, 0)
			require.NoError(t, err)
			require.Len(t, history, int(purged.Version), "the revisions stay")
		})
	}
}

func TestVersionsAreExpected(t *testing.T) {
	w := newWorld(t)
	source, _, _, _ := w.furnish()
	newer, _, err := w.update(source, aSource().With("name", "DWH"))
	require.NoError(t, err)

	_, _, err = w.update(source, aSource())
	e := requireCode(t, workspace.CodeStale, err)
	require.Contains(t, e.Message, "version 2, not 1")
	_, _, err = w.rename(source, "x")
	requireCode(t, workspace.CodeStale, err)
	_, err = w.delete(source, 1)
	requireCode(t, workspace.CodeStale, err)
	require.Equal(t, newer, w.get(source))

	spare, err := w.archive(w.create(workspace.KindModel, "spare", aModel("Spare", "warehouse")))
	require.NoError(t, err)
	_, err = w.delete(spare, spare.Version-1)
	requireCode(t, workspace.CodeStale, err)
	_, err = w.delete(spare, spare.Version)
	require.NoError(t, err)
}

func TestWithoutEffectNothingIsRecorded(t *testing.T) {
	w := newWorld(t)
	source, _, _, _ := w.furnish()
	before, err := w.Workspace(t.Context(), w.id)
	require.NoError(t, err)
	for name, fn := range map[string]func(ctx context.Context, e *workspace.Edit) error{
		"nothing": func(context.Context, *workspace.Edit) error { return nil },
		"equal fields": func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Update(ctx, source.ID, 0, aSource())
			return err
		},
		"same slug": func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Rename(ctx, source.ID, 0, "warehouse", nil)
			return err
		},
		"secrets only": func(ctx context.Context, e *workspace.Edit) error {
			return e.SetSecrets(ctx, source.ID, map[string]string{"password": "hunter2"})
		},
	} {
		change, err := w.edit(fn)
		require.NoError(t, err, name)
		require.Zero(t, change, name)
	}
	after, err := w.Workspace(t.Context(), w.id)
	require.NoError(t, err)
	require.Equal(t, before.Seq, after.Seq, "the numbers were given back")
	require.Equal(t, int64(1), w.get(source).Version)
	require.Equal(t, []string{"password"}, w.get(source).Secrets)
}

func TestDeletingForgetsSecrets(t *testing.T) {
	w := newWorld(t)
	r := w.create(workspace.KindSource, "lake", aSource())
	_, err := w.edit(func(ctx context.Context, e *workspace.Edit) error {
		return e.SetSecrets(ctx, r.ID, map[string]string{"password": "hunter2", "sslKey": "x"})
	})
	require.NoError(t, err)
	_, err = w.archive(r)
	require.NoError(t, err)
	secrets, err := w.store.Secrets(t.Context(), r.ID)
	require.NoError(t, err)
	require.Len(t, secrets, 2, "the trash keeps them")
	_, err = w.delete(r, 0)
	require.NoError(t, err)
	secrets, err = w.store.Secrets(t.Context(), r.ID)
	require.NoError(t, err)
	require.Empty(t, secrets)
}

func TestOnlyConnectionsHaveSecrets(t *testing.T) {
	w := newWorld(t)
	_, _, model, _ := w.furnish()
	_, err := w.edit(func(ctx context.Context, e *workspace.Edit) error {
		return e.SetSecrets(ctx, model.ID, map[string]string{"password": "hunter2"})
	})
	e := requireCode(t, workspace.CodeInvalid, err)
	require.NotContains(t, e.Error(), "hunter2")
}

func TestRestoreChecksWhatChangedMeanwhile(t *testing.T) {
	w := newWorld(t)
	_, _, _, sync := w.furnish()
	spare := w.create(workspace.KindModel, "spare", aModel("Spare", "warehouse"))
	user := w.create(workspace.KindSync, "spare-to-crm", aSync("spare", "crm"))
	for _, r := range []workspace.Resource{user, spare} {
		_, err := w.archive(r)
		require.NoError(t, err)
	}

	_, err := w.restore(user, "")
	e := requireCode(t, workspace.CodeInvalid, err)
	require.Equal(t, "dangling", e.Problems[0].Code)
	require.Equal(t, []any{"model"}, e.Problems[0].Path)

	w.create(workspace.KindModel, "spare", aModel("Another", "warehouse"))
	_, err = w.restore(spare, "")
	requireCode(t, workspace.CodeConflict, err)
	_, err = w.restore(spare, "SPARE")
	requireCode(t, workspace.CodeConflict, err)
	_, err = w.restore(spare, "a/b")
	requireCode(t, workspace.CodeInvalid, err)
	back, err := w.restore(spare, "spare-old")
	require.NoError(t, err)
	require.Equal(t, "spare-old", back.Slug)

	_, err = w.restore(user, "")
	require.NoError(t, err, "its model is there again")
	_, err = w.restore(sync, "")
	requireCode(t, workspace.CodeConflict, err)
}

func TestAliasesAreOneDocument(t *testing.T) {
	w := newWorld(t)
	first := w.alias(sourceAliases("dw=warehouse"))
	require.Equal(t, "acme", first.Slug, "the workspace's")
	_, err := w.tryCreate(workspace.KindAliases, "other", sourceAliases())
	requireCode(t, workspace.CodeConflict, err)
	_, err = w.archive(first)
	require.NoError(t, err)
	w.create(workspace.KindAliases, "other", sourceAliases())
	_, err = w.restore(first, "")
	requireCode(t, workspace.CodeConflict, err)
}

func TestUnknownThings(t *testing.T) {
	w := newWorld(t)
	source, _, _, _ := w.furnish()
	_, err := w.tryCreate("dashboard", "x", workspace.Fields{})
	requireCode(t, workspace.CodeInvalid, err)
	_, err = w.Get(t.Context(), w.id, workspace.KindModel, source.ID)
	requireCode(t, workspace.CodeNotFound, err)
	_, err = w.Edit(t.Context(), 999, w.cause, func(context.Context, *workspace.Edit) error { return nil })
	requireCode(t, workspace.CodeNotFound, err)
	other, err := w.CreateWorkspace(t.Context(), "Other", "")
	require.NoError(t, err)
	_, err = w.Edit(t.Context(), other.ID, w.cause, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Archive(ctx, source.ID, 0)
		return err
	})
	requireCode(t, workspace.CodeNotFound, err)
}

func TestWorkspaces(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ name, slug, want string }{
		{"Acme", "", "acme-2"}, {"Zoë's Shop", "", "zoë-s-shop"}, {"", "named", "named"}, {"Any", "given", "given"}, {"", "", "untitled"},
	} {
		made, err := w.CreateWorkspace(t.Context(), c.name, c.slug)
		require.NoError(t, err)
		require.Equal(t, c.want, made.Slug)
	}
	_, err := w.CreateWorkspace(t.Context(), "x", "Not Kebab")
	require.Contains(t, requireCode(t, workspace.CodeInvalid, err).Hint, "not-kebab")
	_, err = w.CreateWorkspace(t.Context(), "x", "acme")
	requireCode(t, workspace.CodeConflict, err)
	renamed, err := w.RenameWorkspace(t.Context(), w.id, 1, "Acme Inc.")
	require.NoError(t, err)
	require.Equal(t, "acme", renamed.Slug)
	require.Equal(t, int64(2), renamed.Version)
	same, err := w.RenameWorkspace(t.Context(), w.id, 0, "Acme Inc.")
	require.NoError(t, err)
	require.Equal(t, renamed, same, "what changes nothing is no edit")
	_, err = w.RenameWorkspace(t.Context(), w.id, 1, "Late")
	require.NotEmpty(t, requireCode(t, workspace.CodeStale, err).Hint)
	_, err = w.RenameWorkspace(t.Context(), w.id, 0, "")
	requireCode(t, workspace.CodeInvalid, err)
}
