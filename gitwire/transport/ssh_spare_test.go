package transport_test

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/transport"
)

// plainServer answers every command with the same, and tells of each channel that it opened.
type plainServer struct {
	t        *testing.T
	listener net.Listener
	config   ssh.ServerConfig
	host     gittest.SSHKey
	opened   chan ssh.Channel
	work     sync.WaitGroup
}

func newPlainServer(t *testing.T) *plainServer {
	t.Helper()
	s := &plainServer{t: t, host: gittest.NewSSHKey(t, gittest.Ed25519), opened: make(chan ssh.Channel, 100)}
	key, err := ssh.ParsePrivateKey([]byte(s.host.PEM))
	require.NoError(t, err)
	s.config.NoClientAuth = true
	s.config.AddHostKey(key)
	s.listener, err = net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.work.Go(func() {
		for c, err := s.listener.Accept(); err == nil; c, err = s.listener.Accept() {
			s.work.Go(func() { s.serve(c) })
		}
	})
	t.Cleanup(func() {
		s.listener.Close()
		s.work.Wait()
	})
	return s
}

func (s *plainServer) serve(c net.Conn) {
	defer c.Close()
	_, channels, requests, err := ssh.NewServerConn(c, &s.config)
	if err != nil {
		return
	}
	s.work.Go(func() { ssh.DiscardRequests(requests) })
	for offered := range channels {
		ch, asked, err := offered.Accept()
		if err != nil {
			continue
		}
		s.opened <- ch
		s.work.Go(func() {
			for r := range asked {
				if r.Type == "exec" {
					io.WriteString(ch, lines("version 2\n", "", "done\n", ""))
					ch.SendRequest("exit-status", false, []byte{0, 0, 0, 0})
					ch.Close()
				}
			}
		})
	}
}

func (s *plainServer) conn() *transport.SSH {
	key := gittest.NewSSHKey(s.t, gittest.Ed25519)
	signer, err := transport.ParseKey([]byte(key.PEM), nil)
	require.NoError(s.t, err)
	addr := s.listener.Addr().String()
	return sshConn(s.t, transport.SSHConfig{
		URL: "ssh://" + addr + "/x", Signers: []ssh.Signer{signer}, Idle: 20 * time.Second, Reply: 1 << 20, Now: time.Now,
		HostKeys: knownHosts(s.t, gittest.KnownHosts(addr, s.host.Public)),
	})
}

func TestSSHSpareThatTheServerClosed(t *testing.T) {
	s := newPlainServer(t)
	c := s.conn()
	for i := range 5 {
		got, err := poll(t, c)
		require.NoError(t, err)
		require.Equal(t, lines("done\n", ""), got)
		s.hangUp(<-s.opened) // in any order: the command's, which is closed already, and spares
		if i == 0 {
			s.hangUp(<-s.opened)
			s.hangUp(<-s.opened)
		}
		for len(s.opened) > 0 {
			s.hangUp(<-s.opened)
		}
	}
}

// hangUp closes a channel, and waits until the client has closed it too.
func (s *plainServer) hangUp(ch ssh.Channel) {
	err := ch.Close()
	if err == nil {
		_, err = ch.Read(make([]byte, 1))
	}
	require.Equal(s.t, io.EOF, err)
}

func TestSSHTwoSparesAndNotMore(t *testing.T) {
	s := newPlainServer(t)
	c := s.conn()
	for i := range 5 {
		_, err := poll(t, c)
		require.NoError(t, err)
		if i == 0 {
			<-s.opened
			<-s.opened
		}
		<-s.opened // the next spare
	}
	require.NoError(t, c.Close())
	s.listener.Close()
	s.work.Wait()
	require.Empty(t, s.opened)
}
