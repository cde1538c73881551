package gitea

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// owner is the user that all repositories belong to.
const owner = "maya"

// server is a running Gitea with one user.
type server struct {
	program
	dir   string // its data, configuration and home
	web   *net.TCPAddr
	ssh   *net.TCPAddr // of its own SSH server
	api   *api
	log   *journal
	cmd   *exec.Cmd
	ended chan error // gets how it ended
}

// start sets up a Gitea in an empty folder, and runs it until stop.
func start(p program, dir string) (*server, error) {
	s := &server{program: p, dir: dir, log: &journal{}}
	err := s.configure()
	if err != nil {
		return nil, err
	}
	token, err := s.setUp()
	if err != nil {
		return nil, err
	}
	s.api = &api{base: s.url() + "/api/v1", token: token}
	if err := s.run(); err != nil {
		return nil, err
	}
	if err := s.answers(); err != nil {
		return nil, errors.Join(err, s.stop(), errors.New(s.log.tail(60)))
	}
	return s, nil
}

func (s *server) url() string { return "http://" + s.web.String() }

// configure writes the configuration, with two ports that are free by now.
func (s *server) configure() error {
	var free [2]*net.TCPAddr
	for i := range free {
		l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			return err
		}
		defer l.Close()
		free[i] = l.Addr().(*net.TCPAddr)
	}
	s.web, s.ssh = free[0], free[1]
	return os.WriteFile(s.config(), []byte(s.settings()), 0o600)
}

func (s *server) config() string { return filepath.Join(s.dir, "app.ini") }

// settings is the configuration: nothing but loopback, and no work in the background. Gitea adds
// secrets of its own making.
func (s *server) settings() string {
	return fmt.Sprintf(`
WORK_PATH = %[1]s
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true ; as build machines do

[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = %[2]d
ROOT_URL = %[3]s/
STATIC_ROOT_PATH = %[4]s
OFFLINE_MODE = true
START_SSH_SERVER = true
BUILTIN_SSH_SERVER_USER = git
SSH_DOMAIN = 127.0.0.1
SSH_LISTEN_HOST = 127.0.0.1
SSH_PORT = %[5]d
SSH_LISTEN_PORT = %[5]d
GRACEFUL_HAMMER_TIME = 5s

[database]
DB_TYPE = sqlite3

[repository]
DEFAULT_BRANCH = main

[security]
INSTALL_LOCK = true

[service]
DISABLE_REGISTRATION = true

[cron]
ENABLED = false

[actions]
ENABLED = false

[log]
MODE = console
LEVEL = Info
`, s.dir, s.web.Port, s.url(), s.static, s.ssh.Port)
}

// setUp makes the database, the user and a token that may do everything.
func (s *server) setUp() (token string, err error) {
	if _, err := s.cli("migrate"); err != nil {
		return "", err
	}
	_, err = s.cli("admin", "user", "create", "--admin", "--username", owner, "--email", owner+"@acme.example",
		"--random-password", "--must-change-password=false")
	if err != nil {
		return "", err
	}
	return s.newToken("all")
}

// newToken makes a token of the user, with Gitea's names of scopes.
func (s *server) newToken(scopes string) (string, error) {
	return s.cli("admin", "user", "generate-access-token", "--username", owner,
		"--token-name", rand.Text(), "--scopes", scopes, "--raw")
}

// cli runs a command of Gitea and gives its last line.
func (s *server) cli(args ...string) (string, error) {
	cmd := s.command(args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, s.log
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("gitea %s: %w\n%s", strings.Join(args, " "), err, s.log.tail(60))
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	return lines[len(lines)-1], nil
}

// command is a Gitea that does not see the machine's configuration.
func (s *server) command(args ...string) *exec.Cmd {
	cmd := exec.Command(s.binary, append(args, "--config", s.config())...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "USER=" + os.Getenv("USER"), "LC_ALL=C", "TZ=UTC"}
	return cmd
}

func (s *server) run() error {
	s.cmd, s.ended = s.command("web"), make(chan error, 1)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		return err
	}
	go func() { s.ended <- s.cmd.Wait() }()
	return nil
}

// answers waits until Gitea does, over HTTP and SSH.
func (s *server) answers() error {
	deadline := time.After(patience)
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		var running struct{ Version string }
		err := s.api.get("/version", &running)
		if err == nil && running.Version != version {
			return fmt.Errorf("this is Gitea %s, not %s", running.Version, version)
		}
		if err == nil {
			var conn net.Conn
			if conn, err = net.DialTCP("tcp", nil, s.ssh); err == nil {
				return conn.Close()
			}
		}
		select {
		case <-again.C:
		case ended := <-s.ended:
			s.ended <- ended
			return fmt.Errorf("Gitea ended: %w", ended)
		case <-deadline:
			return fmt.Errorf("Gitea does not answer: %w", err)
		}
	}
}

// stop ends Gitea as an operator does.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case err := <-s.ended:
		return err
	case <-time.After(patience):
		err := s.cmd.Process.Kill()
		return errors.Join(errors.New("Gitea did not end"), err, <-s.ended)
	}
}

// journal collects output of several writers.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) tail(lines int) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	all := strings.Split(j.text.String(), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
