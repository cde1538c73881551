package transport_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// serveTLS is serve over TLS.
func serveTLS(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = silent()
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// open makes a Conn that trusts the servers' certificates.
func open(t *testing.T, cfg transport.HTTPConfig, trust ...*httptest.Server) *transport.HTTP {
	t.Helper()
	cfg.AllowHTTP, cfg.Agent, cfg.Reply = true, "git/test", 1<<20
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Idle == 0 {
		cfg.Idle = 5 * time.Second
	}
	if cfg.Auth == nil {
		cfg.Auth = transport.Basic{User: "u", Password: "p4ss"}
	}
	if cfg.TLS == nil {
		cfg.TLS = &tls.Config{}
	}
	for _, s := range trust {
		if cfg.TLS.RootCAs == nil {
			cfg.TLS.RootCAs = x509.NewCertPool()
		}
		cfg.TLS.RootCAs.AddCert(s.Certificate())
	}
	c, err := transport.NewHTTP(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

// git is a server that has every repository and notes what it gets.
type git struct {
	*httptest.Server
	requests, authorized atomic.Int32
}

func (g *git) serve(w http.ResponseWriter, r *http.Request) {
	g.requests.Add(1)
	if _, password, _ := r.BasicAuth(); password == "p4ss" {
		g.authorized.Add(1)
	}
	answer(w, r)
}

// answer is what a git server says, in brief.
func answer(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	switch service := r.URL.Query().Get("service"); {
	case service == "git-upload-pack":
		advertise(w)
	case service != "":
		w.Header().Set("Content-Type", "application/x-git-receive-pack-advertisement")
		io.WriteString(w, lines("# service=git-receive-pack\n", "", strings.Repeat("0", 40)+" capabilities^{}\x00report-status\n", ""))
	default:
		_, name, _ := strings.Cut(r.URL.Path, "/git-")
		w.Header().Set("Content-Type", "application/x-git-"+name+"-result")
		io.WriteString(w, "0000")
	}
}

func redirect(to *string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, *to+r.URL.RequestURI(), http.StatusMovedPermanently)
	}
}

func TestARedirectToAnotherHostIsFollowedOnlyWhenConfirmed(t *testing.T) {
	g := &git{}
	g.Server = serveTLS(t, g.serve)
	first := serveTLS(t, redirect(&g.URL))
	other := "https://127.0.0.1:1"

	for _, confirmed := range [][]string{nil, {other}, {strings.Replace(g.URL, "127.0.0.1", "localhost", 1)}} {
		var dialled []string
		c := open(t, transport.HTTPConfig{
			URL: first.URL + "/x", AllowRedirectTo: confirmed,
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				dialled = append(dialled, addr)
				return (&net.Dialer{}).DialContext(ctx, network, addr)
			},
		}, first, g.Server)
		_, err := c.Discover(t.Context(), transport.UploadPack, nil)
		var e *wireerr.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, wireerr.Unsupported, e.Kind)
		require.Equal(t, g.URL, e.Redirect, "what can be confirmed")
		require.Equal(t, []string{first.Listener.Addr().String()}, dialled)
		require.Equal(t, first.URL+"/x", c.URL())
	}
	require.Zero(t, g.requests.Load(), "nothing is sent to a host that nobody confirmed")

	c := open(t, transport.HTTPConfig{URL: first.URL + "/x", AllowRedirectTo: []string{other, strings.ToUpper(g.URL[:5]) + g.URL[5:] + "/"}}, first, g.Server)
	_, err := c.Discover(t.Context(), transport.UploadPack, nil)
	require.NoError(t, err)
	require.Equal(t, g.URL+"/x", c.URL())
	_, err = c.Discover(t.Context(), transport.ReceivePack, nil)
	require.NoError(t, err)
	for _, post := range []func() (io.ReadCloser, error){
		func() (io.ReadCloser, error) { return c.UploadPack(t.Context(), 2, []byte("0000")) },
		func() (io.ReadCloser, error) { return c.ReceivePack(t.Context(), []byte("0000"), nil) },
	} {
		body, err := post()
		require.NoError(t, err)
		require.NoError(t, body.Close())
	}
	require.Equal(t, int32(4), g.requests.Load(), "all that follows goes there at once")
	require.Equal(t, int32(4), g.authorized.Load(), "confirming an origin gives it the credential")
}

func TestAConfirmedHostIsNotAWayToOthers(t *testing.T) {
	last := &git{}
	last.Server = serveTLS(t, last.serve)
	plain := &git{}
	plain.Server = serve(t, plain.serve)
	to := ""
	middle := serveTLS(t, redirect(&to))
	first := serveTLS(t, redirect(&middle.URL))
	for _, row := range []struct {
		name, to, offer, url string
		kind                 wireerr.Kind
	}{
		{"unconfirmed", last.URL, last.URL, "", wireerr.Unsupported},
		{"http", plain.URL, "", "", wireerr.Unsupported},
		{"looks like another", "https://gith\u0443b.com", "", "", wireerr.Protocol},
		{"no host", "https://", "", "", wireerr.Protocol},
		{"other scheme", "ftp://127.0.0.1", "", "", wireerr.Unsupported},
		{"long", "https://" + strings.Repeat("a", 5000), "", "", wireerr.Protocol},
		{"login elsewhere", last.URL + "/login?next=", "", "", wireerr.Unsupported},
	} {
		t.Run(row.name, func(t *testing.T) {
			to = row.to
			c := open(t, transport.HTTPConfig{URL: first.URL + "/x", AllowRedirectTo: []string{middle.URL}}, first, middle, last.Server)
			_, err := c.Discover(t.Context(), transport.UploadPack, nil)
			var e *wireerr.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, row.kind, e.Kind, "%v", err)
			require.Equal(t, row.offer, e.Redirect)
		})
	}
	require.Zero(t, last.requests.Load()+plain.requests.Load())
}

// byPort dials a server for each port of any host.
func byPort(servers map[string]*httptest.Server) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		_, port, err := net.SplitHostPort(addr)
		if err != nil {
			return nil, err
		}
		return (&net.Dialer{}).DialContext(ctx, network, servers[port].Listener.Addr().String())
	}
}

func TestHTTPIsUpgradedOnTheSameHost(t *testing.T) {
	g := &git{}
	g.Server = serveTLS(t, g.serve)
	to := "https://example.com"
	plain := serve(t, redirect(&to))
	dial := byPort(map[string]*httptest.Server{"80": plain, "443": g.Server, "8443": g.Server})
	c := open(t, transport.HTTPConfig{URL: "http://example.com/x", DialContext: dial}, g.Server)
	_, err := c.Discover(t.Context(), transport.UploadPack, nil)
	require.NoError(t, err)
	require.Equal(t, "https://example.com/x", c.URL())
	require.Equal(t, int32(1), g.authorized.Load())

	to = "https://example.com:8443"
	c = open(t, transport.HTTPConfig{URL: "http://example.com/x", DialContext: dial}, g.Server)
	_, err = c.Discover(t.Context(), transport.UploadPack, nil)
	require.Equal(t, wireerr.Unsupported, wireerr.KindOf(err), "on another port it may be another service")
	require.Equal(t, int32(1), g.requests.Load())
}

func TestHTTPSIsNotDowngraded(t *testing.T) {
	g := &git{}
	g.Server = serve(t, g.serve)
	to := "http://example.com"
	s := serveTLS(t, redirect(&to))
	c := open(t, transport.HTTPConfig{
		URL: "https://example.com/x", AllowRedirectTo: []string{"https://example.com"},
		DialContext: byPort(map[string]*httptest.Server{"80": g.Server, "443": s}),
	}, s)
	_, err := c.Discover(t.Context(), transport.UploadPack, nil)
	require.Equal(t, wireerr.Unsupported, wireerr.KindOf(err))
	require.Zero(t, g.requests.Load())
}

func TestOnlyOriginsCanBeConfirmed(t *testing.T) {
	for _, bad := range []string{"", "example.com", "http://example.com", "https://", "https://u:s3cret@example.com", "https://example.com/x", "https://example.com?x=1", "https://*.ex\u00e4mple.com", ":"} {
		_, err := transport.NewHTTP(transport.HTTPConfig{URL: "https://example.com/x", AllowRedirectTo: []string{bad}})
		require.Equal(t, wireerr.Invalid, wireerr.KindOf(err), bad)
		require.NotContains(t, err.Error(), "s3cret")
	}
}

func TestALaterRedirectSaysWhere(t *testing.T) {
	g := &git{}
	g.Server = serveTLS(t, g.serve)
	s := serveTLS(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			answer(w, r)
			return
		}
		http.Redirect(w, r, strings.Replace(g.URL, "://", "://u:s3cret@", 1)+"/new", http.StatusTemporaryRedirect)
	})
	c := open(t, transport.HTTPConfig{URL: s.URL + "/x", AllowRedirectTo: []string{g.URL}}, s, g.Server)
	_, err := c.Discover(t.Context(), transport.UploadPack, nil)
	require.NoError(t, err)
	_, err = c.ReceivePack(t.Context(), []byte("0000"), nil)
	require.Equal(t, wireerr.Unsupported, wireerr.KindOf(err))
	require.ErrorContains(t, err, "moved the repository to \""+g.URL+"/new\"")
	require.NotContains(t, err.Error(), "s3cret")
	require.Zero(t, g.requests.Load(), "a POST is never sent anywhere else, confirmed or not")
}
