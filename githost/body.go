package githost

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
)

var errBadBody = errors.New("the request's body did not arrive whole")

// body is a request's body in a file, so that its length is known (CGI needs it, and git sends pushes
// above 1 MB chunked), a slow client holds up no git process, and the server notices when the client goes.
type body struct {
	*os.File
	size int64
}

// Close removes the file.
func (b body) Close() error { return errors.Join(b.File.Close(), remove(b.Name())) }

func remove(name string) error {
	if err := os.Remove(name); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// receive reads the whole body. Errors are *http.MaxBytesError, errBadBody, or a failing disk.
func (h *Host) receive(r *http.Request, c call) (body, error) {
	limit := h.cfg.Limits.Request
	if c.push() {
		limit = h.cfg.Limits.Pack
	}
	f, err := os.CreateTemp(h.spool, "body-")
	if err != nil {
		return body{}, fmt.Errorf("receive the request: %w", err)
	}
	// Where the system lets an open file go, nothing is left behind by a crash.
	_ = os.Remove(f.Name())
	b := body{File: f}
	source := &reader{Reader: http.MaxBytesReader(nil, r.Body, limit)}
	b.size, err = io.Copy(f, source)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err == nil {
		return b, nil
	}
	_ = b.Close()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return body{}, err
	case source.failed:
		return body{}, fmt.Errorf("%w: %w", errBadBody, err)
	default:
		return body{}, fmt.Errorf("receive the request: %w", err)
	}
}

// reader remembers that reading failed, which tells a client's fault from the disk's.
type reader struct {
	io.Reader
	failed bool
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.failed = r.failed || err != nil && err != io.EOF
	return n, err
}
