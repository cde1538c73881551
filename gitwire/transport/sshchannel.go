package transport

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/wireerr"
)

// A server may count a session for a while after it has closed the channel. So long is
// waited for one that refuses sessions although there are none.
const (
	firstPause = 10 * time.Millisecond
	lastPause  = time.Second
)

// channel is a session that the server opened.
type channel struct {
	ssh.Channel
	gone   chan struct{} // closed when the server closed the channel
	status int           // exit status, -1 for none; valid when gone
	signal string        // that ended the command; valid when gone
}

// follow notes how the command ended.
func (c *channel) follow(reqs <-chan *ssh.Request) {
	defer close(c.gone)
	for req := range reqs {
		var status struct{ Status uint32 }
		var signal struct {
			Name string
			Rest []byte `ssh:"rest"`
		}
		switch {
		case req.Type == "exit-status" && ssh.Unmarshal(req.Payload, &status) == nil:
			c.status = int(status.Status)
		case req.Type == "exit-signal" && ssh.Unmarshal(req.Payload, &signal) == nil:
			c.signal = signal.Name
		}
		if req.WantReply {
			req.Reply(false, nil)
		}
	}
}

func (c *channel) ended() bool {
	select {
	case <-c.gone:
		return true
	default:
		return false
	}
}

// acquire gives a channel without a command: the spare one, or a new one. When the server
// refuses to open more it waits for one of ours to end.
func (l *link) acquire(ctx context.Context) (*channel, error) {
	for pause := firstPause; ; {
		l.mu.Lock()
		if ch := l.spare; ch != nil {
			l.spare = nil
			l.mu.Unlock()
			return ch, nil
		}
		changed, free := l.changed, l.open < l.limit
		if free {
			l.open++
		}
		l.mu.Unlock()
		if !free {
			select {
			case <-changed:
				continue
			case <-l.dead:
				return nil, errEnded
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		ch, err := l.await(ctx)
		var refused *ssh.OpenChannelError
		switch {
		case !errors.As(err, &refused), pause > lastPause:
			return ch, err
		case l.lower():
			continue
		}
		select {
		case <-time.After(pause):
			pause *= 2
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// lower remembers that the server allows no more channels than there are; false when there
// are none.
func (l *link) lower() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.limit = max(1, l.open)
	return l.open > 0
}

// await opens a channel. One that comes when ctx has ended is kept as the spare.
func (l *link) await(ctx context.Context) (*channel, error) {
	type result struct {
		ch  *channel
		err error
	}
	got := make(chan result)
	l.spawn(func() {
		ch, err := l.openChannel()
		select {
		case got <- result{ch, err}:
		case <-ctx.Done():
			if err == nil {
				l.keep(ch)
			}
		}
	})
	select {
	case r := <-got:
		return r.ch, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// openChannel opens a channel, which the caller has counted.
func (l *link) openChannel() (*channel, error) {
	sc, reqs, err := l.conn.OpenChannel("session", nil)
	if err != nil {
		l.mu.Lock()
		l.left()
		l.mu.Unlock()
		var refused *ssh.OpenChannelError
		if errors.As(err, &refused) {
			return nil, err
		}
		return nil, errEnded
	}
	ch := &channel{Channel: sc, gone: make(chan struct{}), status: -1}
	l.spawn(func() {
		ch.follow(reqs)
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.spare == ch {
			l.spare = nil
		}
		l.left()
	})
	return ch, nil
}

// left is called when a channel is no more. The caller holds the lock.
func (l *link) left() {
	l.open--
	l.tell()
}

// tell wakes those who wait for a channel. The caller holds the lock.
func (l *link) tell() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// keep makes a channel the spare one if there is none.
func (l *link) keep(ch *channel) {
	l.mu.Lock()
	keep := l.spare == nil && !l.retired && !ch.ended()
	if keep {
		l.spare = ch
		l.tell()
	}
	l.mu.Unlock()
	if !keep {
		ch.Close()
	}
}

// prepare opens a spare channel in the background, so that the next command has a round
// trip less. What the server runs is started by the command only, and sees the refs of
// then. (OpenSSH lets nothing be sent to a command before it has started it, which is a
// round trip of its own; other servers answer in one.)
func (l *link) prepare() {
	l.mu.Lock()
	wanted := l.spare == nil && !l.opening && !l.retired && l.open < l.limit
	if wanted {
		l.opening = true
		l.open++
	}
	l.mu.Unlock()
	if !wanted {
		return
	}
	l.spawn(func() {
		ch, err := l.openChannel()
		var refused *ssh.OpenChannelError
		if errors.As(err, &refused) {
			l.lower()
		}
		if err == nil {
			l.keep(ch)
		}
		l.mu.Lock()
		l.opening = false
		l.mu.Unlock()
	})
}

// explainOpen gives an error of acquire its kind.
func explainOpen(w *watcher, err error) error {
	var refused *ssh.OpenChannelError
	if errors.As(err, &refused) {
		return &wireerr.Error{
			Kind: wireerr.Unreachable, Text: wireerr.Clean(refused.Message),
			Err: fmt.Errorf("the server opens no session: %s", refused.Reason),
		}
	}
	return w.explain(err)
}
