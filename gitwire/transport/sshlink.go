package transport

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/wireerr"
)

// errEnded is a connection that is no more.
var errEnded = errors.New("the connection has ended")

// A server may count a session for a while after it has closed the channel. So long is
// waited for one that refuses sessions although there are none.
const (
	firstPause = 10 * time.Millisecond
	lastPause  = time.Second
)

// link is one connection, its channels and the goroutines that serve them.
type link struct {
	net    net.Conn
	conn   ssh.Conn
	idle   time.Duration
	reply  int64
	onEnd  func(*link)
	dead   chan struct{} // closed when the connection has ended
	closed sync.Once

	mu      sync.Mutex
	changed chan struct{} // closed, and made anew, when there may be a channel to have
	done    *sync.Cond    // running went down
	running int           // goroutines
	open    int           // channels that the server has not closed, and those it is asked for
	limit   int           // how many it allows, as far as is known
	spare   *channel      // open, without a command
	opening bool          // of a spare
	users   int           // commands that hold the link
	retired bool          // to be closed when the last one lets go
}

// link gives the kept connection or makes one. fresh tells that it was made for this call.
func (c *SSH) link(w *watcher) (l *link, fresh bool, err error) {
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-w.ctx.Done():
		return nil, false, w.explain(w.ctx.Err())
	}
	c.mu.Lock()
	l = c.cur
	c.mu.Unlock()
	if l != nil && l.hold() {
		return l, false, nil
	}
	w.timer.Stop() // this has a limit of its own
	conn, client, err := connect(w.parent, c.cfg, c.addr)
	if err != nil {
		return nil, false, err
	}
	w.moved()
	l = &link{
		net: conn, conn: client.conn, idle: c.cfg.Idle, reply: c.cfg.Reply, onEnd: c.forget,
		dead: make(chan struct{}), changed: make(chan struct{}), limit: math.MaxInt, users: 1,
	}
	l.done = sync.NewCond(&l.mu)
	c.mu.Lock()
	c.cur = l
	c.all[l] = struct{}{}
	c.mu.Unlock()
	l.serve(client)
	return l, true, nil
}

// forget drops a link that has ended or is retired from those to use.
func (c *SSH) forget(l *link) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cur == l {
		c.cur = nil
	}
	if l.ended() {
		delete(c.all, l)
	}
}

// serve answers what the server asks of its own accord, with no.
func (l *link) serve(client client) {
	l.spawn(func() { ssh.DiscardRequests(client.requests) })
	l.spawn(func() {
		for ch := range client.channels {
			_ = ch.Reject(ssh.Prohibited, "no channels are served")
		}
	})
	l.spawn(func() {
		_ = l.conn.Wait()
		close(l.dead)
		l.onEnd(l)
	})
}

// spawn runs a goroutine that wait waits for.
func (l *link) spawn(f func()) {
	l.mu.Lock()
	l.running++
	l.mu.Unlock()
	go func() {
		defer func() {
			l.mu.Lock()
			l.running--
			l.done.Broadcast()
			l.mu.Unlock()
		}()
		f()
	}()
}

// wait waits for all goroutines of a link that was closed.
func (l *link) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.running > 0 {
		l.done.Wait()
	}
}

// close ends the connection. The socket goes first: what is in the midst of writing to it
// would else be waited for.
func (l *link) close() {
	l.closed.Do(func() {
		l.net.Close()
		l.conn.Close()
	})
}

func (l *link) ended() bool {
	select {
	case <-l.dead:
		return true
	default:
		return false
	}
}

// hold keeps the link open until release; false when it is not to be used any more.
func (l *link) hold() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.retired || l.ended() {
		return false
	}
	l.users++
	return true
}

func (l *link) release() {
	l.mu.Lock()
	l.users--
	last := l.retired && l.users == 0
	l.mu.Unlock()
	if last {
		l.close()
	}
}

// retire makes the next command open another connection. The commands that run may end in
// peace: a server may be slow with one and answer others.
func (l *link) retire() {
	l.mu.Lock()
	l.retired = true
	last := l.users == 0
	l.mu.Unlock()
	l.onEnd(l)
	if last {
		l.close()
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

// prepare opens a spare channel in the background, so that the next command needs no round
// trip for it. What the server runs is started by the command only, and sees the refs of
// then.
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
