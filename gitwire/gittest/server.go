package gittest

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
)

// Server serves bare repositories over HTTP with git http-backend.
type Server struct {
	HTTP *httptest.Server
	Root string

	program string
	t       testing.TB
	opt     options
	stop    chan struct{}
	faults

	mu       sync.Mutex
	requests []*Request
}

// NewServer starts a server that ends with the test.
func NewServer(t testing.TB, opts ...Option) *Server {
	t.Helper()
	s := &Server{t: t, Root: t.TempDir(), stop: make(chan struct{})}
	for _, o := range opts {
		o(&s.opt)
	}
	s.program = filepath.Join(Run(t, s.Root, nil, "--exec-path"), "git-http-backend")
	s.HTTP = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.HTTP.Config.ErrorLog = silent()
	s.HTTP.EnableHTTP2 = s.opt.tls
	if s.opt.tls {
		s.HTTP.StartTLS()
	} else {
		s.HTTP.Start()
	}
	t.Cleanup(func() {
		close(s.stop)
		s.HTTP.CloseClientConnections()
		s.HTTP.Close()
	})
	return s
}

// NewRepo makes an empty bare repository that is served at URL(name).
func (s *Server) NewRepo(name string) *Repo {
	s.t.Helper()
	return NewRepo(s.t, filepath.Join(s.Root, name))
}

// URL is where a repository is served.
func (s *Server) URL(name string) string { return s.HTTP.URL + "/" + name }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	cw := &replyWriter{ResponseWriter: w, cut: -1}
	body, err := io.ReadAll(r.Body)
	if err != nil { // git http-backend would wait for the rest for ever, and busily
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	req := s.begin(r)
	defer func() { s.end(req, cw) }()
	if !s.allowed(r) {
		cw.Header().Set("WWW-Authenticate", `Basic realm="git"`)
		http.Error(cw, "credential wanted", http.StatusUnauthorized)
		return
	}
	f := s.take(req.Service, req.Command)
	if f != nil && f.before(s, cw, r) {
		return
	}
	if f == nil {
		s.runGit(cw, r)
		return
	}
	f.around(cw, func(w http.ResponseWriter) { s.runGit(w, r) })
}

// runGit has all of the request first, as a server with a buffer in front: git http-backend waits for
// ever for the rest of a body that was cut.
func (s *Server) runGit(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.backend().ServeHTTP(w, s.shown(r))
}

func (s *Server) allowed(r *http.Request) bool {
	if s.opt.bearer != "" {
		return r.Header.Get("Authorization") == "Bearer "+s.opt.bearer
	}
	user, password, _ := r.BasicAuth()
	return s.opt.user == "" || user == s.opt.user && password == s.opt.password
}

// shown is the request as git gets it.
func (s *Server) shown(r *http.Request) *http.Request {
	if s.opt.v0 {
		r = r.Clone(r.Context())
		r.Header.Del("Git-Protocol")
	}
	return r
}

func (s *Server) backend() *cgi.Handler {
	env := append(Env(s.Root), "GIT_PROJECT_ROOT="+s.Root, "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER=git")
	return &cgi.Handler{
		Path: s.program, Dir: s.Root, Env: append(env, s.opt.configEnv()...), Stderr: io.Discard, Logger: silent(),
	}
}

// silent keeps wanted failures out of the test's output.
func silent() *log.Logger { return log.New(io.Discard, "", 0) }
