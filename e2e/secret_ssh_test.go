package e2e

import (
	"crypto/ed25519"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
)

// keyCanaries are the secrets of a private key: what it is, and the lines of its text.
func keyCanaries(t *testing.T, name, text, passphrase string) canaries {
	t.Helper()
	key, err := ssh.ParseRawPrivateKeyWithPassphrase([]byte(text), []byte(passphrase))
	require.NoError(t, err)
	found := canaries{name + "'s passphrase": passphrase, name: string(key.(*ed25519.PrivateKey).Seed())}
	for n, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if len(line) > 60 && n > 2 { // before it is what every key begins with, and the public half
			found[fmt.Sprintf("%s's line %d", name, n+1)] = line
		}
	}
	require.Greater(t, len(found), 3)
	return found
}

// TestKeysStaySecret uses keys and passphrases, well and badly, and looks for them wherever people
// and programs can look.
func TestKeysStaySecret(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, database func(t *testing.T) string) {
		server := gittest.NewSSHServer(t)
		w := newSSHWorld(t, database(t), server, "canary+auth/7Gkq=a")
		signing := protect(t, gittest.NewSSHKey(t, gittest.Ed25519).PEM, "canary+sign/5Wne=s")
		secrets := keyCanaries(t, "SSH key", w.key, w.passphrase)
		for name, secret := range keyCanaries(t, "signing key", signing, "canary+sign/5Wne=s") {
			secrets[name] = secret
		}
		w.useKeys(secrets, signing)
		w.misuseKeys(secrets, server, signing)
		w.useKeysFromFiles(secrets, signing)

		read := w.readAll()
		require.Contains(t, read["/workspaces/default/git-sync/settings"], "ssh-ed25519 ", "the public halves are told")
		for path, text := range read {
			secrets.requireNone(t, "GET "+path, text)
		}
		for _, file := range []string{"cmdline", "environ"} {
			text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", w.process.cmd.Process.Pid, file))
			require.NoError(t, err)
			require.NotEmpty(t, text)
			secrets.requireNone(t, "the server's "+file, string(text))
		}
		require.Empty(t, offspring(w.process.cmd.Process.Pid), "no program is run for SSH or for signing")
		w.lookInDatabase(secrets)
		require.NoError(t, w.stop())
		w.lookInDatabase(secrets)
		require.Contains(t, w.log.String(), "level=WARN", "the log tells of failures")
		secrets.requireNone(t, "the log", w.log.String())
		require.Contains(t, w.repo.Git("cat-file", "commit", "main"), "BEGIN SSH SIGNATURE")
		secrets.requireNone(t, "the repository", objects(t, w.repo.Dir, ""))
	})
}

// useKeys connects and signs; no answer has a secret.
func (w *sshWorld) useKeys(secrets canaries, signing string) {
	w.t.Helper()
	pinned := w.over(w.ssh.KnownHosts())
	tried := object{"settings": pinned["settings"], "credential": w.key, "passphrase": w.passphrase}
	for _, row := range []struct {
		method, operation string
		body              object
	}{
		{http.MethodPost, "test", tried}, {http.MethodPost, "preview", pinned}, {http.MethodPost, "connect", pinned},
		{http.MethodPut, "signing-key", object{"key": signing, "passphrase": secrets["signing key's passphrase"]}},
		{http.MethodPut, "credential", object{"credential": w.key, "passphrase": w.passphrase}},
		{http.MethodPost, "sync", nil},
	} {
		var answer []byte
		require.NoError(w.t, w.api.call(row.method, gitSync(row.operation), row.body, &answer), row.operation)
		secrets.requireNone(w.t, row.operation, string(answer))
	}
	w.api.requireInSync()
	w.api.patch("models/users", object{"description": "signed"})
	w.api.requireInSync()
}

// misuseKeys is refused in many ways; no refusal has a secret.
func (w *sshWorld) misuseKeys(secrets canaries, server *gittest.SSHServer, signing string) {
	w.t.Helper()
	cut := func(key string) string { return key[:len(key)-60] }
	elsewhere := w.over("")
	asPassword := object{"direction": "two-way", "credential": w.key, "settings": object{"url": "http://127.0.0.1:9/x.git", "authKind": "basic"}}
	inAddress := object{"direction": "two-way", "settings": object{"url": "ssh://git:" + w.passphrase + "@127.0.0.1:9/x.git", "authKind": "ssh"}}
	for _, row := range []struct {
		method, operation string
		body              object
	}{
		{http.MethodPut, "credential", object{"credential": w.key}},
		{http.MethodPut, "credential", object{"credential": w.key, "passphrase": secrets["signing key's passphrase"]}},
		{http.MethodPut, "credential", object{"credential": cut(w.key), "passphrase": w.passphrase}},
		{http.MethodPut, "credential", object{"credential": []string{w.key}}},
		{http.MethodPut, "credential", object{"credential": "", "key": w.key, "pass": w.passphrase}},
		{http.MethodPut, "signing-key", object{"key": signing, "passphrase": w.passphrase}},
		{http.MethodPut, "signing-key", object{"key": cut(signing)}},
		{http.MethodPut, "settings", object{"knownHosts": w.key}},
		{http.MethodPost, "preview", elsewhere}, {http.MethodPost, "preview", asPassword}, {http.MethodPost, "connect", asPassword},
		{http.MethodPost, "connect", inAddress}, {http.MethodPost, "preview", inAddress},
	} {
		err := w.api.call(row.method, gitSync(row.operation), row.body, nil)
		require.Error(w.t, err, row.operation)
		secrets.requireNone(w.t, "a refused "+row.operation, err.Error())
	}
	server.Inject(gittest.Fault{Times: -1, Status: 1, Text: "your passphrases are " + w.passphrase + " and " + secrets["signing key's passphrase"] + "\n"})
	w.api.patch("models/users", object{"description": "while it fails"})
	waitFor(w.t, "the log tells of it", func() bool { return strings.Contains(w.log.String(), "a cycle failed") })
	_, err := w.api.syncNow()
	require.ErrorContains(w.t, err, "your passphrases are [redacted]")
	secrets.requireNone(w.t, "a failed cycle", err.Error())
	server.Reset()
	w.api.do(http.MethodPut, gitSync("credential"), object{"credential": w.key, "passphrase": w.passphrase})
	w.api.requireInSync()
}

// useKeysFromFiles does on the command line what people do there.
func (w *sshWorld) useKeysFromFiles(secrets canaries, signing string) {
	w.t.Helper()
	file := func(name, text string) string {
		path := filepath.Join(w.t.TempDir(), name)
		require.NoError(w.t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	key, phrase := file("id", w.key), file("phrase", w.passphrase+"\n")
	signingKey, signingPhrase := file("signing", signing), file("phrase", secrets["signing key's passphrase"])
	for _, row := range []struct {
		stdin string
		args  []string
		code  int
	}{
		{"", []string{"git-sync", "test", "--credential-file", key, "--passphrase-file", phrase}, 0},
		{"", []string{"git-sync", "test", "--credential-file", key, "--passphrase-file", signingPhrase}, 1},
		{"", []string{"git-sync", "signing-key", "-f", signingKey, "--passphrase-file", signingPhrase}, 0},
		{w.key, []string{"--json", "git-sync", "credential", "--passphrase-file", phrase}, 0},
		{w.key, []string{"git-sync", "credential"}, 1},
		{"", []string{"git-sync", "host-keys"}, 0}, {"", []string{"git-sync", "status"}, 0}, {"", []string{"git-sync", "activity"}, 0},
	} {
		out, problems, code := w.lockstep(row.stdin, row.args...)
		require.Equal(w.t, row.code, code, "%v: %s%s", row.args, out, problems)
		secrets.requireNone(w.t, "lockstep "+strings.Join(row.args, " "), out+problems)
	}
}
