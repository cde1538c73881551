// Package gitcmd runs the git command, and its server over HTTP, for benchmarks: they see no
// configuration of the machine's.
package gitcmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http/cgi"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Env lets git see no configuration but a repository's own.
func Env(home string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LC_ALL=C", "TZ=UTC", "GIT_TERMINAL_PROMPT=0",
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_SYSTEM=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Jonas", "GIT_AUTHOR_EMAIL=jonas@example.com",
		"GIT_COMMITTER_NAME=Jonas", "GIT_COMMITTER_EMAIL=jonas@example.com",
		// Large pushes in one piece: net/http/cgi takes no chunked requests.
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=http.postBuffer", "GIT_CONFIG_VALUE_0=268435456",
	}
}

// Run runs git in a folder and returns its output without white space around it.
func Run(ctx context.Context, dir string, args ...string) (string, error) {
	out, err := Output(ctx, dir, Env(dir), nil, args...)
	return string(bytes.TrimSpace(out)), err
}

// Output runs git with an environment and input, and returns its output; with an error it
// returns what there was.
func Output(ctx context.Context, dir string, env []string, stdin io.Reader, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, env, stdin
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return out.Bytes(), fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(errs.String()))
	}
	return out.Bytes(), nil
}

// All runs git several times, until one fails.
func All(ctx context.Context, dir string, commands ...[]string) error {
	for _, args := range commands {
		if _, err := Run(ctx, dir, args...); err != nil {
			return err
		}
	}
	return nil
}

// NewBare makes an empty bare repository, set up as one that a server serves.
func NewBare(ctx context.Context, dir string) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	return All(ctx, dir,
		[]string{"init", "-q", "--bare", "-b", "main"},
		[]string{"config", "uploadpack.allowFilter", "true"},
		[]string{"config", "http.receivepack", "true"},
		[]string{"config", "gc.auto", "0"})
}

// Backend is git http-backend, which serves the bare repositories in a folder.
func Backend(ctx context.Context, root string) (*cgi.Handler, error) {
	path, err := Run(ctx, root, "--exec-path")
	if err != nil {
		return nil, err
	}
	return &cgi.Handler{
		Path: filepath.Join(path, "git-http-backend"), Dir: root,
		Env: append(Env(root), "GIT_PROJECT_ROOT="+root, "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER=bench"),
	}, nil
}
