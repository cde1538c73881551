package gittest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// KeyType is a type of SSH keys, as ssh-keygen's -t names it.
type KeyType string

// The types of host keys that OpenSSH makes by default.
const (
	Ed25519 KeyType = "ed25519"
	ECDSA   KeyType = "ecdsa" // NIST P-256
	RSA     KeyType = "rsa"   // 2048 bits
)

// SSHKey is a key pair for a host or a person.
type SSHKey struct {
	PEM    string // the private key as OpenSSH writes it, without a passphrase
	Public ssh.PublicKey
}

// NewSSHKey makes a key pair.
func NewSSHKey(t testing.TB, kind KeyType) SSHKey {
	t.Helper()
	key, err := newSSHKey(kind)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newSSHKey(kind KeyType) (SSHKey, error) {
	var private crypto.Signer
	var err error
	switch kind {
	case Ed25519:
		_, private, err = ed25519.GenerateKey(rand.Reader)
	case ECDSA:
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case RSA:
		private, err = rsa.GenerateKey(rand.Reader, 2048)
	default:
		err = fmt.Errorf("no such type of key: %q", kind)
	}
	if err != nil {
		return SSHKey{}, err
	}
	public, err := ssh.NewPublicKey(private.Public())
	if err != nil {
		return SSHKey{}, err
	}
	block, err := ssh.MarshalPrivateKey(private, "gittest")
	if err != nil {
		return SSHKey{}, err
	}
	return SSHKey{PEM: string(pem.EncodeToMemory(block)), Public: public}, nil
}

// KnownHosts is a known_hosts file that has an address's (host:port) keys.
func KnownHosts(address string, keys ...ssh.PublicKey) string {
	var b strings.Builder
	for _, key := range keys {
		b.WriteString(knownhosts.Line([]string{address}, key) + "\n")
	}
	return b.String()
}

// SSHCommand is a core.sshCommand for git that sees nothing of the machine's SSH configuration:
// it has one key, and trusts the hosts of a known_hosts file.
func SSHCommand(t testing.TB, key, knownHosts string) string {
	t.Helper()
	dir := t.TempDir()
	keyFile, hostsFile := filepath.Join(dir, "key"), filepath.Join(dir, "known_hosts")
	for name, text := range map[string]string{keyFile: key, hostsFile: knownHosts} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := "ssh -F none -i " + keyFile
	for _, option := range []string{
		"IdentitiesOnly=yes", "IdentityAgent=none", "BatchMode=yes", "StrictHostKeyChecking=yes",
		"UserKnownHostsFile=" + hostsFile, "GlobalKnownHostsFile=/dev/null",
	} {
		command += " -o " + option
	}
	return command
}
