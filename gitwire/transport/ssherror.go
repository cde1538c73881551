package transport

import (
	"errors"
	"fmt"
	"io"

	"lockstep.dev/gitwire/wireerr"
)

// The exit statuses that shells give for commands that they cannot run.
const (
	statusNotExecutable = 126
	statusNotFound      = 127
)

// packetLength is the bytes that the smallest packet has.
const packetLength = 4

// verdict is the error at the end of a command's output: io.EOF when it ended well. Hosts
// answer for a repository that is not there, or not for this key, with words for people
// and no packet at all; what the words are does not matter. Gitea ends these with an empty line
// of output: it is less than a packet's length. An exit status without a packet proves that
// git did not run, since it advertises before it reads; without a status the connection may have
// been cut, while git works on a push.
func (c *command) verdict(words string) error {
	e := &wireerr.Error{Kind: wireerr.Unreachable, Text: wireerr.Clean(words)}
	nothing, status := c.received.Load() < packetLength, c.ch.status
	lost := status < 0 && c.ch.signal == "" && (e.Text == "" || !c.link.answers())
	switch {
	case !nothing && status == 0, !nothing && status < 0 && c.ch.signal == "" && !c.link.ended():
		return io.EOF
	case c.ch.signal != "":
		e.Err = fmt.Errorf("the command was ended by signal %.20q", c.ch.signal)
	case lost:
		e.Err = errEnded
	case status < 0:
		e.Err = errors.New("the command ended without a packet")
	case nothing && (status == statusNotExecutable || status == statusNotFound):
		e.Kind, e.Err = wireerr.Unsupported, fmt.Errorf("the server cannot run the command (exit status %d)", status)
	default:
		e.Err = fmt.Errorf("the command ended with exit status %d", status)
	}
	e.NotDone = nothing && status >= 0
	if nothing && !lost && e.Text != "" && e.Kind == wireerr.Unreachable && c.ch.signal == "" && (e.NotDone || !c.pushes) {
		e.Kind = wireerr.NotFound
	}
	return e
}
