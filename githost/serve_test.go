package githost_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/githost"
)

func random(size int) string {
	b := make([]byte, size)
	source := rand.NewChaCha8([32]byte{1})
	_, _ = source.Read(b)
	return string(b)
}

func TestCloneCommitPushFetch(t *testing.T) {
	for name, size := range map[string]int{"small": 10, "above the post buffer": 3 << 20} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			work := s.clone(writeKey)
			require.Equal(t, "refs/heads/main", git(t, work, "symbolic-ref", "HEAD"))
			id := commit(t, work, "a", random(size))
			git(t, work, "push", "-q", "origin", "main")
			require.Equal(t, id, s.bare("rev-parse", "main"))

			other := s.clone(readKey)
			got, err := os.ReadFile(filepath.Join(other, "a"))
			require.NoError(t, err)
			require.True(t, random(size) == string(got))
		})
	}
}

func TestFetchInEachProtocolVersion(t *testing.T) {
	s := newSite(t)
	work := s.clone(writeKey)
	id := commit(t, work, "a", "x")
	git(t, work, "push", "-q", "origin", "main")
	for _, version := range []string{"0", "1", "2"} {
		dir := t.TempDir()
		cmd := gitCommand(t, dir, "-c", "protocol.version="+version, "clone", "-q", s.as(readKey, "demo"), "copy")
		cmd.Env = append(cmd.Env, "GIT_TRACE_PACKET=1")
		trace, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", trace)
		require.Equal(t, version != "0", strings.Contains(string(trace), "< version "+version), "version %s\n%s", version, trace)
		require.Equal(t, id, git(t, filepath.Join(dir, "copy"), "rev-parse", "HEAD"))
	}
}

func TestPartialCloneAndCommitsById(t *testing.T) {
	s := newSite(t)
	work := s.clone(writeKey)
	first := commit(t, work, "a", "one")
	commit(t, work, "a", "two")
	git(t, work, "push", "-q", "origin", "main")

	dir := t.TempDir()
	git(t, dir, "clone", "-q", "--bare", "--filter=blob:none", s.as(readKey, "demo"), "partial")
	partial := filepath.Join(dir, "partial")
	missing := git(t, partial, "rev-list", "--objects", "--all", "--missing=print")
	require.Equal(t, 2, strings.Count(missing, "?"), missing)
	require.Equal(t, "one", git(t, partial, "cat-file", "-p", first+":a"))

	git(t, dir, "init", "-q", "single")
	git(t, filepath.Join(dir, "single"), "fetch", "-q", "--depth=1", s.as(readKey, "demo"), first)
}

func TestCompressedRequest(t *testing.T) {
	s := newSite(t)
	work := s.clone(writeKey)
	id := commit(t, work, "a", "x")
	git(t, work, "push", "-q", "origin", "main")
	pkt := "0011command=fetch0001000fno-progress0032want " + id + "\n0009done\n0000"
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, err := io.WriteString(zip, pkt)
	require.NoError(t, err)
	require.NoError(t, zip.Close())
	for name, body := range map[string]io.Reader{
		"with a length": bytes.NewReader(packed.Bytes()), "chunked": io.MultiReader(bytes.NewReader(packed.Bytes())),
	} {
		t.Run(name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/git/demo.git/git-upload-pack", body)
			require.NoError(t, err)
			req.SetBasicAuth("x", readKey)
			req.Header.Set("Content-Encoding", "gzip")
			req.Header.Set("Git-Protocol", "version=2")
			res, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			t.Cleanup(http.DefaultClient.CloseIdleConnections)
			defer res.Body.Close()
			got, err := io.ReadAll(res.Body)
			require.NoError(t, err)
			require.Equal(t, http.StatusOK, res.StatusCode)
			require.Equal(t, "application/x-git-upload-pack-result", res.Header.Get("Content-Type"))
			require.Contains(t, string(got), "packfile\n")
			require.Contains(t, string(got), "PACK")
		})
	}
}

func TestManyWantsAreSentCompressedByGit(t *testing.T) {
	s := newSite(t)
	work := s.clone(writeKey)
	for i := range 60 {
		git(t, work, "commit", "-q", "--allow-empty", "-m", strings.Repeat("x", i+1))
		git(t, work, "tag", "v"+strings.Repeat("x", i+1))
	}
	git(t, work, "push", "-q", "--tags", "origin", "main")
	dir := t.TempDir()
	cmd := gitCommand(t, dir, "clone", "-q", s.as(readKey, "demo"), "copy")
	cmd.Env = append(cmd.Env, "GIT_TRACE_CURL=1", "GIT_TRACE_CURL_NO_DATA=1")
	trace, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", trace)
	require.Contains(t, strings.ToLower(string(trace)), "content-encoding: gzip")
}

func TestWhatIsNotThere(t *testing.T) {
	s := newSite(t)
	work := s.clone(writeKey)
	commit(t, work, "a", "x")
	git(t, work, "push", "-q", "origin", "main")
	require.NoError(t, os.MkdirAll(filepath.Join(s.dir, "..", "outside.git"), 0o755))
	for _, path := range []string{
		"/", "/git", "/git/", "/git/demo.git", "/git/demo.git/", "/git/demo", "/git/demo/info/refs?service=git-upload-pack",
		"/git/demo.git/HEAD", "/git/demo.git/config", "/git/demo.git/info/refs", "/git/demo.git/objects/info/packs",
		"/git/demo.git/info/refs?service=git-upload-archive", "/git/demo.git/git-upload-archive",
		"/git/demo.git/info/refs?service=upload-pack", "/git/demo.git//info/refs?service=git-upload-pack",
		"/git/none.git/info/refs?service=git-upload-pack", "/git/.git/info/refs?service=git-upload-pack",
		"/git/../outside.git/info/refs?service=git-upload-pack", "/git/%2e%2e/outside.git/info/refs?service=git-upload-pack",
		"/git/..%2foutside.git/info/refs?service=git-upload-pack", "/git/x/../demo.git/info/refs?service=git-upload-pack",
		"/git/DEMO.git/info/refs?service=git-upload-pack", "/git/-c.git/info/refs?service=git-upload-pack",
		"/git/demo.git%00/info/refs?service=git-upload-pack", "/git/.spool.git/info/refs?service=git-upload-pack",
		"/git/demo.git/info/refs%3fservice=git-upload-pack", "/git/demo.git/./info/refs?service=git-upload-pack",
	} {
		require.Equal(t, http.StatusNotFound, s.request(http.MethodGet, path, writeKey).StatusCode, path)
	}
}

func TestMethods(t *testing.T) {
	s := newSite(t)
	for _, row := range []struct{ method, path, allow string }{
		{http.MethodPost, "/git/demo.git/info/refs?service=git-upload-pack", http.MethodGet},
		{http.MethodHead, "/git/demo.git/info/refs?service=git-upload-pack", http.MethodGet},
		{http.MethodGet, "/git/demo.git/git-upload-pack", http.MethodPost},
		{http.MethodPut, "/git/demo.git/git-receive-pack", http.MethodPost},
	} {
		res := s.request(row.method, row.path, writeKey)
		require.Equal(t, http.StatusMethodNotAllowed, res.StatusCode, row)
		require.Equal(t, row.allow, res.Header.Get("Allow"))
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	s := newSite(t)
	const read, write = "/git/demo.git/info/refs?service=git-upload-pack", "/git/demo.git/info/refs?service=git-receive-pack"
	for _, row := range []struct {
		name, method, path, password string
		status                       int
	}{
		{"read with read key", http.MethodGet, read, readKey, http.StatusOK},
		{"write with write key", http.MethodGet, write, writeKey, http.StatusOK},
		{"read without key", http.MethodGet, read, "", http.StatusUnauthorized},
		{"read with wrong key", http.MethodGet, read, "wrong", http.StatusUnauthorized},
		{"write with wrong key", http.MethodGet, write, "wrong", http.StatusUnauthorized},
		{"write with read key", http.MethodGet, write, readKey, http.StatusForbidden},
		{"push with read key", http.MethodPost, "/git/demo.git/git-receive-pack", readKey, http.StatusForbidden},
		{"push without key", http.MethodPost, "/git/demo.git/git-receive-pack", "", http.StatusUnauthorized},
		{"no repository, no key", http.MethodGet, strings.Replace(read, "demo", "none", 1), "", http.StatusUnauthorized},
		{"broken Authorize", http.MethodGet, strings.Replace(read, "demo", "broken", 1), readKey, http.StatusInternalServerError},
	} {
		t.Run(row.name, func(t *testing.T) {
			res := s.request(row.method, row.path, row.password)
			require.Equal(t, row.status, res.StatusCode)
			require.Equal(t, row.status == http.StatusUnauthorized, res.Header.Get("WWW-Authenticate") != "")
		})
	}
}

func TestGitTellsItsUserWhy(t *testing.T) {
	s := newSite(t)
	out, err := tryGit(t, t.TempDir(), "clone", s.as("wrong", "demo"), "x")
	require.Error(t, err)
	require.Contains(t, out, "Authentication failed")
	require.NotContains(t, out, "wrong@")

	work := s.clone(readKey)
	commit(t, work, "a", "x")
	out, err = tryGit(t, work, "push", "origin", "main")
	require.Error(t, err)
	require.Contains(t, out, "403")
	require.Contains(t, out, githost.ErrForbidden.Error())
	require.Empty(t, s.taken())
}
