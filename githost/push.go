package githost

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// servePush runs one push at a time per repository, so that the refs before and after it differ by this
// push alone, whatever the client said and however the push ended.
func (h *Host) servePush(ctx context.Context, w http.ResponseWriter, r *http.Request, c call, in body) error {
	unlock, err := h.lock(ctx, c.repo)
	if err != nil {
		return err
	}
	before, err := h.refs(ctx, c.repo)
	if err == nil {
		err = h.dropStaleLocks(c.repo, time.Now().Add(-h.cfg.Limits.Time-h.cfg.Limits.Grace))
	}
	if err != nil {
		unlock()
		return fmt.Errorf("push to %s: %w", c.repo, err)
	}
	failed := h.backendReply(ctx, w, r, c, in)
	// A push can have taken effect although the client has gone.
	settled, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.cfg.Limits.Wait)
	defer cancel()
	after, err := h.refs(settled, c.repo)
	unlock()
	if err != nil {
		return errors.Join(failed, fmt.Errorf("%w: push to %s: %w", errReplied, c.repo, err))
	}
	if changes := changed(before, after); len(changes) > 0 && h.cfg.OnPush != nil {
		h.cfg.OnPush(context.WithoutCancel(ctx), Push{Repo: c.repo, By: c.by, Refs: changes})
	}
	return failed
}

func (h *Host) lock(ctx context.Context, repo string) (unlock func(), err error) {
	h.mu.Lock()
	token := h.pushing[repo]
	if token == nil {
		token = make(chan struct{}, 1)
		h.pushing[repo] = token
	}
	h.mu.Unlock()
	select {
	case token <- struct{}{}:
		return func() { <-token }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// refs returns the object id of every ref by name.
func (h *Host) refs(ctx context.Context, repo string) (map[string]string, error) {
	out, err := h.run(ctx, "--git-dir", h.path(repo), "for-each-ref", "--format=%(objectname) %(refname)")
	if err != nil {
		return nil, fmt.Errorf("read refs: %w", err)
	}
	refs := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if id, name, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			refs[name] = id
		}
	}
	return refs, nil
}

// changed compares two states of the refs.
func changed(before, after map[string]string) []RefChange {
	var all []RefChange
	for name, id := range after {
		if before[name] != id {
			all = append(all, RefChange{Name: name, Old: before[name], New: id})
		}
	}
	for name, id := range before {
		if _, kept := after[name]; !kept {
			all = append(all, RefChange{Name: name, Old: id})
		}
	}
	slices.SortFunc(all, func(a, b RefChange) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// dropStaleLocks removes lock files of refs from before the time, when no push that still runs can have
// made them. git leaves them behind when it is killed, and would refuse every later push.
func (h *Host) dropStaleLocks(repo string, before time.Time) error {
	stale := func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".lock") {
			return err
		}
		if info, err := d.Info(); err != nil || !info.ModTime().Before(before) {
			return nil
		}
		h.cfg.Log.Warn("removed a lock that a killed git left behind", "repo", repo, "file", filepath.Base(path))
		return remove(path)
	}
	dir := h.path(repo)
	for _, name := range []string{"packed-refs.lock", "HEAD.lock"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
			if err := stale(filepath.Join(dir, name), fs.FileInfoToDirEntry(info), nil); err != nil {
				return err
			}
		}
	}
	return filepath.WalkDir(filepath.Join(dir, "refs"), stale)
}
