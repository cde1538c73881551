package transport

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/wireerr"
)

// SSHConfig says how to reach a repository over SSH.
type SSHConfig struct {
	// URL is ssh://user@host:port/path, with /~user/path for a home, or user@host:path as scp
	// has it, relative to the user's home. The user is "git" when there is none. A password
	// is refused.
	URL      string
	Signers  []ssh.Signer // the keys to offer, in order; see ParseKey
	HostKeys *KnownHosts  // nil: no server is trusted
	// DialContext opens connections, as of a tunnel; nil: the net package.
	DialContext func(ctx context.Context, network, addr string) (net.Conn, error)
	Connect     time.Duration // longest time until a connection is authenticated; 20 s when 0
	Idle        time.Duration // longest time without a byte in either direction
	Reply       int64         // largest reply in bytes
	Now         func() time.Time
}

const connectTimeout = 20 * time.Second

// SSH is a Conn over SSH. It keeps one connection for all commands, and on it channels that
// wait for the next ones. Make it with NewSSH.
type SSH struct {
	cfg  SSHConfig
	addr sshAddr

	turn chan struct{} // held while a connection is made
	mu   sync.Mutex
	cur  *link
	all  map[*link]struct{} // those that have not ended
}

// NewSSH checks the configuration; it does no I/O.
func NewSSH(cfg SSHConfig) (*SSH, error) {
	addr, err := parseSSHAddr(cfg.URL)
	if err != nil {
		return nil, err
	}
	if len(cfg.Signers) == 0 {
		return nil, wireerr.New(wireerr.Invalid, "SSH needs a key")
	}
	return &SSH{
		cfg: cfg.withDefaults(), addr: addr, turn: make(chan struct{}, 1), all: map[*link]struct{}{},
	}, nil
}

func (cfg SSHConfig) withDefaults() SSHConfig {
	if cfg.DialContext == nil {
		cfg.DialContext = (&net.Dialer{KeepAlive: 30 * time.Second}).DialContext
	}
	if cfg.Connect <= 0 {
		cfg.Connect = connectTimeout
	}
	return cfg
}

// URL implements Conn: ssh://host:port/path, or host:path when the path is relative to
// the user's home.
func (c *SSH) URL() string { return c.addr.url }

// Close implements Conn: it drops the connection, and with it what still runs.
func (c *SSH) Close() error {
	c.mu.Lock()
	c.cur = nil
	var all []*link
	for l := range c.all {
		all = append(all, l)
	}
	c.mu.Unlock()
	for _, l := range all {
		l.close()
		l.wait()
	}
	return nil
}

// Discover implements Conn. A flush ends the session: it asks for nothing.
func (c *SSH) Discover(ctx context.Context, s Service, refs Refs) (*Advertisement, error) {
	version := 0
	if s == UploadPack {
		version = 2
	}
	ad, reply, err := c.run(ctx, request{service: s, version: version, body: [][]byte{pkt.AppendFlush(nil)}, refs: refs})
	if err != nil {
		return nil, err
	}
	return ad, reply.Close()
}

// Probe implements Conn: as many round trips as one command.
func (c *SSH) Probe(ctx context.Context, command []byte, refs Refs) (*Advertisement, io.ReadCloser, error) {
	ad, reply, err := c.run(ctx, request{service: UploadPack, version: 2, body: [][]byte{endSession(command)}, refs: refs})
	if err != nil {
		return nil, nil, err
	}
	if ad.Version != 2 { // the server takes the command for nonsense and gives up
		return ad, nil, reply.Close()
	}
	return ad, reply, nil
}

// UploadPack implements Conn.
func (c *SSH) UploadPack(ctx context.Context, version int, body []byte) (io.ReadCloser, error) {
	if version == 2 {
		body = endSession(body)
	}
	ad, reply, err := c.run(ctx, request{service: UploadPack, version: version, body: [][]byte{body}, refs: skipRefs})
	if err != nil {
		return nil, err
	}
	if (ad.Version == 2) != (version == 2) {
		reply.Close()
		return nil, wireerr.New(wireerr.Protocol, "%w", ErrVersion)
	}
	return reply, nil
}

// ReceivePack implements Conn.
func (c *SSH) ReceivePack(ctx context.Context, commands, pack []byte) (io.ReadCloser, error) {
	_, reply, err := c.run(ctx, request{service: ReceivePack, body: [][]byte{commands, pack}, refs: skipRefs})
	if wireerr.Is(err, wireerr.TooLarge) { // the advertisement was; the server may have acted by now
		err = wireerr.New(wireerr.Protocol, "%w", err)
	}
	if err != nil {
		return nil, err
	}
	return reply, nil
}

// endSession adds the flush after which a v2 server stops to wait for more commands.
func endSession(command []byte) []byte {
	return pkt.AppendFlush(command[:len(command):len(command)])
}

func skipRefs(string, string) (bool, error) { return true, nil }

// request is one command with all that it is to read.
type request struct {
	service Service
	version int // asked for: 0 or 2
	body    [][]byte
	refs    Refs
}

// run sends a request without waiting for the advertisement, and reads that. A connection
// that turns out to have died is made anew once, unless a push may have gone out on it.
func (c *SSH) run(ctx context.Context, req request) (*Advertisement, *reply, error) {
	for again := false; ; again = true {
		w := watch(ctx, c.cfg.Idle)
		l, fresh, err := c.link(w)
		if err != nil {
			w.stop()
			return nil, nil, notDone(err)
		}
		r, err := l.start(w, c.addr.command(req.service), req)
		if err == nil {
			l.prepare()
			var ad *Advertisement
			if ad, err = r.advertisement(req.refs); err == nil {
				return ad, r, nil
			}
			r.Close()
			if req.service == ReceivePack || r.cmd.received.Load() > 0 {
				return nil, nil, err
			}
		} else {
			w.stop()
			err = notDone(err)
		}
		if fresh || again || !errors.Is(err, errEnded) || ctx.Err() != nil {
			return nil, nil, err
		}
		l.retire()
	}
}

// notDone marks an error of a request that did not leave.
func notDone(err error) error {
	var e *wireerr.Error
	if !errors.As(err, &e) {
		return err
	}
	marked := *e
	marked.NotDone = true
	return &marked
}

// reply is what a command answers, from behind the advertisement.
type reply struct {
	*receiving
	buf *bufio.Reader
	cmd *command
}

func newReply(cmd *command, w *watcher, limit int64) *reply {
	r := &reply{receiving: &receiving{body: cmd, w: w, limit: limit, left: limit}, cmd: cmd}
	r.buf = bufio.NewReaderSize(r.receiving, 32<<10)
	return r
}

// advertisement reads it. A packet reader on a buffer of this size reads no further than
// its packets.
func (r *reply) advertisement(refs Refs) (*Advertisement, error) {
	return readAdvertisement(pkt.NewReader(r.buf), refs)
}

// Read implements io.Reader.
func (r *reply) Read(b []byte) (int, error) { return r.buf.Read(b) }
