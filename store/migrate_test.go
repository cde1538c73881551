package store_test

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"lockstep.dev/auth"
	"lockstep.dev/store"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

// migrated opens a database as a version of the tables left it.
func migrated(t *testing.T, dsn string, version int64) *sql.DB {
	t.Helper()
	driver, address, folder, dialect := "pgx", dsn, "postgres", goose.DialectPostgres
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, address, folder, dialect = "sqlite", path, "sqlite", goose.DialectSQLite3
	}
	db, err := sql.Open(driver, address)
	require.NoError(t, err)
	before, err := goose.NewProvider(dialect, db, os.DirFS("migrations/"+folder), goose.WithDisableGlobalRegistry(true))
	require.NoError(t, err)
	_, err = before.UpTo(t.Context(), version)
	require.NoError(t, err)
	return db
}

// TestRolesOfThoseWhoWereThere opens a database that was made before people had roles.
func TestRolesOfThoseWhoWereThere(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		db := migrated(t, dsn, 1)
		_, err := db.ExecContext(t.Context(), "INSERT INTO users (name, created_at) VALUES ('owner', 0), ('writer', 0), ('helper', 0), ('former', 0), ('guest', 0), ('agency', 0)")
		require.NoError(t, err)
		for _, key := range []struct {
			userID                  int64
			scope, revoked, expires string
		}{{2, "write", "NULL", "NULL"}, {3, "admin", "NULL", "NULL"}, {4, "admin", "1", "NULL"}, {5, "admin", "NULL", "1"}, {6, "admin", "NULL", "9000000000000000"}} {
			_, err := db.ExecContext(t.Context(), "INSERT INTO api_keys (user_id, name, hash, prefix, scope, created_at, revoked_at, expires_at) VALUES ($1, '', $2, '', $3, 0, "+key.revoked+", "+key.expires+")",
				key.userID, []byte{byte(key.userID)}, key.scope)
			require.NoError(t, err)
		}
		require.NoError(t, db.Close())

		s, err := store.Open(t.Context(), dsn, store.Options{Sealer: storetest.Sealer{}})
		require.NoError(t, err)
		defer s.Close()
		users, err := s.Users(t.Context())
		require.NoError(t, err)
		roles := map[string]auth.Scope{}
		for _, u := range users {
			roles[u.Name] = u.Role
			require.False(t, u.HasPassword)
		}
		require.Equal(t, map[string]auth.Scope{"owner": "admin", "writer": "write", "helper": "admin", "former": "write", "guest": "write", "agency": "admin"}, roles)
	})
}

// TestListsOfADatabaseOfBefore: rows that were written before lists had filters are found by them.
func TestListsOfADatabaseOfBefore(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		db := migrated(t, dsn, 1)
		_, err := db.ExecContext(t.Context(), `INSERT INTO workspaces (id, slug, name, created_at, updated_at) VALUES (1, 'w', 'W', 0, 0)`)
		require.NoError(t, err)
		for _, row := range [][3]string{
			{"model", "table", `{"type":"table","note":"\u001b00"}`}, {"model", "odd", `{"type":["x"]}`}, {"model", "none", `null`},
			{"sync", "cron", `{"schedule":{"type":"cron"},"schedulePaused":true}`}, {"sync", "manual", `{"schedule":{"type":""},"schedulePaused":"true"}`},
			{"sync", "bare", `{"schedule":"x"}`},
		} {
			_, err = db.ExecContext(t.Context(), `INSERT INTO resources (workspace_id, kind, slug, folded, name, fields, digest, version, created_at, updated_at)
				VALUES (1, '`+row[0]+`', '`+row[1]+`', '', '', '`+row[2]+`', '', 1, 0, 0)`)
			require.NoError(t, err)
		}
		long := strings.Repeat("ä", 250)
		_, err = db.ExecContext(t.Context(), `INSERT INTO resources (workspace_id, kind, slug, folded, name, fields, digest, version, created_at, updated_at)
			VALUES (1, 'model', 'long', 'long', $1, $2, '', 1, 0, 0)`, long+storetest.LongText('x'), `{"type":"`+long+storetest.LongText('x')+`"}`)
		require.NoError(t, err)
		require.NoError(t, db.Close())

		s, err := store.Open(t.Context(), dsn, store.Options{Sealer: storetest.Sealer{}, Unsafe: true})
		require.NoError(t, err)
		defer func() { require.NoError(t, s.Close()) }()
		paused := true
		for _, row := range []struct {
			q    workspace.Query
			want []string
		}{
			{workspace.Query{Kind: workspace.KindModel, Type: "table"}, []string{"table"}},
			{workspace.Query{Name: long}, []string{"long"}},
			{workspace.Query{Type: long + "whatever follows"}, []string{"long"}},
			{workspace.Query{Kind: workspace.KindSync, Type: "cron"}, []string{"cron"}},
			{workspace.Query{Kind: workspace.KindSync, Type: "manual"}, []string{"manual", "bare"}},
			{workspace.Query{Paused: &paused}, []string{"cron"}},
		} {
			found, _, err := s.Resources(t.Context(), 1, row.q)
			require.NoError(t, err)
			var slugs []string
			for _, r := range found {
				slugs = append(slugs, r.Slug)
			}
			require.Equal(t, row.want, slugs)
		}
	})
}

// TestWhatWasThereBeforeFilesWereTyped opens a database that was made before revisions kept files,
// and people and workspaces had versions.
func TestWhatWasThereBeforeFilesWereTyped(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		db := migrated(t, dsn, 3)
		for _, statement := range []string{
			"INSERT INTO users (name, created_at) VALUES ('maya', 0)",
			"INSERT INTO workspaces (slug, name, seq, created_at, updated_at) VALUES ('acme', 'Acme', 1, 0, 0)",
			"INSERT INTO resources (workspace_id, kind, slug, name, folded, version, fields, digest, created_at, updated_at) VALUES (1, 'model', 'users', 'Users', 'users', 1, '{\"name\":\"Users\"}', 'd', 0, 0)",
			"INSERT INTO changes (workspace_id, seq, at, user_id, actor_name, actor_email, origin, commit_id, note) VALUES (1, 1, 0, 1, 'Maya', 'maya@example.com', 'ui', '', '')",
			"INSERT INTO revisions (resource_id, version, change_id, position, kind, slug, from_slug, op, fields, digest, before, changed) VALUES (1, 1, 1, 0, 'model', 'users', '', 'create', '{\"name\":\"Users\"}', 'd', '', '[]')",
		} {
			_, err := db.ExecContext(t.Context(), statement)
			require.NoError(t, err, statement)
		}
		require.NoError(t, db.Close())

		s, err := store.Open(t.Context(), dsn, store.Options{Sealer: storetest.Sealer{}})
		require.NoError(t, err)
		defer s.Close()
		users, err := s.Users(t.Context())
		require.NoError(t, err)
		require.Equal(t, int64(1), users[0].Version)
		w, err := s.Workspace(t.Context(), 1)
		require.NoError(t, err)
		require.Equal(t, int64(1), w.Version)
		r, err := s.Revision(t.Context(), 1, 1, 1)
		require.NoError(t, err)
		require.Equal(t, "Users", r.Fields.Text("name"))
		require.Empty(t, r.Typed)
		typed, err := s.Typed(t.Context(), 1, []int64{1})
		require.NoError(t, err)
		require.Empty(t, typed)
		w.Name = "Acme again"
		require.NoError(t, s.UpdateWorkspace(t.Context(), &w))
		version, err := s.DirectoryVersion(t.Context())
		require.NoError(t, err)
		require.Equal(t, int64(2), version)
	})
}
