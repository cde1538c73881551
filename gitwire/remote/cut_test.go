package remote_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/wireerr"
)

// cuts is how many bytes of a push, about evenly spread, are the last ones in their direction.
const cuts = 40

// TestAPushIsCutAnywhere cuts and resets the connection of a push after so many bytes each way, from the first
// of the handshake to the last of the report. The client asks over another connection what became of it.
func TestAPushIsCutAnywhere(t *testing.T) {
	for _, row := range []struct {
		name  string
		wire  wire
		words string // that the server says before it advertises
	}{
		{"HTTP", wire{}, ""},
		{"SSH", wire{ssh: true}, ""},
		{"SSH with words", wire{ssh: true}, "Welcome.\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			l := newLine(t, row.wire, patience)
			if row.words != "" {
				l.faults.Inject(gittest.Fault{Service: "git-receive-pack", Command: "info/refs", Text: row.words, Times: -1})
			}
			in, out := l.pushAlone(), l.pushAlone()
			for i := range int64(cuts) {
				at := i / 2 * 2 // each place is both cut and reset
				l.cutPush(gittest.ProxyFault{AfterIn: 1 + in.In*at/cuts, Reset: i%2 == 1})
				l.cutPush(gittest.ProxyFault{AfterOut: 1 + out.Out*at/cuts, Reset: i%2 == 0})
			}
			l.requireWorks()
			l.requireLawful()
		})
	}
}

// pushAlone pushes over a connection of its own, and tells what went through that.
func (l *line) pushAlone() gittest.ProxyCount {
	l.Helper()
	require.NoError(l, l.client.Close())
	l.proxy.Reset()
	l.base = l.push(l.base, l.change())
	count := l.proxy.Count()
	require.Equal(l, 1, count.Connections)
	return count
}

// cutPush pushes over a new connection with a fault.
func (l *line) cutPush(f gittest.ProxyFault) {
	l.Helper()
	require.NoError(l, l.client.Close())
	p := l.build()
	l.proxy.Arm(f)
	_, err := l.client.Push(l.ctx, p)
	l.proxy.Reset()
	if err != nil {
		e := requireError(l.T, err, wireerr.Unreachable, wireerr.Retry)
		require.False(l, e.OutcomeUnknown, "it could be asked: %v", e)
		// What was sent whole may still be at work; it arrives once, or not at all.
		_, err = l.client.Push(l.ctx, p)
		require.NoError(l, err, "%+v", f)
	}
	require.Equal(l, p.Head().String(), l.head(), "%+v", f)
	require.Equal(l, l.base.Commit().String(), l.repo.Ref("main~1"))
	l.base = l.read(l.base)
	require.Equal(l, p.Head(), l.base.Commit())
}
