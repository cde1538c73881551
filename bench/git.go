package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// gitEnvironment lets git see no configuration but a repository's own.
func gitEnvironment(home string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LC_ALL=C", "TZ=UTC", "GIT_TERMINAL_PROMPT=0",
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_SYSTEM=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Jonas", "GIT_AUTHOR_EMAIL=jonas@example.com",
		"GIT_COMMITTER_NAME=Jonas", "GIT_COMMITTER_EMAIL=jonas@example.com",
		// Large pushes in one piece: net/http/cgi takes no chunked requests.
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=http.postBuffer", "GIT_CONFIG_VALUE_0=268435456",
	}
}

// git runs git in a folder and returns its output.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Env = dir, gitEnvironment(dir)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(errs.String()))
	}
	return strings.TrimSpace(out.String()), nil
}

// all runs git several times, until one fails.
func all(ctx context.Context, dir string, commands ...[]string) error {
	for _, args := range commands {
		if _, err := git(ctx, dir, args...); err != nil {
			return err
		}
	}
	return nil
}

// newRepository makes an empty bare repository that the server serves.
func newRepository(ctx context.Context, root, name string) error {
	dir := filepath.Join(root, name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	return all(ctx, dir,
		[]string{"init", "-q", "--bare", "-b", "main"},
		[]string{"config", "uploadpack.allowFilter", "true"},
		[]string{"config", "http.receivepack", "true"},
		[]string{"config", "gc.auto", "0"})
}

// setLine sets a key at the top of a YAML file in a clone.
func setLine(file, key, value string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, key+":") {
			lines[i] = key + ": " + value
			return os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o644)
		}
	}
	return fmt.Errorf("%s has no key %s", file, key)
}
