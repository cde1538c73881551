package gittest_test

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
)

func TestGitItselfClonesAndPushesToDulwich(t *testing.T) {
	d := gittest.NewDulwich(t)
	repo := d.NewRepo("a/b.git")
	first := repo.Commit(gittest.Commit{Files: gittest.Files{"x": gittest.Text("1\n"), "dir/y": gittest.Text("2\n")}})
	require.Equal(t, first+"\trefs/heads/main", gittest.Run(t, d.Root, nil, "ls-remote", d.URL("a/b.git"), "refs/heads/main"))
	work := filepath.Join(t.TempDir(), "work")
	gittest.Run(t, d.Root, nil, "clone", "-q", d.URL("a/b.git"), work)
	require.Equal(t, first, gittest.Run(t, work, nil, "rev-parse", "HEAD"))
	gittest.Run(t, work, nil, "commit", "-q", "--allow-empty", "-m", "by git")
	gittest.Run(t, work, nil, "push", "-q")
	require.Equal(t, "by git", repo.Git("log", "-1", "--format=%s", "main"))
	repo.Fsck()
	require.Error(t, gittest.Try(d.Root, "ls-remote", d.URL("none.git")))
}

func TestDulwichSpeaksV0(t *testing.T) {
	d := gittest.NewDulwich(t)
	id := d.NewRepo("r.git").Commit(gittest.Commit{})
	r, err := http.NewRequest(http.MethodGet, d.URL("r.git")+"/info/refs?service=git-upload-pack", nil)
	require.NoError(t, err)
	r.Header.Set("Git-Protocol", "version=2")
	require.Contains(t, answer(t, r, 200), id)

	want := packet("want "+id+" side-band-64k thin-pack ofs-delta\n") + "0000" + packet("done\n")
	require.Contains(t, answer(t, upload(t, d, want), 200), "PACK")
	for _, odd := range []string{
		strings.Replace(want, packet("want "+id+" side-band-64k thin-pack ofs-delta\n"), packet("want "+id+" side-band-64k thin-pack ofs-delta nonsense\n"), 1),
		strings.Replace(want, packet("want "+id+" side-band-64k thin-pack ofs-delta\n"), packet("want "+id+" side-band-64k ofs-delta\n"), 1),
	} {
		answer(t, upload(t, d, odd), 500)
	}
}

func upload(t *testing.T, d *gittest.Dulwich, body string) *http.Request {
	r, err := http.NewRequest(http.MethodPost, d.URL("r.git")+"/git-upload-pack", strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-git-upload-pack-request")
	return r
}

func answer(t *testing.T, r *http.Request, status int) string {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	a, err := client.Do(r)
	require.NoError(t, err)
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	require.NoError(t, err)
	require.Equal(t, status, a.StatusCode)
	return string(body)
}

// TestDulwichSaysOKToAPushThatLostARace holds the quirk: a client that believes the report believes
// that a commit is on the branch, and it is not.
func TestDulwichSaysOKToAPushThatLostARace(t *testing.T) {
	d := gittest.NewDulwich(t)
	repo := d.NewRepo("r.git")
	first := repo.Commit(gittest.Commit{})
	next := repo.Commit(gittest.Commit{Branch: "side", From: "main"})
	stale := repo.Commit(gittest.Commit{Branch: "other", From: "-"})
	push := packet(stale+" "+next+" refs/heads/main\x00report-status") + "0000" + string(repo.Pack("main\n^main\n"))
	r, err := http.NewRequest(http.MethodPost, d.URL("r.git")+"/git-receive-pack", strings.NewReader(push))
	require.NoError(t, err)
	require.Contains(t, answer(t, r, 200), "ok refs/heads/main")
	require.Equal(t, first, repo.Ref("main"))
}
