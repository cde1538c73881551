package gitea

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
)

func TestReadWhatGitPushes(t *testing.T) {
	eachWay(t, []string{"config/models"}, func(t *testing.T, w *world) {
		c := w.clone()
		files := map[string]string{"README.md": "hello\n", "config/models/deeper/x.yaml": "not watched\n"}
		for i := range 100 {
			files[fmt.Sprintf("config/models/m%03d.yaml", i)] = fmt.Sprintf("name: model %d\n", i)
			files[fmt.Sprintf("src/file%03d.go", i)] = fmt.Sprintf("package p%d\n", i)
		}
		first := c.commit(files)
		require.Equal(t, first, w.poll().OID.String())

		s := w.read(nil)
		require.Equal(t, first, s.Commit().String())
		var ids []object.OID
		want := map[object.OID]string{}
		for e := range s.Files("config/models") {
			if !e.IsFile() {
				require.Equal(t, "config/models/deeper", e.Path)
				continue
			}
			ids = append(ids, e.OID)
			want[e.OID] = files[e.Path]
		}
		require.Len(t, ids, 100)
		blobs, large, err := w.client.Blobs(w.ctx, s, ids)
		require.NoError(t, err)
		require.Empty(t, large)
		for id, content := range want {
			require.Equal(t, content, string(blobs[id]))
		}

		elsewhere := c.commit(map[string]string{"README.md": "hello again\n"})
		second := c.commit(map[string]string{"config/models/m007.yaml": "name: bond\n", "config/models/new.yaml": "name: new\n"})
		next := w.read(s)
		require.Equal(t, second, next.Commit().String())
		require.Equal(t, "name: bond\n", w.content(next, "config/models/m007.yaml"))
		require.Equal(t, "name: new\n", w.content(next, "config/models/new.yaml"))
		var changed []string
		for _, d := range remote.Diff(s, next) {
			changed = append(changed, d.Path)
		}
		require.Equal(t, []string{"config/models/m007.yaml", "config/models/new.yaml"}, changed)
		history := next.History()
		require.Equal(t, remote.FastForward, history.Relation)
		require.Len(t, history.Commits, 2)
		require.Equal(t, elsewhere, history.Commits[1].OID.String())
		touch, ok := next.LastTouch("config/models/m007.yaml")
		require.True(t, ok)
		require.Equal(t, second, touch.OID.String())
	})
}

func TestReadAfterAForcedPush(t *testing.T) {
	eachWay(t, []string{"models"}, func(t *testing.T, w *world) {
		c := w.clone()
		c.commit(map[string]string{"models/a.yaml": "a\n"})
		c.commit(map[string]string{"models/a.yaml": "b\n"})
		s := w.read(nil)
		c.git("reset", "-q", "--hard", "HEAD~1")
		c.git("commit", "-q", "--amend", "-m", "another story")
		c.git("push", "-q", "--force", "origin", "HEAD:main")
		next := w.read(s)
		require.Equal(t, c.git("rev-parse", "HEAD"), next.Commit().String())
		require.Equal(t, remote.Rewritten, next.History().Relation)
		require.Equal(t, "a\n", w.content(next, "models/a.yaml"))
	})
}

func TestBranchMissing(t *testing.T) {
	eachWay(t, []string{"models"}, func(t *testing.T, w *world) {
		c := w.clone()
		c.git("commit", "-q", "--allow-empty", "-m", "start")
		c.git("push", "-q", "origin", "HEAD:other")
		require.Equal(t, remote.Tip{Missing: true}, w.poll())
	})
}
