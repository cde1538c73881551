package repo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/repo"
	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/remote"
)

// TestHistorySinceNothing reads a branch after its repository was seen empty: the head alone is
// sent, so whether another commit is below it is to be asked for.
func TestHistorySinceNothing(t *testing.T) {
	server := gittest.NewServer(t)
	branch := server.NewRepo("acme.git")
	r, err := repo.Open(remote.Config{URL: server.URL("acme.git"), Branch: "main", Folders: []string{"models"}, AllowHTTP: true}, nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	tip, err := r.Poll(t.Context())
	require.NoError(t, err)
	require.True(t, tip.Unborn)
	empty, err := r.Read(t.Context(), tip, nil)
	require.NoError(t, err)

	read := func() (gitsync.Tree, []gitsync.Commit, gitsync.Ancestry) {
		tip, err := r.Poll(t.Context())
		require.NoError(t, err)
		tree, err := r.Read(t.Context(), tip, empty)
		require.NoError(t, err)
		commits, ancestry := tree.Since()
		return tree, commits, ancestry
	}
	first := branch.Commit(gittest.Commit{Files: gittest.Files{"models/a.yaml": gittest.Text("a\n")}})
	_, commits, ancestry := read()
	require.Equal(t, gitsync.Linear, ancestry, "one commit is the whole history")
	require.Len(t, commits, 1)

	branch.Commit(gittest.Commit{Files: gittest.Files{"models/a.yaml": gittest.Text("b\n")}})
	tree, commits, ancestry := read()
	require.Equal(t, gitsync.AncestryUnknown, ancestry)
	require.Len(t, commits, 1)
	in, known, err := r.Contains(t.Context(), tree, first)
	require.NoError(t, err)
	require.True(t, in && known)
}
