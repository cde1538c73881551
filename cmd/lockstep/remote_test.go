package main

import (
	"bytes"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
)

// sshServer starts an SSH server with the empty repository team/config.git, for whoever has a key
// of the files: sshserver id.pub. It sets SSH_REPO and FINGERPRINT, and writes known_hosts.
func (s scripts) sshServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: sshserver PUBLIC-KEY-FILE…")
	}
	var options []gittest.Option
	for _, file := range args {
		for line := range bytes.Lines([]byte(ts.ReadFile(file))) { // a command's output may have words around it
			if key, _, _, _, err := ssh.ParseAuthorizedKey(line); err == nil {
				options = append(options, gittest.WithAuthorizedKey("git", key))
			}
		}
	}
	server := gittest.NewSSHServer(s.t, options...)
	server.NewRepo("team/config.git")
	ts.Setenv("SSH_REPO", server.URL("team/config.git"))
	ts.Setenv("FINGERPRINT", ssh.FingerprintSHA256(server.HostKeys()[0]))
	ts.Check(os.WriteFile(ts.MkAbs("known_hosts"), []byte(server.KnownHosts()), 0o600))
}
