package gittest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"
)

// session is a command that runs: what the client and git say passes through it.
type session struct {
	s       *SSHServer
	request *SSHRequest
	ch      ssh.Channel
	tcp     net.Conn
	gone    <-chan struct{} // closed with the channel
}

// errOver ends a session without an exit status.
var errOver = errors.New("session is over")

func (x *session) serve(f *Fault) {
	r := x.request
	if err := x.instead(f); err != nil {
		x.close(f, err)
		return
	}
	if f != nil && f.Raw != nil {
		x.exit(0)
		return
	}
	if r.Path == "" {
		fmt.Fprintf(x.ch.Stderr(), "fatal: unrecognized command '%s'\n", r.Service)
		x.exit(128)
		return
	}
	if !filepath.IsLocal(strings.TrimLeft(r.Path, "/")) {
		fmt.Fprintf(x.ch.Stderr(), "fatal: '%s' does not appear to be a git repository\n", r.Path)
		x.exit(128)
		return
	}
	git, err := x.start()
	if err != nil {
		x.close(nil, err)
		return
	}
	if f, err := x.relay(f, git); err != nil {
		x.close(f, err)
		git.end()
		return
	}
	x.exit(git.end())
}

// relay passes on what the client and git say until git ends. With an error comes the fault that
// it is due to, or nil.
func (x *session) relay(f *Fault, git *process) (*Fault, error) {
	in, out := bufio.NewReader(clientReader{x}), bufio.NewReader(git.out)
	section := func(w io.Writer) error { return copySection(w, out) }
	if err := x.answer(f, section); err != nil {
		return f, unlessEnded(err)
	}
	for {
		asked, err := readRequest(in, x.request.V2)
		rest := func(w io.Writer) error {
			x.s.work.Go(func() {
				git.in.Write(asked)
				io.Copy(git.in, in)
				git.in.Close()
			})
			_, err := io.Copy(w, out)
			return err
		}
		if err != nil || string(asked) == flush {
			return nil, rest(clientWriter{x})
		}
		command := commandOf(x.request.Service, asked)
		x.note(command)
		f := x.s.take(x.request.Service, command)
		if err := x.instead(f); err != nil {
			return f, err
		}
		mute := f != nil && f.Raw != nil
		switch {
		case mute && x.request.V2:
			continue
		case mute:
			return nil, nil
		case !x.request.V2:
			return f, x.answer(f, rest)
		}
		git.in.Write(asked)
		if err := x.answer(f, section); err != nil {
			return f, unlessEnded(err)
		}
	}
}

// unlessEnded is nil when git said all that it had to say.
func unlessEnded(err error) error {
	if err == errEnded {
		return nil
	}
	return err
}

// instead does what a fault does before git sees anything; errOver or an exit ends the session.
func (x *session) instead(f *Fault) error {
	if f == nil {
		return nil
	}
	if f.Before != nil {
		f.Before()
	}
	if f.Text != "" {
		io.WriteString(x.ch.Stderr(), f.Text)
	}
	switch {
	case f.Lost:
		return errOver
	case f.StallHead:
		return x.wait()
	case f.Status != 0:
		return exitError(f.Status)
	case f.Raw != nil:
		_, err := clientWriter{x}.Write(f.Raw)
		return err
	}
	return nil
}

// answer passes a reply of git's on as a fault lets it.
func (x *session) answer(f *Fault, reply func(io.Writer) error) error {
	to := io.Writer(clientWriter{x})
	if f == nil {
		return reply(to)
	}
	if f.CutAfter > 0 {
		to = &cutWriter{to: to, left: f.CutAfter}
	}
	if !f.Stall && !f.DropReply && f.After == nil {
		return reply(to)
	}
	var kept bytes.Buffer
	err := reply(&kept)
	if f.After != nil {
		f.After()
	}
	switch {
	case f.Stall:
		return x.wait()
	case f.DropReply:
		return errOver
	}
	if _, failed := to.Write(kept.Bytes()); failed != nil {
		return failed
	}
	return err
}

// wait blocks until the client or the test is gone.
func (x *session) wait() error {
	select {
	case <-x.gone:
	case <-x.s.running.Done():
	}
	return errOver
}

// exitError ends a session with an exit status.
type exitError int

func (e exitError) Error() string { return "exit status " + strconv.Itoa(int(e)) }

// close ends a session that failed, by a fault or because the client is gone.
func (x *session) close(f *Fault, err error) {
	var status exitError
	switch {
	case errors.As(err, &status):
		x.exit(int(status))
	case f != nil && f.Hangup:
		x.tcp.Close()
	default:
		x.ch.Close()
	}
}

func (x *session) note(command string) {
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.request.Commands = append(x.request.Commands, command)
}
