package githost

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"unicode"
)

// errReplied marks an error after the reply had begun, when its status cannot change any more.
var errReplied = errors.New("the reply had begun")

// backendReply runs git http-backend for the call and streams its reply. No error means that the reply is
// written whole; with any other error than errReplied nothing is written yet.
func (h *Host) backendReply(ctx context.Context, w http.ResponseWriter, r *http.Request, c call, in body) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd, settle := stoppable(ctx, h.cfg.Limits.Grace, h.backend)
	said := &tail{limit: 4 << 10}
	cmd.Dir, cmd.Env = h.cfg.Dir, append(h.environment(), h.cgi(r, c, in.size)...)
	cmd.Stdin, cmd.Stderr = in.File, said
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("start git http-backend: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start git http-backend: %w", err)
	}
	err = reply(w, stdout)
	if err != nil {
		cancel()
		_, _ = io.Copy(io.Discard, stdout)
	}
	if ctx.Err() != nil {
		// git closed its output, so it is done; a hook that does not heed the request to stop is not.
		_ = signalGroup(cmd, true)
	}
	exit := cmd.Wait()
	settle()
	if text := said.String(); text != "" {
		h.cfg.Log.Warn("git said", "repo", c.repo, "service", c.service, "text", text)
	}
	switch {
	case err != nil && r.Context().Err() != nil:
		return fmt.Errorf("%w: %w", r.Context().Err(), err)
	case err != nil:
		return err
	case exit != nil:
		return fmt.Errorf("%w: git http-backend: %w", errReplied, exit)
	}
	return nil
}

// cgi is the request as CGI variables (RFC 3875) and those of git-http-backend(1).
func (h *Host) cgi(r *http.Request, c call, size int64) []string {
	env := []string{
		"GATEWAY_INTERFACE=CGI/1.1",
		"SERVER_PROTOCOL=HTTP/1.1",
		"SERVER_SOFTWARE=lockstep",
		"REQUEST_METHOD=" + r.Method,
		"PATH_INFO=/" + c.repo + suffix + "/" + c.path,
		"GIT_PROJECT_ROOT=" + h.cfg.Dir,
		"GIT_HTTP_EXPORT_ALL=1",
		"REMOTE_USER=" + userName(c.by.Name),
		"CONTENT_LENGTH=" + strconv.FormatInt(size, 10),
		// Bounds what a compressed push unpacks to, beside the limit on its body.
		"GIT_CONFIG_COUNT=2", "GIT_CONFIG_KEY_1=receive.maxInputSize",
		"GIT_CONFIG_VALUE_1=" + strconv.FormatInt(h.cfg.Limits.Pack, 10),
	}
	if c.path == "info/refs" {
		env = append(env, "QUERY_STRING=service="+c.service)
	} else {
		env = append(env, "QUERY_STRING=", "CONTENT_TYPE=application/x-"+c.service+"-request")
	}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		env = append(env, "REMOTE_ADDR="+host)
	}
	switch v := r.Header.Get("Git-Protocol"); v {
	case "version=1", "version=2":
		env = append(env, "GIT_PROTOCOL="+v)
	}
	switch v := r.Header.Get("Content-Encoding"); v {
	case "gzip", "x-gzip":
		env = append(env, "HTTP_CONTENT_ENCODING="+v)
	}
	return env
}

// userName makes a name safe for a variable and for git's reflog.
func userName(name string) string {
	name = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || strings.ContainsRune("<>", c) {
			return -1
		}
		return c
	}, name)
	if name = strings.TrimSpace(name); name == "" {
		return "anonymous"
	}
	return name
}

// reply turns a CGI response into an HTTP one, passing on each part as it comes.
func reply(w http.ResponseWriter, from io.Reader) error {
	in := bufio.NewReader(from)
	header, err := textproto.NewReader(in).ReadMIMEHeader()
	if err != nil {
		return fmt.Errorf("read the reply of git http-backend: %w", err)
	}
	status := http.StatusOK
	if s := header.Get("Status"); s != "" {
		if status, err = strconv.Atoi(strings.Fields(s)[0]); err != nil || status < 200 || status > 599 {
			return fmt.Errorf("read the reply of git http-backend: status %q", s)
		}
		header.Del("Status")
	}
	for name, values := range header {
		w.Header()[name] = values
	}
	w.WriteHeader(status)
	if _, err := io.Copy(flushing{w, http.NewResponseController(w)}, in); err != nil {
		return fmt.Errorf("%w: %w", errReplied, err)
	}
	return nil
}

// flushing sends each write at once: git's progress is for people who wait.
type flushing struct {
	io.Writer
	control *http.ResponseController
}

func (f flushing) Write(p []byte) (int, error) {
	n, err := f.Writer.Write(p)
	if err == nil {
		if err = f.control.Flush(); errors.Is(err, http.ErrNotSupported) {
			err = nil
		}
	}
	return n, err
}

// tail keeps the last bytes written to it.
type tail struct {
	limit int
	data  []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.data = append(t.data, p...)
	t.data = t.data[max(0, len(t.data)-t.limit):]
	return len(p), nil
}

func (t *tail) String() string { return string(bytes.TrimSpace(t.data)) }
