package remote_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

func TestPollFaults(t *testing.T) {
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, row := range []struct {
		name  string
		fault gittest.Fault
		kind  wireerr.Kind
		class wireerr.Class
		until time.Time
	}{
		{"401", gittest.Fault{Status: 401}, wireerr.Auth, wireerr.Halt, time.Time{}},
		{"403", gittest.Fault{Status: 403}, wireerr.Forbidden, wireerr.Halt, time.Time{}},
		{"404", gittest.Fault{Status: 404}, wireerr.NotFound, wireerr.Halt, time.Time{}},
		{"429 with seconds", gittest.Fault{Status: 429, Header: http.Header{"Retry-After": {"90"}}}, wireerr.RateLimited, wireerr.WaitUntil, now.Add(90 * time.Second)},
		{"429 with a date", gittest.Fault{Status: 429, Header: http.Header{"Retry-After": {"Wed, 02 Jan 2030 03:06:05 GMT"}}}, wireerr.RateLimited, wireerr.WaitUntil, now.Add(2 * time.Minute)},
		{"429 without", gittest.Fault{Status: 429}, wireerr.RateLimited, wireerr.WaitUntil, now.Add(time.Minute)},
		{"429 for ever", gittest.Fault{Status: 429, Header: http.Header{"Retry-After": {"999999999"}}}, wireerr.RateLimited, wireerr.WaitUntil, now.Add(time.Hour)},
		{"secondary limit", gittest.Fault{Status: 403, Header: http.Header{"Retry-After": {"5"}}}, wireerr.RateLimited, wireerr.WaitUntil, now.Add(5 * time.Second)},
		{"500", gittest.Fault{Status: 500, Text: "oops \x1b[31mred"}, wireerr.Unreachable, wireerr.Retry, time.Time{}},
		{"503", gittest.Fault{Status: 503}, wireerr.Unreachable, wireerr.Retry, time.Time{}},
		{"lost", gittest.Fault{Lost: true, Times: -1}, wireerr.Unreachable, wireerr.Retry, time.Time{}},
		{"cut", gittest.Fault{CutAfter: 20}, wireerr.Unreachable, wireerr.Retry, time.Time{}},
		{"ERR packet", gittest.Fault{Raw: []byte("000fERR go away")}, wireerr.Protocol, wireerr.Retry, time.Time{}},
		{"bad framing", gittest.Fault{Raw: []byte("0003")}, wireerr.Protocol, wireerr.Retry, time.Time{}},
		{"bad ref", gittest.Fault{Raw: []byte("0018xyz refs/heads/main\n0000")}, wireerr.Protocol, wireerr.Retry, time.Time{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t, []string{"models"})
			w.client = w.newClient(remote.Config{Now: func() time.Time { return now }})
			w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
			w.poll()
			w.server.Reset()
			row.fault.Command = "ls-refs"
			w.server.Inject(row.fault)
			_, err := w.client.Poll(w.ctx)
			var e *wireerr.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, row.kind, e.Kind, "%v", err)
			require.Equal(t, row.class, e.Class())
			require.True(t, row.until.Equal(e.Until), "%v", e.Until)
			require.NotContains(t, err.Error(), "\x1b")
			most := 1 // nothing is tried again unasked,
			if row.fault.Lost {
				most += 2 // but on each kept connection that may just have been dead
			}
			require.LessOrEqual(t, len(w.server.Requests()), most)
			w.server.Reset()
			w.poll()
		})
	}
}

func TestReadFaults(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	tip := w.poll()
	for _, row := range []struct {
		name  string
		fault gittest.Fault
		kind  wireerr.Kind
	}{
		{"pack cut", gittest.Fault{CutAfter: 60}, wireerr.Unreachable},
		{"no pack", gittest.Fault{Raw: []byte("0000")}, wireerr.Protocol},
		{"not a pack", gittest.Fault{Raw: []byte("000dpackfile\n0011\x01PUCK\x00\x00\x00\x02\x00\x00\x00\x000000")}, wireerr.Protocol},
		{"unknown side band", gittest.Fault{Raw: []byte("000dpackfile\n0009\x07PACK0000")}, wireerr.Protocol},
		{"fatal on side band 3", gittest.Fault{Raw: []byte("000dpackfile\n0009\x03oops0000")}, wireerr.Protocol},
		{"another service", gittest.Fault{Status: 200}, wireerr.Protocol},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.fault.Command, row.fault.Times = "fetch", -1
			w.server.Inject(row.fault)
			_, err := w.client.Read(w.ctx, tip.OID, nil)
			require.Equal(t, row.kind, wireerr.KindOf(err), "%v", err)
			w.server.Reset()
		})
	}
	_, err := w.client.Read(w.ctx, tip.OID, nil)
	require.NoError(t, err)
	unknown, err := object.ParseOID(strings.Repeat("12", 20))
	require.NoError(t, err)
	_, err = w.client.Read(w.ctx, unknown, nil)
	require.Equal(t, wireerr.Protocol, wireerr.KindOf(err), "%v", err)
	require.ErrorContains(t, err, "not our ref")
}

func TestStall(t *testing.T) {
	for _, row := range []struct {
		name  string
		fault gittest.Fault
	}{
		{"before the head", gittest.Fault{StallHead: true}},
		{"after git", gittest.Fault{Stall: true}},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t, []string{"models"})
			w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
			w.poll()
			w.client = w.newClient(remote.Config{Limits: remote.Limits{Idle: 200 * time.Millisecond}})
			row.fault.Times = -1
			w.server.Inject(row.fault)
			_, err := w.client.Poll(w.ctx)
			require.Equal(t, wireerr.Unreachable, wireerr.KindOf(err), "%v", err)
			require.ErrorContains(t, err, "stalled")

			ctx, cancel := context.WithTimeout(w.ctx, 50*time.Millisecond)
			defer cancel()
			_, err = w.client.Poll(ctx)
			require.Equal(t, wireerr.Canceled, wireerr.KindOf(err), "%v", err)
		})
	}
}

func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := l.Addr().String()
	require.NoError(t, l.Close())
	r, err := remote.New(remote.Config{URL: "http://" + addr + "/x.git", Branch: "main", Folders: []string{""}, AllowHTTP: true})
	require.NoError(t, err)
	_, err = r.Poll(t.Context())
	require.Equal(t, wireerr.Unreachable, wireerr.KindOf(err), "%v", err)
}

func TestAuth(t *testing.T) {
	w := newWorld(t, []string{"models"}, gittest.WithBasicAuth("git", "s3cret"))
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	_, err := w.client.Poll(w.ctx)
	require.Equal(t, wireerr.Auth, wireerr.KindOf(err))
	require.LessOrEqual(t, len(w.server.Requests()), 2, "the first two requests go out at once; a 401 is not tried again")
	w.client = w.newClient(remote.Config{Auth: transport.Basic{User: "git", Password: "wr0ng"}})
	_, err = w.client.Poll(w.ctx)
	require.Equal(t, wireerr.Auth, wireerr.KindOf(err))
	require.NotContains(t, err.Error(), "wr0ng")
	w.client = w.newClient(remote.Config{Auth: transport.Basic{User: "git", Password: "s3cret"}})
	w.push(w.read(nil), change("models/a", "2\n"))

	b := newWorld(t, []string{"models"}, gittest.WithBearer("t0ken"))
	b.client = b.newClient(remote.Config{Auth: transport.Bearer{Token: "t0ken"}})
	require.True(t, b.poll().Unborn)
}

func TestCheckPush(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Config("http.receivepack", "false")
	w.poll()
	require.Equal(t, wireerr.Forbidden, wireerr.KindOf(w.client.CheckPush(w.ctx)))
	w.repo.Config("http.receivepack", "true")
	require.NoError(t, w.client.CheckPush(w.ctx))
	w.server.Reset()
	w.push(w.read(nil), change("models/a", "1\n"))
	require.Equal(t, 1, countOf(w.server.Requests(), "git-receive-pack"), "it is not asked again")
	require.Equal(t, w.server.URL("team/config.git"), w.client.URL())
}

func countOf(reqs []gittest.Request, service string) int {
	n := 0
	for _, r := range reqs {
		if r.Service == service {
			n++
		}
	}
	return n
}

func TestTLSAndDialer(t *testing.T) {
	w := &world{T: t, ctx: t.Context(), server: gittest.NewServer(t, gittest.WithTLS())}
	w.repo = w.server.NewRepo("team/config.git")
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	w.client = w.newClient(remote.Config{})
	_, err := w.client.Poll(w.ctx)
	require.Equal(t, wireerr.Certificate, wireerr.KindOf(err), "%v", err)

	pool := x509.NewCertPool()
	pool.AddCert(w.server.HTTP.Certificate())
	var dialled atomic.Int32
	real := w.server.HTTP.Listener.Addr().String()
	w.client = w.newClient(remote.Config{
		URL: "https://example.com/team/config.git", TLS: &tls.Config{RootCAs: pool},
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			dialled.Add(1)
			require.Equal(t, "example.com:443", addr)
			return (&net.Dialer{}).DialContext(ctx, network, real)
		},
	})
	s := w.push(w.read(nil), change("models/a", "2\n"))
	require.Equal(t, []string{"models/a"}, paths(s, "models"))
	require.LessOrEqual(t, dialled.Load(), int32(2), "one connection is kept")
}

func TestServerWithoutFilter(t *testing.T) {
	w := newWorld(t, []string{"config/models"})
	w.repo.Config("uploadpack.allowFilter", "false")
	w.monorepo(100)
	s := w.read(nil)
	require.Len(t, paths(s, "config/models"), 100)
	require.Equal(t, model(5, 0), w.content(s, "config/models/m0005.yaml")["config/models/m0005.yaml"])
	require.Len(t, w.server.Requests(), 3, "capabilities, ls-refs and one fetch, with the files")
	w.repo.Commit(gittest.Commit{Message: "edit", Files: text("config/models/m0005.yaml", model(5, 1))})
	next := w.read(s)
	require.Equal(t, []string{"config/models/m0005.yaml"}, changed(s, next))
	require.Equal(t, "edit", touched(next, "config/models/m0005.yaml"))
	s = w.push(next, change("config/models/m0006.yaml", model(6, 1)))
	w.repo.Fsck()
	require.Equal(t, w.repo.Ref("main"), s.Commit().String())
}

func TestLargeRepositoryWithoutFilterIsNotReadToItsEnd(t *testing.T) {
	w := newWorld(t, []string{"config/models"})
	w.repo.Config("uploadpack.allowFilter", "false")
	files := gittest.Files{}
	for i := range 3000 {
		files["zzz/"+model(i, 0)[12:18]+string(rune('a'+i%26))+strings.Repeat("x", i%50)] = gittest.Text(strings.Repeat(model(i, 3), 20))
	}
	files["config/models/a.yaml"] = gittest.Text("a\n")
	for i := range 2500 {
		files["zzz/f"+strings.Repeat("y", i%7)+model(i, 1)[12:17]] = gittest.Text(model(i, 9))
	}
	w.repo.Commit(gittest.Commit{Files: files})
	s := w.read(nil)
	require.Equal(t, []string{"config/models/a.yaml"}, paths(s, "config/models"))
	w.push(s, change("config/models/b.yaml", "b\n"))
}

func TestUnsupportedServers(t *testing.T) {
	for _, opts := range [][]gittest.Option{nil, {gittest.WithoutV2()}} {
		s := gittest.NewServer(t, opts...)
		gittest.Run(t, s.Root, nil, "init", "-q", "--bare", "-b", "main", "--object-format=sha256", "team/config.git")
		dir := filepath.Join(s.Root, "team/config.git")
		tree := gittest.Run(t, dir, nil, "mktree")
		gittest.Run(t, dir, nil, "update-ref", "refs/heads/main", gittest.Run(t, dir, nil, "commit-tree", "-m", "x", tree))
		w := &world{T: t, ctx: t.Context(), server: s}
		w.client = w.newClient(remote.Config{})
		_, err := w.client.Poll(w.ctx)
		require.Equal(t, wireerr.Unsupported, wireerr.KindOf(err), "%v", err)
		require.ErrorContains(t, err, "SHA-256")
	}
}

func TestLimits(t *testing.T) {
	w := newWorld(t, []string{"models"})
	files := gittest.Files{}
	for i := range 200 {
		files[fmt.Sprintf("models/m%03d", i)] = gittest.Text(model(i, 0))
	}
	w.repo.Commit(gittest.Commit{Files: files})
	tip := w.poll()
	full := w.read(nil)
	var ids []object.OID
	for e := range full.Files("models") {
		ids = append(ids, e.OID)
	}
	for _, row := range []struct {
		name   string
		limits remote.Limits
		parts  bool // what does not fit at once is asked for in parts
	}{
		{"pack bytes", remote.Limits{PackBytes: 6000}, true},
		{"pack objects", remote.Limits{PackObjects: 70}, true},
		{"inflated", remote.Limits{PackInflated: 6000}, true},
		{"pack far too small", remote.Limits{PackObjects: 1}, false},
		{"reply", remote.Limits{ReplyBytes: 4000}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := w.newClient(remote.Config{Limits: row.limits})
			blobs, large, err := c.Blobs(w.ctx, full, ids)
			if row.parts {
				require.NoError(t, err)
				require.Empty(t, large)
				require.Equal(t, len(ids), len(blobs))
				return
			}
			require.Equal(t, wireerr.TooLarge, wireerr.KindOf(err), "%v", err)
			var e *wireerr.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, wireerr.Halt, e.Class())
		})
	}
	w.repo.Config("uploadpack.allowFilter", "false")
	for _, l := range []remote.Limits{{PackBytes: 1000}, {PackInflated: 1500}} {
		_, err := w.newClient(remote.Config{Limits: l}).Read(w.ctx, tip.OID, nil)
		require.Equal(t, wireerr.TooLarge, wireerr.KindOf(err), "%v", err)
	}
	w.repo.Config("uploadpack.allowFilter", "true")
	c := w.newClient(remote.Config{Limits: remote.Limits{TreeBytes: 1000}})
	_, err := c.Read(w.ctx, tip.OID, nil)
	require.Equal(t, wireerr.TooLarge, wireerr.KindOf(err), "%v", err)
	_, large, err := w.newClient(remote.Config{Limits: remote.Limits{BlobBytes: 10}}).Blobs(w.ctx, full, ids[:3])
	require.NoError(t, err)
	require.Len(t, large, 3)
}

func TestAHugeFileFailsNoneOfTheOthers(t *testing.T) {
	w := newWorld(t, []string{"models"})
	files := gittest.Files{"models/huge": gittest.Text(strings.Repeat("0", 3<<20))}
	for i := range 70 {
		files[fmt.Sprintf("models/m%02d", i)] = gittest.Text(model(i, 0))
	}
	w.repo.Commit(gittest.Commit{Files: files})
	for _, limits := range []remote.Limits{
		{BlobBytes: 1 << 16}, {BlobBytes: 1 << 16, PackInflated: 1 << 20}, {BlobBytes: 1 << 16, PackBytes: 1 << 20},
	} {
		w.client = w.newClient(remote.Config{Limits: limits})
		s := w.read(nil)
		var ids []object.OID
		for e := range s.Files("models") {
			ids = append(ids, e.OID)
		}
		huge, _ := s.Lookup("models/huge")
		blobs, large, err := w.client.Blobs(w.ctx, s, ids)
		require.NoError(t, err)
		require.Equal(t, 70, len(blobs))
		require.Len(t, large, 1)
		require.Equal(t, huge.OID, large[0].OID)
	}
}

func TestNewRefuses(t *testing.T) {
	good := remote.Config{URL: "https://example.com/x.git", Branch: "main", Folders: []string{"models"}}
	_, err := remote.New(good)
	require.NoError(t, err)
	for _, row := range []struct {
		name string
		edit func(*remote.Config)
	}{
		{"user info", func(c *remote.Config) { c.URL = "https://u:s3cret@example.com/x.git" }},
		{"plain http", func(c *remote.Config) { c.URL = "http://example.com/x.git" }},
		{"another scheme", func(c *remote.Config) { c.URL = "file:///etc" }},
		{"no host", func(c *remote.Config) { c.URL = "https:///x.git" }},
		{"query", func(c *remote.Config) { c.URL = "https://example.com/x.git?token=s3cret" }},
		{"unreadable", func(c *remote.Config) { c.URL = "https://s3cret@exa mple" }},
		{"no branch", func(c *remote.Config) { c.Branch = "" }},
		{"bad branch", func(c *remote.Config) { c.Branch = "a..b" }},
		{"option as branch", func(c *remote.Config) { c.Branch = "--upload-pack" }},
		{"no folders", func(c *remote.Config) { c.Folders = nil }},
		{"folder up", func(c *remote.Config) { c.Folders = []string{"../x"} }},
		{"absolute folder", func(c *remote.Config) { c.Folders = []string{"/x"} }},
		{"folder with an end slash", func(c *remote.Config) { c.Folders = []string{"x/"} }},
		{"deep folder", func(c *remote.Config) { c.Folders = []string{strings.Repeat("a/", 40) + "a"} }},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := good
			row.edit(&c)
			_, err := remote.New(c)
			require.Equal(t, wireerr.Invalid, wireerr.KindOf(err), "%v", err)
			require.NotContains(t, err.Error(), "s3cret")
		})
	}
}
