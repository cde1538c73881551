package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"time"

	"lockstep.dev/gitwire/wireerr"
)

// errIdle is why a request was ended.
var errIdle = errors.New("the server stalled")

// watcher ends a request's context when nothing moves for a while.
type watcher struct {
	parent context.Context
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	idle   time.Duration
}

// watch calls each of stalled, too, when it ends the context.
func watch(parent context.Context, idle time.Duration, stalled ...func()) *watcher {
	ctx, cancel := context.WithCancelCause(parent)
	w := &watcher{parent: parent, ctx: ctx, cancel: cancel, idle: idle}
	w.timer = time.AfterFunc(idle, func() {
		for _, f := range stalled {
			f()
		}
		cancel(errIdle)
	})
	return w
}

func (w *watcher) moved() { w.timer.Reset(w.idle) }

func (w *watcher) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// explain gives an error of a request its kind. The URL that net/http puts in front is dropped.
func (w *watcher) explain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	switch {
	case w.parent.Err() != nil:
		return &wireerr.Error{Kind: wireerr.Canceled, Err: context.Cause(w.parent)}
	case context.Cause(w.ctx) == errIdle:
		return &wireerr.Error{Kind: wireerr.Unreachable, Err: fmt.Errorf("%w for %s", errIdle, w.idle)}
	}
	var typed *wireerr.Error
	if errors.As(err, &typed) {
		return typed
	}
	if e := handshakeError(err); e != nil {
		return e
	}
	var undialled *dialError
	notDone := errors.As(err, &undialled)
	var dns *net.DNSError
	if errors.As(err, &dns) {
		err = fmt.Errorf("host %s: %s", dns.Name, dns.Err)
	}
	return &wireerr.Error{Kind: wireerr.Unreachable, NotDone: notDone, Err: err}
}

// dialError is a connection that was not made. net/http dials again for a request that it
// began to send on a kept connection only when no byte of it left.
type dialError struct{ err error }

func (e *dialError) Error() string { return e.err.Error() }
func (e *dialError) Unwrap() error { return e.err }

type dialer func(ctx context.Context, network, addr string) (net.Conn, error)

// markDial makes errors of dial known to explain.
func markDial(dial dialer) dialer {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		if err != nil {
			return nil, &dialError{err}
		}
		return c, nil
	}
}

// sending is a request's body.
type sending struct {
	r io.Reader
	w *watcher
}

func newSending(parts [][]byte, w *watcher) *sending {
	readers := make([]io.Reader, len(parts))
	for i, part := range parts {
		readers[i] = bytes.NewReader(part)
	}
	return &sending{r: io.MultiReader(readers...), w: w}
}

func (s *sending) Read(b []byte) (int, error) {
	s.w.moved()
	return s.r.Read(b[:min(len(b), 32<<10)])
}

// receiving is a reply's body.
type receiving struct {
	body        io.ReadCloser
	w           *watcher
	limit, left int64
}

func (r *receiving) Read(b []byte) (int, error) {
	if r.left <= 0 {
		return 0, wireerr.New(wireerr.TooLarge, "reply of more than %d bytes", r.limit)
	}
	n, err := r.body.Read(b[:min(int64(len(b)), r.left)])
	r.left -= int64(n)
	r.w.moved()
	if err != nil && err != io.EOF {
		err = r.w.explain(err)
	}
	return n, err
}

// spent bounds what is read of a reply that is of no use, so that its connection is.
const spent = 64 << 10

// spend closes a reply after reading on to its end, unless that is far.
func spend(body io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, body, spent)
	body.Close()
}

func (r *receiving) Close() error {
	r.w.stop()
	return r.body.Close()
}
