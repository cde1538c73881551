package gittest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
)

// Fault goes wrong once for the first request that it matches (or Times times).
//
// An SSH session counts as several requests: "info/refs" is its start and the advertisement, "fetch"
// (with v2 also "ls-refs", each as often as it is asked) or "push" what the client sends then.
type Fault struct {
	Service string // "git-upload-pack", "git-receive-pack"; "" matches both
	Command string // "info/refs", "ls-refs", "fetch", "push"; "" matches all
	Times   int    // 0 is once, -1 for ever

	Status int         // answer with this status, over SSH as exit status; git does not see the request
	Header http.Header // of that answer
	Text   string      // of that answer; over SSH on standard error, also without a Status
	Raw    []byte      // answer 200, or exit status 0, with these bytes as the service's result; git does not see the request

	Lost      bool // close the connection, over SSH the channel; git does not see the request
	DropReply bool // let git work, then close the connection or channel without a reply
	CutAfter  int  // let git work, then close after that many bytes of the reply's body
	Stall     bool // let git work, but never answer
	StallHead bool // neither git nor the client hears anything

	NoChannel bool // over SSH: refuse to open a session, as sshd does over its MaxSessions; matches nothing else
	NoExec    bool // over SSH: answer that the command cannot be run; of "info/refs" only
	Hangup    bool // over SSH: where the fault closes the channel, close the TCP connection with all its channels

	Before func() // runs before git sees the request, alone or with the others
	After  func() // runs after git has worked, before the client gets the reply
}

// faults are those that are yet to happen.
type faults struct {
	arming sync.Mutex
	armed  []*Fault
}

// Inject adds a fault.
func (a *faults) Inject(f Fault) {
	a.arming.Lock()
	defer a.arming.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	a.armed = append(a.armed, &f)
}

// take uses up the first fault that matches a request; nil is none.
func (a *faults) take(service, command string) *Fault {
	return a.first(func(f *Fault) bool {
		return !f.NoChannel && (f.Service == "" || f.Service == service) && (f.Command == "" || f.Command == command)
	})
}

func (a *faults) first(matches func(*Fault) bool) *Fault {
	a.arming.Lock()
	defer a.arming.Unlock()
	for _, f := range a.armed {
		if f.Times != 0 && matches(f) {
			f.Times--
			return f
		}
	}
	return nil
}

func (a *faults) forget() {
	a.arming.Lock()
	defer a.arming.Unlock()
	a.armed = nil
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
		s.runGit(httptest.NewRecorder(), r)
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
