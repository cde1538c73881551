package remote_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

func TestAPushThatIsToWaitDidNotHappen(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	base := w.read(nil)
	require.NoError(t, w.client.CheckPush(w.ctx))
	p, err := w.client.Build(base, []remote.NewCommit{change("models/a", "2\n")})
	require.NoError(t, err)
	for _, service := range []string{"git-receive-pack", "git-upload-pack"} {
		w.server.Reset()
		w.server.Inject(gittest.Fault{Service: service, Status: 429, Header: http.Header{"Retry-After": {"90"}}})
		if service == "git-receive-pack" {
			_, err = w.client.Push(w.ctx, p)
		} else {
			_, err = w.client.Poll(w.ctx)
		}
		var e *wireerr.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, wireerr.RateLimited, e.Kind)
		require.Equal(t, wireerr.WaitUntil, e.Class())
		require.False(t, e.OutcomeUnknown)
		require.Len(t, w.server.Requests(), 1, "nothing is asked of a server that wants rest")
	}
	_, err = w.client.Push(w.ctx, p)
	require.NoError(t, err)
	require.Equal(t, p.Head().String(), w.repo.Ref("main"))
}

func TestAConfirmedRedirectIsWhereAllOfItHappens(t *testing.T) {
	w := &world{T: t, ctx: t.Context(), server: gittest.NewServer(t, gittest.WithTLS())}
	w.repo = w.server.NewRepo("team/config.git")
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	var asked atomic.Int32
	old := httptest.NewTLSServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			asked.Add(1)
		}
		http.Redirect(rw, r, w.server.URL("team/config.git")+"/info/refs?"+r.URL.RawQuery, http.StatusMovedPermanently)
	}))
	t.Cleanup(old.Close)
	trust := x509.NewCertPool()
	trust.AddCert(w.server.HTTP.Certificate())
	trust.AddCert(old.Certificate())
	cfg := remote.Config{URL: old.URL + "/config", TLS: &tls.Config{RootCAs: trust}}

	w.client = w.newClient(cfg)
	_, err := w.client.Poll(w.ctx)
	var e *wireerr.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, w.server.HTTP.URL, e.Redirect)
	require.Empty(t, w.server.Requests())

	cfg.AllowRedirectTo = []string{e.Redirect}
	w.client = w.newClient(cfg)
	w.push(w.read(nil), change("models/a", "2\n"))
	require.Equal(t, w.server.URL("team/config.git"), w.client.URL())
	require.Equal(t, int32(2), asked.Load(), "once for each client")
}

func TestProxyOfTheConfiguration(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	proxied := http.Header{}
	proxy := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		proxied.Set(r.Host, r.Header.Get("Proxy-Authorization"))
		w.server.HTTP.Config.Handler.ServeHTTP(rw, r)
	}))
	t.Cleanup(proxy.Close)
	at, err := url.Parse(proxy.URL)
	require.NoError(t, err)
	at.User = url.UserPassword("pat", "pr0xy")
	w.client = w.newClient(remote.Config{URL: "http://git.example/team/config.git", Proxy: at})
	require.False(t, w.poll().Unborn)
	require.Len(t, proxied, 1)
	require.NotEmpty(t, proxied.Get("git.example"))
}

func TestPollsAndReadsKeepOneConnection(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	var dialled atomic.Int32
	w.client = w.newClient(remote.Config{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		dialled.Add(1)
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}})
	s := w.read(nil)
	cold := dialled.Load()
	for range 10 {
		w.poll()
	}
	s = w.push(s, change("models/a", "2\n"))
	w.repo.Commit(gittest.Commit{Files: text("models/b", "1\n")})
	w.read(s)
	require.Equal(t, cold, dialled.Load())
}
