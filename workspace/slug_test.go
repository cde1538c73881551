package workspace_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/workspace"
)

func TestSlugify(t *testing.T) {
	for name, want := range map[string]string{
		"Users (EU)":             "users-eu",
		"  Users  ":              "users",
		"Kunden & Söhne":         "kunden-söhne",
		"ユーザー 一覧":                "ユーザー-一覧",
		"Пользователи":           "пользователи",
		"हिन्दी":                 "हिन्दी",
		"Cus\u00adtomers":        "customers",
		"snake_case":             "snake-case",
		"!!!":                    "untitled",
		"":                       "untitled",
		"--a--b--":               "a-b",
		"2024":                   "2024",
		strings.Repeat("a", 200): strings.Repeat("a", 80),
	} {
		require.Equal(t, want, workspace.Slugify(name), name)
	}
}

func TestSlugifyLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slug := workspace.Slugify(rapid.String().Draw(t, "name"))
		require.NoError(t, workspace.CheckSlug(slug))
		require.Equal(t, slug, workspace.Slugify(slug))
		require.LessOrEqual(t, len(slug), 80)
	})
}

func TestSlugsAreMadeFromNames(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	for _, want := range []string{"users-2", "users-3"} {
		require.Equal(t, want, w.create(workspace.KindModel, "", aModel("Users", "warehouse")).Slug)
	}
	w.create(workspace.KindModel, "Orders", aModel("x", "warehouse"))
	require.Equal(t, "orders-2", w.create(workspace.KindModel, "", aModel("orders", "warehouse")).Slug)
	require.Equal(t, "users-to-crm-2", w.create(workspace.KindSync, "", aSync("users", "crm")).Slug)
	require.Equal(t, "users", w.create(workspace.KindSource, "", workspace.Fields{"name": "Users", "type": "postgres"}).Slug, "each kind has its own names")
	gone := w.create(workspace.KindModel, "", aModel("Gone", "warehouse"))
	_, err := w.archive(gone)
	require.NoError(t, err)
	require.Equal(t, "gone", w.create(workspace.KindModel, "", aModel("Gone", "warehouse")).Slug, "the trash holds no names")
}

func TestChosenSlugsAreKept(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	for _, slug := range []string{"UPPER", "under_score", "-15", "null", "true", "with blank", "ünï", "a.b", "~", strings.Repeat("s", workspace.MaxSlug)} {
		require.Equal(t, slug, w.create(workspace.KindModel, slug, aModel("x", "warehouse")).Slug)
	}
	for name, slug := range map[string]string{
		"slash": "a/b", "backslash": `a\b`, "dot": ".", "dots": "..", "git": ".git", "git file": ".gitattributes", "NUL": "a\x00b",
		"line": "a\nb", "not UTF-8": "a\xff", "long": strings.Repeat("s", workspace.MaxSlug+1),
	} {
		_, err := w.tryCreate(workspace.KindModel, slug, aModel("x", "warehouse"))
		requireCode(t, workspace.CodeInvalid, err)
		r := w.create(workspace.KindModel, "", aModel("y", "warehouse"))
		_, _, err = w.rename(r, slug)
		requireCode(t, workspace.CodeInvalid, err)
		require.Equal(t, r, w.get(r), name)
	}
	require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(workspace.CheckSlug("")))
}

func TestSlugsDifferByMoreThanCase(t *testing.T) {
	w := newWorld(t)
	_, _, users, _ := w.furnish()
	_, err := w.tryCreate(workspace.KindModel, "Users", aModel("x", "warehouse"))
	require.Contains(t, requireCode(t, workspace.CodeConflict, err).Message, "models/users only in case")
	_, err = w.tryCreate(workspace.KindModel, "users", aModel("x", "warehouse"))
	require.Contains(t, requireCode(t, workspace.CodeConflict, err).Message, `already is a model with the slug "users"`)
	other := w.create(workspace.KindModel, "other", aModel("x", "warehouse"))
	for _, slug := range []string{"users", "USERS"} {
		_, _, err = w.rename(other, slug)
		requireCode(t, workspace.CodeConflict, err)
	}
	renamed, _, err := w.rename(users, "USERS")
	require.NoError(t, err, "a resource may change its own case")
	require.Equal(t, "USERS", renamed.Slug)
	w.create(workspace.KindDestination, "Users", workspace.Fields{"name": "x", "type": "slack"})

	w.cause.Origin = workspace.OriginGit
	w.create(workspace.KindModel, "Users", aModel("x", "warehouse"))
	_, err = w.tryCreate(workspace.KindModel, "Users", aModel("x", "warehouse"))
	requireCode(t, workspace.CodeConflict, err)
	_, _, err = w.rename(other, "Users")
	requireCode(t, workspace.CodeConflict, err)
}
