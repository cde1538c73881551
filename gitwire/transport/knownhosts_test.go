package transport_test

import (
	"crypto/ed25519"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

func authorized(key ssh.PublicKey) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

func TestKnownHostsPatterns(t *testing.T) {
	key := gittest.NewSSHKey(t, gittest.Ed25519).Public
	for _, row := range []struct {
		hosts, addr string
		known       bool
	}{
		{"example.com", "example.com:22", true},
		{"example.com", "EXAMPLE.com:22", true},
		{"Example.COM", "example.com:22", true},
		{"example.com", "example.com:2222", false},
		{"[example.com]:2222", "example.com:2222", true},
		{"[example.com]:2222", "example.com:22", false},
		{"example.com", "example.org:22", false},
		{"example.com,192.0.2.1", "192.0.2.1:22", true},
		{"::1", "[::1]:22", true},
		{"[::1]:2222", "[::1]:2222", true},
		{"*.example.com", "a.example.com:22", true},
		{"*.example.com", "a.b.example.com:22", true},
		{"*.example.com", "example.com:22", false},
		{"*.example.com", "a.example.com:2222", false},
		{"[*.example.com]:*", "a.example.com:2222", true},
		{"*", "example.com:2222", true},
		{"host?", "host1:22", true},
		{"host?", "host:22", false},
		{"*.example.com,!bad.example.com", "good.example.com:22", true},
		{"*.example.com,!bad.example.com", "bad.example.com:22", false},
		{"!bad.example.com,*.example.com", "bad.example.com:22", false},
		{"!bad.example.com", "good.example.com:22", false},
		{"a*b*c", "axxbxxc:22", true},
		{"a*b*c", "axxbxx:22", false},
		{knownhosts.HashHostname("example.com"), "example.com:22", true},
		{knownhosts.HashHostname("example.com"), "example.com:2222", false},
		{knownhosts.HashHostname("[example.com]:2222"), "example.com:2222", true},
		{knownhosts.HashHostname("example.com"), "example.org:22", false},
	} {
		t.Run(row.hosts+" "+row.addr, func(t *testing.T) {
			k := knownHosts(t, "# comment\n\n"+row.hosts+"  "+authorized(key)+" a comment\r\n")
			err := k.Check(row.addr, key, time.Now)
			if row.known {
				require.NoError(t, err)
				require.Equal(t, ssh.KeyAlgoED25519, k.Algorithms(row.addr)[0])
				return
			}
			require.ErrorContains(t, err, "is not known")
		})
	}
}

func TestKnownHostsThatSSHKeygenHashed(t *testing.T) {
	key := gittest.NewSSHKey(t, gittest.ECDSA).Public
	file := filepath.Join(t.TempDir(), "known_hosts")
	text := "example.com,192.0.2.1 " + authorized(key) + "\n[example.com]:2222 " + authorized(key) + "\n"
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	keygen(t, "-H", "-f", file)
	hashed, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NotContains(t, string(hashed), "example")
	k := knownHosts(t, string(hashed))
	for addr, known := range map[string]bool{"example.com:22": true, "192.0.2.1:22": true, "example.com:2222": true, "192.0.2.1:2222": false} {
		require.Equal(t, known, k.Check(addr, key, time.Now) == nil, addr)
	}
}

func TestKnownHostsAlgorithms(t *testing.T) {
	rsa, ed, ca := gittest.NewSSHKey(t, gittest.RSA).Public, gittest.NewSSHKey(t, gittest.Ed25519).Public, gittest.NewSSHKey(t, gittest.ECDSA).Public
	k := knownHosts(t, "r "+authorized(rsa)+"\n@cert-authority c "+authorized(ca)+"\n@revoked x "+authorized(ed)+"\n")
	require.Equal(t, []string{"rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"}, k.Algorithms("r:22"))
	require.Equal(t, "ssh-ed25519-cert-v01@openssh.com", k.Algorithms("c:22")[0])
	require.Equal(t, "ssh-ed25519", k.Algorithms("x:22")[0])
	require.Contains(t, k.Algorithms("c:22"), "ssh-ed25519", "a server without a certificate shows a key that can be named")
	for _, addr := range []string{"r:22", "c:22", "x:22"} {
		require.NotContains(t, k.Algorithms(addr), "ssh-rsa")
		require.NotContains(t, k.Algorithms(addr), "ssh-dss")
	}
	require.Equal(t, (*transport.KnownHosts)(nil).Algorithms("x:22"), k.Algorithms("x:22"))
}

func TestKnownHostsThatCannotBeRead(t *testing.T) {
	key := authorized(gittest.NewSSHKey(t, gittest.Ed25519).Public)
	for _, row := range []struct{ name, line, want string }{
		{"word", "example.com", "host type key"},
		{"no key", "example.com ssh-ed25519", "host type key"},
		{"spoiled key", "example.com " + key[:40], "host type key"},
		{"another type", "example.com " + strings.Replace(key, "ed25519", "rsa", 1), "host type key"},
		{"SSH 1", "example.com 1024 35 1234567", "host type key"},
		{"marker", "@trusted example.com " + key, "marker"},
		{"marker only", "@revoked " + key, "host type key"},
		{"hash of another kind", "|2|aaaa|bbbb " + key, "hashed name"},
		{"hash cut", "|1|aaaa " + key, "hashed name"},
		{"hash too short", "|1|aaaa|bbbb " + key, "hashed name"},
		{"hash and name", "|1|aaaa|bbbb,example.com " + key, "hashed name"},
		{"empty name", "a,,b " + key, "empty host name"},
		{"nothing negated", "a,! " + key, "empty host name"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := transport.ParseKnownHosts("example.org " + key + "\n# x\n" + row.line + "\n")
			require.ErrorContains(t, err, "known hosts, line 3: ")
			require.ErrorContains(t, err, row.want)
			require.True(t, wireerr.Is(err, wireerr.Invalid))
		})
	}
}

func FuzzKnownHosts(f *testing.F) {
	// The same in each process that takes part.
	key, err := ssh.NewPublicKey(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)).Public())
	require.NoError(f, err)
	for _, hosts := range []string{"h", "*,!h", "[h]:2", "|1|aaaa|bbbb", knownhosts.HashHostname("h"), "h\n@revoked *", "@cert-authority h", "?*?"} {
		f.Add(hosts+" "+authorized(key)+"\n", "h:22")
	}
	f.Fuzz(func(t *testing.T, text, addr string) {
		k, err := transport.ParseKnownHosts(text)
		if err != nil {
			if !wireerr.Is(err, wireerr.Invalid) {
				t.Fatal(err)
			}
			return
		}
		checked := k.Check(addr, key, time.Now)
		if checked != nil && !wireerr.Is(checked, wireerr.HostKey) {
			t.Fatal(checked)
		}
		if checked == nil && k.Algorithms(addr)[0] != ssh.KeyAlgoED25519 && !strings.Contains(k.Algorithms(addr)[0], "cert") {
			t.Fatalf("%q trusts a key that it does not ask for first: %v", text, k.Algorithms(addr))
		}
		// More lines never bring trust back, and revoking the key ends it.
		revoked, err := transport.ParseKnownHosts(text + "\n@revoked * " + authorized(key))
		if err == nil && revoked.Check(addr, key, time.Now) == nil {
			t.Fatalf("%q trusts a revoked key", text)
		}
		var e *wireerr.Error
		if checked == nil || strings.Contains(checked.Error(), "revoked") {
			return
		}
		// What is offered as a line to add is one that is understood.
		if require.ErrorAs(t, checked, &e); !strings.ContainsAny(addr, " \t\r\n,*?!|@#[]") && strings.Count(addr, ":") == 1 && addr[0] != ':' {
			added, err := transport.ParseKnownHosts(text + "\n" + e.Key.Line)
			if err != nil || added.Check(addr, key, time.Now) != nil {
				t.Fatalf("%q does not trust %q after adding %q: %v", text, addr, e.Key.Line, err)
			}
		}
	})
}
