package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitwire/gittest"
)

func TestTheKeyThatIsTrustedIsTheOnlyOneOfItsServer(t *testing.T) {
	key := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(gittest.NewSSHKey(t, gittest.Ed25519).Public)))
	const host = "[git.example.com]:2222"
	file := filepath.Join(t.TempDir(), "known_hosts")
	require.NoError(t, os.WriteFile(file, []byte(host+" "+key+"\n"), 0o600))
	out, err := exec.Command("ssh-keygen", "-q", "-H", "-f", file).CombinedOutput()
	require.NoError(t, err, string(out))
	hashed, err := os.ReadFile(file)
	require.NoError(t, err)

	kept := "# ours\nother.example.com " + key + "\n@revoked * " + key + "\n@cert-authority *.example.com " + key + "\n"
	s := gitsync.Settings{KnownHosts: kept + host + " " + key + "\n" + host + "\t" + key + "\n10.0.0.1," + host + " " + key + "\n*.com]:* " + key + "\n" + string(hashed)}
	require.NoError(t, trust(&s, []gitsync.HostKey{{Host: host, Fingerprint: "SHA256:new", Line: host + " new"}}, "SHA256:new"))
	require.Equal(t, kept+host+" new\n", s.KnownHosts)
}
