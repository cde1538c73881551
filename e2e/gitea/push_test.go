package gitea

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

func TestFirstPush(t *testing.T) {
	eachWay(t, []string{"config/models", "config/syncs"}, func(t *testing.T, w *world) {
		require.Equal(t, remote.Tip{Unborn: true}, w.poll())
		s := w.read(nil)
		require.True(t, s.Commit().IsZero())
		s = w.push(s, change("config/models/one.yaml", "name: one\n"), change("config/syncs/two.yaml", "name: two\n"))
		require.Equal(t, remote.Tip{OID: s.Commit()}, w.poll())
		w.fsck()

		fresh := w.read(nil)
		require.Equal(t, []string{"config/models/one.yaml"}, paths(fresh, "config/models"))
		require.Equal(t, "name: two\n", w.content(fresh, "config/syncs/two.yaml"))

		// What people see in Gitea.
		type signature struct {
			Name, Email string
			Date        time.Time
		}
		var seen struct {
			SHA    string
			Commit struct {
				Message           string
				Author, Committer signature
			}
			Parents []struct{ SHA string }
			Files   []struct{ Filename string }
		}
		require.NoError(t, gitea.api.get(w.api("/git/commits/main"), &seen))
		require.Equal(t, s.Commit().String(), seen.SHA)
		made := change("", "")
		require.Equal(t, made.Message, seen.Commit.Message)
		require.Equal(t, "Grace Hopper <grace@example.com>", fmt.Sprintf("%s <%s>", seen.Commit.Author.Name, seen.Commit.Author.Email))
		require.True(t, made.Author.When.Equal(seen.Commit.Author.Date), seen.Commit.Author.Date)
		require.Equal(t, "Lockstep <sync@example.com>", fmt.Sprintf("%s <%s>", seen.Commit.Committer.Name, seen.Commit.Committer.Email))
		require.True(t, made.Committer.When.Equal(seen.Commit.Committer.Date), seen.Commit.Committer.Date)
		require.Len(t, seen.Parents, 1)
		require.Len(t, seen.Files, 1)
		require.Equal(t, "config/syncs/two.yaml", seen.Files[0].Filename)
	})
}

func TestPushOnTopOfWhatGitPushed(t *testing.T) {
	eachWay(t, []string{"models"}, func(t *testing.T, w *world) {
		c := w.clone()
		theirs := c.commit(map[string]string{"README.md": "hello\n", "models/a.yaml": "a\n", "models/sub/b.yaml": "b\n"})
		s := w.read(nil)
		var commits []remote.NewCommit
		for i := range 50 {
			commits = append(commits, change(fmt.Sprintf("models/m%02d.yaml", i%20), fmt.Sprintf("version: %d\n", i)))
		}
		s = w.push(s, commits...)
		s = w.push(s, change("models/a.yaml", "mine\n"))
		w.fsck()
		c.git("pull", "-q", "--ff-only", "origin", "main")
		require.Equal(t, s.Commit().String(), c.git("rev-parse", "HEAD"))
		require.Equal(t, theirs, c.git("rev-parse", "HEAD~51"))
		require.Equal(t, "hello", c.git("show", "HEAD:README.md"))
		require.Equal(t, "b", c.git("show", "HEAD:models/sub/b.yaml"))
		require.Equal(t, "mine", c.git("show", "HEAD:models/a.yaml"))
		require.Equal(t, "version: 49", c.git("show", "HEAD:models/m09.yaml"))
	})
}

func TestPushAfterTheBranchMoved(t *testing.T) {
	eachWay(t, []string{"models"}, func(t *testing.T, w *world) {
		c := w.clone()
		c.commit(map[string]string{"models/a.yaml": "a\n"})
		s := w.read(nil)
		theirs := c.commit(map[string]string{"models/b.yaml": "b\n"})
		_, err := w.client.Push(w.ctx, w.build(s, change("models/a.yaml", "mine\n")))
		var e *wireerr.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, wireerr.Moved, e.Kind, "%v", err)
		require.Equal(t, theirs, e.Tip.String())
		require.Equal(t, theirs, w.poll().OID.String())

		s = w.push(w.read(s), change("models/a.yaml", "mine\n"))
		require.Equal(t, []string{"models/a.yaml", "models/b.yaml"}, paths(s, "models"))
		w.fsck()
	})
}

func TestPushToAProtectedBranch(t *testing.T) {
	eachWay(t, []string{"models"}, func(t *testing.T, w *world) {
		s := w.push(w.read(nil), change("models/a.yaml", "a\n"))
		require.NoError(t, gitea.api.post(w.api("/branch_protections"), fields{"rule_name": "main", "enable_push": false}))
		_, err := w.client.Push(w.ctx, w.build(s, change("models/a.yaml", "b\n")))
		var e *wireerr.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, wireerr.Rejected, e.Kind, "%v", err)
		require.Equal(t, wireerr.Halt, e.Class())
		require.Contains(t, e.Text, "Not allowed to push to protected branch main")
		require.Equal(t, s.Commit(), w.poll().OID)
	})
}

func TestTwoPushersLoseNothing(t *testing.T) {
	eachWay(t, []string{"models"}, func(t *testing.T, w *world) {
		w.push(w.read(nil), change("models/a.yaml", "a\n"))
		const each = 5
		done := make(chan error)
		for pusher := range 2 {
			go func() { done <- w.pushUntilTaken(pusher, each) }()
		}
		require.NoError(t, <-done)
		require.NoError(t, <-done)
		c := w.clone()
		require.Equal(t, fmt.Sprint(1+2*each), c.git("rev-list", "--count", "HEAD"))
		require.Len(t, paths(w.read(nil), "models"), 1+2*each)
	})
}

// pushUntilTaken pushes files one by one, and starts over whenever the branch moved meanwhile.
func (w *world) pushUntilTaken(pusher, files int) error {
	var s *remote.Snapshot
	for n := 0; n < files; {
		tip, err := w.client.Poll(w.ctx)
		if err == nil {
			s, err = w.client.Read(w.ctx, tip.OID, s)
		}
		if err != nil {
			return err
		}
		p, err := w.client.Build(s, []remote.NewCommit{change(fmt.Sprintf("models/p%d-%d.yaml", pusher, n), "x\n")})
		if err != nil {
			return err
		}
		if _, err = w.client.Push(w.ctx, p); err == nil {
			n++
		} else if !wireerr.Is(err, wireerr.Moved) {
			return err
		}
	}
	return nil
}
