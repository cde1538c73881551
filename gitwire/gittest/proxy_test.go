package gittest_test

import (
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
)

// echo serves connections that get back what they send. Its count is what it got.
type echo struct {
	listener net.Listener
	work     sync.WaitGroup
	mu       sync.Mutex
	got      int64
}

func newEcho(t *testing.T) *echo {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	e := &echo{listener: listener}
	e.work.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			e.work.Go(func() {
				defer c.Close()
				b := make([]byte, 64<<10)
				for {
					n, err := c.Read(b)
					e.mu.Lock()
					e.got += int64(n)
					e.mu.Unlock()
					if err != nil {
						return
					}
					c.Write(b[:n])
				}
			})
		}
	})
	t.Cleanup(func() { listener.Close(); e.work.Wait() })
	return e
}

func (e *echo) count() int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.got
}

func newEchoProxy(t *testing.T) (*echo, *gittest.Proxy) {
	e := newEcho(t)
	return e, gittest.NewProxy(t, e.listener.Addr().String())
}

func dialProxy(t *testing.T, p *gittest.Proxy) *net.TCPConn {
	t.Helper()
	c, err := net.Dial("tcp", p.Addr())
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	require.NoError(t, c.SetDeadline(time.Now().Add(20*time.Second)))
	return c.(*net.TCPConn)
}

func send(t *testing.T, c net.Conn, text string) {
	t.Helper()
	_, err := io.WriteString(c, text)
	require.NoError(t, err)
}

func hear(t *testing.T, c net.Conn, text string) {
	t.Helper()
	b := make([]byte, len(text))
	_, err := io.ReadFull(c, b)
	require.NoError(t, err)
	require.Equal(t, text, string(b))
}

func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	require.Eventually(t, ok, 20*time.Second, time.Millisecond)
}

func TestProxyPassesBothWays(t *testing.T) {
	_, p := newEchoProxy(t)
	a, b := dialProxy(t, p), dialProxy(t, p)
	send(t, a, "hello")
	hear(t, a, "hello")
	send(t, b, "you")
	hear(t, b, "you")
	require.NoError(t, a.CloseWrite())
	rest, err := io.ReadAll(a)
	require.NoError(t, err)
	require.Empty(t, rest)
	require.NoError(t, b.Close())
	eventually(t, func() bool { return p.Open() == 0 })
	require.Equal(t, gittest.ProxyCount{Connections: 2, In: 8, Out: 8}, p.Count())
	p.Reset()
	require.Zero(t, p.Count())
}

func TestProxyDelaysEachWay(t *testing.T) {
	_, p := newEchoProxy(t)
	const delay = 30 * time.Millisecond
	p.Delay(delay)
	start := time.Now()
	c := dialProxy(t, p)
	send(t, c, "1")
	hear(t, c, "1")
	require.GreaterOrEqual(t, time.Since(start), 4*delay, "the connection costs a round trip, and so does the echo")
	start = time.Now()
	send(t, c, "2")
	hear(t, c, "2")
	require.GreaterOrEqual(t, time.Since(start), 2*delay)
}

// TestProxyDelayHoldsNobodyUp sends more than any socket buffer holds while nothing arrives.
func TestProxyDelayHoldsNobodyUp(t *testing.T) {
	e, p := newEchoProxy(t)
	c := dialProxy(t, p)
	send(t, c, "x")
	hear(t, c, "x")
	p.Delay(time.Hour)
	const size = 32 << 20
	send(t, c, strings.Repeat("y", size))
	eventually(t, func() bool { return p.Count().In == size+1 })
	require.EqualValues(t, 1, e.count())
}

func TestProxyFaults(t *testing.T) {
	reset := func(t *testing.T, c net.Conn) {
		_, err := io.ReadAll(c)
		require.True(t, errors.Is(err, syscall.ECONNRESET), "%v", err)
	}
	ended := func(t *testing.T, c net.Conn) {
		rest, err := io.ReadAll(c)
		require.NoError(t, err)
		require.Empty(t, rest)
	}
	silent := func(t *testing.T, c net.Conn) {
		require.NoError(t, c.SetReadDeadline(time.Now().Add(50*time.Millisecond)))
		_, err := c.Read(make([]byte, 1))
		var timeout net.Error
		require.True(t, errors.As(err, &timeout) && timeout.Timeout(), "%v", err)
	}
	for _, row := range []struct {
		name  string
		fault gittest.ProxyFault
		heard string // of the 10 bytes that are sent
		then  func(*testing.T, net.Conn)
		got   int64 // by the server
	}{
		{"cut at once", gittest.ProxyFault{}, "", ended, 0},
		{"cut on the way in", gittest.ProxyFault{AfterIn: 4}, "", ended, 4},
		{"cut on the way out", gittest.ProxyFault{AfterOut: 4}, "0123", ended, 10},
		{"reset at once", gittest.ProxyFault{Reset: true}, "", reset, 0},
		{"reset on the way in", gittest.ProxyFault{Reset: true, AfterIn: 10}, "", reset, 10},
		{"reset on the way out", gittest.ProxyFault{Reset: true, AfterOut: 10}, "", reset, 10},
		{"black hole at once", gittest.ProxyFault{BlackHole: true}, "", silent, 0},
		{"black hole on the way in", gittest.ProxyFault{BlackHole: true, AfterIn: 4}, "", silent, 4},
		{"black hole on the way out", gittest.ProxyFault{BlackHole: true, AfterOut: 4}, "0123", silent, 10},
		{"answer lost", gittest.ProxyFault{Lose: true, AfterOut: 10}, "", ended, 10},
		{"answer lost, from bytes on", gittest.ProxyFault{Lose: true, AfterIn: 10, AfterOut: 1}, "", ended, 10},
		{"answer lost, never closed", gittest.ProxyFault{Lose: true}, "", silent, 10},
	} {
		t.Run(row.name, func(t *testing.T) {
			e, p := newEchoProxy(t)
			p.Arm(row.fault)
			c, err := net.Dial("tcp", p.Addr())
			if err == nil {
				defer c.Close()
				require.NoError(t, c.SetDeadline(time.Now().Add(20*time.Second)))
				_, err = io.WriteString(c, "0123456789")
			}
			if row.fault == (gittest.ProxyFault{Reset: true}) && err != nil {
				require.ErrorIs(t, err, syscall.ECONNRESET)
				return
			}
			require.NoError(t, err)
			hear(t, c, row.heard)
			if row.fault.Lose || row.fault.BlackHole {
				eventually(t, func() bool { return e.count() == row.got })
			}
			row.then(t, c)
			c.Close()
			eventually(t, func() bool { return p.Open() == 0 })
			require.LessOrEqual(t, e.count(), row.got, "a reset may overtake the bytes before it")
			again := dialProxy(t, p)
			send(t, again, "again")
			hear(t, again, "again")
		})
	}
}

func TestProxyFaultsMeetWhatIsOpen(t *testing.T) {
	_, p := newEchoProxy(t)
	a := dialProxy(t, p)
	send(t, a, "a")
	hear(t, a, "a")
	p.Arm(gittest.ProxyFault{Times: -1, Now: true, AfterOut: 1})
	for _, c := range []net.Conn{a, dialProxy(t, p), dialProxy(t, p)} {
		send(t, c, "b")
		hear(t, c, "b")
		_, err := c.Read(make([]byte, 1))
		require.Equal(t, io.EOF, err)
	}
	p.Reset()
	c := dialProxy(t, p)
	send(t, c, "bb")
	hear(t, c, "bb")
	p.Arm(gittest.ProxyFault{Now: true, AfterIn: 1})
	p.Reset()
	send(t, c, "b")
	hear(t, c, "b") // the fault that it had met is forgotten
	p.CutWithReset()
	_, err := c.Read(make([]byte, 1))
	require.ErrorIs(t, err, syscall.ECONNRESET)
	d := dialProxy(t, p)
	send(t, d, "bb")
	hear(t, d, "bb")
	p.Cut()
	_, err = d.Read(make([]byte, 1))
	require.Equal(t, io.EOF, err)
}

func TestProxyRefuses(t *testing.T) {
	_, p := newEchoProxy(t)
	old := dialProxy(t, p)
	send(t, old, "a")
	hear(t, old, "a")
	p.Refuse()
	p.Refuse()
	_, err := net.Dial("tcp", p.Addr())
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	send(t, old, "b")
	hear(t, old, "b")
	require.NoError(t, p.Accept())
	require.NoError(t, p.Accept())
	c := dialProxy(t, p)
	send(t, c, "c")
	hear(t, c, "c")
}

func TestProxyToNowhereResets(t *testing.T) {
	e := newEcho(t)
	p := gittest.NewProxy(t, e.listener.Addr().String())
	e.listener.Close()
	c, err := net.Dial("tcp", p.Addr())
	if err == nil {
		_, err = c.Read(make([]byte, 1))
		c.Close()
	}
	require.ErrorIs(t, err, syscall.ECONNRESET)
}

// TestGitItselfWorksThroughAProxy also loses the answer to a push that arrived, over both transports.
func TestGitItselfWorksThroughAProxy(t *testing.T) {
	web, shell := gittest.NewServer(t), gittest.NewSSHServer(t)
	for name, row := range map[string]struct {
		address, url string
		repo         *gittest.Repo
	}{
		"http": {web.HTTP.Listener.Addr().String(), web.URL("r.git"), web.NewRepo("r.git")},
		"ssh":  {shell.Addr(), shell.URL("r.git"), shell.NewRepo("r.git")},
	} {
		t.Run(name, func(t *testing.T) {
			p := gittest.NewProxy(t, row.address)
			command := gittest.SSHCommand(t, shell.ClientKey(), gittest.KnownHosts(p.Addr(), shell.HostKeys()...))
			url := strings.Replace(row.url, row.address, p.Addr(), 1)
			git := func(dir string, args ...string) error {
				return gittest.Try(dir, append([]string{"-c", "core.sshCommand=" + command}, args...)...)
			}
			row.repo.Commit(gittest.Commit{})
			work := filepath.Join(t.TempDir(), "work")
			p.Delay(time.Millisecond)
			require.NoError(t, git(web.Root, "clone", "-q", url, work))
			require.Positive(t, p.Count().In)
			gittest.Run(t, work, nil, "commit", "-q", "--allow-empty", "-m", "mine")
			mine := gittest.Run(t, work, nil, "rev-parse", "HEAD")

			p.Arm(gittest.ProxyFault{BlackHole: true})
			pushed := make(chan error)
			go func() { pushed <- git(work, "push", "-q") }()
			eventually(t, func() bool { return p.Open() == 1 })
			p.Cut()
			require.Error(t, <-pushed)
			require.NotEqual(t, mine, row.repo.Ref("main"))

			row.repo.Hook("post-receive", "touch received; while ! test -e answer; do sleep 0.01; done")
			go func() { pushed <- git(work, "push", "-q") }()
			eventually(t, func() bool { return row.repo.Ref("main") == mine })
			p.Arm(gittest.ProxyFault{Now: true, Lose: true, AfterOut: 1})
			row.repo.Git("init", "-q", "--bare", "answer")
			require.Error(t, <-pushed)
			require.Equal(t, mine, row.repo.Ref("main"))
			require.NoError(t, git(work, "fetch", "-q"))
		})
	}
}
