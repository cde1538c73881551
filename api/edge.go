package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"runtime/debug"

	"lockstep.dev/workspace"
)

// maxBody is the largest request body in bytes.
const maxBody = 2 << 20

type requestIDKey struct{}

// requestID returns the id that the edge gave to the request, or "".
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// edge is what every request passes first.
func (s *server) edge(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-Id")
		if !plainID(id) {
			id = newRequestID()
		}
		ctx := context.WithValue(r.Context(), requestIDKey{}, id)
		header := w.Header()
		header.Set("X-Request-Id", id)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		header.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		tracked := &tracker{ResponseWriter: w}
		defer s.recovered(ctx, tracked)
		next.ServeHTTP(tracked, r.WithContext(ctx))
	})
}

// recovered turns a panic into a logged 500. http.ErrAbortHandler goes on, as net/http wants it.
func (s *server) recovered(ctx context.Context, w *tracker) {
	fault := recover()
	if fault == nil {
		return
	}
	if fault == http.ErrAbortHandler {
		panic(fault)
	}
	err := fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
	answer := s.problem(ctx, err)
	if !w.written {
		writeProblem(w, answer)
	}
}

// tracker knows whether an answer has begun.
type tracker struct {
	http.ResponseWriter
	written bool
}

func (t *tracker) WriteHeader(status int) {
	t.written = true
	t.ResponseWriter.WriteHeader(status)
}

func (t *tracker) Write(p []byte) (int, error) {
	t.written = true
	return t.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (t *tracker) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// routed answers what no operation matches: 404, 405 with Allow, and OPTIONS.
func (s *server) routed(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		probe := &silent{header: http.Header{}}
		mux.ServeHTTP(probe, r)
		allow := probe.header.Get("Allow")
		switch {
		case allow != "" && r.Method == http.MethodOptions:
			w.Header().Set("Allow", allow+", OPTIONS")
			w.WriteHeader(http.StatusNoContent)
		case allow != "":
			w.Header().Set("Allow", allow+", OPTIONS")
			writeProblem(w, &Problem{
				Title: http.StatusText(http.StatusMethodNotAllowed), Status: http.StatusMethodNotAllowed, Code: workspace.CodeInvalid,
				Detail: fmt.Sprintf("%s is not possible here", r.Method), Hint: "possible: " + allow, RequestID: requestID(r.Context()),
			})
		default:
			writeProblem(w, s.problem(r.Context(), workspace.Errorf(workspace.CodeNotFound, "there is nothing at this address").
				WithHint("the API's description is at /api/openapi.yaml")))
		}
	})
}

// silent keeps the headers of an answer that nobody gets.
type silent struct{ header http.Header }

func (s *silent) Header() http.Header         { return s.header }
func (s *silent) Write(p []byte) (int, error) { return len(p), nil }
func (s *silent) WriteHeader(int)             {}

func plainID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for _, r := range id {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.' {
			return false
		}
	}
	return true
}

func newRequestID() string {
	raw := make([]byte, 12)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(raw)
}
