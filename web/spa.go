// Package web serves the browser application that is built into the binary: files under
// assets/, whose names change with their contents, and one page for every other path.
package web

import (
	_ "embed"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

//go:embed unbuilt.html
var unbuilt []byte

// policy lets the page run its own scripts only and talk to its own server only. Styles may
// be inline: the component library and the editor set them at run time.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Handler serves the application in files. Where that is not built, every page says how to
// build it. It answers GET and HEAD.
func Handler(files fs.FS) http.Handler {
	s := &spa{files: files, assets: http.FileServerFS(files)}
	compress, err := gzhttp.NewWrapper(gzhttp.CompressionLevel(compression), gzhttp.EnableZstd(false))
	if err != nil {
		return s // the options are constants: they cannot be wrong
	}
	return compress(s)
}

// compression is a level of gzip at which all scripts of a page still take milliseconds. A browser
// asks for each of them once.
const compression = 7

type spa struct {
	files  fs.FS
	assets http.Handler
}

func (s *spa) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	switch info, err := fs.Stat(s.files, name); {
	case err == nil && !info.IsDir() && !strings.HasPrefix(path.Base(name), "."):
		if strings.HasPrefix(name, "assets/") {
			header.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		s.assets.ServeHTTP(w, r)
	case path.Ext(name) != "" && strings.HasPrefix(name, "assets/"):
		http.NotFound(w, r)
	default:
		s.page(w, r)
	}
}

// page answers with the one page, which finds out by its address what to show.
func (s *spa) page(w http.ResponseWriter, r *http.Request) {
	text, err := fs.ReadFile(s.files, "index.html")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text = unbuilt
	case err != nil:
		http.Error(w, "the page cannot be read", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	if r.Method == http.MethodGet {
		_, _ = w.Write(text)
	}
}
