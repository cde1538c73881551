package gittest

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"
)

// Proxy passes TCP connections on loopback on to a server, late and with faults.
type Proxy struct {
	target  string
	address string
	running context.Context // ends with the test
	work    sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener // nil while connections are refused
	stopped  bool
	delay    time.Duration
	faults   []*ProxyFault
	open     map[*link]bool
	count    ProxyCount
}

// ProxyCount is what went through since the last Reset.
type ProxyCount struct {
	Connections int   // accepted, also those that a fault met
	In, Out     int64 // bytes that came from clients, and that were passed to them
}

// NewProxy starts a proxy in front of host:port that ends with the test.
func NewProxy(t testing.TB, target string) *Proxy {
	t.Helper()
	running, end := context.WithCancel(context.Background())
	p := &Proxy{target: target, running: running, open: map[*link]bool{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		end()
		t.Fatal(err)
	}
	p.address = listener.Addr().String()
	p.listen(listener)
	t.Cleanup(func() {
		end()
		p.mu.Lock()
		p.stopped = true
		p.refuse()
		for l := range p.open {
			l.shut()
		}
		p.mu.Unlock()
		p.work.Wait()
	})
	return p
}

// Addr is where the proxy listens, as host:port.
func (p *Proxy) Addr() string { return p.address }

// Delay makes all bytes from now on arrive that much later than they were sent, each way, so that a round
// trip takes twice as long. Any number of bytes may be on the way. A new connection costs a round trip
// too: the client's system thinks at once that it stands, but what it then sends arrives later by as much.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

func (p *Proxy) latency() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.delay
}

// Count is what went through since the last Reset.
func (p *Proxy) Count() ProxyCount {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.count
}

// Open is how many connections there are now.
func (p *Proxy) Open() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.open)
}

// Reset forgets the counts, the delay and the faults, also those that connections have met and that
// have not happened. Connections stay as they are.
func (p *Proxy) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count, p.delay, p.faults = ProxyCount{}, 0, nil
	for l := range p.open {
		l.spare()
	}
}

// Cut closes all connections that are open, both ways.
func (p *Proxy) Cut() { p.each((*link).cut) }

// CutWithReset resets all connections that are open.
func (p *Proxy) CutWithReset() { p.each((*link).reset) }

func (p *Proxy) each(do func(*link)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.open {
		do(l)
	}
}

// Refuse makes the system refuse new connections, as for a server that does not run.
func (p *Proxy) Refuse() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse()
}

func (p *Proxy) refuse() {
	if p.listener != nil {
		p.listener.Close()
		p.listener = nil
	}
}

// Accept ends Refuse. It fails when somebody else has taken the port meanwhile.
func (p *Proxy) Accept() error {
	p.mu.Lock()
	refused := p.listener == nil && !p.stopped
	p.mu.Unlock()
	if !refused {
		return nil
	}
	listener, err := net.Listen("tcp", p.address)
	if err != nil {
		return err
	}
	p.listen(listener)
	return nil
}

func (p *Proxy) listen(listener net.Listener) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped || p.listener != nil {
		listener.Close()
		return
	}
	p.listener = listener
	p.work.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			p.work.Go(func() { p.serve(c.(*net.TCPConn)) })
		}
	})
}

// serve passes a connection on until both sides have ended it.
func (p *Proxy) serve(client *net.TCPConn) {
	l := &link{p: p, client: client, since: time.Now(), done: make(chan struct{})}
	p.mu.Lock()
	if p.stopped {
		client.Close()
		p.mu.Unlock()
		return
	}
	p.count.Connections++
	p.open[l] = true
	if f := p.take(); f != nil {
		l.meet(f)
	}
	p.mu.Unlock()
	l.run()
	l.shut()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, l)
}

func (p *Proxy) add(in, out int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count.In += int64(in)
	p.count.Out += int64(out)
}
