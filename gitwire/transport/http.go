package transport

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/wireerr"
)

// HTTPConfig says how to reach a repository over HTTP.
type HTTPConfig struct {
	URL       string // https://host/path, without user info
	Auth      Auth
	AllowHTTP bool // permit http://, which shows the credential to everyone on the way
	// AllowRedirectTo are origins, as "https://host" or "https://host:8443", that somebody
	// confirmed for this repository: a first discovery may be redirected there, and they
	// get the credential. Unconfirmed ones get no request.
	AllowRedirectTo []string
	// DialContext opens connections, as of a tunnel; nil: the net package, and, when there
	// is no Proxy either, the proxy that the environment names.
	DialContext func(ctx context.Context, network, addr string) (net.Conn, error)
	// Proxy is http, https or socks5://[user:password@]host:port; nil: none. It is dialled
	// by DialContext. The password is in no error.
	Proxy *url.URL
	TLS   *tls.Config   // authorities and client certificate; nil: the system's authorities. At least TLS 1.2 is spoken
	Agent string        // User-Agent; some servers want it to begin with "git/"
	Idle  time.Duration // longest time without a byte in either direction
	Reply int64         // largest reply in bytes
	Now   func() time.Time
}

// HTTP is a Conn over HTTP. Make it with NewHTTP.
type HTTP struct {
	cfg    HTTPConfig
	client *http.Client
	// trusted are the origins that may be redirected to.
	trusted []string

	mu    sync.Mutex
	base  *url.URL
	final bool // the first discovery said where the repository is
}

// NewHTTP checks the URL; it does no I/O.
func NewHTTP(cfg HTTPConfig) (*HTTP, error) {
	base, err := parseURL(cfg.URL, cfg.AllowHTTP)
	if err != nil {
		return nil, err
	}
	if cfg.Auth == nil {
		cfg.Auth = None{}
	}
	if err := checkAuth(cfg.Auth); err != nil {
		return nil, err
	}
	trusted, err := trustedOrigins(base, cfg.AllowRedirectTo)
	if err != nil {
		return nil, err
	}
	t, err := newTransport(cfg)
	if err != nil {
		return nil, err
	}
	noRedirect := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &HTTP{
		cfg: cfg, base: base, trusted: trusted, client: &http.Client{Transport: t, CheckRedirect: noRedirect},
	}, nil
}

func newTransport(cfg HTTPConfig) (*http.Transport, error) {
	if err := checkProxy(cfg.Proxy); err != nil {
		return nil, err
	}
	t := &http.Transport{
		TLSClientConfig: atLeastTLS12(cfg.TLS), DialContext: cfg.DialContext, ForceAttemptHTTP2: true,
		DisableCompression: true, MaxIdleConnsPerHost: 4, IdleConnTimeout: 90 * time.Second,
		TLSHandshakeTimeout: 20 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		OnProxyConnectResponse: proxyAnswer,
		// A dead connection is left before the next request has stalled on it for the idle time.
		HTTP2: &http.HTTP2Config{SendPingTimeout: cfg.Idle / 2, PingTimeout: cfg.Idle / 4},
	}
	switch {
	case cfg.Proxy != nil:
		t.Proxy = http.ProxyURL(cfg.Proxy)
	case cfg.DialContext == nil:
		t.Proxy = readable(http.ProxyFromEnvironment)
	}
	if cfg.DialContext == nil {
		t.DialContext = (&net.Dialer{Timeout: 20 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	}
	t.DialContext = markDial(t.DialContext)
	return t, nil
}

// maxURL bounds a repository's URL, in bytes.
const maxURL = 4096

func parseURL(raw string, allowHTTP bool) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || len(raw) > maxURL:
		return nil, wireerr.New(wireerr.Invalid, "the URL cannot be read")
	case u.User != nil:
		return nil, wireerr.New(wireerr.Invalid, "the URL must not hold a user or password")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, wireerr.New(wireerr.Invalid, "the URL must begin with https://")
	case u.Scheme == "http" && !allowHTTP:
		return nil, wireerr.New(wireerr.Invalid, "http:// is not allowed, use https://")
	case u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "":
		return nil, wireerr.New(wireerr.Invalid, "the URL must be https://host/path")
	}
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = ""
	return u, nil
}

// URL implements Conn.
func (c *HTTP) URL() string { return c.current().String() }

// Close implements Conn.
func (c *HTTP) Close() error {
	c.client.CloseIdleConnections()
	return nil
}

func (c *HTTP) current() *url.URL {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base
}

// Discover implements Conn. The first one follows redirects, see AllowRedirectTo.
func (c *HTTP) Discover(ctx context.Context, s Service, refs Refs) (*Advertisement, error) {
	res, err := c.discover(ctx, s)
	if err != nil {
		return nil, err
	}
	defer res.Close()
	p := pkt.NewReader(res)
	a, err := readAdvertisement(p, refs)
	if err != nil {
		return nil, err
	}
	p.Drain(64 << 10)
	return a, nil
}

// UploadPack implements Conn.
func (c *HTTP) UploadPack(ctx context.Context, version int, request []byte) (io.ReadCloser, error) {
	// Reading twice does no harm, so net/http may ask once more when a kept connection turns
	// out to be dead; without a value the header is not sent.
	h := http.Header{"X-Idempotency-Key": {}}
	if version == 2 {
		h.Set("Git-Protocol", "version=2")
	}
	return c.post(ctx, UploadPack, h, request)
}

// ReceivePack implements Conn.
func (c *HTTP) ReceivePack(ctx context.Context, commands, pack []byte) (io.ReadCloser, error) {
	return c.post(ctx, ReceivePack, http.Header{}, commands, pack)
}

func (c *HTTP) post(ctx context.Context, s Service, h http.Header, body ...[]byte) (io.ReadCloser, error) {
	h.Set("Content-Type", "application/x-"+string(s)+"-request")
	h.Set("Accept", "application/x-"+string(s)+"-result")
	res, err := c.do(ctx, http.MethodPost, c.current().String()+"/"+string(s), h, body...)
	if err != nil {
		return nil, err
	}
	if err := c.check(res, "application/x-"+string(s)+"-result"); err != nil {
		return nil, err
	}
	return res.Body, nil
}

// do sends one request. The reply's body ends the request when it is closed, and fails
// when nothing came for the idle time or more came than is allowed.
func (c *HTTP) do(ctx context.Context, method, to string, h http.Header, body ...[]byte) (*http.Response, error) {
	// The connections that wait for a request are likely as dead as the one that stalled.
	w := watch(ctx, c.cfg.Idle, c.client.CloseIdleConnections)
	var rd io.Reader
	if body != nil {
		rd = newSending(body, w)
	}
	req, err := http.NewRequestWithContext(w.ctx, method, to, rd)
	if err != nil {
		w.stop()
		return nil, wireerr.New(wireerr.Invalid, "make request: %w", err)
	}
	if body != nil { // a length always: some servers refuse chunked requests
		for _, part := range body {
			req.ContentLength += int64(len(part))
		}
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(newSending(body, w)), nil }
	}
	h.Set("User-Agent", c.cfg.Agent)
	c.cfg.Auth.apply(h)
	req.Header = h
	res, err := c.client.Do(req)
	if err != nil {
		w.stop()
		return nil, w.explain(err)
	}
	res.Body = &receiving{body: res.Body, w: w, limit: c.cfg.Reply, left: c.cfg.Reply}
	return res, nil
}

// check closes the body of a reply that is not what was asked for.
func (c *HTTP) check(res *http.Response, contentType string) error {
	if res.StatusCode != http.StatusOK {
		return c.statusError(res)
	}
	if e := res.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		res.Body.Close()
		return wireerr.New(wireerr.Protocol, "the reply is compressed (%s), which was not asked for", wireerr.Clean(fmt.Sprintf("%.40q", e)))
	}
	if got := res.Header.Get("Content-Type"); got != contentType {
		res.Body.Close()
		return wireerr.New(wireerr.Protocol, "not a git server: content type %q", wireerr.Clean(fmt.Sprintf("%.100s", got)))
	}
	return nil
}
