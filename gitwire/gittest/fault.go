package gittest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
)

// Fault goes wrong once for the first request that it matches (or Times times).
type Fault struct {
	Service string // "git-upload-pack", "git-receive-pack"; "" matches both
	Command string // "info/refs", "ls-refs", "fetch"; "" matches all
	Times   int    // 0 is once, -1 for ever

	Status int         // answer with this status; git does not see the request
	Header http.Header // of that answer
	Text   string      // of that answer
	Raw    []byte      // answer 200 with these bytes as the service's result; git does not see the request

	Lost      bool // close the connection; git does not see the request
	DropReply bool // let git work, then close the connection without a reply
	CutAfter  int  // let git work, then close after that many bytes of the body
	Stall     bool // let git work, but never answer
	StallHead bool // neither git nor the client hears anything

	Before func() // runs before git sees the request, alone or with the others
	After  func() // runs after git has worked, before the client gets the reply
}

// Inject adds a fault.
func (s *Server) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &f)
}

func (s *Server) take(r *http.Request) *Fault {
	service, command := r.URL.Query().Get("service"), "info/refs"
	if service == "" {
		_, service, _ = cutLast(r.URL.Path, "/")
		command = ""
		if service == "git-upload-pack" {
			command = peekCommand(r)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.Times != 0 && (f.Service == "" || f.Service == service) && (f.Command == "" || f.Command == command) {
			f.Times--
			return f
		}
	}
	return nil
}

func peekCommand(r *http.Request) string {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return ""
	}
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	for _, c := range []string{"ls-refs", "fetch"} {
		if strings.Contains(string(body), "command="+c) {
			return c
		}
	}
	return ""
}

// before tells whether the request ends here.
func (f *Fault) before(s *Server, w http.ResponseWriter, r *http.Request) bool {
	if f.Before != nil {
		f.Before()
	}
	switch {
	case f.Lost:
		panic(http.ErrAbortHandler)
	case f.StallHead:
		wait(s, r)
	case f.Status != 0:
		for k, v := range f.Header {
			w.Header()[k] = v
		}
		http.Error(w, f.Text, f.Status)
		return true
	case f.Raw != nil:
		_, service, _ := cutLast(r.URL.Path, "/")
		kind := "result"
		if q := r.URL.Query().Get("service"); q != "" {
			service, kind = q, "advertisement"
		}
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/x-"+service+"-"+kind)
		w.Write(f.Raw)
		return true
	case f.Stall:
		w2 := httptest.NewRecorder()
		s.backend().ServeHTTP(w2, s.shown(r))
		wait(s, r)
	}
	return false
}

// wait blocks until the client or the test is gone.
func wait(s *Server, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	select {
	case <-r.Context().Done():
	case <-s.stop:
	}
	panic(http.ErrAbortHandler)
}

// around lets git work and spoils the reply.
func (f *Fault) around(w *replyWriter, git func(http.ResponseWriter)) {
	if !f.DropReply && f.CutAfter == 0 && f.After == nil {
		git(w)
		return
	}
	rec := httptest.NewRecorder()
	git(rec)
	if f.After != nil {
		f.After()
	}
	if f.DropReply {
		panic(http.ErrAbortHandler)
	}
	for k, v := range rec.Header() {
		w.Header()[k] = v
	}
	if f.CutAfter > 0 {
		w.cut = int64(f.CutAfter)
	}
	w.WriteHeader(rec.Code)
	w.Write(rec.Body.Bytes())
}
