package remote_test

import (
	"crypto/sha1"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

// packReply is a fetch command's reply with a pack.
func packReply(pack []byte) []byte {
	b := pkt.Append(nil, "packfile\n")
	for len(pack) > 0 {
		n := min(len(pack), 1000)
		b = pkt.Append(b, "\x01"+string(pack[:n]))
		pack = pack[n:]
	}
	return pkt.AppendFlush(b)
}

// packOf is what git makes of objects.
func (w *world) packOf(ids ...string) []byte {
	w.Helper()
	name := filepath.Join(w.TempDir(), "p")
	sum := gittest.Run(w, w.repo.Dir, []byte(strings.Join(ids, "\n")+"\n"), "pack-objects", "-q", name)
	b, err := os.ReadFile(name + "-" + sum + ".pack")
	require.NoError(w, err)
	return b
}

func TestWhatWasWantedMustCome(t *testing.T) {
	w := newWorld(t, []string{"models"})
	old := w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	base := w.read(nil)
	w.repo.Commit(gittest.Commit{Files: text("models/a", "2\n", "models/b", "3\n")})
	tip := w.poll().OID
	sum := sha1.Sum([]byte("PACK\x00\x00\x00\x02\x00\x00\x00\x00"))
	none := append([]byte("PACK\x00\x00\x00\x02\x00\x00\x00\x00"), sum[:]...)
	all := []string{"main", "main:", "main:models", "main:models/a", "main:models/b"}
	for i := range all {
		all[i] = w.repo.Ref(all[i])
	}
	for _, row := range []struct {
		name string
		pack []byte
		says string
	}{
		{"nothing", none, "did not send"},
		{"another commit", w.packOf(old), "did not send"},
		{"the commit alone", w.packOf(all[0]), "did not send tree"},
		{"all but the folder", w.packOf(all[0], all[1], all[3], all[4]), "did not send tree"},
	} {
		for name, prev := range map[string]*remote.Snapshot{"cold": nil, "incremental": base} {
			t.Run(row.name+" "+name, func(t *testing.T) {
				w.server.Reset()
				w.server.Inject(gittest.Fault{Command: "fetch", Raw: packReply(row.pack), Times: -1})
				_, err := w.newClient(remote.Config{}).Read(w.ctx, tip, prev)
				require.Equal(t, wireerr.Protocol, wireerr.KindOf(err), "%v", err)
				require.ErrorContains(t, err, row.says)
			})
		}
	}
	w.server.Reset()
	w.server.Inject(gittest.Fault{Command: "fetch", Raw: packReply(w.packOf(all...)), Times: -1})
	s, err := w.newClient(remote.Config{}).Read(w.ctx, tip, nil)
	require.NoError(t, err, "a whole one is taken")

	w.server.Reset()
	w.server.Inject(gittest.Fault{Command: "fetch", Raw: packReply(w.packOf(all[3])), Times: -1})
	a, _ := s.Lookup("models/a")
	b, _ := s.Lookup("models/b")
	_, _, err = w.newClient(remote.Config{}).Blobs(w.ctx, s, []object.OID{a.OID, b.OID})
	require.Equal(t, wireerr.Protocol, wireerr.KindOf(err), "%v", err)
	require.ErrorContains(t, err, "did not send")
}
