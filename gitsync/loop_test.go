package gitsync_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/gitsync/reconcile"
)

// silent is a remote that never answers.
type silent struct{ *gitsynctest.Remote }

func (silent) Poll(ctx context.Context) (gitsync.Tip, error) {
	<-ctx.Done()
	return gitsync.Tip{}, ctx.Err()
}

// TestLoopDoesNotWaitForASilentRemote runs the loop on two workspaces. The remote of one never
// answers.
func TestLoopDoesNotWaitForASilentRemote(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, types := openStore(t), catalog(t)
		a, b := worldOn(t, s, types, "aaa"), worldOn(t, s, types, "bbb")
		for _, w := range []*world{a, b} {
			w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.PollSeconds = 1 })
		}
		asked := make(chan int64, 1000)
		o := a.engine.Options
		o.Now = time.Now
		o.Dial = func(_ context.Context, settings gitsync.Settings, _ gitsync.Secrets, _ []string) (gitsync.Remote, error) {
			if settings.WorkspaceID == a.id {
				return silent{a.remote}, nil
			}
			return b.remote, nil
		}
		o.Trigger = func(_ context.Context, id int64) error { asked <- id; return nil }
		engine := gitsync.New(o)
		loop := gitsync.NewLoop(engine)
		loop.Start(a.ctx)
		time.Sleep(5 * time.Second)
		require.Empty(t, asked)

		begin := time.Now()
		b.push("later", map[string]string{"models/x.yaml": "name: X\nsource: warehouse\ntype: raw_sql\nrawSql: SELECT 1\nprimaryKey: id\n"})
		require.Equal(t, b.id, <-asked)
		require.LessOrEqual(t, time.Since(begin), 2*time.Second)
		for id := range asked {
			if id == a.id {
				break
			}
		}
		require.Equal(t, 30*time.Second, time.Since(begin)+5*time.Second, "its cycle is to write the failure down")

		_, err := engine.Cycle(a.ctx, a.id)
		var failure *gitsync.RemoteError
		require.ErrorAs(t, err, &failure)
		require.Equal(t, gitsync.KindUnreachable, failure.Kind)
		require.Equal(t, "the git server did not answer within 30s", a.remembered().Failure.Message)

		stop := time.Now()
		loop.Stop()
		require.Equal(t, stop, time.Now(), "a check that is under way ends at once")
		loop.Stop()
	})
}
