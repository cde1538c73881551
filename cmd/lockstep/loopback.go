package main

import (
	"context"
	"net"
	"sync"
)

// loopback is a listener inside of this process: Git Sync reaches the built-in git host over it
// without an address, a port or a certificate.
type loopback struct {
	conns chan net.Conn
	done  chan struct{}
	close sync.Once
}

func newLoopback() *loopback {
	return &loopback{conns: make(chan net.Conn), done: make(chan struct{})}
}

// Accept implements net.Listener.
func (l *loopback) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// DialContext connects to the listener, whatever the address says.
func (l *loopback) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case l.conns <- there:
		return here, nil
	case <-l.done:
		here.Close()
		there.Close()
		return nil, net.ErrClosed
	case <-ctx.Done():
		here.Close()
		there.Close()
		return nil, ctx.Err()
	}
}

// Close implements net.Listener.
func (l *loopback) Close() error {
	l.close.Do(func() { close(l.done) })
	return nil
}

// Addr implements net.Listener.
func (l *loopback) Addr() net.Addr { return loopbackAddr{} }

type loopbackAddr struct{}

func (loopbackAddr) Network() string { return "process" }
func (loopbackAddr) String() string  { return "process" }
