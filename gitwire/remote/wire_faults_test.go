package remote_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

// harm is a fault on one transport, and what a client makes of it.
type harm struct {
	do    func(*line)
	kind  wireerr.Kind
	class wireerr.Class
	// unknown: a push left, and nobody says what became of it.
	unknown bool
	// arrives: git gets the push.
	arrives bool
}

// TestFaultsOfEveryOperation breaks all that a client asks a server, mends it, and goes on with the same client.
func TestFaultsOfEveryOperation(t *testing.T) {
	inject := func(f gittest.Fault) func(*line) {
		f.Times = -1
		return func(l *line) { l.faults.Inject(f) }
	}
	arm := func(f gittest.ProxyFault) func(*line) {
		f.Times, f.Now = -1, true
		return func(l *line) { l.proxy.Arm(f) }
	}
	drop := func(l *line) { require.NoError(l, l.client.Close()) } // the kept connections
	unsent := func(do func(*line)) harm { return harm{do: do, kind: wireerr.Unreachable, class: wireerr.Retry} }
	lost := func(do func(*line)) harm {
		return harm{do: do, kind: wireerr.Unreachable, class: wireerr.Retry, unknown: true}
	}
	halts := func(kind wireerr.Kind, do func(*line)) harm { return harm{do: do, kind: kind, class: wireerr.Halt} }
	refuse := func(l *line) { drop(l); l.proxy.Refuse() }
	words := func(text string) harm {
		return halts(wireerr.NotFound, inject(gittest.Fault{Status: 1, Text: text}))
	}
	forget := func(l *line) { l.sshd.Authorize("git"); l.sshd.CloseConnections(); drop(l) }
	some := []operation{polling, pushing} // a stall takes its time

	for _, row := range []struct {
		name      string
		http, ssh harm
		mend      func(*line)
		only      []operation // nil: all
		stalls    bool
	}{
		{name: "refused", http: unsent(refuse), ssh: unsent(refuse)},
		{name: "closed without an answer", http: lost(inject(gittest.Fault{Lost: true})), ssh: lost(inject(gittest.Fault{Lost: true}))},
		{name: "connection closed without an answer", // HTTP has one channel in a connection: as above
			ssh: lost(inject(gittest.Fault{Lost: true, Hangup: true}))},
		{name: "reset once a byte has left", http: lost(arm(gittest.ProxyFault{AfterIn: 1, Reset: true})), ssh: lost(arm(gittest.ProxyFault{AfterIn: 1, Reset: true}))},
		{name: "cut in an answer",
			http: harm{arm(gittest.ProxyFault{AfterOut: 30}), wireerr.Unreachable, wireerr.Retry, true, true},
			ssh:  harm{arm(gittest.ProxyFault{AfterOut: 30}), wireerr.Unreachable, wireerr.Retry, true, true}},
		{name: "reset in an answer",
			http: harm{arm(gittest.ProxyFault{AfterOut: 30, Reset: true}), wireerr.Unreachable, wireerr.Retry, true, true},
			ssh:  harm{arm(gittest.ProxyFault{AfterOut: 30, Reset: true}), wireerr.Unreachable, wireerr.Retry, true, true}},
		{name: "cut in the pack", only: []operation{readingCold, readingNew, gettingBlob},
			http: lost(inject(gittest.Fault{Command: "fetch", CutAfter: 60})),
			ssh:  lost(inject(gittest.Fault{Command: "fetch", CutAfter: 60}))},
		{name: "cut in the pack, with the connection", only: []operation{readingCold, readingNew, gettingBlob}, // HTTP: as above
			ssh: lost(inject(gittest.Fault{Command: "fetch", CutAfter: 60, Hangup: true}))},
		{name: "stalled server", stalls: true, only: some, http: lost(inject(gittest.Fault{StallHead: true})), ssh: lost(inject(gittest.Fault{StallHead: true}))},
		{name: "stalled network", stalls: true, only: some, http: lost(arm(gittest.ProxyFault{BlackHole: true})), ssh: lost(arm(gittest.ProxyFault{BlackHole: true}))},
		{name: "stalled network from the start", stalls: true, only: []operation{pushing}, http: lost(func(l *line) { drop(l); arm(gittest.ProxyFault{BlackHole: true})(l) }),
			ssh: unsent(func(l *line) { drop(l); arm(gittest.ProxyFault{BlackHole: true})(l) })},
		{name: "credential refused, then taken",
			http: halts(wireerr.Auth, inject(gittest.Fault{Status: 401})),
			ssh:  halts(wireerr.Auth, forget), // SSH's counterpart is a key that is not authorized
			mend: func(l *line) {
				if l.sshd != nil {
					l.sshd.Authorize("git", l.key)
				}
			}},
		// SSH has no codes: that a command is refused, and why, is words for people. They are not
		// matched, so 403, 404 and 429 have one counterpart, which a person has to look at.
		{name: "403", http: halts(wireerr.Forbidden, inject(gittest.Fault{Status: 403})), ssh: words("ERROR: You may not read this.\n")},
		{name: "404", http: halts(wireerr.NotFound, inject(gittest.Fault{Status: 404})), ssh: words("ERROR: Repository not found.\n")},
		{name: "429",
			http: harm{do: inject(gittest.Fault{Status: 429, Header: http.Header{"Retry-After": {"90"}}}), kind: wireerr.RateLimited, class: wireerr.WaitUntil},
			ssh:  words("Too many requests, come back in 90 s.\n")},
		{name: "500", http: lost(inject(gittest.Fault{Status: 500, Text: "oops"})),
			ssh: unsent(inject(gittest.Fault{Status: 1}))}, // SSH's counterpart is a command that ends without a word
		{name: "503", only: []operation{pushing}, http: lost(inject(gittest.Fault{Status: 503})), // SSH's counterpart is sshd over its MaxSessions
			ssh: unsent(func(l *line) { drop(l); inject(gittest.Fault{NoChannel: true})(l) })},
		{name: "no git", ssh: halts(wireerr.Unsupported, inject(gittest.Fault{Status: 127, Text: "git-receive-pack: not found\n"}))}, // HTTP: as 404
		{name: "nonsense",
			http: harm{inject(gittest.Fault{Raw: []byte("zzzz")}), wireerr.Protocol, wireerr.Retry, true, false},
			ssh:  harm{inject(gittest.Fault{Raw: []byte("zzzz")}), wireerr.Protocol, wireerr.Retry, true, false}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			run := onEachWire
			if row.stalls {
				run = onStallingWires
			}
			run(t, func(l *line) {
				h := row.http
				if l.wire.ssh {
					h = row.ssh
				}
				for _, op := range operations() {
					if h.do == nil || row.only != nil && !slices.Contains(row.only, op) {
						continue
					}
					l.suffer(op, h, func() {
						if row.mend != nil {
							row.mend(l)
						}
						l.faults.Reset()
						l.proxy.Reset()
						require.NoError(l, l.proxy.Accept())
					})
				}
				l.requireLawful()
			})
		})
	}
}

// suffer does an operation under harm.
func (l *line) suffer(op operation, h harm, mend func()) {
	l.Logf("%s", op)
	var p *remote.Push
	try := func() error { _, err := l.client.Push(l.ctx, p); return err }
	if op == pushing {
		p = l.build()
	} else {
		try = l.reading(op)
	}
	before := l.head()
	h.do(l)
	e := requireError(l.T, try(), h.kind, h.class)
	if h.kind == wireerr.RateLimited {
		require.Equal(l, now().Add(90*time.Second), e.Until)
	}
	require.Equal(l, op == pushing && h.unknown, e.OutcomeUnknown, "%v", e)
	if op != pushing || !h.arrives {
		require.Equal(l, before, l.head())
	}
	mend()
	if op == pushing {
		require.NoError(l, try(), "the same push can be sent again")
		require.Equal(l, p.Head().String(), l.head())
		require.Equal(l, before, l.repo.Ref("main~1"))
	}
	l.requireWorks()
}
