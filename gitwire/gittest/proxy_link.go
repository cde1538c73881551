package gittest

import (
	"io"
	"net"
	"sync"
	"time"
)

// link is a connection through a proxy.
type link struct {
	p      *Proxy
	client *net.TCPConn
	since  time.Time
	done   chan struct{} // closed by shut

	mu     sync.Mutex
	server *net.TCPConn // nil until it is dialled
	state  linkState
	fault  *ProxyFault // that it has met
	seen   [2]int64    // bytes each way since then
}

type linkState int

const (
	linkPassing    linkState = iota
	linkLosing               // what the server says is swallowed
	linkSwallowing           // what both say is swallowed
	linkCut                  // the client has got its end
	linkShut                 // both connections are closed
)

// way is a direction.
type way int

const (
	towardsServer way = iota
	towardsClient
)

// chunk is some bytes on their way; none are the end.
type chunk struct {
	data []byte
	due  time.Time
}

// onTheWay is how many chunks may be on their way at once: at least 4096 packets, up to 128 MiB.
const onTheWay = 4096

// run passes bytes on until both ways have ended.
func (l *link) run() {
	var lanes sync.WaitGroup
	defer lanes.Wait()
	fromClient, fromServer := make(chan chunk, onTheWay), make(chan chunk, onTheWay)
	lanes.Go(func() { l.read(l.client, towardsServer, fromClient) })
	if l.dial() {
		lanes.Go(func() { l.read(l.server, towardsClient, fromServer) })
		lanes.Go(func() { l.write(fromServer, towardsClient) })
	}
	l.write(fromClient, towardsServer)
}

// dial connects to the server when the client's system would have had its answer, and the server that
// one's. It is false when a fault came first; a server that cannot be reached resets the connection.
func (l *link) dial() bool {
	l.mu.Lock()
	spared := l.state != linkPassing && l.state != linkLosing
	l.mu.Unlock()
	if spared || !l.await(l.since.Add(3*l.p.latency())) {
		return false
	}
	c, err := (&net.Dialer{}).DialContext(l.p.running, "tcp", l.p.target)
	if err != nil {
		l.reset()
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state == linkCut || l.state == linkShut {
		c.Close()
		return false
	}
	l.server = c.(*net.TCPConn)
	return true
}

// await blocks until a time; it is false when the link was shut first.
func (l *link) await(due time.Time) bool {
	timer := time.NewTimer(time.Until(due))
	defer timer.Stop()
	select {
	case <-l.done:
		return false
	case <-timer.C:
		return true
	}
}

// read queues what a side sends, up to its end. A reset is passed on at once.
func (l *link) read(from *net.TCPConn, w way, to chan<- chunk) {
	defer close(to)
	for {
		b := make([]byte, 32<<10)
		n, err := from.Read(b)
		if w == towardsServer {
			l.p.add(n, 0)
		}
		if n > 0 {
			select {
			case to <- chunk{data: b[:n], due: time.Now().Add(l.p.latency())}:
			case <-l.done:
				return
			}
		}
		if err == io.EOF {
			select {
			case to <- chunk{due: time.Now().Add(l.p.latency())}:
			case <-l.done:
			}
			return
		}
		if err != nil {
			l.failed(w)
			return
		}
	}
}

// write delivers what was queued, each when it is due.
func (l *link) write(from <-chan chunk, w way) {
	for c := range from {
		if !l.await(c.due) {
			continue
		}
		if c.data == nil {
			l.end(w)
			continue
		}
		pass, then := l.judge(w, len(c.data))
		if pass > 0 {
			n, err := l.to(w).Write(c.data[:pass])
			if w == towardsClient {
				l.p.add(0, n)
			}
			if err != nil {
				l.failed(w)
			}
		}
		if then != nil {
			then()
		}
	}
}

func (l *link) to(w way) *net.TCPConn {
	if w == towardsClient {
		return l.client
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.server
}
