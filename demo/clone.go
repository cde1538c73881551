package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// errPushRefused is returned when somebody else pushed first.
var errPushRefused = errors.New("the push was refused")

// clone is a person's clone, worked on with the real git.
type clone struct {
	dir         string
	home        string
	credentials string // file for git's credential helper: no key in an address or argument
	author      Person
}

// writeCredentials lets git find the key for the repository.
func writeCredentials(file, repo, key string) error {
	u, err := url.Parse(repo)
	if err != nil {
		return err
	}
	u.User, u.Path = url.UserPassword("jonas", key), ""
	return os.WriteFile(file, []byte(u.String()+"\n"), 0o600)
}

// git runs git in the clone.
func (c *clone) git(ctx context.Context, args ...string) (string, error) {
	return c.run(ctx, c.dir, args...)
}

func (c *clone) run(ctx context.Context, dir string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "git", append([]string{
		"-c", "credential.helper=store --file=" + c.credentials, "-c", "init.defaultBranch=main", "-c", "advice.detachedHead=false",
	}, args...)...)
	command.Dir = dir
	command.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + c.home, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C.UTF-8",
		"GIT_AUTHOR_NAME=" + c.author.Name, "GIT_AUTHOR_EMAIL=" + c.author.Email,
		"GIT_COMMITTER_NAME=" + c.author.Name, "GIT_COMMITTER_EMAIL=" + c.author.Email,
	}
	var out, problems bytes.Buffer
	command.Stdout, command.Stderr = &out, &problems
	if err := command.Run(); err != nil {
		if args[0] == "push" && strings.Contains(problems.String(), "rejected") {
			return "", errPushRefused
		}
		return "", fmt.Errorf("git %s: %w\n%s", strings.Join(args, " "), err, problems.String())
	}
	return out.String(), nil
}

// fresh makes the clone what the branch is now.
func (c *clone) fresh(ctx context.Context) error {
	if _, err := c.git(ctx, "fetch", "--quiet", "origin"); err != nil {
		return err
	}
	_, err := c.git(ctx, "reset", "--quiet", "--hard", "origin/main")
	return err
}

// replace changes text in a file, which must have it exactly once.
func (c *clone) replace(path, from, to string) error {
	text, err := c.read(path)
	if err != nil {
		return err
	}
	if n := strings.Count(text, from); n != 1 {
		return fmt.Errorf("%s has %q %d times", path, from, n)
	}
	return os.WriteFile(filepath.Join(c.dir, path), []byte(strings.Replace(text, from, to, 1)), 0o644)
}

func (c *clone) read(path string) (string, error) {
	text, err := os.ReadFile(filepath.Join(c.dir, path))
	return string(text), err
}

// commit commits all changes of the clone.
func (c *clone) commit(ctx context.Context, message string) error {
	_, err := c.git(ctx, "commit", "--quiet", "--all", "--message", message)
	return err
}

func (c *clone) push(ctx context.Context) error {
	_, err := c.git(ctx, "push", "--quiet", "origin", "HEAD:main")
	return err
}

// log returns the branch's last commits, a line each.
func (c *clone) log(ctx context.Context, n int) (string, error) {
	return c.git(ctx, "log", fmt.Sprintf("-%d", n), "--format=%h  %an  %s")
}
