package gittest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// SSHD is OpenSSH's sshd for the user who runs the test.
type SSHD struct {
	Root string

	t        testing.TB
	address  string
	user     string
	hostKeys []ssh.PublicKey
	client   SSHKey

	mu  sync.Mutex
	log strings.Builder
}

// NewSSHD starts an sshd on 127.0.0.1 that ends with the test, with host keys of each KeyType and a
// git that does not see the machine's configuration. As most hosts' it drops the variable GIT_PROTOCOL,
// so that git speaks protocol v0, unless acceptEnv. It fails the test when there is no sshd, and when
// a connection is still open at its end. Lines of sshd_config come before what it would set itself.
func NewSSHD(t testing.TB, acceptEnv bool, config ...string) *SSHD {
	t.Helper()
	program, err := findSSHD()
	if err != nil {
		t.Fatal(err)
	}
	who, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	s := &SSHD{t: t, Root: t.TempDir(), user: who.Username, client: NewSSHKey(t, Ed25519)}
	file := s.configure(acceptEnv, config)
	for attempt := range 3 { // somebody else may take the port between its choice and its use
		if err = s.start(program, file); err == nil {
			return s
		}
		t.Logf("start sshd, attempt %d: %v", attempt+1, err)
	}
	t.Fatal(err)
	return nil
}

// findSSHD gives the whole path, which sshd insists on.
func findSSHD() (string, error) {
	path, err := exec.LookPath("sshd")
	if err == nil {
		return filepath.Abs(path)
	}
	for _, path := range []string{"/usr/sbin/sshd", "/usr/local/sbin/sshd"} {
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no sshd is installed; scripts/setup-test installs it")
}

// configure writes the configuration and what it names, and gives its path.
func (s *SSHD) configure(acceptEnv bool, first []string) string {
	s.t.Helper()
	dir := s.t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			s.t.Fatal(err)
		}
		return path
	}
	if os.Getuid() == 0 {
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil { // where the service makes it on other days
			s.t.Fatal(err)
		}
	}
	lines := []string{
		"PidFile none", "UsePAM no", "UseDNS no", "StrictModes no", "PasswordAuthentication no",
		"KbdInteractiveAuthentication no", "PermitRootLogin prohibit-password", "MaxStartups 100",
		"AuthorizedKeysFile " + write("authorized_keys", string(ssh.MarshalAuthorizedKey(s.client.Public))),
	}
	for _, kind := range []KeyType{Ed25519, ECDSA, RSA} {
		key := NewSSHKey(s.t, kind)
		s.hostKeys = append(s.hostKeys, key.Public)
		lines = append(lines, "HostKey "+write("host_"+string(kind), key.PEM))
	}
	if acceptEnv {
		lines = append(lines, "AcceptEnv GIT_PROTOCOL")
	}
	variables := "SetEnv" // one line, since sshd takes the first
	for _, v := range Env(s.Root) {
		variables += ` "` + v + `"`
	}
	return write("sshd_config", strings.Join(slices.Concat(first, lines, []string{variables}), "\n")+"\n")
}

func (s *SSHD) start(program, config string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.address = listener.Addr().String()
	listener.Close()
	_, port, err := net.SplitHostPort(s.address)
	if err != nil {
		return err
	}
	// The shell outlives a test process that is killed: its standard input ends, and so does sshd.
	server := exec.Command("sh", "-c", `"$@" </dev/null & pid=$!; exec 2>/dev/null; cat >/dev/null; kill $pid; wait $pid`, "sh",
		program, "-D", "-e", "-f", config, "-p", port, "-o", "ListenAddress=127.0.0.1")
	alive, err := server.StdinPipe()
	if err != nil {
		return err
	}
	said, err := server.StderrPipe()
	if err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return err
	}
	ready, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		s.listen(said, ready)
	}()
	if err := s.await(ready, ended); err != nil {
		s.stop(server, alive, ended)
		return err
	}
	s.t.Cleanup(func() { s.stop(server, alive, ended) })
	return nil
}

// listen keeps what sshd says, and tells when it accepts connections. It returns when sshd and all
// that it started for connections have ended.
func (s *SSHD) listen(said io.Reader, ready chan<- struct{}) {
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		s.mu.Lock()
		s.log.WriteString(lines.Text() + "\n")
		s.mu.Unlock()
		if ready != nil && strings.HasPrefix(lines.Text(), "Server listening on ") {
			close(ready)
			ready = nil
		}
	}
}

// sshdPatience is how long sshd may take to listen, and connections to end.
const sshdPatience = 30 * time.Second

func (s *SSHD) await(ready, ended <-chan struct{}) error {
	select {
	case <-ready:
		return nil
	case <-ended:
		return fmt.Errorf("sshd ended: %s", s.Log())
	case <-time.After(sshdPatience):
		return fmt.Errorf("sshd does not listen: %s", s.Log())
	}
}

func (s *SSHD) stop(server *exec.Cmd, alive io.Closer, ended <-chan struct{}) {
	alive.Close()
	select {
	case <-ended:
	case <-time.After(sshdPatience):
		s.t.Errorf("sshd still has connections: %s", s.Log())
	}
	_ = server.Wait() // it also closes what is read of what sshd says
	<-ended
}

// NewRepo makes an empty bare repository that is served at URL(name).
func (s *SSHD) NewRepo(name string) *Repo {
	s.t.Helper()
	return NewRepo(s.t, filepath.Join(s.Root, name))
}

// Addr is host:port.
func (s *SSHD) Addr() string { return s.address }

// User is who may log in.
func (s *SSHD) User() string { return s.user }

// URL is where a repository is served, with its whole path.
func (s *SSHD) URL(name string) string {
	return "ssh://" + s.user + "@" + s.address + filepath.Join(s.Root, name)
}

// ClientKey is the private key of User, as text.
func (s *SSHD) ClientKey() string { return s.client.PEM }

// HostKeys are the server's keys: Ed25519, ECDSA and RSA.
func (s *SSHD) HostKeys() []ssh.PublicKey { return slices.Clone(s.hostKeys) }

// KnownHosts is a known_hosts file that has the server's keys, each in a line.
func (s *SSHD) KnownHosts() string { return KnownHosts(s.address, s.hostKeys...) }

// Log is what sshd has said so far.
func (s *SSHD) Log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}
