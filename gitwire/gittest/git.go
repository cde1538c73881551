// Package gittest runs real git for tests: bare repositories, commands that do not see
// the machine's configuration, and servers over HTTP and SSH that count requests and fail
// on demand.
package gittest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Env is the environment of git commands: no configuration but the repository's own, a
// fixed identity and clock.
func Env(home string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LC_ALL=C", "TZ=UTC",
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_AUTHOR_DATE=1700000000 +0000",
		"GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com", "GIT_COMMITTER_DATE=1700000000 +0000",
	}
}

// Run runs git in a folder and gives its output without the last line feed; it fails the
// test when git does.
func Run(t testing.TB, dir string, stdin []byte, args ...string) string {
	t.Helper()
	out, err := try(dir, stdin, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func try(dir string, stdin []byte, args ...string) (string, error) {
	out, err := output(dir, stdin, args...)
	return strings.TrimSuffix(string(out), "\n"), err
}

func output(dir string, stdin []byte, args ...string) ([]byte, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = Env(dir)
	cmd.Stdin = bytes.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("git %s: %w\n%s%s", strings.Join(args, " "), err, errs.String(), out.String())
	}
	return out.Bytes(), nil
}

// Repo is a bare repository.
type Repo struct {
	Dir   string
	t     testing.TB
	clock int64
}

// NewRepo makes an empty bare repository whose HEAD is main. It allows filters, as the
// large hosts do, and refuses broken objects.
func NewRepo(t testing.TB, dir string) *Repo {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	r := &Repo{Dir: dir, t: t, clock: 1_700_000_000}
	r.Git("init", "-q", "--bare", "-b", "main")
	r.Config("uploadpack.allowFilter", "true")
	r.Config("http.receivepack", "true")
	r.Config("transfer.fsckObjects", "true")
	r.Config("gc.auto", "0")
	return r
}

// Git runs git in the repository.
func (r *Repo) Git(args ...string) string {
	r.t.Helper()
	return Run(r.t, r.Dir, nil, args...)
}

// Config sets a configuration key.
func (r *Repo) Config(key, value string) {
	r.t.Helper()
	r.Git("config", key, value)
}

// Ref is the id at a revision, "" when there is none.
func (r *Repo) Ref(rev string) string {
	out, err := try(r.Dir, nil, "rev-parse", "--verify", "--quiet", rev)
	if err != nil {
		return ""
	}
	return out
}

// Show is a file's content at a revision, as "main:path".
func (r *Repo) Show(spec string) string {
	r.t.Helper()
	return r.Git("cat-file", "blob", spec)
}

// Hook installs a hook, as "pre-receive", of a shell script.
func (r *Repo) Hook(name, script string) {
	r.t.Helper()
	path := filepath.Join(r.Dir, "hooks", name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		r.t.Fatal(err)
	}
}

// Fsck fails the test when git finds anything wrong with the repository.
func (r *Repo) Fsck() {
	r.t.Helper()
	r.Git("fsck", "--strict", "--full", "--no-dangling")
}

// Try runs git in a folder for its exit status.
func Try(dir string, args ...string) error {
	_, err := try(dir, nil, args...)
	return err
}

// MakeTree writes a tree of git mktree's lines, whose objects need not exist, and gives its id.
func (r *Repo) MakeTree(lines string) string {
	r.t.Helper()
	return Run(r.t, r.Dir, []byte(lines), "mktree", "--missing")
}

// Pack is what pack-objects makes of revisions, one in each line.
func (r *Repo) Pack(revs string, args ...string) []byte {
	r.t.Helper()
	args = append([]string{"pack-objects", "--stdout", "-q", "--revs", "--window=20"}, args...)
	out, err := output(r.Dir, []byte(revs), args...)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}
