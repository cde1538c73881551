package repo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/repo"
	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/remote"
)

func TestAnUnknownCertificateWaitsForAPerson(t *testing.T) {
	s := gittest.NewServer(t, gittest.WithTLS())
	r, err := repo.Open(remote.Config{URL: s.URL("x.git"), Branch: "main", Folders: []string{""}}, nil)
	require.NoError(t, err)
	_, err = r.Poll(t.Context())
	var e *gitsync.RemoteError
	require.ErrorAs(t, err, &e)
	require.Equal(t, gitsync.KindCertificate, e.Kind)
	require.Equal(t, gitsync.FailHalt, e.Class)
	require.Contains(t, e.Message, "unknown authority")
	require.Contains(t, e.Hint, "authority's certificate")
}
