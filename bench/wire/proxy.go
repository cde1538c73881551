package main

import (
	"context"
	"net"
	"sync"
	"time"
)

// traffic is what went through a proxy.
type traffic struct {
	Up    int64 `json:"up"` // bytes to the server
	Down  int64 `json:"down"`
	Turns int64 `json:"turns"` // round trips, as proxy counts them
}

// proxy stands between clients and a server on this machine as a long way would: all that
// either sends arrives a delay later. A new connection costs a round trip before its first
// byte, as TCP's handshake does.
//
// A round trip is something that a client sends on a connection and the first that it
// receives when an answer can be there. What is sent in between belongs to it, and what
// nothing comes back for is none.
type proxy struct {
	listener net.Listener
	server   string
	delay    time.Duration
	stop     context.CancelFunc
	running  sync.WaitGroup

	mu    sync.Mutex
	count traffic
	last  time.Time // when bytes last came in or went out
}

func startProxy(ctx context.Context, server string, delay time.Duration) (*proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	p := &proxy{listener: l, server: server, delay: delay, stop: stop}
	p.running.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			p.running.Go(func() { p.serve(ctx, client) })
		}
	})
	return p, nil
}

func (p *proxy) address() string { return p.listener.Addr().String() }

// take gives what went through since it was last asked.
func (p *proxy) take() traffic {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.count
	p.count = traffic{}
	return t
}

// settle waits until nothing has moved for a round trip and what servers take to answer.
func (p *proxy) settle(ctx context.Context) {
	for {
		p.mu.Lock()
		quiet := p.last.Add(2*p.delay + 50*time.Millisecond)
		p.mu.Unlock()
		if time.Now().After(quiet) || !sleepUntil(ctx, quiet) {
			return
		}
	}
}

// close ends all connections and waits for them.
func (p *proxy) close() {
	p.listener.Close()
	p.stop()
	p.running.Wait()
}

func (p *proxy) serve(ctx context.Context, client net.Conn) {
	defer client.Close()
	begin := time.Now()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	// The server sees the handshake's end after three ways; the client may send after two.
	sent := make(chan chunk, inFlight)
	t := &turns{proxy: p}
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() {
		p.read(client, sent, begin.Add(2*p.delay), t.sent)
	})
	if !sleepUntil(ctx, begin.Add(3*p.delay)) {
		client.Close()
		return
	}
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		client.Close()
		return
	}
	defer server.Close()
	context.AfterFunc(ctx, func() {
		client.Close()
		server.Close()
	})
	answered := make(chan chunk, inFlight)
	work.Go(func() {
		p.read(server, answered, begin, t.answered)
	})
	var both sync.WaitGroup
	both.Go(func() { deliver(ctx, server, sent, func() {}, stop) })
	both.Go(func() { deliver(ctx, client, answered, t.delivered, stop) })
	both.Wait()
	stop()
}

// chunk is bytes that arrive at a time; none is the end.
type chunk struct {
	at    time.Time
	bytes []byte
}

// inFlight bounds the chunks on the way: 8 MB in each direction.
const inFlight = 128

// read takes what src sends, to arrive a delay later, and not before it could be sent.
func (p *proxy) read(src net.Conn, to chan<- chunk, first time.Time, count func(n int, at time.Time)) {
	defer close(to)
	for {
		b := make([]byte, 64<<10)
		n, err := src.Read(b)
		at := time.Now()
		if at.Before(first) {
			at = first
		}
		if n > 0 {
			count(n, at)
			to <- chunk{at: at.Add(p.delay), bytes: b[:n]}
		}
		if err != nil {
			to <- chunk{at: at.Add(p.delay)}
			return
		}
	}
}

// deliver writes chunks when their time has come. After an error it hangs up, so that the
// other end stops, and lets the rest go.
func deliver(ctx context.Context, dst net.Conn, from <-chan chunk, done, hangUp func()) {
	broken := false
	for c := range from {
		if broken || !sleepUntil(ctx, c.at) {
			broken = true
			continue
		}
		if c.bytes == nil {
			if tcp, ok := dst.(*net.TCPConn); ok {
				_ = tcp.CloseWrite() // the other end may be gone already
			}
			continue
		}
		done()
		if _, err := dst.Write(c.bytes); err != nil {
			hangUp()
			broken = true
		}
	}
}

func sleepUntil(ctx context.Context, t time.Time) bool {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// turns counts the round trips of one connection.
type turns struct {
	proxy   *proxy
	waiting bool // the client has sent something since the last round trip
	since   time.Time
}

func (t *turns) sent(n int, at time.Time) {
	t.proxy.mu.Lock()
	defer t.proxy.mu.Unlock()
	t.proxy.count.Up += int64(n)
	t.proxy.last = time.Now()
	if !t.waiting {
		t.waiting, t.since = true, at
	}
}

func (t *turns) answered(n int, _ time.Time) {
	t.proxy.mu.Lock()
	defer t.proxy.mu.Unlock()
	t.proxy.count.Down += int64(n)
	t.proxy.last = time.Now()
}

func (t *turns) delivered() {
	t.proxy.mu.Lock()
	defer t.proxy.mu.Unlock()
	t.proxy.last = time.Now()
	if t.waiting && time.Since(t.since) >= 2*t.proxy.delay {
		t.proxy.count.Turns++
		t.waiting = false
	}
}
