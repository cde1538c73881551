package gittest

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
)

// SSHServer serves bare repositories over SSH with git upload-pack and git receive-pack. It runs
// no other command, and reaches nothing outside of Root.
type SSHServer struct {
	Root string

	t        testing.TB
	opt      options
	listener net.Listener
	client   SSHKey
	running  context.Context // ends with the test, and git with it
	work     sync.WaitGroup
	faults

	mu       sync.Mutex
	config   *ssh.ServerConfig // not changed, but replaced
	hostKeys []ssh.PublicKey
	stopped  bool
	requests []*SSHRequest
	accepted int
	open     map[net.Conn]bool
}

// SSHRequest is a command that the server was asked to run.
type SSHRequest struct {
	User     string
	Service  string   // "git-upload-pack" or "git-receive-pack"; another command as it came
	Path     string   // as it came, without quotes
	Protocol string   // the variable GIT_PROTOCOL as it came, also when the server ignored it
	V2       bool     // whether git answered with protocol v2
	Commands []string // what the session was used for, as Fault.Command says, without "info/refs"
	In, Out  int64    // bytes of its standard input and output so far
	Exit     int      // exit status; -1 when none was sent
}

// NewSSHServer starts a server that ends with the test.
func NewSSHServer(t testing.TB, opts ...Option) *SSHServer {
	t.Helper()
	s := &SSHServer{t: t, Root: t.TempDir(), client: NewSSHKey(t, Ed25519), open: map[net.Conn]bool{}}
	WithAuthorizedKey("git", s.client.Public)(&s.opt)
	WithHostKeys(Ed25519)(&s.opt)
	for _, o := range opts {
		o(&s.opt)
	}
	s.configure()
	var err error
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	running, end := context.WithCancel(context.Background())
	s.running = running
	s.work.Go(s.accept)
	t.Cleanup(func() {
		end()
		s.listener.Close()
		s.hangUp()
		s.work.Wait()
	})
	return s
}

// configure makes host keys, and the configuration with them.
func (s *SSHServer) configure() {
	s.t.Helper()
	config := &ssh.ServerConfig{PublicKeyCallback: s.authorize}
	if s.opt.banner != "" {
		config.BannerCallback = func(ssh.ConnMetadata) string { return s.opt.banner }
	}
	var public []ssh.PublicKey
	for _, kind := range s.opt.hostKeys {
		key := NewSSHKey(s.t, kind)
		signer, err := ssh.ParsePrivateKey([]byte(key.PEM))
		if err != nil {
			s.t.Fatal(err)
		}
		config.AddHostKey(signer)
		public = append(public, key.Public)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config, s.hostKeys = config, public
}

// RenewHostKeys gives the server other host keys of the same types and closes all connections,
// as when it was set up anew.
func (s *SSHServer) RenewHostKeys() {
	s.t.Helper()
	s.configure()
	s.CloseConnections()
}

func (s *SSHServer) currentConfig() *ssh.ServerConfig {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.config
}

// Authorize lets in over new connections a user with these keys, and none other.
func (s *SSHServer) Authorize(user string, keys ...ssh.PublicKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opt.authorized[user] = keys
}

func (s *SSHServer) authorize(who ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, known := range s.opt.authorized[who.User()] {
		if string(known.Marshal()) == string(key.Marshal()) {
			return nil, nil
		}
	}
	return nil, errors.New("not authorized")
}

// NewRepo makes an empty bare repository that is served at URL(name).
func (s *SSHServer) NewRepo(name string) *Repo {
	s.t.Helper()
	return NewRepo(s.t, filepath.Join(s.Root, name))
}

// Addr is host:port.
func (s *SSHServer) Addr() string { return s.listener.Addr().String() }

// URL is where a repository is served to the user git.
func (s *SSHServer) URL(name string) string { return "ssh://git@" + s.Addr() + "/" + name }

// ClientKey is the private key of the user git, as text.
func (s *SSHServer) ClientKey() string { return s.client.PEM }

// HostKeys are the server's keys, in the order of WithHostKeys.
func (s *SSHServer) HostKeys() []ssh.PublicKey {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.hostKeys)
}

// KnownHosts is a known_hosts file that has the server's keys, each in a line.
func (s *SSHServer) KnownHosts() string { return KnownHosts(s.Addr(), s.HostKeys()...) }

// Requests are the commands since the last Reset.
func (s *SSHServer) Requests() []SSHRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]SSHRequest, len(s.requests))
	for i, r := range s.requests {
		out[i] = *r
		out[i].Commands = slices.Clone(r.Commands)
	}
	return out
}

// Connections is how many TCP connections there were since the last Reset.
func (s *SSHServer) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accepted
}

// Open is how many TCP connections there are now.
func (s *SSHServer) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// Reset forgets the requests, the count of connections and the faults. Connections stay open.
func (s *SSHServer) Reset() {
	s.forget()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.accepted = nil, 0
}

// CloseConnections closes all connections, as a server does that restarts or finds them idle.
func (s *SSHServer) CloseConnections() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		c.Close()
	}
}

// hangUp closes all connections, and those that are just being accepted.
func (s *SSHServer) hangUp() {
	s.mu.Lock()
	s.stopped = true
	s.mu.Unlock()
	s.CloseConnections()
}
