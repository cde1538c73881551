package transport

import (
	"context"
	"errors"
	"math"
	"net"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
)

// errEnded is a connection or a channel that is no more.
var errEnded = errors.New("the server hung up")

// link is one connection, its channels and the goroutines that serve them.
type link struct {
	net    net.Conn
	conn   ssh.Conn
	idle   time.Duration
	reply  int64
	onEnd  func(*link)
	dead   chan struct{} // closed when the connection has ended
	closed sync.Once
	quit   context.Context // ends when we close the connection
	leave  context.CancelFunc

	mu      sync.Mutex
	changed chan struct{} // closed, and made anew, when there may be a channel to have
	done    *sync.Cond    // running went down
	running int           // goroutines
	open    int           // channels that the server has not closed, and those it is asked for
	limit   int           // how many it allows, as far as is known
	spares  []*channel    // open, without a command
	opening int           // spares that the server is asked for
	claimed int           // those of them that a command waits for
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
	l.quit, l.leave = context.WithCancel(context.Background())
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
		l.leave()
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

// answers asks the server whether it is there. A channel that is no more does not tell, and
// the link notes its own end a little later than that of its channels.
func (l *link) answers() bool {
	got := make(chan error, 1)
	l.spawn(func() {
		_, _, err := l.conn.SendRequest("keepalive@openssh.com", true, nil)
		got <- err
	})
	select {
	case err := <-got:
		return err == nil
	case <-l.dead:
	case <-time.After(answerTime):
	}
	return false
}

// answerTime is how long a server may take to say that it is there.
const answerTime = 10 * time.Second

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
