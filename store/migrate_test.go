package store_test

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"lockstep.dev/store"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

// TestListsOfADatabaseOfBefore: rows that were written before lists had filters are found by them.
func TestListsOfADatabaseOfBefore(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		driver, address, dialect, folder := "sqlite", strings.TrimPrefix(dsn, "sqlite:"), goose.DialectSQLite3, "migrations/sqlite"
		if !strings.HasPrefix(dsn, "sqlite:") {
			driver, address, dialect, folder = "pgx", dsn, goose.DialectPostgres, "migrations/postgres"
		}
		db, err := sql.Open(driver, address)
		require.NoError(t, err)
		provider, err := goose.NewProvider(dialect, db, os.DirFS(folder), goose.WithDisableGlobalRegistry(true))
		require.NoError(t, err)
		_, err = provider.UpTo(t.Context(), 1)
		require.NoError(t, err)
		_, err = db.ExecContext(t.Context(), `INSERT INTO workspaces (id, slug, name, created_at, updated_at) VALUES (1, 'w', 'W', 0, 0)`)
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
