package e2e

import (
	"bufio"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	brokenFile = "name: [never closed\nsource: warehouse\n"
	mendedFile = "# Mended by hand.\nname:   People # shown in lists\nsource: warehouse\ntype: raw_sql\nrawSql: SELECT 1\nprimaryKey: id\n"
)

// listen opens the event stream of the workspace, and returns its lines.
func (w *world) listen() *bufio.Scanner {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.process.url+"/api/v1/workspaces/default/events", nil)
	require.NoError(w.t, err)
	request.Header.Set("Authorization", "Bearer "+w.api.key)
	program := http.Client{}
	response, err := program.Do(request)
	require.NoError(w.t, err)
	w.t.Cleanup(func() {
		response.Body.Close()
		program.CloseIdleConnections()
	})
	require.Equal(w.t, http.StatusOK, response.StatusCode)
	return bufio.NewScanner(response.Body)
}

// hear reads lines until one has all the words.
func hear(t *testing.T, lines *bufio.Scanner, words ...string) {
	t.Helper()
next:
	for lines.Scan() {
		for _, word := range words {
			if !strings.Contains(lines.Text(), word) {
				continue next
			}
		}
		return
	}
	require.Fail(t, "the stream ended", "before %v: %v", words, lines.Err())
}

// TestHeldFiles breaks files with real git, settles them each way, and listens meanwhile.
func TestHeldFiles(t *testing.T) {
	engines(t, func(t *testing.T, database func(t *testing.T) string) {
		w := newWorld(t, database(t), "users", "orders")
		lines := w.listen()
		hear(t, lines, "data: {", `"state":"in_sync"`)
		w.person.write("models/users.yaml", brokenFile)
		w.person.write("models/orders.yaml", brokenFile)
		w.person.push("Break both")
		_, err := w.api.syncNow()
		require.NoError(t, err)
		hear(t, lines, `"state":"held"`, `"held":2`)
		require.Len(t, w.api.conflicts(), 2)

		var refused *refusal
		resolve := func(slug string, body object) error {
			return w.api.call(http.MethodPost, gitSync("conflicts/models/"+slug+"/resolve"), body, nil)
		}
		require.ErrorAs(t, resolve("users", object{"take": "repo"}), &refused)
		require.Equal(t, 409, refused.Status, refused.Body)
		require.ErrorAs(t, resolve("users", object{"take": "merge", "text": brokenFile}), &refused)
		require.Contains(t, refused.Body, `"line":2`)
		require.ErrorAs(t, resolve("users", object{"take": "merge", "text": mendedFile, "blob": "beef"}), &refused)
		require.Equal(t, 412, refused.Status, refused.Body)

		var outcome struct {
			Text, Diff string
			Valid      bool
		}
		require.NoError(t, w.api.call(http.MethodPost, gitSync("conflicts/models/users/preview"), object{"take": "merge", "text": mendedFile}, &outcome))
		require.True(t, outcome.Valid)
		require.NoError(t, resolve("users", object{"take": "merge", "text": mendedFile}))
		hear(t, lines, "data: {", `"refs":[{"kind":"model","slug":"users"`)
		require.NoError(t, w.api.call(http.MethodPost, gitSync("conflicts/models/orders/preview"), object{"take": "app"}, &outcome))
		require.NoError(t, resolve("orders", object{"take": "app"}))
		hear(t, lines, `"state":"in_sync"`)
		require.Equal(t, "in_sync", w.requireAtRest().State)

		require.Equal(t, mendedFile, w.repo.at("models/users.yaml"))
		require.Equal(t, outcome.Text, w.repo.at("models/orders.yaml"))
		require.Contains(t, w.repo.at("models/orders.yaml"), "# Owned by the data team.", "the last good file")
		var app struct{ Name string }
		require.NoError(t, w.api.get("/models/users", &app))
		require.Equal(t, "People", app.Name)
		w.person.fresh()
		require.Equal(t, "Maya Chen\nMaya Chen", w.person.git("log", "-2", "--format=%an"))
		require.Contains(t, w.person.git("log", "-p", "--", "models/users.yaml"), "-name: [never closed", "what was written over stays in the history")

		begin := time.Now()
		require.NoError(t, w.stop())
		require.Less(t, time.Since(begin), 10*time.Second, "those who listen do not keep the server waiting")
		for lines.Scan() { // what was said meanwhile
		}
		require.NoError(t, lines.Err(), "the stream ended in order")
	})
}

// TestHeldFilesByCommand mends a file by the command line.
func TestHeldFilesByCommand(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", "users")
	w.person.write("models/users.yaml", brokenFile)
	w.person.push("Break it")
	_, err := w.api.syncNow()
	require.NoError(t, err)
	run := func(args ...string) string {
		t.Helper()
		out, problems, code := w.lockstep("", args...)
		require.Zero(t, code, problems)
		return out
	}
	require.Contains(t, run("conflicts", "show", "models/users"), "next: lockstep conflicts resolve models/users --take merge --file FILE")
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(w.data), "users.yaml"), []byte(mendedFile), 0o600))
	run("conflicts", "resolve", "models/users", "--take", "merge", "--file", "users.yaml")
	require.Equal(t, "in_sync", w.requireAtRest().State)
	require.Equal(t, mendedFile, w.repo.at("models/users.yaml"))
}
