package transport_test

import (
	"context"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

const acceptVersion = "AcceptEnv GIT_PROTOCOL"

func lsRefs() []byte {
	return pkt.AppendFlush(pkt.AppendDelim(pkt.Append(nil, "command=ls-refs\n")))
}

func TestSSHProbe(t *testing.T) {
	d := newSSHD(t, acceptVersion)
	tip := d.repo().Commit(gittest.Commit{Files: gittest.Files{"a": gittest.Text("a")}, Message: "a"})
	c := sshConn(t, d.config())
	for range 3 {
		ad, reply, err := c.Probe(t.Context(), lsRefs(), nil)
		require.NoError(t, err)
		require.Equal(t, 2, ad.Version)
		b, err := io.ReadAll(reply)
		require.NoError(t, err)
		require.Equal(t, lines(tip+" HEAD\n", tip+" refs/heads/main\n", ""), string(b))
		require.NoError(t, reply.Close())
	}
	ad, err := c.Discover(t.Context(), transport.ReceivePack, nil)
	require.NoError(t, err)
	require.True(t, ad.Has("report-status"))
}

func TestSSHProbeOfV0(t *testing.T) {
	d := newSSHD(t)
	tip := d.repo().Commit(gittest.Commit{Files: gittest.Files{"a": gittest.Text("a")}, Message: "a"})
	c := sshConn(t, d.config())
	refs := map[string]string{}
	ad, reply, err := c.Probe(t.Context(), lsRefs(), func(id, name string) (bool, error) {
		refs[name] = id
		return true, nil
	})
	require.NoError(t, err)
	require.Nil(t, reply)
	require.Equal(t, 0, ad.Version)
	require.Equal(t, map[string]string{"HEAD": tip, "refs/heads/main": tip}, refs)
	_, err = c.UploadPack(t.Context(), 2, lsRefs())
	require.ErrorIs(t, err, transport.ErrVersion)
}

func TestSSHRepositoryThatIsNotThere(t *testing.T) {
	for _, row := range []struct{ name, command string }{
		{"words alone", "echo Cannot find repository >&2; exit 1"},
		{"an empty line before, as of Gitea", "echo; echo Cannot find repository >&2; exit 1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := newSSHD(t, "ForceCommand "+row.command)
			c := sshConn(t, d.config())
			for _, service := range []transport.Service{transport.UploadPack, transport.ReceivePack} {
				_, err := c.Discover(t.Context(), service, nil)
				require.Equal(t, wireerr.NotFound, wireerr.KindOf(err), "%v", err)
				require.ErrorContains(t, err, "Cannot find repository")
			}
		})
	}
}

func TestSSHCallerGivesUp(t *testing.T) {
	d := newSSHD(t, "ForceCommand sleep 60")
	c := sshConn(t, d.config())
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	_, err := c.Discover(ctx, transport.UploadPack, nil)
	require.Equal(t, wireerr.Canceled, wireerr.KindOf(err), "%v", err)
}

func TestSSHReadsAndPushes(t *testing.T) {
	d := newSSHD(t, acceptVersion)
	repo := d.repo()
	repo.Commit(gittest.Commit{Files: gittest.Files{"m/a": gittest.Text("a")}, Message: "a"})
	c := sshConn(t, d.config())
	r, err := remote.New(remote.Config{Conn: c, Branch: "main", Folders: []string{"m"}})
	require.NoError(t, err)
	for i := range 3 {
		tip, err := r.Poll(t.Context())
		require.NoError(t, err)
		require.Equal(t, repo.Ref("main"), tip.OID.String())
		s, err := r.Read(t.Context(), tip.OID, nil)
		require.NoError(t, err)
		p, err := r.Build(s, []remote.NewCommit{change(i)})
		require.NoError(t, err)
		_, err = r.Push(t.Context(), p)
		require.NoError(t, err)
		require.Equal(t, p.Head().String(), repo.Ref("main"))
	}
	repo.Fsck()
}

func TestSSHManyAtOnce(t *testing.T) {
	for _, sessions := range []string{"1", "3", "10"} {
		t.Run(sessions, func(t *testing.T) {
			d := newSSHD(t, acceptVersion, "MaxSessions "+sessions)
			repo := d.repo()
			repo.Commit(gittest.Commit{Files: gittest.Files{"m/a": gittest.Text("a")}, Message: "a"})
			r, err := remote.New(remote.Config{Conn: sshConn(t, d.config()), Branch: "main", Folders: []string{"m"}})
			require.NoError(t, err)
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() {
					for range 3 {
						tip, err := r.Poll(t.Context())
						if err != nil || tip.OID.String() != repo.Ref("main") {
							t.Errorf("%v %v", tip, err)
						}
					}
				})
			}
			wg.Wait()
		})
	}
}
