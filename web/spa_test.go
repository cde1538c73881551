package web_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"lockstep.dev/web"
)

func get(t *testing.T, files fs.FS, method, target string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	web.Handler(files).ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w
}

func TestEachPathIsTheOnePageOrAnAsset(t *testing.T) {
	files := fstest.MapFS{
		"index.html": {Data: []byte("<p>page")}, "assets/app-1.js": {Data: []byte("app()")},
		"favicon.svg": {Data: []byte("<svg/>")}, ".gitkeep": {Data: []byte("kept")},
	}
	for _, row := range []struct {
		path   string
		status int
		body   string
		cache  string
	}{
		{"/", 200, "<p>page", "no-cache"},
		{"/w/acme/models/users?tab=yaml", 200, "<p>page", "no-cache"},
		{"/w/acme/models/users.v2", 200, "<p>page", "no-cache"},
		{"/assets/app-1.js", 200, "app()", "public, max-age=31536000, immutable"},
		{"/assets/app-0.js", 404, "404 page not found\n", ""},
		{"/favicon.svg", 200, "<svg/>", ""},
		{"/.gitkeep", 200, "<p>page", "no-cache"},
		{"/../spa.go", 200, "<p>page", "no-cache"},
	} {
		w := get(t, files, http.MethodGet, "http://x"+row.path)
		require.Equal(t, row.status, w.Code, row.path)
		require.Equal(t, row.body, w.Body.String(), row.path)
		require.Equal(t, row.cache, w.Header().Get("Cache-Control"), row.path)
		require.Contains(t, w.Header().Get("Content-Security-Policy"), "script-src 'self';", row.path)
	}
	require.Empty(t, get(t, files, http.MethodHead, "/").Body.String())
	require.Equal(t, http.StatusMethodNotAllowed, get(t, files, http.MethodPost, "/").Code)
}

func TestWithoutABuildEveryPageSaysHow(t *testing.T) {
	w := get(t, fstest.MapFS{".gitkeep": {}}, http.MethodGet, "/w/acme")
	require.Equal(t, http.StatusOK, w.Code)
	require.Contains(t, w.Body.String(), "make build")
}

func TestTheFolderOfTheBuildIsThere(t *testing.T) {
	_, err := fs.Stat(web.Files(), ".gitkeep")
	require.NoError(t, err)
}
