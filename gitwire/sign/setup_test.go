package sign_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/sign"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	email      = "grace@example.com"
	passphrase = "correct horse"
)

// run runs a program that sees an environment of its own, and gives what it printed.
func run(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(gittest.Env(dir), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	require.NoError(t, cmd.Run(), "%s %s\n%s", name, strings.Join(args, " "), &errs)
	return out.String()
}

// sshKeygen makes a key with ssh-keygen and gives the texts of both files.
func sshKeygen(t *testing.T, pass string, args ...string) (private, public string) {
	t.Helper()
	dir := t.TempDir()
	run(t, dir, nil, "ssh-keygen", append([]string{"-q", "-N", pass, "-C", email, "-f", "key"}, args...)...)
	return readFile(t, filepath.Join(dir, "key")), readFile(t, filepath.Join(dir, "key.pub"))
}

// gnupg is a keyring of its own.
type gnupg struct {
	*testing.T
	home string
}

// newGnupg keeps its folder's name short: gpg-agent's socket is in it, and a socket's path
// has at most 107 bytes.
func newGnupg(t *testing.T) gnupg {
	t.Helper()
	home, err := os.MkdirTemp("/tmp", "gpg")
	require.NoError(t, err)
	g := gnupg{T: t, home: home}
	g.write("gpg-agent.conf", "s2k-count 65536\n", 0o600) // else it measures the machine first
	t.Cleanup(func() {
		run(t, home, g.env(), "gpgconf", "--kill", "all")
		require.NoError(t, os.RemoveAll(home))
	})
	return g
}

func (g gnupg) env() []string { return []string{"GNUPGHOME=" + g.home} }

func (g gnupg) gpg(pass string, args ...string) string {
	g.Helper()
	args = append([]string{"--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", pass}, args...)
	return run(g.T, g.home, g.env(), "gpg", args...)
}

// fingerprint is of the only key's primary key.
func (g gnupg) fingerprint() string {
	g.Helper()
	for line := range strings.Lines(g.gpg("", "--with-colons", "--list-keys")) {
		if fields := strings.Split(line, ":"); fields[0] == "fpr" {
			return fields[9]
		}
	}
	g.Fatal("no key")
	return ""
}

// write makes a file in the keyring's folder and gives its path.
func (g gnupg) write(name, content string, mode os.FileMode) string {
	g.Helper()
	path := filepath.Join(g.home, name)
	require.NoError(g, os.WriteFile(path, []byte(content), mode))
	return path
}

// branch is a served repository.
type branch struct {
	*testing.T
	repo   *gittest.Repo
	client *remote.Remote
}

func newBranch(t *testing.T) branch {
	t.Helper()
	s := gittest.NewServer(t)
	b := branch{T: t, repo: s.NewRepo("team/config.git")}
	client, err := remote.New(remote.Config{
		URL: s.URL("team/config.git"), Branch: "main", Folders: []string{"models"}, AllowHTTP: true,
	})
	require.NoError(t, err)
	t.Cleanup(func() { client.Close() })
	b.client = client
	return b
}

// build makes two signed commits on an empty branch.
func (b branch) build(s *sign.Signer) *remote.Push {
	b.Helper()
	tip, err := b.client.Poll(b.Context())
	require.NoError(b, err)
	base, err := b.client.Read(b.Context(), tip.OID, nil)
	require.NoError(b, err)
	who := object.Signature{Name: "Grace Hopper", Email: email, When: time.Unix(1_700_000_000, 0).UTC()}
	var commits []remote.NewCommit
	for i := range 2 {
		commits = append(commits, remote.NewCommit{
			Author: who, Message: fmt.Sprintf("models: change %d\n\nWith a body.\n", i), Sign: s.Sign,
			Changes: []remote.FileChange{{Path: "models/a.yaml", Content: fmt.Appendf(nil, "a: %d\n", i)}},
		})
	}
	push, err := b.client.Build(base, commits)
	require.NoError(b, err)
	return push
}

// verified pushes signed commits, and holds git to accept them and to refuse them once a
// byte of the message differs. config is what git needs to know of the key.
func (b branch) verified(s *sign.Signer, config ...string) {
	b.Helper()
	push := b.build(s)
	_, err := b.client.Push(b.Context(), push)
	require.NoError(b, err)
	b.repo.Fsck()
	for i := 0; i < len(config); i += 2 {
		b.repo.Config(config[i], config[i+1])
	}
	for _, id := range push.Commits() {
		require.NoError(b, gittest.Try(b.repo.Dir, "verify-commit", id.String()))
		raw := b.repo.Git("cat-file", "commit", id.String()) + "\n"
		changed := strings.Replace(raw, "models: change", "models: chance", 1)
		require.NotEqual(b, raw, changed)
		other := gittest.Run(b.T, b.repo.Dir, []byte(changed), "hash-object", "-t", "commit", "-w", "--stdin")
		require.Error(b, gittest.Try(b.repo.Dir, "verify-commit", other))
		same := gittest.Run(b.T, b.repo.Dir, []byte(raw), "hash-object", "-t", "commit", "--stdin")
		require.Equal(b, id.String(), same, "but for that byte it was the commit")
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

func fixed(at time.Time) func() time.Time { return func() time.Time { return at } }
