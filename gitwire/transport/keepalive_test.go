package transport_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// counted dials as usual and counts.
func counted(n *atomic.Int32) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		n.Add(1)
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
}

// command sends one to upload-pack and reads the reply to its flush packet.
func command(ctx context.Context, c *transport.HTTP) error {
	body, err := c.UploadPack(ctx, 2, []byte("0000"))
	if err != nil {
		return err
	}
	defer body.Close()
	p := pkt.NewReader(body)
	if _, _, err := p.Next(); err != nil {
		return err
	}
	p.Drain(1 << 10)
	return nil
}

func TestOneConnectionIsKept(t *testing.T) {
	status, page := 0, ""
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/moved/info/refs":
			w.Header().Set("Location", "/x/info/refs?"+r.URL.RawQuery)
			w.WriteHeader(http.StatusFound)
			io.WriteString(w, strings.Repeat("moved ", 1000))
		case status != 0:
			w.WriteHeader(status)
			io.WriteString(w, page)
		default:
			answer(w, r)
		}
	})
	var dialled atomic.Int32
	c := open(t, transport.HTTPConfig{URL: s.URL + "/moved", DialContext: counted(&dialled)})
	_, err := c.Discover(t.Context(), transport.UploadPack, nil)
	require.NoError(t, err)
	for range 20 {
		require.NoError(t, command(t.Context(), c))
	}
	for _, status = range []int{401, 403, 404, 410, 429, 500, 503, 302} {
		for _, page = range []string{"", "no", strings.Repeat("<p>long page", 4000)} {
			require.Error(t, command(t.Context(), c))
		}
	}
	status = 0
	_, err = c.Discover(t.Context(), transport.ReceivePack, nil)
	require.NoError(t, err)
	require.NoError(t, command(t.Context(), c))
	require.Equal(t, int32(1), dialled.Load())
}

func TestHangingUpOneStreamLeavesTheOthers(t *testing.T) {
	started, ended := make(chan string, 2), make(chan struct{})
	finish := make(chan struct{})
	s := serveTLS(t, func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("HTTP %d", r.ProtoMajor)
		}
		if !strings.HasPrefix(r.URL.Path, "/slow") {
			answer(w, r)
			return
		}
		_, name, _ := strings.Cut(r.URL.Path, "/git-")
		w.Header().Set("Content-Type", "application/x-git-"+name+"-result")
		io.WriteString(w, lines("first"))
		w.(http.Flusher).Flush()
		started <- name
		if name == "upload-pack" {
			<-r.Context().Done() // the client hangs up
			close(ended)
			return
		}
		<-finish
		io.WriteString(w, lines("last", ""))
	})
	var dialled atomic.Int32
	c := open(t, transport.HTTPConfig{URL: s.URL + "/slow", DialContext: counted(&dialled)}, s)
	one, err := c.UploadPack(t.Context(), 2, []byte("0000"))
	require.NoError(t, err)
	other, err := c.ReceivePack(t.Context(), []byte("0000"), nil)
	require.NoError(t, err)
	<-started
	<-started
	require.NoError(t, one.Close())
	<-ended
	close(finish)
	b, err := io.ReadAll(other)
	require.NoError(t, err)
	require.Equal(t, lines("first", "last", ""), string(b))
	require.NoError(t, other.Close())
	require.Equal(t, int32(1), dialled.Load(), "both streams are on one connection")
}

// deaf is a connection that is cut on the way: what is written vanishes, nothing comes.
type deaf struct {
	net.Conn
	cut *atomic.Bool
}

func (d deaf) Write(b []byte) (int, error) {
	if d.cut.Load() {
		return len(b), nil
	}
	return d.Conn.Write(b)
}

func TestADeadConnectionIsLeft(t *testing.T) {
	g := &git{}
	g.Server = serveTLS(t, g.serve)
	var cut atomic.Bool
	var dialled atomic.Int32
	c := open(t, transport.HTTPConfig{
		URL: g.URL + "/x", Idle: 400 * time.Millisecond,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
			if dialled.Add(1) == 1 {
				return deaf{conn, &cut}, err
			}
			return conn, err
		},
	}, g.Server)
	require.NoError(t, command(t.Context(), c))
	cut.Store(true)
	require.Equal(t, wireerr.Unreachable, wireerr.KindOf(command(t.Context(), c)))
	require.Eventually(t, func() bool { return command(t.Context(), c) == nil }, 10*time.Second, time.Millisecond)
	require.Equal(t, int32(2), dialled.Load())
}

func TestAReadIsAskedAgainWhenAKeptConnectionDies(t *testing.T) {
	var lost atomic.Bool
	var asked atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if lost.CompareAndSwap(true, false) {
			panic(http.ErrAbortHandler)
		}
		if len(r.Header["X-Idempotency-Key"]) > 0 {
			t.Error("the mark for net/http was sent")
		}
		answer(w, r)
	})
	c := open(t, transport.HTTPConfig{URL: s.URL + "/x"})
	require.NoError(t, command(t.Context(), c))
	lost.Store(true)
	require.NoError(t, command(t.Context(), c))
	require.Equal(t, int32(3), asked.Load())

	lost.Store(true)
	_, err := c.ReceivePack(t.Context(), []byte("0000"), nil)
	require.Equal(t, wireerr.Unreachable, wireerr.KindOf(err))
	require.Equal(t, int32(4), asked.Load(), "a push is not sent twice")
}

func TestTheServerDecidesOnHTTP2(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 1 {
			t.Errorf("HTTP %d", r.ProtoMajor)
		}
		answer(w, r)
	}))
	s.StartTLS()
	t.Cleanup(s.Close)
	var dialled atomic.Int32
	c := open(t, transport.HTTPConfig{URL: s.URL, TLS: &tls.Config{}, DialContext: counted(&dialled)}, s)
	for range 3 {
		require.NoError(t, command(t.Context(), c))
	}
	require.Equal(t, int32(1), dialled.Load())
}
