package main

import (
	"context"
	"net/url"
	"os/exec"
	"path/filepath"

	"lockstep.dev/bench/gitcmd"
)

// newMultiplexedCLI is the git command with an SSH connection that is kept between commands,
// which OpenSSH does when a user configures it.
func newMultiplexedCLI(ctx context.Context, s setting) (candidate, error) {
	socket := filepath.Join(s.Dir, "mux")
	c, err := newCLI(ctx, s, " -o ControlMaster=auto -o ControlPersist=300 -o ControlPath='"+socket+"'")
	if err != nil {
		return nil, err
	}
	at, err := url.Parse(s.URL)
	if err != nil {
		return nil, err
	}
	c.shut = func() error {
		cmd := exec.Command("ssh", "-F", "none", "-o", "ControlPath="+socket, "-O", "exit", "-p", at.Port(), "git@"+at.Hostname())
		cmd.Env = gitcmd.Env(s.Dir)
		return cmd.Run()
	}
	return c, nil
}
