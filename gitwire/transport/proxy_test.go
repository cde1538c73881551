package transport_test

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// proxy listens on loopback, speaks one dialect with each client, and then connects all of
// them to one address, whatever they asked for.
type proxy struct {
	net.Listener
	mu    sync.Mutex
	asked []string // the targets
	open  []net.Conn
}

func (p *proxy) targets() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// newProxy starts a proxy. greet speaks the dialect and gives the target, "" to hang up.
func newProxy(t *testing.T, to string, greet func(*bufio.Reader, net.Conn) string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &proxy{Listener: l}
	var wg sync.WaitGroup
	t.Cleanup(func() {
		l.Close()
		p.hangUp()
		wg.Wait()
	})
	wg.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			p.keep(client)
			wg.Go(func() { p.serve(client, to, greet) })
		}
	})
	return p
}

// keep notes a connection for hangUp.
func (p *proxy) keep(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open = append(p.open, c)
}

// hangUp closes what was accepted: a client may still hold it as idle.
func (p *proxy) hangUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.open {
		c.Close()
	}
}

func (p *proxy) serve(client net.Conn, to string, greet func(*bufio.Reader, net.Conn) string) {
	defer client.Close()
	r := bufio.NewReader(client)
	target := greet(r, client)
	p.mu.Lock()
	p.asked = append(p.asked, target)
	p.mu.Unlock()
	if target == "" {
		return
	}
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		io.Copy(server, r)
		server.Close()
	})
	io.Copy(client, server)
	client.Close()
	wg.Wait()
}

// connect is an HTTP proxy that wants a user and password.
func connect(r *bufio.Reader, w net.Conn) string {
	req, err := http.ReadRequest(r)
	if err != nil {
		return ""
	}
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("pat:pr0xy"))
	switch {
	case req.Method != http.MethodConnect || req.Header.Get("Authorization") != "":
		io.WriteString(w, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
	case req.Header.Get("Proxy-Authorization") != want:
		io.WriteString(w, "HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")
	case req.Host == "down.example:443":
		io.WriteString(w, "HTTP/1.1 502 pr0xy\r\nContent-Length: 0\r\n\r\n")
	default:
		io.WriteString(w, "HTTP/1.1 200 OK\r\n\r\n")
		return req.Host
	}
	return ""
}

// socks5 is a proxy of RFC 1928 that wants a user and password (RFC 1929).
func socks5(r *bufio.Reader, w net.Conn) string {
	take := func(n byte) []byte {
		b := make([]byte, n)
		io.ReadFull(r, b)
		return b
	}
	methods := take(2)[1]
	take(methods)
	w.Write([]byte{5, 2})
	user := string(take(take(2)[1]))
	password := string(take(take(1)[0]))
	if user != "pat" || password != "pr0xy" {
		w.Write([]byte{1, 1})
		return ""
	}
	w.Write([]byte{1, 0})
	if head := take(4); head[1] != 1 || head[3] != 3 { // connect, to a name
		return ""
	}
	host := string(take(take(1)[0]))
	port := binary.BigEndian.Uint16(take(2))
	w.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
}

func proxyURL(scheme, password string, p *proxy) *url.URL {
	return &url.URL{Scheme: scheme, User: url.UserPassword("pat", password), Host: p.Addr().String()}
}

func TestProxies(t *testing.T) {
	g := &git{}
	g.Server = serveTLS(t, g.serve)
	to := g.Listener.Addr().String()
	for scheme, greet := range map[string]func(*bufio.Reader, net.Conn) string{"http": connect, "socks5": socks5, "socks5h": socks5} {
		t.Run(scheme, func(t *testing.T) {
			g.requests.Store(0)
			p := newProxy(t, to, greet)
			c := open(t, transport.HTTPConfig{URL: "https://example.com/x", Proxy: proxyURL(scheme, "pr0xy", p)}, g.Server)
			_, err := c.Discover(t.Context(), transport.UploadPack, nil)
			require.NoError(t, err)
			body, err := c.ReceivePack(t.Context(), []byte("0000"), nil)
			require.NoError(t, err)
			require.NoError(t, body.Close())
			require.Equal(t, []string{"example.com:443"}, p.targets(), "one connection, and the proxy looks the name up")
			require.Equal(t, int32(2), g.requests.Load())
			require.NoError(t, c.Close())
		})
	}
}

func TestProxiesThatRefuse(t *testing.T) {
	for _, row := range []struct {
		name, scheme, url, password string
		greet                       func(*bufio.Reader, net.Conn) string
		kind                        wireerr.Kind
		says                        string
	}{
		{"password", "http", "https://example.com/x", "wr0ng", connect, wireerr.Invalid, "the proxy does not accept its user and password"},
		{"password, in clear", "http", "http://example.com/x", "wr0ng", func(r *bufio.Reader, w net.Conn) string {
			http.ReadRequest(r)
			io.WriteString(w, "HTTP/1.1 407 Who\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nwr0ng")
			return ""
		}, wireerr.Invalid, "the proxy does not accept its user and password"},
		{"target", "http", "https://down.example/x", "pr0xy", connect, wireerr.Unreachable, "HTTP 502"},
		{"SOCKS password", "socks5", "https://example.com/x", "wr0ng", socks5, wireerr.Unreachable, "authentication failed"},
		{"hangs up", "http", "https://example.com/x", "pr0xy", func(*bufio.Reader, net.Conn) string { return "" }, wireerr.Unreachable, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := newProxy(t, "", row.greet)
			c := open(t, transport.HTTPConfig{URL: row.url, Proxy: proxyURL(row.scheme, row.password, p)})
			for range 2 {
				_, err := c.Discover(t.Context(), transport.UploadPack, nil)
				require.Equal(t, row.kind, wireerr.KindOf(err), "%v", err)
				require.ErrorContains(t, err, row.says)
				for _, secret := range []string{"pr0xy", "wr0ng", "p4ss", "Basic"} {
					require.NotContains(t, err.Error(), secret)
				}
			}
			require.NoError(t, p.Close())
			_, err := c.Discover(t.Context(), transport.UploadPack, nil)
			require.Equal(t, wireerr.Unreachable, wireerr.KindOf(err), "%v", err)
			require.NotContains(t, err.Error(), row.password)
		})
	}
	for _, bad := range []*url.URL{{}, {Scheme: "ftp", Host: "h"}, {Scheme: "http", User: url.UserPassword("u", "pr0xy")}} {
		_, err := transport.NewHTTP(transport.HTTPConfig{URL: "https://example.com/x", Proxy: bad})
		require.Equal(t, wireerr.Invalid, wireerr.KindOf(err))
		require.NotContains(t, err.Error(), "pr0xy")
	}
}
