package githost

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// call is a request that was understood.
type call struct {
	repo    string
	path    string // info/refs or the service
	service string
	by      Identity
}

func (c call) write() bool { return c.service == receivePack }

// push reports whether the call itself can change refs.
func (c call) push() bool { return c.path == receivePack }

const (
	uploadPack  = "git-upload-pack"
	receivePack = "git-receive-pack"
)

// parse reads /git/<name>.git/info/refs?service=…, /git/<name>.git/git-upload-pack and …/git-receive-pack.
// All else, the files of the dumb protocol included, does not exist.
func parse(r *http.Request) (c call, allow string, ok bool) {
	rest, ok := strings.CutPrefix(r.URL.Path, prefix)
	if !ok {
		return call{}, "", false
	}
	name, path, ok := strings.Cut(rest, "/")
	if !ok {
		return call{}, "", false
	}
	name, ok = strings.CutSuffix(name, suffix)
	if !ok || !validName(name) {
		return call{}, "", false
	}
	c = call{repo: name, path: path, service: path}
	allow = http.MethodPost
	if path == "info/refs" {
		c.service, allow = r.URL.Query().Get("service"), http.MethodGet
	}
	return c, allow, c.service == uploadPack || c.service == receivePack
}

// ServeHTTP answers everything under /git/; mount it there without stripping the prefix.
func (h *Host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, allow, ok := parse(r)
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != allow {
		w.Header().Set("Allow", allow)
		http.Error(w, "use "+allow, http.StatusMethodNotAllowed)
		return
	}
	end := time.Now().Add(h.cfg.Limits.Time)
	ctx, cancel := context.WithDeadline(r.Context(), end)
	defer cancel()
	r = r.WithContext(ctx)

	var err error
	if c.by, err = h.authorize(r, c.repo, c.write()); err != nil {
		h.refuse(w, c, err)
		return
	}
	if !h.exists(c.repo) {
		h.refuse(w, c, ErrNotFound)
		return
	}
	release, err := h.slot(ctx)
	if err != nil {
		h.refuse(w, c, err)
		return
	}
	defer release()

	// Replaces the server's own limits, which suit small requests, for this one. The read limit ends with
	// the body, since the server goes on reading to notice that the client has gone.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(end)
	_ = control.SetWriteDeadline(end.Add(2 * h.cfg.Limits.Grace))
	body, err := h.receive(r, c)
	_ = control.SetReadDeadline(time.Time{})
	if err != nil {
		h.refuse(w, c, err)
		return
	}
	defer body.Close()
	if c.push() {
		err = h.servePush(ctx, w, r, c, body)
	} else {
		err = h.backendReply(ctx, w, r, c, body)
	}
	switch {
	case err == nil:
	case errors.Is(ctx.Err(), context.Canceled) && errors.Is(err, errReplied):
		h.cfg.Log.Debug("git client has gone", "repo", c.repo, "service", c.service)
	default:
		h.refuse(w, c, err)
	}
}

var errBusy = errors.New("too many git requests at a time; try again")

func (h *Host) slot(ctx context.Context) (release func(), err error) {
	wait := time.NewTimer(h.cfg.Limits.Wait)
	defer wait.Stop()
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-wait.C:
		return nil, errBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// refuse answers with an error when the reply has not begun. git shows the text to its user.
func (h *Host) refuse(w http.ResponseWriter, c call, err error) {
	status, text := http.StatusInternalServerError, "internal error"
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, errReplied):
		h.cfg.Log.Warn("git reply broken off", "repo", c.repo, "service", c.service, "error", err)
		return
	case errors.Is(err, ErrUnauthorized):
		w.Header().Set("WWW-Authenticate", `Basic realm="Lockstep", charset="UTF-8"`)
		status, text = http.StatusUnauthorized, ErrUnauthorized.Error()
	case errors.Is(err, ErrForbidden):
		status, text = http.StatusForbidden, ErrForbidden.Error()
	case errors.Is(err, ErrNotFound):
		status, text = http.StatusNotFound, ErrNotFound.Error()
	case errors.Is(err, errBusy):
		w.Header().Set("Retry-After", "10")
		status, text = http.StatusServiceUnavailable, errBusy.Error()
	case errors.As(err, &large):
		status, text = http.StatusRequestEntityTooLarge, fmt.Sprintf("the request is larger than %d bytes", large.Limit)
	case errors.Is(err, errBadBody):
		status, text = http.StatusBadRequest, errBadBody.Error()
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		status, text = http.StatusServiceUnavailable, "the request took too long"
	default:
		h.cfg.Log.Error("git request failed", "repo", c.repo, "service", c.service, "error", err)
	}
	http.Error(w, text, status)
}
