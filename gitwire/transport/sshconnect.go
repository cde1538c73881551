package transport

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/wireerr"
)

// client is a connection after the handshake.
type client struct {
	conn     ssh.Conn
	channels <-chan ssh.NewChannel
	requests <-chan *ssh.Request
}

// connect dials and authenticates within the configured time.
func connect(ctx context.Context, cfg SSHConfig, addr sshAddr) (net.Conn, client, error) {
	var refused, asked error
	check := cfg.HostKeys.Callback(cfg.Now)
	sc := &ssh.ClientConfig{
		User: addr.user,
		Auth: []ssh.AuthMethod{ssh.PublicKeysCallback(func() ([]ssh.Signer, error) {
			asked = errAuth
			return cfg.Signers, nil
		})},
		HostKeyAlgorithms: cfg.HostKeys.Algorithms(addr.dial()),
		HostKeyCallback: func(name string, remote net.Addr, key ssh.PublicKey) error {
			refused = check(name, remote, key)
			return refused
		},
	}
	conn, cl, err := handshake(ctx, cfg, addr, sc)
	switch {
	case err == nil:
		return conn, cl, nil
	case refused != nil:
		return nil, client{}, refused
	case wireerr.Is(err, wireerr.Unreachable) && isAuth(err, asked != nil):
		return nil, client{}, wireerr.New(wireerr.Auth, "the server accepts none of the keys for user %q", addr.user)
	}
	return nil, client{}, err
}

var errAuth = errors.New("the server asks for a key")

// isAuth tells whether a handshake failed because of the keys. The library has no type for
// that; its texts are pinned with it. A server that hangs up after the keys were offered
// says so in a message.
func isAuth(err error, asked bool) bool {
	s := err.Error()
	return strings.Contains(s, "ssh: unable to authenticate") || asked && strings.Contains(s, "ssh: disconnect, reason")
}

// handshake dials and does a handshake. Its errors have a kind.
func handshake(ctx context.Context, cfg SSHConfig, addr sshAddr, sc *ssh.ClientConfig) (net.Conn, client, error) {
	limited, cancel := context.WithTimeout(ctx, cfg.Connect)
	defer cancel()
	explain := func(err error) error {
		w := watcher{parent: ctx, ctx: limited, idle: cfg.Connect}
		if ctx.Err() == nil && limited.Err() != nil {
			err = fmt.Errorf("no connection within %s", cfg.Connect)
		}
		return w.explain(err)
	}
	conn, err := cfg.DialContext(limited, "tcp", addr.dial())
	if err != nil {
		return nil, client{}, explain(err)
	}
	stop := context.AfterFunc(limited, func() { conn.Close() })
	c, channels, requests, err := ssh.NewClientConn(whole{conn}, addr.dial(), sc)
	if err == nil && !stop() { // closed at the last moment
		c.Close()
		err = limited.Err()
	}
	var differ *ssh.AlgorithmNegotiationError
	switch {
	case errors.As(err, &differ):
		conn.Close()
		return nil, client{}, wireerr.New(wireerr.Unsupported, "the server offers only what is not safe any more: %w", differ)
	case err != nil:
		conn.Close()
		return nil, client{}, explain(err)
	}
	return conn, client{c, channels, requests}, nil
}

// whole is a connection that takes nothing more once nothing more comes. The library lets go of those
// who wait for a channel when a read fails; who asks for one just after that would wait for ever, if
// that could still be sent.
type whole struct{ net.Conn }

func (c whole) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil {
		c.Conn.Close()
	}
	return n, err
}
