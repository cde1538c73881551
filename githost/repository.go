package githost

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	prefix = "/git/"
	suffix = ".git"
)

// validName accepts slugs of lower-case letters, digits, - and _ that start with a letter or digit, of at
// most 100 characters. So a name is one path segment, is never hidden and never an option.
func validName(name string) bool {
	if name == "" || len(name) > 100 || name[0] == '-' || name[0] == '_' {
		return false
	}
	return !strings.ContainsFunc(name, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_'
	})
}

func (h *Host) path(name string) string { return filepath.Join(h.cfg.Dir, name+suffix) }

func (h *Host) exists(name string) bool {
	_, err := os.Stat(filepath.Join(h.path(name), "HEAD"))
	return err == nil
}

// settings are a new repository's configuration.
func (h *Host) settings() [][2]string {
	return [][2]string{
		{"http.receivepack", "true"},
		{"uploadpack.allowFilter", "true"},
		{"uploadpack.allowAnySHA1InWant", "true"},
		{"receive.denyNonFastForwards", strconv.FormatBool(h.cfg.DenyForcePush)},
		{"receive.denyDeleteCurrent", "ignore"},
		{"receive.fsckObjects", "true"},
		// Old but harmless history, which every large host accepts too.
		{"receive.fsck.zeroPaddedFilemode", "warn"},
		{"receive.fsck.badTimezone", "warn"},
		// Nothing is ever lost: whatever a ref pointed at stays in its log, and no clean-up drops objects.
		{"core.logAllRefUpdates", "always"},
		{"core.fsync", "all"},
		{"gc.auto", "0"},
		{"receive.autogc", "false"},
		{"gc.pruneExpire", "never"},
		{"gc.reflogExpire", "never"},
		{"gc.reflogExpireUnreachable", "never"},
	}
}

// Create makes an empty repository whose branch is main. It does nothing when the repository exists.
func (h *Host) Create(ctx context.Context, name string) error {
	if !validName(name) {
		return fmt.Errorf("create repository %q: use lower-case letters, digits, - and _", name)
	}
	if h.exists(name) {
		return nil
	}
	// Made aside and moved into place, so that a repository is complete or not there.
	draft, err := os.MkdirTemp(h.spool, "create-")
	if err != nil {
		return fmt.Errorf("create repository %s: %w", name, err)
	}
	defer os.RemoveAll(draft)
	commands := [][]string{{"init", "--quiet", "--bare", "--template=", "--initial-branch=main", draft}}
	for _, s := range h.settings() {
		commands = append(commands, []string{"--git-dir", draft, "config", s[0], s[1]})
	}
	for _, args := range commands {
		if _, err := h.run(ctx, args...); err != nil {
			return fmt.Errorf("create repository %s: %w", name, err)
		}
	}
	if err := os.Rename(draft, h.path(name)); err != nil && !h.exists(name) {
		return fmt.Errorf("create repository %s: %w", name, err)
	}
	return nil
}

// Repositories lists the names, sorted.
func (h *Host) Repositories(ctx context.Context) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("list repositories: %w", err)
	}
	entries, err := os.ReadDir(h.cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("list repositories: %w", err)
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), suffix); ok && validName(name) && h.exists(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// Maintain packs loose refs and objects, unreachable ones too, so that a repository with many small pushes
// stays fast. It is safe beside fetches and pushes; once a day is plenty.
func (h *Host) Maintain(ctx context.Context, name string) error {
	if !validName(name) || !h.exists(name) {
		return fmt.Errorf("maintain repository %q: %w", name, ErrNotFound)
	}
	for _, args := range [][]string{{"pack-refs", "--all"}, {"repack", "-a", "-d", "--keep-unreachable", "--quiet"}} {
		if _, err := h.run(ctx, append([]string{"--git-dir", h.path(name)}, args...)...); err != nil {
			return fmt.Errorf("maintain repository %s: %w", name, err)
		}
	}
	return nil
}

// run runs git to its end, or stops it when ctx ends, and returns its output.
func (h *Host) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd, settle := stoppable(ctx, h.cfg.Limits.Grace, h.git, args...)
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = h.cfg.Dir, h.environment(), &stdout, &stderr
	err := cmd.Run()
	settle()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil, fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return stdout.Bytes(), err
}
