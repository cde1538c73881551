package gittest

import (
	"bytes"
	"io"
	"net/http"
	"strings"
)

// Request is a request that the server got.
type Request struct {
	Method  string
	Path    string
	Service string // "git-upload-pack" or "git-receive-pack"
	Command string // "info/refs" for a discovery, "fetch", with protocol v2 also "ls-refs", or "push"
	Body    string // of a request to upload-pack
	In, Out int64  // bytes of the bodies
	Status  int
}

// Requests is what the server got since the last Reset. Out and Status of one that is
// not done are zero.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Request, len(s.requests))
	for i, r := range s.requests {
		out[i] = *r
	}
	return out
}

// Reset forgets the requests and the faults.
func (s *Server) Reset() {
	s.forget()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// begin reads what the request is about; git still gets all of it.
func (s *Server) begin(r *http.Request) *Request {
	req := describe(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, req)
	return req
}

func describe(r *http.Request) *Request {
	req := &Request{Method: r.Method, Path: r.URL.Path, Service: r.URL.Query().Get("service"), In: r.ContentLength}
	if req.Service != "" {
		req.Command = "info/refs"
		return req
	}
	_, req.Service, _ = cutLast(r.URL.Path, "/")
	if req.Service != "git-upload-pack" {
		req.Command = commandOf(req.Service, nil)
		return req
	}
	body, err := io.ReadAll(r.Body)
	if err == nil {
		r.Body = io.NopCloser(bytes.NewReader(body))
		req.Body = string(body)
		req.Command = commandOf(req.Service, body)
	}
	return req
}

// commandOf names what a request to a service asks for: the command of protocol v2, else what
// the service is for.
func commandOf(service string, body []byte) string {
	if service == "git-receive-pack" {
		return "push"
	}
	if _, rest, ok := strings.Cut(string(body), "command="); ok {
		return strings.FieldsFunc(rest, func(c rune) bool { return c != '-' && (c < 'a' || c > 'z') })[0]
	}
	return "fetch"
}

func (s *Server) end(req *Request, w *replyWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	req.Out, req.Status = w.sent, w.status
}

func cutLast(s, sep string) (string, string, bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// replyWriter counts a reply and cuts it after some bytes; -1 is never.
type replyWriter struct {
	http.ResponseWriter
	sent   int64
	status int
	cut    int64
}

func (w *replyWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *replyWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if w.cut >= 0 && w.sent+int64(len(b)) > w.cut {
		w.ResponseWriter.Write(b[:w.cut-w.sent])
		w.Flush()
		panic(http.ErrAbortHandler)
	}
	n, err := w.ResponseWriter.Write(b)
	w.sent += int64(n)
	return n, err
}

// Flush passes on what was written.
func (w *replyWriter) Flush() {
	if f, ok := w.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}
