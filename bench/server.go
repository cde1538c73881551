package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"time"

	"lockstep.dev/bench/gitcmd"
)

// takePath gives what was requested since it was last asked for, as []request.
const takePath = "/-/requests"

// request is one that git served.
type request struct {
	Service string        `json:"service"` // last part of the path
	Took    time.Duration `json:"took"`
}

// server is git http-backend over HTTP. It remembers how long each request took.
type server struct {
	*httptest.Server
	mu       sync.Mutex
	requests []request
}

func startServer(ctx context.Context, root string) (*server, error) {
	backend, err := gitcmd.Backend(ctx, root)
	if err != nil {
		return nil, err
	}
	s := &server{}
	mux := http.NewServeMux()
	mux.HandleFunc(takePath, s.take)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		backend.ServeHTTP(w, r)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.requests = append(s.requests, request{Service: filepath.Base(r.URL.Path), Took: time.Since(begin)})
	})
	s.Server = httptest.NewServer(mux)
	return s, nil
}

func (s *server) take(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = json.NewEncoder(w).Encode(s.requests)
	s.requests = nil
}

// takeRequests asks a server what it did.
func takeRequests(ctx context.Context, address string) ([]request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+takePath, nil)
	if err != nil {
		return nil, err
	}
	reply, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the git server what it did: %w", err)
	}
	defer reply.Body.Close()
	var out []request
	return out, json.NewDecoder(reply.Body).Decode(&out)
}
