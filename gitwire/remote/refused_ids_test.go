package remote_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

// refusing is a server of protocol v0 that says that it gives any object by id.
func refusing(t *testing.T) (*world, remote.Config) {
	s := gittest.NewServer(t, gittest.WithoutV2())
	w := &world{T: t, ctx: t.Context(), server: s, repo: s.NewRepo("team/config.git")}
	w.repo.Config("uploadpack.allowAnySHA1InWant", "true")
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n", "other/b", "2\n")})
	return w, remote.Config{TempDir: t.TempDir()}
}

// refusal is how git refuses an object that it does not give by id.
func refusal() gittest.Fault {
	return gittest.Fault{Command: "fetch", Raw: pkt.Append(nil, "ERR upload-pack: not our ref "+strings.Repeat("1", 40))}
}

func TestIDsThatAreRefusedComeWithTheWhole(t *testing.T) {
	w, cfg := refusing(t)
	w.client = w.newClient(cfg)
	s := w.read(nil)
	a, _ := s.Lookup("models/a")
	w.client = w.newClient(cfg) // which has no file yet
	w.server.Inject(refusal())
	blobs, _, err := w.client.Blobs(w.ctx, s, []object.OID{a.OID})
	require.NoError(t, err)
	require.Equal(t, "1\n", string(blobs[a.OID]))
}

func TestARaceLeavesNoFilesBehind(t *testing.T) {
	w, cfg := refusing(t)
	cfg.Limits.SpoolBytes = 100
	w.client = w.newClient(cfg)
	tip := w.poll().OID
	w.server.Inject(gittest.Fault{Command: "fetch", Times: 2, Before: func() {}}) // all at once, and the commit
	w.server.Inject(refusal())
	_, err := w.client.Read(w.ctx, tip, nil)
	require.Equal(t, wireerr.TooLarge, wireerr.KindOf(err), "%v", err)
	left, err := os.ReadDir(cfg.TempDir)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestIDsAreAskedForAgainAfterABranchMoved(t *testing.T) {
	w, cfg := refusing(t)
	w.client = w.newClient(cfg)
	tip := w.poll().OID
	w.server.Inject(gittest.Fault{Command: "fetch", Times: 2, Before: func() {}})
	moves := refusal()
	moves.Before = func() { w.repo.Commit(gittest.Commit{Files: text("models/a", "3\n")}) }
	w.server.Inject(moves)
	w.server.Inject(refusal())
	_, err := w.client.Read(w.ctx, tip, nil)
	require.Equal(t, wireerr.Moved, wireerr.KindOf(err), "%v", err)
	w.server.Reset()
	w.read(nil)
	require.True(t, slices.ContainsFunc(w.server.Requests(), func(r gittest.Request) bool {
		return strings.Contains(r.Body, "filter tree:0")
	}), "not all of it")
}
