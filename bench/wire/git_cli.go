package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"lockstep.dev/bench/gitcmd"
)

// commitMessage is that of all commits that candidates make.
const commitMessage = "Change a file\n"

const (
	cliTracking = "refs/remotes/origin/main"
	cliOutgoing = "refs/heads/out"
)

// gitCLI is the git command with a bare, shallow clone: what a careful script would do.
// Polls fetch, because ls-remote lists all refs of a server. Commits are made by
// fast-import, without a work tree.
type gitCLI struct {
	setting
	env   []string
	known string
	shut  func() error
}

func newGitCLI(ctx context.Context, s setting) (candidate, error) { return newCLI(ctx, s, "") }

func newCLI(ctx context.Context, s setting, sshOptions string) (*gitCLI, error) {
	c := &gitCLI{setting: s, env: gitcmd.Env(s.Dir), shut: func() error { return nil }}
	c.env = append(c.env, "GIT_SSH_COMMAND=ssh -F none -i '"+s.SSH.Key+"' -o IdentitiesOnly=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile='"+s.SSH.KnownHosts+"'"+sshOptions)
	if _, err := c.git(ctx, "", "init", "-q", "--bare"); err != nil {
		return nil, err
	}
	text := "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[remote \"origin\"]\n\turl = " + s.URL + "\n"
	if !s.Repository.Whole {
		text += "\tpromisor = true\n\tpartialclonefilter = blob:none\n"
	}
	file, err := os.OpenFile(filepath.Join(s.Dir, "config"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	_, err = file.WriteString(text)
	return c, errors.Join(err, file.Close())
}

func (c *gitCLI) git(ctx context.Context, stdin string, args ...string) (string, error) {
	out, err := gitcmd.Output(ctx, c.Dir, c.env, strings.NewReader(stdin), args...)
	return strings.TrimRight(string(out), "\n"), err
}

func (c *gitCLI) fetch(ctx context.Context, options ...string) error {
	args := append([]string{"fetch", "-q", "--no-tags", "--no-write-fetch-head"}, options...)
	_, err := c.git(ctx, "", append(args, "origin", "+refs/heads/main:"+cliTracking)...)
	return err
}

func (c *gitCLI) head(ctx context.Context) (string, error) {
	return c.git(ctx, "", "rev-parse", "--verify", cliTracking)
}

func (c *gitCLI) Cold(ctx context.Context) (map[string][]byte, error) {
	filter := "--filter=blob:none"
	if c.Repository.Whole {
		filter = "--no-filter"
	}
	if err := c.fetch(ctx, "--depth=1", filter); err != nil {
		return nil, err
	}
	head, err := c.head(ctx)
	if err != nil {
		return nil, err
	}
	args := []string{"ls-tree", "-r", head, "--"}
	for _, folder := range c.Repository.Folders {
		args = append(args, folder+"/")
	}
	listed, err := c.git(ctx, "", args...)
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	var missing strings.Builder
	for line := range strings.Lines(listed + "\n") {
		meta, path, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		ids[path] = strings.Fields(meta)[2]
		missing.WriteString(ids[path] + "\n")
	}
	if !c.Repository.Whole { // as git itself asks for what a checkout lacks
		if _, err := c.git(ctx, missing.String(), "-c", "fetch.negotiationAlgorithm=noop", "fetch", "-q", "origin", "--no-tags",
			"--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none", "--stdin"); err != nil {
			return nil, err
		}
	}
	c.known = head
	return c.contents(ctx, ids)
}

func (c *gitCLI) Poll(ctx context.Context) (bool, error) {
	if err := c.fetch(ctx); err != nil {
		return false, err
	}
	head, err := c.head(ctx)
	return head != c.known, err
}

func (c *gitCLI) Inbound(ctx context.Context) (map[string][]byte, error) {
	// The blobs of what is new come along.
	if err := c.fetch(ctx, "--no-filter"); err != nil {
		return nil, err
	}
	head, err := c.head(ctx)
	if err != nil {
		return nil, err
	}
	args := []string{"diff-tree", "-r", "--no-renames", c.known, head, "--"}
	listed, err := c.git(ctx, "", append(args, c.Repository.Folders...)...)
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	for line := range strings.Lines(listed) {
		meta, path, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if ok {
			ids[path] = strings.Fields(meta)[3]
		}
	}
	c.known = head
	return c.contents(ctx, ids)
}

// contents reads blobs that are here.
func (c *gitCLI) contents(ctx context.Context, ids map[string]string) (map[string][]byte, error) {
	var asked strings.Builder
	paths := make([]string, 0, len(ids))
	for path, id := range ids {
		paths = append(paths, path)
		asked.WriteString(id + "\n")
	}
	all, err := gitcmd.Output(ctx, c.Dir, c.env, strings.NewReader(asked.String()), "cat-file", "--batch", "--buffer")
	if err != nil {
		return nil, err
	}
	in := bufio.NewReader(bytes.NewReader(all))
	out := make(map[string][]byte, len(ids))
	for _, path := range paths {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		fields := strings.Fields(line)
		if len(fields) != 3 {
			return nil, fmt.Errorf("git cat-file: %s", line)
		}
		size, err := strconv.Atoi(fields[2])
		if err != nil {
			return nil, err
		}
		content := make([]byte, size+1)
		if _, err := io.ReadFull(in, content); err != nil {
			return nil, err
		}
		out[path] = content[:size]
	}
	return out, nil
}

func (c *gitCLI) Push(ctx context.Context, changes []change) error {
	var stream bytes.Buffer
	fmt.Fprintf(&stream, "reset %s\nfrom %s\n\n", cliOutgoing, c.known)
	for _, x := range changes {
		fmt.Fprintf(&stream, "commit %s\ncommitter Bot <bot@example.com> %d +0000\ndata %d\n%sM 100644 inline %s\ndata %d\n%s\n",
			cliOutgoing, time.Now().Unix(), len(commitMessage), commitMessage, x.path, len(x.content), x.content)
	}
	if _, err := gitcmd.Output(ctx, c.Dir, c.env, &stream, "fast-import", "--quiet", "--force"); err != nil {
		return err
	}
	// The lease also keeps git from fetching what was pushed meanwhile only to name the refusal.
	said, err := c.git(ctx, "", "push", "-q", "--porcelain", "--force-with-lease=refs/heads/main:"+c.known, "origin", cliOutgoing+":refs/heads/main")
	if strings.Contains(said, "[rejected]") {
		return errRefused
	}
	if err != nil {
		return err
	}
	c.known, err = c.git(ctx, "", "rev-parse", "--verify", cliOutgoing)
	return err
}

func (c *gitCLI) Close() error { return c.shut() }
