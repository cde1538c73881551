package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
)

// sshFaultWorld is a world whose repository is on an SSH server behind a proxy.
type sshFaultWorld struct {
	*sshWorld
	server *gittest.SSHServer
	proxy  *gittest.Proxy
}

func newSSHFaultWorld(t *testing.T, models ...string) *sshFaultWorld {
	t.Helper()
	w := &sshFaultWorld{server: gittest.NewSSHServer(t)}
	w.proxy = gittest.NewProxy(t, w.server.Addr())
	w.sshWorld = newSSHWorld(t, "", w.server, "correct horse")
	w.repo.url = "ssh://git@" + w.proxy.Addr() + "/team/config.git"
	for _, slug := range models {
		w.api.do(http.MethodPut, "/files/models/"+slug, plain)
	}
	w.api.do(http.MethodPost, gitSync("connect"), w.over(gittest.KnownHosts(w.proxy.Addr(), w.server.HostKeys()...)))
	w.comment(models...)
	return w
}

// TestFaultsOverSSH is TestFaults where that has a counterpart. SSH has no codes: 403, 404 and 429 are
// a command that is refused with words for people, 500 is one without a word. A stall takes 30 s: over
// SSH it is left to the tests of the client.
func TestFaultsOverSSH(t *testing.T) {
	t.Parallel()
	fault := func(f gittest.Fault) func(*sshFaultWorld) func() {
		f.Times = -1
		return func(w *sshFaultWorld) func() {
			w.server.Inject(f)
			return w.server.Reset
		}
	}
	hook := func(name, words string) func(*sshFaultWorld) func() {
		return func(w *sshFaultWorld) func() {
			return w.forbid(name, "GIT_PROTOCOL", words) // people push without a server, which sets it
		}
	}
	for _, row := range []struct {
		trouble
		harm func(*sshFaultWorld) (mend func())
	}{
		{trouble{name: "refused", kind: "unreachable", class: "retry", message: "cannot be reached", byItself: true}, func(w *sshFaultWorld) func() {
			w.proxy.Refuse()
			w.proxy.CutWithReset()
			return func() { require.NoError(w.t, w.proxy.Accept()) }
		}},
		{trouble{name: "connection reset", kind: "unreachable", class: "retry"}, func(w *sshFaultWorld) func() {
			w.proxy.Arm(gittest.ProxyFault{Now: true, Reset: true, AfterIn: 1, Times: -1})
			return w.proxy.Reset
		}},
		{trouble{name: "reset in the pack", kind: "unreachable", class: "retry"}, fault(gittest.Fault{Command: "fetch", CutAfter: 40, Hangup: true})},
		{trouble{name: "key not authorized", kind: "auth", class: "halt", message: "does not accept the credential"}, func(w *sshFaultWorld) func() {
			key, err := ssh.ParsePrivateKey([]byte(w.server.ClientKey()))
			require.NoError(w.t, err)
			w.server.Authorize("git")
			w.server.CloseConnections()
			return func() { w.server.Authorize("git", key.PublicKey()) }
		}},
		{trouble{name: "refused with words", kind: "not_found", class: "halt", message: "knows no such repository"},
			fault(gittest.Fault{Status: 1, Text: "ERROR: Repository not found.\n"})},
		{trouble{name: "refused without words", kind: "unreachable", class: "retry"}, fault(gittest.Fault{Status: 1})},
		{trouble{name: "pre-receive", kind: "rejected", class: "halt", message: "no pushes on Fridays"}, hook("pre-receive", "no pushes on Fridays")},
		{trouble{name: "protected branch", kind: "rejected", class: "halt", message: "main is protected"}, hook("update", "main is protected")},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			w := newSSHFaultWorld(t, "app", "git")
			row.trouble.harm = func(*world) func() { return row.harm(w) }
			w.survive(row.trouble)
		})
	}
}

// TestReplyLostOverSSH takes a push and hangs up: the server reads back that it went through.
func TestReplyLostOverSSH(t *testing.T) {
	t.Parallel()
	w := newSSHFaultWorld(t, "app")
	w.server.Inject(gittest.Fault{Service: "git-receive-pack", Command: "push", DropReply: true, Hangup: true})
	w.api.patch("models/app", object{"description": "told nobody"})
	require.Equal(t, "in_sync", w.requireAtRest().State)
	require.Len(t, w.repo.told(), 1)
	require.NotContains(t, w.activity(), "failed")
}
