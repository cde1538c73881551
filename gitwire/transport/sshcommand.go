package transport

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ssh"
)

// maxStderr bounds what is kept of a command's words, in bytes.
const maxStderr = 16 << 10

// command is a command that runs: its output, to be read and closed.
type command struct {
	link     *link
	ch       *channel
	out      *io.PipeReader
	received atomic.Int64 // bytes of output
	pushes   bool
	unwatch  func()
	once     sync.Once
}

// start sends the command and its input and does not wait for anything but a channel.
func (l *link) start(w *watcher, line string, req request) (*reply, error) {
	ch, err := l.acquire(w.ctx)
	if err != nil {
		l.release()
		if context.Cause(w.ctx) == errIdle {
			l.retire()
		}
		return nil, explainOpen(w, err)
	}
	w.moved()
	out, in := io.Pipe()
	cmd := &command{link: l, ch: ch, out: out, pushes: req.service == ReceivePack}
	l.spawn(func() { cmd.send(w, line, req) })
	l.spawn(func() { cmd.pump(in) })
	// What a connection brought before the server closed it may still be read; when we
	// close it nobody waits for that.
	left := context.AfterFunc(l.quit, func() { in.CloseWithError(errEnded) })
	ended := context.AfterFunc(w.ctx, func() {
		in.CloseWithError(context.Cause(w.ctx))
		if context.Cause(w.ctx) == errIdle {
			l.retire()
		}
		cmd.hangUp() // not Close: unwatch may not be set yet
	})
	cmd.unwatch = func() { left(); ended() }
	return newReply(cmd, w, l.reply), nil
}

// send writes all that the command is to get. That it fails is seen in the output.
func (c *command) send(w *watcher, line string, req request) {
	if req.version == 2 { // without a reply: servers that do not allow it say nothing
		_, _ = c.ch.SendRequest("env", false, ssh.Marshal(struct{ Name, Value string }{"GIT_PROTOCOL", "version=2"}))
	}
	if _, err := c.ch.SendRequest("exec", false, ssh.Marshal(struct{ Line string }{line})); err != nil {
		return
	}
	for _, rest := range req.body {
		for len(rest) > 0 {
			n, err := c.ch.Write(rest[:min(len(rest), 32<<10)])
			if err != nil {
				return
			}
			w.moved()
			rest = rest[n:]
		}
	}
	_ = c.ch.CloseWrite()
}

// pump carries the output to the one who reads it, and the rest nowhere: a channel ends
// when all of it was taken. Reading a channel cannot be interrupted; reading a pipe can.
func (c *command) pump(in *io.PipeWriter) {
	words := make(chan string, 1)
	c.link.spawn(func() {
		b, _ := io.ReadAll(io.LimitReader(c.ch.Stderr(), maxStderr))
		_, _ = io.Copy(io.Discard, c.ch.Stderr())
		words <- string(b)
	})
	b := make([]byte, 32<<10)
	for {
		n, err := c.ch.Read(b)
		c.received.Add(int64(n))
		if _, wrong := in.Write(b[:n]); wrong != nil {
			_, _ = io.Copy(io.Discard, c.ch)
			return
		}
		if err != nil {
			break
		}
	}
	<-c.ch.gone
	in.CloseWithError(c.verdict(<-words))
}

// Read implements io.Reader.
func (c *command) Read(b []byte) (int, error) { return c.out.Read(b) }

// Close hangs up if the command has not ended.
func (c *command) Close() error {
	c.unwatch()
	c.hangUp()
	return nil
}

// hangUp does not wait for the server; a connection on which that does not answer in time
// is not used again.
func (c *command) hangUp() {
	c.once.Do(func() {
		c.out.Close()
		c.link.release()
		if c.ch.ended() {
			return
		}
		c.link.spawn(func() { c.ch.Close() })
		c.link.spawn(func() {
			t := time.NewTimer(c.link.idle)
			defer t.Stop()
			select {
			case <-c.ch.gone:
			case <-c.link.dead:
			case <-t.C:
				c.link.retire()
			}
		})
	})
}
