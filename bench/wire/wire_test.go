package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// TestMain lets the test binary be a candidate's process, as the command is its own.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == workCommand {
		main()
		return
	}
	goleak.VerifyTestMain(m)
}

func TestEachCandidateReadsAndPushesWhatItShould(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(t.Context(), []string{
		"-repos", "tiny", "-delay", "1ms", "-runs", "1", "-json", "-keep", t.TempDir(),
	}, nil, &out, io.Discard))
	var got report
	require.NoError(t, json.Unmarshal([]byte(out.String()), &got))

	measured := map[row]bool{}
	for _, r := range got.Rows {
		require.Positive(t, r.Millis, r)
		require.Positive(t, r.Turns, r)
		require.Positive(t, r.Up, r)
		require.Positive(t, r.Down, r)
		require.Positive(t, r.PeakMB, r)
		measured[row{Transport: r.Transport, Op: r.Op, Candidate: r.Candidate}] = true
	}
	missing := 0
	for _, c := range contenders() {
		for _, transport := range c.over {
			if strings.Contains(strings.Join(got.Missing, "\n"), c.title+" over "+transport) {
				missing++
				continue
			}
			for _, op := range operations() {
				require.Contains(t, measured, row{Transport: transport, Op: op, Candidate: c.name})
			}
		}
	}
	require.Len(t, got.Missing, missing)
	require.Contains(t, measured, row{Transport: "http", Op: opCold, Candidate: lockstepName})
}

func TestARepositoryIsTheSameEachTime(t *testing.T) {
	r, err := findRepository("tiny")
	require.NoError(t, err)
	var first, second bytes.Buffer
	require.NoError(t, generate(r, &first))
	require.NoError(t, generate(r, &second))
	require.Equal(t, first.Bytes(), second.Bytes())

	kept := t.TempDir()
	dir, err := template(t.Context(), kept, r)
	require.NoError(t, err)
	again, err := template(t.Context(), kept, r)
	require.NoError(t, err)
	require.Equal(t, dir, again)

	copied := filepath.Join(kept, "copy.git")
	require.NoError(t, copyRepository(dir, copied))
	b, err := openBranch(t.Context(), r, copied)
	require.NoError(t, err)
	require.NoError(t, b.check(t.Context(), 0))
	require.NoError(t, b.sound(t.Context()))
	refs, err := b.git(t.Context(), "for-each-ref")
	require.NoError(t, err)
	require.Len(t, strings.Split(refs, "\n"), 1+r.Refs)
}

func TestTheCheckSeesLostAndForeignWork(t *testing.T) {
	r, err := findRepository("tiny")
	require.NoError(t, err)
	dir, err := template(t.Context(), t.TempDir(), r)
	require.NoError(t, err)
	b, err := openBranch(t.Context(), r, dir)
	require.NoError(t, err)
	before := b.head
	require.NoError(t, b.push(t.Context(), b.next()))
	require.NoError(t, b.check(t.Context(), 0))

	require.ErrorContains(t, b.check(t.Context(), 1), "0 new commits and not 1")
	b.expect(b.next())
	require.ErrorContains(t, b.check(t.Context(), 0), "not what they should be")

	_, err = b.git(t.Context(), "update-ref", "refs/heads/main", before)
	require.NoError(t, err)
	require.ErrorContains(t, b.check(t.Context(), 0), "commits were lost")
}

func TestAnAnswerTakesTheWayTwiceAndCountsAsATurn(t *testing.T) {
	const delay = 20 * time.Millisecond
	p := startEcho(t, delay)
	begin := time.Now()
	conn, err := net.Dial("tcp", p.address())
	require.NoError(t, err)
	defer conn.Close()
	exchange(t, conn, "first")
	require.GreaterOrEqual(t, time.Since(begin), 4*delay, "the handshake, and there and back")
	require.Equal(t, traffic{Up: 5, Down: 5, Turns: 1}, p.take())

	begin = time.Now()
	exchange(t, conn, "next")
	exchange(t, conn, "last")
	require.GreaterOrEqual(t, time.Since(begin), 4*delay)
	require.Equal(t, traffic{Up: 8, Down: 8, Turns: 2}, p.take())
}

func TestAClientThatHangsUpStopsTheServer(t *testing.T) {
	broken := make(chan error, 1)
	p := startServed(t, 0, func(conn net.Conn) {
		b := make([]byte, 64<<10)
		for {
			if _, err := conn.Write(b); err != nil {
				broken <- err
				return
			}
		}
	})
	conn, err := net.Dial("tcp", p.address())
	require.NoError(t, err)
	_, err = io.ReadFull(conn, make([]byte, 1<<20))
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	require.Error(t, <-broken)
}

func exchange(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	_, err := io.WriteString(conn, text)
	require.NoError(t, err)
	got := make([]byte, len(text))
	_, err = io.ReadFull(conn, got)
	require.NoError(t, err)
	require.Equal(t, text, string(got))
}

func startEcho(t *testing.T, delay time.Duration) *proxy {
	t.Helper()
	return startServed(t, delay, func(conn net.Conn) { _, _ = io.Copy(conn, conn) })
}

// startServed is a proxy before a server that serves one connection.
func startServed(t *testing.T, delay time.Duration, serve func(net.Conn)) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if conn, err := l.Accept(); err == nil {
			serve(conn)
			conn.Close()
		}
	}()
	p, err := startProxy(context.Background(), l.Addr().String(), delay)
	require.NoError(t, err)
	t.Cleanup(func() {
		l.Close()
		p.close()
		<-done
	})
	return p
}

func TestTargetsAreJudgedByTheWorstRow(t *testing.T) {
	rows := []row{
		{Repository: "small", Transport: "http", Op: opPoll, Candidate: lockstepName, Millis: 66, Turns: 1},
		{Repository: "flat", Transport: "http", Op: opPoll, Candidate: lockstepName, Millis: 72, Turns: 1},
		{Repository: "small", Transport: "http", Op: opPoll, Candidate: "git", Millis: 60},
		{Repository: "flat", Transport: "http", Op: opPoll, Candidate: "git", Millis: 200},
		{Repository: "small", Transport: "http", Op: opOutbound, Candidate: lockstepName, Millis: 90, Turns: 1},
		{Repository: "small", Transport: "http", Op: opOutbound, Candidate: "go-git", Millis: 120},
	}
	r := report{DelayMillis: 30, Runs: 5, Rows: rows, Verdicts: judge(rows, 30*time.Millisecond)}
	var text, markdown strings.Builder
	require.NoError(t, r.print(&text))
	require.NoError(t, r.markdown(&markdown))
	for _, want := range []string{
		`poll over HTTP, time in round trips <= 1.15 +1.20 +not met`,
		`outbound over HTTP, round trips <= 1 +1.00 +met`,
		`poll over SSH, round trips <= 2 +not measured *\n`,
		`no row slower than git CLI, but for noise +at worst 1.10 x \(small, http, poll\) +not met`,
		`no row slower than go-git v5, but for noise +at worst 0.75 x \(small, http, outbound\) +met`,
		`small +http +outbound +go-git +120 ms +1.33x`,
	} {
		require.Regexp(t, want, text.String())
	}
	require.Contains(t, markdown.String(), "| small | http | outbound | go-git | 120 ms | 1.33x |")
}

func TestChoicesMustExist(t *testing.T) {
	for _, args := range [][]string{
		{"-repos", "huge"}, {"-ops", "clone"}, {"-transports", "ftp"}, {"-candidates", "svn"}, {"-runs", "0"}, {"-delay", "-1ms"},
	} {
		require.Error(t, run(t.Context(), append(args, "-keep", t.TempDir()), nil, io.Discard, io.Discard), args)
	}
}
