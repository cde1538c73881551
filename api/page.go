package api

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

// page is what a browser finds at /: what this server is, and where to go on. It needs nothing
// from anywhere else.
func (s *server) page(w http.ResponseWriter, r *http.Request) {
	text, err := template.New("page").Parse(pageText)
	var out strings.Builder
	if err == nil {
		scheme := "http"
		if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
			scheme = "https"
		}
		err = text.Execute(&out, map[string]any{
			"Style": template.CSS(pageStyle), "Version": s.version, "Address": scheme + "://" + r.Host,
		})
	}
	if err != nil {
		writeProblem(w, s.problem(r.Context(), err))
		return
	}
	sum := sha256.Sum256([]byte(pageStyle))
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; style-src 'sha256-"+
		base64.StdEncoding.EncodeToString(sum[:])+"'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(out.String()))
}
