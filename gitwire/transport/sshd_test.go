package transport_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

func TestSSHDProbe(t *testing.T) {
	d := gittest.NewSSHD(t, true)
	_, tip := sshRepo(d)
	c := sshConn(t, sshConfig(t, d))
	for range 3 {
		ad, reply, err := c.Probe(t.Context(), lsRefs(), nil)
		require.NoError(t, err)
		require.Equal(t, 2, ad.Version)
		b, err := io.ReadAll(reply)
		require.NoError(t, err)
		require.Equal(t, lines(tip+" HEAD\n", tip+" refs/heads/main\n", ""), string(b))
		require.NoError(t, reply.Close())
	}
	ad, err := c.Discover(t.Context(), transport.ReceivePack, nil)
	require.NoError(t, err)
	require.True(t, ad.Has("report-status"))
	require.Equal(t, 1, strings.Count(d.Log(), "Accepted publickey"))
}

func TestSSHDOfV0(t *testing.T) {
	d := gittest.NewSSHD(t, false)
	repo, tip := sshRepo(d)
	var refs []string
	note := func(id, name string) (bool, error) {
		refs = append(refs, id+" "+name)
		return true, nil
	}
	c := sshConn(t, sshConfig(t, d))
	want := []string{tip + " HEAD", tip + " refs/heads/main"}
	ad, reply, err := c.Probe(t.Context(), lsRefs(), note)
	require.NoError(t, err)
	require.Nil(t, reply)
	require.Equal(t, 0, ad.Version)
	require.Equal(t, want, refs)

	refs = nil
	_, err = c.Discover(t.Context(), transport.UploadPack, note)
	require.NoError(t, err)
	require.Equal(t, want, refs)
	_, err = c.UploadPack(t.Context(), 2, lsRefs())
	require.ErrorIs(t, err, transport.ErrVersion)
	require.True(t, wireerr.Is(err, wireerr.Protocol))

	body, err := c.UploadPack(t.Context(), 0, []byte(lines("want "+tip+"\n", "", "done\n")))
	require.NoError(t, err)
	b, err := io.ReadAll(body)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(b), lines("NAK\n")+"PACK"), "%.20q", b)
	require.NoError(t, body.Close())
	repo.Fsck()
}

func TestSSHDReadsAndPushes(t *testing.T) {
	d := gittest.NewSSHD(t, true)
	repo, _ := sshRepo(d)
	// The advertisement is large, and so is the push: both directions are full at once.
	var refs strings.Builder
	for i := range 5_000 {
		fmt.Fprintf(&refs, "%s refs/tags/tag-with-a-long-name-%05d\n", repo.Ref("main"), i)
	}
	require.NoError(t, os.WriteFile(filepath.Join(repo.Dir, "packed-refs"), []byte(refs.String()), 0o600))
	r := watched(t, sshConn(t, sshConfig(t, d)))
	for i := range 3 {
		tip, err := r.Poll(t.Context())
		require.NoError(t, err)
		require.Equal(t, repo.Ref("main"), tip.OID.String())
		s, err := r.Read(t.Context(), tip.OID, nil)
		require.NoError(t, err)
		p, err := r.Build(s, []remote.NewCommit{change(i * 3_000_000)})
		require.NoError(t, err)
		_, err = r.Push(t.Context(), p)
		require.NoError(t, err)
		require.Equal(t, p.Head().String(), repo.Ref("main"))
	}
	repo.Git("rev-list", "--objects", "--quiet", "main")
	require.Equal(t, 1, strings.Count(d.Log(), "Accepted publickey"))
}

func TestSSHDManyAtOnce(t *testing.T) {
	for _, sessions := range []string{"1", "3", "10"} {
		t.Run(sessions, func(t *testing.T) {
			d := gittest.NewSSHD(t, true, "MaxSessions "+sessions)
			_, tip := sshRepo(d)
			c := sshConn(t, sshConfig(t, d))
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() {
					for range 2 {
						if got, err := poll(t, c); err != nil || !strings.Contains(got, tip) {
							t.Errorf("%q %v", got, err)
						}
					}
				})
			}
			wg.Wait()
			require.Equal(t, 1, strings.Count(d.Log(), "Accepted publickey"))
		})
	}
}

func TestSSHDAcceptsKeysOfEveryType(t *testing.T) {
	var authorized strings.Builder
	private := map[string][]byte{}
	for _, kind := range []string{"ed25519", "ecdsa", "rsa"} {
		key, public := makeKey(t, "-t", kind, "-N", "")
		private[kind] = key
		authorized.Write(public)
	}
	file := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, os.WriteFile(file, []byte(authorized.String()), 0o600))
	d := gittest.NewSSHD(t, true, "AuthorizedKeysFile "+file)
	sshRepo(d)
	for kind, key := range private {
		signer, err := transport.ParseKey(key, nil)
		require.NoError(t, err)
		cfg := sshConfig(t, d)
		_, err = poll(t, sshConn(t, cfg))
		require.True(t, wireerr.Is(err, wireerr.Auth), "%v", err)
		cfg.Signers = append(cfg.Signers, signer)
		_, err = poll(t, sshConn(t, cfg))
		require.NoError(t, err, kind)
		cfg.Signers = []ssh.Signer{signer}
		_, err = poll(t, sshConn(t, cfg))
		require.NoError(t, err, kind)
	}
}

func TestSSHDHasNoSuchRepository(t *testing.T) {
	d := gittest.NewSSHD(t, true)
	cfg := sshConfig(t, d)
	cfg.URL = d.URL("it's not !there.git")
	_, err := poll(t, sshConn(t, cfg))
	var e *wireerr.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, wireerr.NotFound, e.Kind)
	require.Contains(t, e.Text, "it's not !there.git' does not appear to be a git repository")
}

func TestSSHRepositoryThatIsNotThere(t *testing.T) {
	for _, row := range []struct{ name, command string }{
		{"words alone", "echo Cannot find repository >&2; exit 1"},
		{"an empty line before, as of Gitea", "echo; echo Cannot find repository >&2; exit 1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := sshConn(t, sshConfig(t, gittest.NewSSHD(t, true, "ForceCommand "+row.command)))
			for _, service := range []transport.Service{transport.UploadPack, transport.ReceivePack} {
				_, err := c.Discover(t.Context(), service, nil)
				require.Equal(t, wireerr.NotFound, wireerr.KindOf(err), "%v", err)
				require.ErrorContains(t, err, "Cannot find repository")
			}
		})
	}
}

func TestFetchHostKeys(t *testing.T) {
	d := gittest.NewSSHD(t, true)
	_, tip := sshRepo(d)
	cfg := sshConfig(t, d)
	cfg.Signers, cfg.HostKeys = nil, nil
	keys, err := transport.FetchHostKeys(t.Context(), cfg)
	require.NoError(t, err)
	require.Len(t, keys, 3)
	for i, key := range keys {
		public := d.HostKeys()[i]
		require.Equal(t, public.Type(), key.Type)
		require.Equal(t, ssh.FingerprintSHA256(public), key.Fingerprint)
		require.Equal(t, strings.Fields(d.KnownHosts())[0], key.Host)
		require.Contains(t, d.KnownHosts(), key.Line+"\n")

		cfg := sshConfig(t, d)
		cfg.HostKeys = knownHosts(t, key.Line)
		got, err := poll(t, sshConn(t, cfg))
		require.NoError(t, err, "each alone is enough, whatever the server prefers")
		require.Contains(t, got, tip)
	}
}

func TestHostCertificates(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"ca", "host", "other"} {
		keygen(t, "-t", "ed25519", "-N", "", "-f", at(name))
	}
	read := func(name string) string {
		b, err := os.ReadFile(at(name))
		require.NoError(t, err)
		return strings.TrimSpace(string(b))
	}
	certify := func(args ...string) {
		keygen(t, append(append([]string{"-s", at("ca"), "-h", "-I", "host"}, args...), at("host.pub"))...)
	}
	for _, row := range []struct {
		name, known, want string
		certify           []string
	}{
		{"good", "@cert-authority * " + read("ca.pub"), "", []string{"-n", "127.0.0.1"}},
		{"of another host", "@cert-authority * " + read("ca.pub"), "not in the set of valid principals", []string{"-n", "example.com"}},
		{"expired", "@cert-authority * " + read("ca.pub"), "expired", []string{"-n", "127.0.0.1", "-V", "20200101:20200102"}},
		{"authority of other hosts", "@cert-authority *.example.com " + read("ca.pub"), "not known", []string{"-n", "127.0.0.1"}},
		{"another authority", "@cert-authority * " + read("other.pub"), "no authorities", []string{"-n", "127.0.0.1"}},
		{"revoked authority", "@cert-authority * " + read("ca.pub") + "\n@revoked * " + read("ca.pub"), "revoked", []string{"-n", "127.0.0.1"}},
		{"revoked key", "@cert-authority * " + read("ca.pub") + "\n@revoked * " + read("host.pub"), "revoked", []string{"-n", "127.0.0.1"}},
		{"the key alone", "[127.0.0.1]:* " + read("host.pub"), "", []string{"-n", "127.0.0.1"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			certify(row.certify...)
			d := gittest.NewSSHD(t, true, "HostKey "+at("host"), "HostCertificate "+at("host-cert.pub"))
			sshRepo(d)
			cfg := sshConfig(t, d)
			cfg.HostKeys = knownHosts(t, row.known)
			_, err := poll(t, sshConn(t, cfg))
			if row.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, row.want)
			require.True(t, wireerr.Is(err, wireerr.HostKey))
		})
	}
}

func TestSSHDThatIsTooOld(t *testing.T) {
	d := gittest.NewSSHD(t, true, "HostKeyAlgorithms ssh-rsa")
	_, err := poll(t, sshConn(t, sshConfig(t, d)))
	require.True(t, wireerr.Is(err, wireerr.Unsupported), "%v", err)
	_, err = transport.FetchHostKeys(t.Context(), sshConfig(t, d))
	require.True(t, wireerr.Is(err, wireerr.Unsupported), "%v", err)
}

func TestSSHDTakesNoneOfManyKeys(t *testing.T) {
	d := gittest.NewSSHD(t, true, "MaxAuthTries 2")
	cfg := sshConfig(t, d)
	cfg.Signers = nil
	for range 4 { // sshd hangs up before the last
		signer, err := transport.ParseKey([]byte(gittest.NewSSHKey(t, gittest.Ed25519).PEM), nil)
		require.NoError(t, err)
		cfg.Signers = append(cfg.Signers, signer)
	}
	_, err := poll(t, sshConn(t, cfg))
	require.True(t, wireerr.Is(err, wireerr.Auth), "%v", err)
	cfg.URL = strings.Replace(cfg.URL, "ssh://"+d.User()+"@", "ssh://nobody-here@", 1)
	_, err = poll(t, sshConn(t, cfg))
	require.ErrorContains(t, err, `user "nobody-here"`)
}
