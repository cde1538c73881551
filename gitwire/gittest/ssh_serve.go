package gittest

import (
	"net"

	"golang.org/x/crypto/ssh"
)

func (s *SSHServer) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		if s.enter(c) {
			s.work.Go(func() {
				defer s.leave(c)
				s.converse(c)
			})
		}
	}
}

func (s *SSHServer) enter(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		c.Close()
		return false
	}
	s.accepted++
	s.open[c] = true
	return true
}

func (s *SSHServer) leave(c net.Conn) {
	c.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
}

// converse serves a connection until the client or the test is gone. Global requests, as OpenSSH's
// keep-alives, are answered as sshd does: with a failure, which is a sign of life.
func (s *SSHServer) converse(c net.Conn) {
	conn, channels, global, err := ssh.NewServerConn(c, s.currentConfig())
	if err != nil {
		return
	}
	s.work.Go(func() { ssh.DiscardRequests(global) })
	for offered := range channels {
		if offered.ChannelType() != "session" {
			offered.Reject(ssh.UnknownChannelType, "unknown channel type")
			continue
		}
		if s.first(func(f *Fault) bool { return f.NoChannel }) != nil {
			offered.Reject(ssh.ConnectionFailed, "open failed")
			continue
		}
		ch, asked, err := offered.Accept()
		if err != nil {
			continue
		}
		s.work.Go(func() { s.attend(conn.User(), c, ch, asked) })
	}
}

// attend serves the requests of a channel until it is closed.
func (s *SSHServer) attend(user string, c net.Conn, ch ssh.Channel, asked <-chan *ssh.Request) {
	defer ch.Close()
	gone := make(chan struct{})
	defer close(gone)
	protocol, busy := "", false
	for r := range asked {
		switch {
		case r.Type == "env" && !busy:
			var v struct{ Name, Value string }
			known := ssh.Unmarshal(r.Payload, &v) == nil && v.Name == "GIT_PROTOCOL"
			if known {
				protocol = v.Value
			}
			r.Reply(known && !s.opt.refuseEnv, nil)
		case r.Type == "exec" && !busy:
			var v struct{ Command string }
			if ssh.Unmarshal(r.Payload, &v) != nil {
				r.Reply(false, nil)
				continue
			}
			x := s.begin(v.Command, SSHRequest{User: user, Protocol: protocol, Exit: -1})
			x.ch, x.tcp, x.gone = ch, c, gone
			f := s.take(x.request.Service, "info/refs")
			if f != nil && f.NoExec {
				r.Reply(false, nil)
				continue
			}
			busy = true
			r.Reply(true, nil)
			s.work.Go(func() { x.serve(f) })
		default:
			r.Reply(false, nil)
		}
	}
}
