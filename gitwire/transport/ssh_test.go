package transport_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

func TestSSHURLs(t *testing.T) {
	key := gittest.NewSSHKey(t, gittest.Ed25519)
	signer, err := ssh.ParsePrivateKey([]byte(key.PEM))
	require.NoError(t, err)
	for _, row := range []struct{ raw, dials, url, err string }{
		{"ssh://git@example.com/team/x.git", "example.com:22", "ssh://example.com/team/x.git", ""},
		{"ssh://Example.com:2222/x", "example.com:2222", "ssh://example.com:2222/x", ""},
		{"SSH://example.com/~ada/x", "example.com:22", "ssh://example.com/~ada/x", ""},
		{"ssh://git@[::1]:2222/x", "[::1]:2222", "ssh://[::1]:2222/x", ""},
		{"git@example.com:team/x.git", "example.com:22", "example.com:team/x.git", ""},
		{"example.com:/srv/x.git", "example.com:22", "ssh://example.com/srv/x.git", ""},
		{"git@[::1]:x", "[::1]:22", "[::1]:x", ""},
		{"ssh://git:pa55@example.com/x", "", "", "must not hold a password"},
		{"ssh://git:@example.com/x", "", "", "must not hold a password"},
		{"git:pa55@example.com:x", "", "", "must not hold a password"},
		{"ssh://example.com", "", "", "must be"},
		{"ssh://example.com/", "", "", "must be"},
		{"ssh:///x", "", "", "must be"},
		{"example.com:", "", "", "must be"},
		{":x", "", "", "must be"},
		{"ssh://example.com/x?y", "", "", "must be"},
		{"ssh://-oProxyCommand=x/x", "", "", "not allowed"},
		{"git@example.com:-x", "", "", "not allowed"},
		{"-l@example.com:x", "", "", "not allowed"},
		{"example.com:a\nb", "", "", "not allowed"},
		{"ssh://example.com/a%0ab", "", "", "not allowed"},
		{"https://example.com/x", "", "", "must begin with ssh://"},
		{"ssh://example.com:port/x", "", "", "cannot be read"},
		{"/srv/x.git", "", "", "must begin with ssh://"},
	} {
		t.Run(row.raw, func(t *testing.T) {
			var dialled string
			c, err := transport.NewSSH(transport.SSHConfig{
				URL: row.raw, Signers: []ssh.Signer{signer}, Idle: time.Second, Reply: 1, Now: time.Now,
				DialContext: func(_ context.Context, _, addr string) (net.Conn, error) {
					dialled = addr
					return nil, io.ErrClosedPipe
				},
			})
			if row.err != "" {
				require.ErrorContains(t, err, row.err)
				require.True(t, wireerr.Is(err, wireerr.Invalid))
				require.NotContains(t, err.Error(), "pa55")
				return
			}
			require.NoError(t, err)
			require.True(t, transport.IsSSH(row.raw))
			require.Equal(t, row.url, c.URL())
			_, err = c.Discover(t.Context(), transport.UploadPack, nil)
			require.True(t, wireerr.Is(err, wireerr.Unreachable))
			require.Equal(t, row.dials, dialled)
		})
	}
	require.False(t, transport.IsSSH("https://example.com/a:b"))
	require.False(t, transport.IsSSH("/srv/a:b"))
	_, err = transport.NewSSH(transport.SSHConfig{URL: "ssh://example.com/x"})
	require.ErrorContains(t, err, "SSH needs a key")
}

func TestSSHPathsAndUsers(t *testing.T) {
	s := gittest.NewSSHServer(t)
	cfg := sshConfig(t, s)
	for _, path := range []string{"/x.git", "/it's.git", "/wow!.git", "/a b.git", "/~ada/x.git"} {
		s.Reset()
		cfg.URL = "ssh://" + s.Addr() + strings.ReplaceAll(path, " ", "%20")
		_, err := poll(t, sshConn(t, cfg))
		require.True(t, wireerr.Is(err, wireerr.NotFound), "%v", err)
		require.Equal(t, "git", s.Requests()[0].User)
		require.Equal(t, strings.Replace(path, "/~", "~", 1), s.Requests()[0].Path)
	}
}

func TestSSHPollIsOneSessionAndNoConnection(t *testing.T) {
	s := gittest.NewSSHServer(t)
	repo, _ := sshRepo(s)
	r := watched(t, sshConn(t, sshConfig(t, s)))
	_, err := r.Poll(t.Context())
	require.NoError(t, err)
	for i := range 5 {
		s.Reset()
		want := repo.Commit(gittest.Commit{Files: gittest.Files{"m/a": gittest.Text(fmt.Sprint(i))}, Message: "a"})
		tip, err := r.Poll(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, tip.OID.String(), "a channel that waits sees the refs of now")
		require.Len(t, s.Requests(), 1)
		require.Equal(t, 0, s.Connections())
	}
	require.NoError(t, r.Close())
	s.Reset()
	_, err = r.Poll(t.Context())
	require.NoError(t, err, "usable after Close")
	require.Equal(t, 1, s.Connections())
}

func TestSSHFaults(t *testing.T) {
	for _, row := range []struct {
		name   string
		fault  gittest.Fault
		kind   wireerr.Kind
		text   string
		again  bool // one more try is made on a connection that stood before
		undone bool // git did not run, for sure
	}{
		{"no such repository", gittest.Fault{Status: 128, Text: "ERROR: Repository \x1b[1mnot\x1b[0m found.\n"}, wireerr.NotFound, "ERROR: Repository not found.", false, true},
		{"no words", gittest.Fault{Status: 1}, wireerr.Unreachable, "", false, true},
		{"no git", gittest.Fault{Status: 127, Text: "git: command not found"}, wireerr.Unsupported, "git: command not found", false, true},
		{"words, then hang up", gittest.Fault{Lost: true, Text: "go away"}, wireerr.NotFound, "go away", false, false},
		{"hang up", gittest.Fault{Lost: true}, wireerr.Unreachable, "", true, false},
		{"connection lost", gittest.Fault{Lost: true, Hangup: true}, wireerr.Unreachable, "", true, false},
		{"reply dropped", gittest.Fault{DropReply: true}, wireerr.Unreachable, "", true, false},
		{"cut in the advertisement", gittest.Fault{CutAfter: 20}, wireerr.Unreachable, "", false, false},
		{"cut with the connection", gittest.Fault{CutAfter: 20, Hangup: true}, wireerr.Unreachable, "", false, false},
		{"nonsense", gittest.Fault{Raw: []byte("Welcome to the shell\n")}, wireerr.Protocol, "", false, false},
		{"ERR", gittest.Fault{Raw: []byte(lines("ERR closed\n"))}, wireerr.Protocol, "closed", false, false},
		{"many words", gittest.Fault{Status: 128, Text: strings.Repeat("x", 100_000)}, wireerr.NotFound, strings.Repeat("x", wireerr.MaxText-3) + "…", false, true},
		{"no channel", gittest.Fault{NoChannel: true}, wireerr.Unreachable, "open failed", false, true},
	} {
		for _, service := range []transport.Service{transport.UploadPack, transport.ReceivePack} {
			t.Run(row.name+"/"+string(service), func(t *testing.T) {
				s := gittest.NewSSHServer(t)
				sshRepo(s)
				call := func(c *transport.SSH) error {
					if service == transport.UploadPack {
						_, err := poll(t, c)
						return err
					}
					reply, err := c.ReceivePack(t.Context(), pkt.AppendFlush(nil), nil)
					if err == nil {
						err = reply.Close()
					}
					return err
				}
				kind := row.kind
				if kind == wireerr.NotFound && !row.undone && service == transport.ReceivePack {
					kind = wireerr.Unreachable // the words say nothing of what came after them
				}
				f := row.fault
				f.Times = -1
				s.Inject(f)
				var e *wireerr.Error
				require.ErrorAs(t, call(sshConn(t, sshConfig(t, s))), &e)
				require.Equal(t, kind, e.Kind, "%v", e)
				require.Equal(t, row.undone, e.NotDone, "%v", e)
				require.Equal(t, row.text, e.Text)

				s.Reset()
				c := sshConn(t, sshConfig(t, s))
				require.NoError(t, call(c))
				f.Times = 1
				s.Inject(f)
				err := call(c)
				if row.fault.NoChannel || row.again && service == transport.UploadPack {
					require.NoError(t, err)
				} else {
					require.Equal(t, kind, wireerr.KindOf(err), "%v", err)
				}
				require.NoError(t, call(c))
			})
		}
	}
}

// A push whose command may have reached the server is not sent again.
func TestSSHPushIsSentOnce(t *testing.T) {
	s := gittest.NewSSHServer(t)
	repo, _ := sshRepo(s)
	r := watched(t, sshConn(t, sshConfig(t, s)))
	tip, err := r.Poll(t.Context())
	require.NoError(t, err)
	base, err := r.Read(t.Context(), tip.OID, nil)
	require.NoError(t, err)
	p, err := r.Build(base, []remote.NewCommit{change(10)})
	require.NoError(t, err)
	s.Reset()
	s.Inject(gittest.Fault{Service: "git-receive-pack", Command: "push", DropReply: true, Hangup: true})
	_, err = r.Push(t.Context(), p)
	if err != nil { // whether it can find out is not the transport's matter
		require.Equal(t, wireerr.Unreachable, wireerr.KindOf(err))
	}
	pushes := 0
	for _, q := range s.Requests() {
		pushes += strings.Count(strings.Join(q.Commands, " "), "push")
	}
	require.Equal(t, 1, pushes)
	require.Equal(t, p.Head().String(), repo.Ref("main"))
}

func TestSSHConnectionThatDiedIsMadeAnew(t *testing.T) {
	s := gittest.NewSSHServer(t)
	_, tip := sshRepo(s)
	c := sshConn(t, sshConfig(t, s))
	for range 5 {
		got, err := poll(t, c)
		require.NoError(t, err)
		require.Contains(t, got, tip)
		s.CloseConnections()
	}
	require.Equal(t, 5, s.Connections())
}

func TestSSHStalls(t *testing.T) {
	for _, row := range []struct {
		name  string
		fault gittest.Fault
	}{
		{"at once", gittest.Fault{StallHead: true}},
		{"in the reply", gittest.Fault{Command: "ls-refs", Stall: true}},
		{"exec is not heard", gittest.Fault{NoExec: true}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := gittest.NewSSHServer(t)
			sshRepo(s)
			cfg := sshConfig(t, s)
			cfg.Idle = 300 * time.Millisecond
			c := sshConn(t, cfg)
			s.Inject(row.fault)
			_, err := poll(t, c)
			require.ErrorContains(t, err, "the server stalled for 300ms")
			require.True(t, wireerr.Is(err, wireerr.Unreachable))
			_, err = poll(t, c)
			require.NoError(t, err)
			require.Equal(t, 2, s.Connections(), "one that stalled is not used again")
		})
	}
}

func TestSSHStallsBeforeAndInTheHandshake(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // accepted by the kernel, and never heard
	require.NoError(t, err)
	defer l.Close()
	s := gittest.NewSSHServer(t)
	cfg := sshConfig(t, s)
	cfg.URL = "ssh://" + l.Addr().String() + "/x"
	cfg.Connect = 100 * time.Millisecond
	_, err = poll(t, sshConn(t, cfg))
	require.ErrorContains(t, err, "no connection within 100ms")
	require.True(t, wireerr.Is(err, wireerr.Unreachable))

	cfg.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	_, err = poll(t, sshConn(t, cfg))
	require.ErrorContains(t, err, "no connection within 100ms")

	cfg.Connect = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = sshConn(t, cfg).UploadPack(ctx, 2, lsRefs())
	require.True(t, wireerr.Is(err, wireerr.Canceled), "%v", err)
}

func TestSSHCancelHarmsNobodyElse(t *testing.T) {
	s := gittest.NewSSHServer(t)
	_, tip := sshRepo(s)
	c := sshConn(t, sshConfig(t, s))
	_, err := poll(t, c)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan struct{})
	s.Inject(gittest.Fault{Command: "ls-refs", Stall: true, Before: func() { close(asked) }})
	reply, err := c.UploadPack(ctx, 2, lsRefs())
	require.NoError(t, err)
	<-asked
	got, err := poll(t, c)
	require.NoError(t, err)
	require.Contains(t, got, tip)
	cancel()
	_, err = io.ReadAll(reply)
	require.True(t, wireerr.Is(err, wireerr.Canceled), "%v", err)
	require.NoError(t, reply.Close())
	require.NoError(t, reply.Close())
	_, err = poll(t, c)
	require.NoError(t, err)
	require.Equal(t, 1, s.Connections())
}

func TestSSHCloseEndsWhatRuns(t *testing.T) {
	s := gittest.NewSSHServer(t)
	sshRepo(s)
	c := sshConn(t, sshConfig(t, s))
	s.Inject(gittest.Fault{Command: "ls-refs", Stall: true})
	reply, err := c.UploadPack(t.Context(), 2, lsRefs())
	require.NoError(t, err)
	require.NoError(t, c.Close())
	_, err = io.ReadAll(reply)
	require.True(t, wireerr.Is(err, wireerr.Unreachable), "%v", err)
	require.NoError(t, reply.Close())
}

func TestSSHReplyLimit(t *testing.T) {
	s := gittest.NewSSHServer(t)
	repo, tip := sshRepo(s)
	for i := range 100 {
		repo.Git("update-ref", fmt.Sprintf("refs/tags/t%03d", i), tip)
	}
	cfg := sshConfig(t, s)
	cfg.Reply = 2_000
	_, err := poll(t, sshConn(t, cfg))
	require.ErrorContains(t, err, "reply of more than 2000 bytes")
	require.True(t, wireerr.Is(err, wireerr.TooLarge))
}

func TestSSHRefusesChannelsNowAndThen(t *testing.T) {
	s := gittest.NewSSHServer(t)
	_, tip := sshRepo(s)
	s.Inject(gittest.Fault{NoChannel: true, Times: 4})
	c := sshConn(t, sshConfig(t, s))
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if got, err := poll(t, c); err != nil || !strings.Contains(got, tip) {
				t.Errorf("%q %v", got, err)
			}
		})
	}
	wg.Wait()
	require.Equal(t, 1, s.Connections())
}

func TestSSHWithoutVersions(t *testing.T) {
	for name, opt := range map[string]gittest.Option{"env refused": gittest.WithEnvRefused(), "old server": gittest.WithoutV2()} {
		t.Run(name, func(t *testing.T) {
			s := gittest.NewSSHServer(t, opt)
			_, tip := sshRepo(s)
			c := sshConn(t, sshConfig(t, s))
			var head string
			ad, reply, err := c.Probe(t.Context(), lsRefs(), func(id, _ string) (bool, error) {
				head = id
				return false, nil
			})
			require.NoError(t, err)
			require.Nil(t, reply)
			require.Equal(t, 0, ad.Version)
			require.Equal(t, tip, head)
			_, err = poll(t, c)
			require.ErrorIs(t, err, transport.ErrVersion)
		})
	}
}

func TestSSHHostKeys(t *testing.T) {
	s := gittest.NewSSHServer(t, gittest.WithHostKeys(gittest.RSA, gittest.ECDSA))
	_, tip := sshRepo(s)
	other := gittest.NewSSHKey(t, gittest.Ed25519).Public
	all := s.HostKeys()
	for _, row := range []struct{ name, known, want string }{
		{"both", s.KnownHosts(), ""},
		{"RSA only", gittest.KnownHosts(s.Addr(), all[0]), ""},
		{"ECDSA only", gittest.KnownHosts(s.Addr(), all[1]), ""},
		{"one more type", gittest.KnownHosts(s.Addr(), other, all[0]), ""},
		{"unknown", "", "is not known"},
		{"of another port", gittest.KnownHosts("127.0.0.1:22", all...), "is not known"},
		{"changed", gittest.KnownHosts(s.Addr(), gittest.NewSSHKey(t, gittest.RSA).Public), "has changed"},
		{"changed to another type", gittest.KnownHosts(s.Addr(), other), "has changed (known hosts, line 1, has ssh-ed25519 " + ssh.FingerprintSHA256(other)},
		{"revoked", s.KnownHosts() + "@revoked * " + string(ssh.MarshalAuthorizedKey(all[0])) + "@revoked * " + string(ssh.MarshalAuthorizedKey(all[1])), "was revoked (known hosts, line "},
	} {
		t.Run(row.name, func(t *testing.T) {
			cfg := sshConfig(t, s)
			cfg.HostKeys = knownHosts(t, row.known)
			got, err := poll(t, sshConn(t, cfg))
			if row.want == "" {
				require.NoError(t, err)
				require.Contains(t, got, tip)
				return
			}
			var e *wireerr.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, wireerr.HostKey, e.Kind)
			require.ErrorContains(t, err, row.want)
			require.Contains(t, s.KnownHosts(), e.Key.Line+"\n")
			require.Contains(t, []string{ssh.FingerprintSHA256(all[0]), ssh.FingerprintSHA256(all[1])}, e.Key.Fingerprint)
			require.True(t, strings.HasPrefix(e.Key.Line, e.Key.Host+" "+e.Key.Type+" "))
		})
	}
	cfg := sshConfig(t, s)
	cfg.HostKeys = nil
	_, err := poll(t, sshConn(t, cfg))
	require.True(t, wireerr.Is(err, wireerr.HostKey))
}
