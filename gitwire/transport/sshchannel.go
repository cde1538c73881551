package transport

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// wantedSpares is two: for commands that run side by side.
const wantedSpares = 2

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
			_ = req.Reply(false, nil)
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

// acquire gives a channel without a command: a spare one, or a new one. When the server
// refuses to open more it waits for one of ours to end.
func (l *link) acquire(ctx context.Context) (*channel, error) {
	for pause := firstPause; ; {
		l.mu.Lock()
		if n := len(l.spares); n > 0 {
			ch := l.spares[n-1]
			l.spares = l.spares[:n-1]
			l.mu.Unlock()
			return ch, nil
		}
		changed := l.changed
		comes, free := l.claimed < l.opening, l.open < l.limit
		switch {
		case comes:
			l.claimed++
		case free:
			l.open++
		}
		l.mu.Unlock()
		if comes || !free {
			if err := l.awaitChange(ctx, changed, comes); err != nil {
				return nil, err
			}
			continue
		}
		l.prepare()
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

// awaitChange waits until there may be a channel to have; claimed: a spare that is on its way.
func (l *link) awaitChange(ctx context.Context, changed <-chan struct{}, claimed bool) error {
	if claimed {
		defer func() {
			l.mu.Lock()
			l.claimed--
			l.mu.Unlock()
		}()
	}
	select {
	case <-changed:
		return nil
	case <-l.dead:
		return errEnded
	case <-ctx.Done():
		return ctx.Err()
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

// await opens a channel. One that comes when ctx has ended is kept as a spare.
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
	sc, reqs, err := l.openSession()
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
		l.spares = slices.DeleteFunc(l.spares, func(spare *channel) bool { return spare == ch })
		l.left()
	})
	return ch, nil
}

// openSession fails when the connection ends: OpenChannel may not, see whole.
func (l *link) openSession() (ssh.Channel, <-chan *ssh.Request, error) {
	type result struct {
		ch   ssh.Channel
		reqs <-chan *ssh.Request
		err  error
	}
	got := make(chan result, 1)
	go func() {
		ch, reqs, err := l.conn.OpenChannel("session", nil)
		got <- result{ch, reqs, err}
	}()
	select {
	case r := <-got:
		return r.ch, r.reqs, r.err
	case <-l.dead:
		return nil, nil, errEnded
	}
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

// keep makes a channel a spare one, unless there are enough.
func (l *link) keep(ch *channel) {
	l.mu.Lock()
	keep := len(l.spares) < wantedSpares && !l.retired && !ch.ended()
	if keep {
		l.spares = append(l.spares, ch)
		l.tell()
	}
	l.mu.Unlock()
	if !keep {
		ch.Close()
	}
}

// prepare opens spare channels in the background, so that the next commands need no round
// trip for them. What the server runs is started by the command only, and sees the refs of
// then.
func (l *link) prepare() {
	l.mu.Lock()
	wanted := 0
	if !l.retired {
		wanted = max(0, min(wantedSpares-len(l.spares)-l.opening, l.limit-l.open))
	}
	l.opening += wanted
	l.open += wanted
	l.mu.Unlock()
	for range wanted {
		l.spawn(l.openSpare)
	}
}

func (l *link) openSpare() {
	ch, err := l.openChannel()
	var refused *ssh.OpenChannelError
	if errors.As(err, &refused) {
		l.lower()
	}
	if err == nil {
		l.keep(ch)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.opening--
	l.tell()
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
