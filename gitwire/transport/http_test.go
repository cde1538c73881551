package transport_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lines frames lines as packets, "" as a flush.
func lines(ls ...string) string {
	var b []byte
	for _, l := range ls {
		if l == "" {
			b = pkt.AppendFlush(b)
		} else {
			b = pkt.Append(b, l)
		}
	}
	return string(b)
}

func advertise(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/x-git-upload-pack-advertisement")
	io.WriteString(w, lines("# service=git-upload-pack\n", "", "version 2\n", "agent=git/2.39.5\n",
		"ls-refs=unborn\n", "fetch=shallow filter\n", "object-format=sha1\n", ""))
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func conn(t *testing.T, url string) *transport.HTTP {
	t.Helper()
	c, err := transport.NewHTTP(transport.HTTPConfig{
		URL: url, AllowHTTP: true, Auth: transport.Basic{User: "u", Password: "p"}, Agent: "git/test",
		Idle: 5 * time.Second, Reply: 1 << 20, Now: time.Now,
	})
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

func TestDiscover(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "/x.git/info/refs", r.URL.Path)
		require.Equal(t, "version=2", r.Header.Get("Git-Protocol"))
		require.Equal(t, "git/test", r.Header.Get("User-Agent"))
		user, password, _ := r.BasicAuth()
		require.Equal(t, "u p", user+" "+password)
		advertise(w)
	})
	a, err := conn(t, s.URL+"/x.git/").Discover(t.Context(), transport.UploadPack, nil)
	require.NoError(t, err)
	require.Equal(t, 2, a.Version)
	require.True(t, a.Feature("fetch", "filter"))
	require.True(t, a.Feature("ls-refs", "unborn"))
	require.False(t, a.Feature("fetch", "filt"))
	require.True(t, a.Has("agent"))
	require.False(t, a.SHA256())
}

func TestAdvertisements(t *testing.T) {
	head := strings.Repeat("1", 40) + " HEAD\x00ofs-delta agent=git/1.9 \n"
	for _, row := range []struct {
		name, body string
		version    int
		kind       wireerr.Kind
	}{
		{"v0", lines("# service=git-upload-pack\n", "", head, ""), 0, ""},
		{"v1", lines("version 1\n", head, ""), 1, ""},
		{"ERR", lines("ERR nope\n"), 0, wireerr.Protocol},
		{"empty", "", 0, wireerr.Unreachable},
		{"end of another kind", "0001", 0, wireerr.Protocol},
		{"no capabilities", lines("hello dear"), 0, wireerr.Protocol},
		{"cut", lines("version 2\n") + "0015agent=", 0, wireerr.Unreachable},
		{"page", "<html></html>", 0, wireerr.Protocol},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/x-git-upload-pack-advertisement")
				io.WriteString(w, row.body)
			})
			a, err := conn(t, s.URL).Discover(t.Context(), transport.UploadPack, nil)
			require.Equal(t, row.kind, wireerr.KindOf(err), "%v", err)
			if row.kind == "" {
				require.NoError(t, err)
				require.Equal(t, row.version, a.Version)
				require.True(t, a.Has("ofs-delta"))
			}
		})
	}
}

func TestRefsOfV0(t *testing.T) {
	a, b := strings.Repeat("1", 40), strings.Repeat("2", 40)
	for _, row := range []struct {
		name, body, want string
		kind             wireerr.Kind
	}{
		{"two", lines(a+" HEAD\x00ofs-delta", b+" refs/heads/x\n", ""), "HEAD=1 refs/heads/x=2", ""},
		{"of v1", lines("version 1\n", a+" HEAD\x00ofs-delta", ""), "HEAD=1", ""},
		{"none", lines(strings.Repeat("0", 40)+" capabilities^{}\x00ofs-delta", ""), "", ""},
		{"not even capabilities", "0000", "", ""},
		{"shallow", lines(a+" HEAD\x00ofs-delta", "shallow "+b, ""), "HEAD=1", ""},
		{"malformed", lines(a+" HEAD\x00ofs-delta", "x", ""), "HEAD=1", wireerr.Protocol},
		{"cut", lines(a + " HEAD\x00ofs-delta"), "HEAD=1", wireerr.Unreachable},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/x-git-upload-pack-advertisement")
				io.WriteString(w, lines("# service=git-upload-pack\n", "")+row.body)
			})
			var got []string
			_, err := conn(t, s.URL).Discover(t.Context(), transport.UploadPack, func(id, name string) (bool, error) {
				got = append(got, name+"="+id[:1])
				return true, nil
			})
			require.Equal(t, row.kind, wireerr.KindOf(err), "%v", err)
			require.Equal(t, row.want, strings.Join(got, " "))
		})
	}
}

func TestRedirects(t *testing.T) {
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("a request went to another host: %v", r.Header)
	})
	for _, row := range []struct {
		name, to string
		code     int
		kind     wireerr.Kind
		url      string
	}{
		{"same host", "/x.git/info/refs?service=git-upload-pack", 301, "", "/x.git"},
		{"308", "/x.git/info/refs?service=git-upload-pack", 308, "", "/x.git"},
		{"relative", "../../x.git/info/refs?service=git-upload-pack", 302, "", "/x.git"},
		{"another port", other.URL + "/x.git/info/refs?service=git-upload-pack", 301, wireerr.Unsupported, ""},
		{"another host", "http://example.com/x.git/info/refs?service=git-upload-pack", 301, wireerr.Unsupported, ""},
		{"to https", "https://HOST/x.git/info/refs?service=git-upload-pack", 301, wireerr.Unsupported, ""},
		{"login page", "/login", 302, wireerr.Unsupported, ""},
		{"without the service", "/x.git/info/refs", 302, wireerr.Unsupported, ""},
		{"nowhere", "", 302, wireerr.Protocol, ""},
		{"round and round", "/x/info/refs?service=git-upload-pack", 302, wireerr.Unsupported, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/x.git/") {
					advertise(w)
					return
				}
				if row.to != "" {
					w.Header().Set("Location", strings.ReplaceAll(row.to, "HOST", r.Host))
				}
				w.WriteHeader(row.code)
			})
			c := conn(t, s.URL+"/x")
			_, err := c.Discover(t.Context(), transport.UploadPack, nil)
			require.Equal(t, row.kind, wireerr.KindOf(err), "%v", err)
			if row.kind == "" {
				require.NoError(t, err)
				require.Equal(t, s.URL+row.url, c.URL())
			}
		})
	}
}

func TestOnlyTheFirstDiscoveryFollowsRedirects(t *testing.T) {
	moved := false
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if moved {
			http.Redirect(w, r, "/y"+strings.TrimPrefix(r.URL.String(), "/x"), http.StatusFound)
			return
		}
		advertise(w)
	})
	c := conn(t, s.URL+"/x")
	_, err := c.Discover(t.Context(), transport.UploadPack, nil)
	require.NoError(t, err)
	moved = true
	_, err = c.Discover(t.Context(), transport.UploadPack, nil)
	require.Equal(t, wireerr.Unsupported, wireerr.KindOf(err))
	_, err = c.UploadPack(t.Context(), 2, []byte("0000"))
	require.Equal(t, wireerr.Unsupported, wireerr.KindOf(err))
}

func TestRequestsHaveALength(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, int64(100_000), r.ContentLength)
		require.Empty(t, r.TransferEncoding)
		n, err := io.Copy(io.Discard, r.Body)
		require.NoError(t, err)
		require.Equal(t, int64(100_000), n)
		w.Header().Set("Content-Type", "application/x-git-receive-pack-result")
		io.WriteString(w, "0000")
	})
	body, err := conn(t, s.URL).ReceivePack(t.Context(), make([]byte, 100_000), nil)
	require.NoError(t, err)
	b, err := io.ReadAll(body)
	require.NoError(t, err)
	require.Equal(t, "0000", string(b))
	require.NoError(t, body.Close())
}

func TestRepliesThatAreNotGits(t *testing.T) {
	for _, row := range []struct {
		name, contentType, text string
		status                  int
		kind                    wireerr.Kind
		want                    string
	}{
		{"page", "text/html", "<html>", 200, wireerr.Protocol, ""},
		{"words of an error", "text/plain; charset=utf-8", "no \x1b[1mspace\x1b[0m left at https://u:p4ss@h/x\n", 500, wireerr.Unreachable, "no space left at https://h/x"},
		{"page of an error", "text/html", "<html>", 500, wireerr.Unreachable, ""},
		{"teapot", "text/plain", "short and stout", 418, wireerr.Protocol, "short and stout"},
		{"gone", "text/plain", "", 410, wireerr.NotFound, ""},
		{"too large", "text/plain", "", 413, wireerr.TooLarge, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", row.contentType)
				w.WriteHeader(row.status)
				io.WriteString(w, row.text)
			})
			_, err := conn(t, s.URL).UploadPack(t.Context(), 2, []byte("0000"))
			var e *wireerr.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, row.kind, e.Kind)
			require.Equal(t, row.want, e.Text)
		})
	}
}

func TestReplyLimitAndCancel(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/x-git-upload-pack-result")
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	c := conn(t, s.URL)
	body, err := c.UploadPack(t.Context(), 2, []byte("0000"))
	require.NoError(t, err)
	n, err := io.Copy(io.Discard, body)
	require.Equal(t, int64(1<<20), n)
	require.Equal(t, wireerr.TooLarge, wireerr.KindOf(err))
	require.NoError(t, body.Close())

	waits := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/x-git-upload-pack-result")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	body, err = conn(t, waits.URL).UploadPack(ctx, 2, []byte("0000"))
	require.NoError(t, err)
	cancel()
	_, err = io.Copy(io.Discard, body)
	require.Equal(t, wireerr.Canceled, wireerr.KindOf(err), "%v", err)
	body.Close()
}

func TestCredentialsAreNotPrinted(t *testing.T) {
	for _, a := range []transport.Auth{transport.Basic{User: "u", Password: "s3cret"}, transport.Bearer{Token: "s3cret"}} {
		require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", a, a, a, a), "s3cret")
	}
}
