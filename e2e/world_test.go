package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/store/pgtest"
)

// engines runs fn on each kind of database; database makes an empty one.
func engines(t *testing.T, fn func(t *testing.T, database func(t *testing.T) string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, func(*testing.T) string { return "" })
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		server := pgtest.Start(t)
		fn(t, func(t *testing.T) string { return server.Database(t) })
	})
}

// world is a running server, connected to a repository on another git server.
type world struct {
	*installation
	git    *gittest.Server
	repo   *repository
	person *clone // Ada's
}

// newWorld has a source and some models, of which Ada has made hand-written files with comments.
func newWorld(t *testing.T, database string, models ...string) *world {
	t.Helper()
	w := unconnected(t, database, models...)
	w.connect(object{})
	w.comment(models...)
	return w
}

// comment has Ada make hand-written files of models that are exported.
func (w *world) comment(models ...string) {
	w.t.Helper()
	w.api.requireInSync()
	w.person = w.repo.clone()
	for _, slug := range models {
		w.person.write("models/"+slug+".yaml", handwritten)
	}
	if len(models) > 0 {
		w.person.push("Comment the models")
		w.api.requireInSync()
	}
}

// unconnected is a world before the first export.
func unconnected(t *testing.T, database string, models ...string) *world {
	t.Helper()
	w := &world{installation: newInstallation(t, database), git: gittest.NewServer(t)}
	w.repo = newRepository(t, w.git, "team/config.git")
	w.start()
	w.api.do(http.MethodPut, "/files/sources/warehouse", warehouse)
	for _, slug := range models {
		w.api.do(http.MethodPut, "/files/models/"+slug, plain)
	}
	return w
}

// warehouse is a source.
const warehouse = `name: Warehouse
type: postgres
config:
  host: db.example.com
  database: dw
  user: reader
`

// plain is a model.
const plain = `name: Users
source: warehouse
description: before
type: raw_sql
rawSql: |-
  SELECT id
  FROM users -- all of them
primaryKey: id
`

// handwritten means the same, in a person's own order and with comments.
const handwritten = `# Owned by the data team.
name:   Users # shown in lists

description: "before"   # say what a row is
source: warehouse
type: raw_sql

# Keep this in line with the dashboard.
primaryKey: id
rawSql: |-
  SELECT id
  FROM users -- all of them
`

// connect connects to the repository, app first, with settings over those of a test: nothing but
// the test and the app's changes start cycles.
func (w *world) connect(settings object) {
	w.t.Helper()
	all := object{"url": w.repo.url, "pollSeconds": 3600, "quietMillis": 200}
	for name, value := range settings {
		all[name] = value
	}
	body := object{"direction": "app-to-repo", "settings": all}
	if credential, ok := all["credential"]; ok {
		body["credential"] = credential
		delete(all, "credential")
	}
	w.api.do(http.MethodPost, gitSync("connect"), body)
}

// requireAtRest comes to rest and demands all that must hold then. It returns the status.
func (w *world) requireAtRest() status {
	w.t.Helper()
	s := w.api.rest()
	w.repo.requireLawful()
	requireSame(w.t, w.repo, w.api)
	head := w.repo.Ref("main")
	r, err := w.api.syncNow()
	require.NoError(w.t, err)
	require.True(w.t, r.Idle, "the next cycle has something to do")
	require.Equal(w.t, head, w.repo.Ref("main"), "a cycle with nothing to do made a commit")
	return s
}

// configure changes settings.
func (w *world) configure(settings object) {
	w.t.Helper()
	var all object
	require.NoError(w.t, w.api.get(gitSync("settings"), &all))
	for name, value := range settings {
		all[name] = value
	}
	w.api.do(http.MethodPut, gitSync("settings"), all)
}

// replica starts another server on the same database, with a data folder of its own.
func (w *world) replica() *installation {
	w.t.Helper()
	other := newInstallation(w.t, w.database)
	other.env["LOCKSTEP_MASTER_KEY_FILE"] = filepath.Join(w.data, "lockstep.key")
	require.NoError(w.t, os.MkdirAll(other.data, 0o700))
	require.NoError(w.t, os.WriteFile(filepath.Join(other.data, "owner.key"), []byte(w.api.key), 0o600))
	other.start()
	return other
}
