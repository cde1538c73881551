package transport_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// calls are the three ways to send a request.
func calls(t *testing.T, c *transport.HTTP) map[string]func() error {
	return map[string]func() error{
		"discover": func() error {
			_, err := c.Discover(t.Context(), transport.UploadPack, nil)
			return err
		},
		"fetch": func() error {
			_, err := c.UploadPack(t.Context(), 2, []byte("0000"))
			return err
		},
		"push": func() error {
			_, err := c.ReceivePack(t.Context(), []byte("0000"), nil)
			return err
		},
	}
}

func TestStatuses(t *testing.T) {
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, row := range []struct {
		status int
		after  string
		kind   wireerr.Kind
		wait   time.Duration
	}{
		{401, "", wireerr.Auth, 0},
		{401, "7", wireerr.Auth, 0},
		{403, "", wireerr.Forbidden, 0},
		{403, "7", wireerr.RateLimited, 7 * time.Second},
		{404, "", wireerr.NotFound, 0},
		{404, "7", wireerr.NotFound, 0},
		{429, "", wireerr.RateLimited, time.Minute},
		{429, "soon", wireerr.RateLimited, time.Minute},
		{429, "0", wireerr.RateLimited, time.Second},
		{429, "-5", wireerr.RateLimited, time.Second},
		{429, " 90 ", wireerr.RateLimited, 90 * time.Second},
		{429, "99999", wireerr.RateLimited, time.Hour},
		{429, "99999999999999999999999", wireerr.RateLimited, time.Hour},
		{429, "Wed, 02 Jan 2030 03:06:05 GMT", wireerr.RateLimited, 2 * time.Minute},
		{429, "Wed, 02 Jan 2019 03:06:05 GMT", wireerr.RateLimited, time.Second},
		{429, "Wed, 02 Jan 2990 03:06:05 GMT", wireerr.RateLimited, time.Hour},
		{503, "", wireerr.Unreachable, 0},
		{503, "Wed, 02 Jan 2030 03:04:35 GMT", wireerr.RateLimited, 30 * time.Second},
		{500, "7", wireerr.Unreachable, 0},
		{304, "", wireerr.Protocol, 0},
	} {
		var requests atomic.Int32
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
			if row.after != "" {
				w.Header().Set("Retry-After", row.after)
			}
			w.WriteHeader(row.status)
		})
		c := open(t, transport.HTTPConfig{URL: s.URL + "/x", Now: func() time.Time { return now }})
		for name, call := range calls(t, c) {
			requests.Store(0)
			err := call()
			var e *wireerr.Error
			require.ErrorAs(t, err, &e, "%s %d %q", name, row.status, row.after)
			require.Equal(t, row.kind, e.Kind, "%s %d %q", name, row.status, row.after)
			require.Equal(t, row.status, e.Status)
			if row.kind == wireerr.RateLimited {
				require.Equal(t, now.Add(row.wait), e.Until, "%s %d %q", name, row.status, row.after)
			} else {
				require.True(t, e.Until.IsZero())
			}
			require.Equal(t, int32(1), requests.Load(), "%s: nothing is tried again unasked", name)
		}
	}
}

func TestCompressedRepliesAreRefused(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	io.Copy(z, io.LimitReader(strings.NewReader(strings.Repeat("0000", 1<<18)), 1<<20))
	require.NoError(t, z.Close())
	for _, status := range []int{200, 500} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if status == 200 {
				w.Header().Set("Content-Type", "application/x-git-upload-pack-result")
			} else {
				w.Header().Set("Content-Type", "text/plain")
			}
			require.Empty(t, r.Header.Get("Accept-Encoding"))
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(status)
			w.Write(bomb.Bytes())
		})
		_, err := open(t, transport.HTTPConfig{URL: s.URL}).UploadPack(t.Context(), 2, []byte("0000"))
		if status == 200 {
			require.Equal(t, wireerr.Protocol, wireerr.KindOf(err))
			require.ErrorContains(t, err, `compressed ("gzip"), which was not asked for`)
			continue
		}
		require.EqualError(t, err, "unreachable (HTTP 500)", "compressed words are not shown")
	}
}

func TestHeadersAreBounded(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("x", 200_000))
		answer(w, r)
	})
	for name, call := range calls(t, open(t, transport.HTTPConfig{URL: s.URL})) {
		err := call()
		require.Equal(t, wireerr.Unreachable, wireerr.KindOf(err), name)
		require.ErrorContains(t, err, "headers exceeded", name)
	}
	_, err := transport.NewHTTP(transport.HTTPConfig{URL: "https://example.com/" + strings.Repeat("x", 5000)})
	require.Equal(t, wireerr.Invalid, wireerr.KindOf(err))
}

func TestACredentialThatNoHeaderCanHold(t *testing.T) {
	for _, token := range []string{"t0ken\n", "t0ken\r\nX-Other: y", "t0\x00ken", "t0ken\x7f"} {
		_, err := transport.NewHTTP(transport.HTTPConfig{URL: "https://example.com/x", Auth: transport.Bearer{Token: token}})
		require.Equal(t, wireerr.Invalid, wireerr.KindOf(err), "%q", token)
		require.NotContains(t, err.Error(), "t0")
	}
}
