package remote_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

// TestFaultsOfAPush breaks a push only. The client finds out by itself whether it arrived.
func TestFaultsOfAPush(t *testing.T) {
	const service, push = "git-receive-pack", "push"
	inject := func(f gittest.Fault) func(*line) {
		f.Service = service
		return func(l *line) { l.faults.Inject(f) }
	}
	around := func(f func(*line)) func(*line) {
		return func(l *line) { l.faults.Inject(gittest.Fault{Service: service, Command: push, After: func() { f(l) }}) }
	}
	both := func(do func(*line)) [2]func(*line) { return [2]func(*line){do, do} }
	onHTTP := func(do func(*line)) [2]func(*line) { return [2]func(*line){do, nil} }
	onSSH := func(do func(*line)) [2]func(*line) { return [2]func(*line){nil, do} }
	const retry, halt = wireerr.Retry, wireerr.Halt

	for _, row := range []struct {
		name    string
		do      [2]func(*line) // over HTTP and SSH; nil where there is no counterpart
		kind    wireerr.Kind   // "": it arrived
		class   wireerr.Class
		unknown bool
		stalls  bool
	}{
		{name: "reply lost after accept", do: both(inject(gittest.Fault{Command: push, DropReply: true}))},
		{name: "reply cut in the report", do: both(inject(gittest.Fault{Command: push, CutAfter: 10}))},
		{name: "reply lost with the connection", do: onSSH(inject(gittest.Fault{Command: push, DropReply: true, Hangup: true}))}, // HTTP: as above
		{name: "connection cut after accept", do: both(around(func(l *line) { l.proxy.Cut() }))},
		{name: "connection reset after accept", do: both(around(func(l *line) { l.proxy.CutWithReset() }))},
		{name: "connection goes silent after accept", stalls: true, do: both(around(func(l *line) { l.proxy.Arm(gittest.ProxyFault{Now: true, BlackHole: true}) }))},
		{name: "answer lost on the wire", do: both(around(func(l *line) { l.proxy.Arm(gittest.ProxyFault{Now: true, Lose: true, AfterOut: 1}) }))},
		{name: "stalled after accept", stalls: true, do: both(inject(gittest.Fault{Command: push, Stall: true}))},
		{name: "stalled before", stalls: true, do: both(inject(gittest.Fault{Command: push, StallHead: true})), kind: wireerr.Unreachable, class: retry},
		{name: "lost before git", do: both(inject(gittest.Fault{Command: push, Lost: true})), kind: wireerr.Unreachable, class: retry},
		{name: "500 before git", do: [2]func(*line){
			inject(gittest.Fault{Status: 500}),
			inject(gittest.Fault{Command: push, Status: 1}), // after the advertisement
		}, kind: wireerr.Unreachable, class: retry},
		{name: "nonsense", do: both(inject(gittest.Fault{Command: push, Raw: []byte("zzzz")})), kind: wireerr.Protocol, class: retry},
		{name: "empty report", do: both(inject(gittest.Fault{Command: push, Raw: []byte("0000")})), kind: wireerr.Protocol, class: retry},
		{name: "401", do: onHTTP(inject(gittest.Fault{Status: 401})), kind: wireerr.Auth, class: halt}, // a key is not asked for again
		{name: "403", do: onHTTP(inject(gittest.Fault{Status: 403})), kind: wireerr.Forbidden, class: halt},
		{name: "413", do: onHTTP(inject(gittest.Fault{Status: 413})), kind: wireerr.TooLarge, class: halt}, // SSH has no limit of its own
		{name: "429", do: onHTTP(inject(gittest.Fault{Status: 429, Header: http.Header{"Retry-After": {"90"}}})), kind: wireerr.RateLimited, class: wireerr.WaitUntil},
		// What SSH has for 403 and 429: the key may read only, in words.
		{name: "command refused", do: onSSH(inject(gittest.Fault{Status: 1, Text: "ERROR: The key is marked as read only.\n"})), kind: wireerr.NotFound, class: halt},
		{name: "command refused without words", do: onSSH(inject(gittest.Fault{Status: 1})), kind: wireerr.Unreachable, class: retry},
		{name: "command cut after words", do: onSSH(inject(gittest.Fault{Lost: true, Text: "Welcome.\n"})), kind: wireerr.Unreachable, class: retry},
		{name: "reply lost, and nobody to ask", unknown: true, kind: wireerr.Unreachable, class: retry, do: both(func(l *line) {
			l.faults.Inject(gittest.Fault{Service: service, Command: push, DropReply: true, After: func() {
				l.faults.Inject(gittest.Fault{Service: "git-upload-pack", Lost: true, Times: -1})
			}})
		})},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			run := onEachWire
			if row.stalls {
				run = onStallingWires
			}
			run(t, func(l *line) {
				do := row.do[0]
				if l.wire.ssh {
					do = row.do[1]
				}
				if do == nil {
					return
				}
				l.base = l.push(l.base, l.change()) // so that a kept connection is struck
				p := l.build()
				do(l)
				next, err := l.client.Push(l.ctx, p)
				arrived := row.kind == "" || row.unknown
				if row.kind == "" {
					require.NoError(l, err)
					require.Equal(l, p.Head(), next.Commit())
				} else {
					e := requireError(l.T, err, row.kind, row.class)
					require.Equal(l, row.unknown, e.OutcomeUnknown, "%v", e)
				}
				require.Equal(l, arrived, l.head() == p.Head().String())
				require.Equal(l, !arrived, l.head() == l.base.Commit().String())
				l.faults.Reset()
				l.proxy.Reset()
				_, err = l.client.Push(l.ctx, p)
				require.NoError(l, err, "the same push can be sent again")
				require.Equal(l, p.Head().String(), l.head())
				l.requireWorks()
				l.requireLawful()
			})
		})
	}
}

// TestTheBranchMovesUnderAPush lets somebody else win at each moment that there is.
func TestTheBranchMovesUnderAPush(t *testing.T) {
	const service = "git-receive-pack"
	for _, row := range []struct {
		name  string
		fault func(*line) gittest.Fault
		ours  bool // the push arrived before
	}{
		{"between fetch and push", func(l *line) gittest.Fault { l.theirs(); return gittest.Fault{} }, false},
		{"before git sees the push", func(l *line) gittest.Fault {
			return gittest.Fault{Service: service, Command: "push", Before: func() { l.theirs() }}
		}, false},
		{"before git sees the push, whose reply is lost", func(l *line) gittest.Fault {
			return gittest.Fault{Service: service, Command: "push", Before: func() { l.theirs() }, DropReply: true}
		}, false},
		{"after accept, and the reply is lost", func(l *line) gittest.Fault {
			return gittest.Fault{Service: service, Command: "push", After: func() { l.theirs() }, DropReply: true}
		}, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			onEachWire(t, func(l *line) {
				p := l.build()
				l.faults.Inject(row.fault(l))
				_, err := l.client.Push(l.ctx, p)
				e := requireError(l.T, err, wireerr.Moved, wireerr.Retry)
				require.False(l, e.OutcomeUnknown)
				require.Equal(l, l.head(), e.Tip.String())
				l.faults.Reset()
				next := l.read(l.base)
				require.Equal(l, remote.FastForward, next.History().Relation)
				require.Equal(l, row.ours, next.History().Contains(p.Head()), "whether it arrived can be told")
				require.Equal(l, model(l.sent, -1), l.content(next, "models/m1.yaml")["models/m1.yaml"])
				l.requireWorks()
				l.requireLawful()
			})
		})
	}
}

// TestTheBranchMovesBeforeARead reads a commit that the branch has left for a newer one. A server of
// protocol v0 over SSH does not send it.
func TestTheBranchMovesBeforeARead(t *testing.T) {
	t.Parallel()
	onEachWire(t, func(l *line) {
		l.theirs()
		tip := l.poll()
		l.theirs()
		for _, prev := range []*remote.Snapshot{l.base, nil} {
			s, err := l.client.Read(l.ctx, tip.OID, prev)
			if l.wire.name == "SSH v0" {
				e := requireError(l.T, err, wireerr.Moved, wireerr.Retry)
				require.Equal(l, l.head(), e.Tip.String())
			} else {
				require.NoError(l, err)
				require.Equal(l, tip.OID, s.Commit())
			}
		}
		var ids []object.OID
		for e := range l.base.Files("models") {
			ids = append(ids, e.OID)
		}
		if _, _, err := l.client.Blobs(l.ctx, l.base, ids); l.wire.name == "SSH v0" {
			requireError(l.T, err, wireerr.Moved, wireerr.Retry)
		} else {
			require.NoError(l, err)
		}
		l.requireWorks()
	})
}

// TestRefusedByTheRepository has the server refuse a push, and then take it.
func TestRefusedByTheRepository(t *testing.T) {
	for _, row := range []struct{ name, hook, words string }{
		{"pre-receive", "pre-receive", "no pushes on Fridays"},
		{"protected branch", "update", "main is protected"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			onEachWire(t, func(l *line) {
				p := l.build()
				l.repo.Hook(row.hook, "echo '"+row.words+"' >&2; exit 1")
				_, err := l.client.Push(l.ctx, p)
				e := requireError(l.T, err, wireerr.Rejected, wireerr.Halt)
				require.Contains(l, e.Text, row.words)
				require.False(l, e.OutcomeUnknown)
				require.Equal(l, l.base.Commit().String(), l.head())
				l.repo.Hook(row.hook, "exit 0")
				_, err = l.client.Push(l.ctx, p)
				require.NoError(l, err)
				require.Equal(l, p.Head().String(), l.head())
				l.requireWorks()
				l.requireLawful()
			})
		})
	}
}

func TestAPushWhoseAnswerIsTooLongDidHappen(t *testing.T) {
	w := newWorld(t, []string{"models"})
	w.repo.Commit(gittest.Commit{Files: text("models/a", "1\n")})
	w.client = w.newClient(remote.Config{Limits: remote.Limits{ReplyBytes: 20_000}})
	base := w.read(nil)
	w.repo.Hook("post-receive", "head -c 60000 /dev/zero | tr '\\0' x >&2")
	next := w.push(base, change("models/a", "2\n"))
	require.Equal(t, next.Commit().String(), w.repo.Ref("main"))
}

// TestTheBranchIsNotWhatItWas has people force, delete, empty and clear the branch: a push that was
// built before never brings back what they took away.
func TestTheBranchIsNotWhatItWas(t *testing.T) {
	for _, row := range []struct {
		name string
		do   func(*line)
		tip  remote.Tip // but for its OID
	}{
		{"forced push", func(l *line) {
			l.repo.Commit(gittest.Commit{From: "-", Message: "forced", Files: text("models/f.yaml", "f: 1\n")})
		}, remote.Tip{}},
		{"branch deleted", func(l *line) {
			l.repo.Git("branch", "kept", "main")
			l.repo.Git("update-ref", "-d", "refs/heads/main")
		}, remote.Tip{Missing: true}},
		{"repository emptied", func(l *line) { l.repo.Git("update-ref", "-d", "refs/heads/main") }, remote.Tip{Unborn: true}},
		{"path removed", func(l *line) {
			l.repo.Commit(gittest.Commit{Message: "clear", Files: gittest.Files{"models": gittest.Gone()}})
		}, remote.Tip{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			onEachWire(t, func(l *line) {
				p := l.build()
				row.do(l)
				head := l.head()
				want := row.tip
				if head != "" {
					var err error
					want.OID, err = object.ParseOID(head)
					require.NoError(l, err)
				}
				_, err := l.client.Push(l.ctx, p)
				e := requireError(l.T, err, wireerr.Moved, wireerr.Retry)
				require.Equal(l, want.OID, e.Tip)
				require.Equal(l, head, l.head())
				require.Equal(l, want, l.poll())

				next := l.read(l.base)
				switch row.name {
				case "forced push":
					require.Equal(l, remote.Rewritten, next.History().Relation)
					require.Equal(l, []string{"models/f.yaml"}, paths(next, "models"))
				case "path removed":
					require.Equal(l, remote.FastForward, next.History().Relation)
					require.Empty(l, paths(next, "models"))
				default:
					require.Equal(l, remote.Rewritten, next.History().Relation)
					require.True(l, next.Commit().IsZero())
				}
				l.base = l.push(next, l.change())
				require.Contains(l, paths(l.base, "models"), "models/works.yaml")
				l.requireWorks()
				l.repo.Fsck()
			})
		})
	}
}
