package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// installation is a data folder, and the server on it while one runs.
type installation struct {
	t        *testing.T
	data     string
	database string            // "" is SQLite in the data folder
	env      map[string]string // beside what every server gets
	log      *journal          // of all runs

	process *process
	api     *client
}

// process is one run of the program.
type process struct {
	cmd   *exec.Cmd
	url   string
	ended chan struct{} // closed when it has ended
	err   error         // how it ended
}

// newInstallation makes an empty one on a database: "" or the address of a PostgreSQL server.
func newInstallation(t *testing.T, database string) *installation {
	t.Helper()
	i := &installation{t: t, data: filepath.Join(t.TempDir(), "data"), database: database, env: map[string]string{}, log: &journal{}}
	t.Cleanup(func() {
		i.kill()
		if t.Failed() {
			t.Logf("the server's log:\n%s", i.log.tail(60))
		}
	})
	return i
}

// crashFile names the step at which the server kills itself; see cmd/lockstep/crash_on.go.
func (i *installation) crashFile() string { return i.data + ".crash" }

// crashAt arms or, with "", disarms the crash of the running server.
func (i *installation) crashAt(step string) {
	i.t.Helper()
	if step == "" {
		require.NoError(i.t, os.RemoveAll(i.crashFile()))
		return
	}
	temporary := i.crashFile() + ".new"
	require.NoError(i.t, os.WriteFile(temporary, []byte(step), 0o600))
	require.NoError(i.t, os.Rename(temporary, i.crashFile()))
}

func (i *installation) environment() []string {
	env := map[string]string{
		"LOCKSTEP_LISTEN": "127.0.0.1:0", "LOCKSTEP_DATA": i.data, "LOCKSTEP_LOG_LEVEL": "debug",
		"LOCKSTEP_OWNER_NAME": "Maya Chen", "LOCKSTEP_OWNER_EMAIL": "maya@acme.example", "LOCKSTEP_CRASH": "@" + i.crashFile(),
	}
	if i.database != "" {
		env["LOCKSTEP_DATABASE"] = i.database
	}
	for name, value := range i.env {
		env[name] = value
	}
	return environ(filepath.Dir(i.data), env)
}

// environ is the environment of a program that shall not see the machine's configuration.
func environ(home string, more map[string]string) []string {
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LC_ALL=C", "TZ=UTC", "GIT_CONFIG_NOSYSTEM=1", "NO_COLOR=1"}
	for name, value := range more {
		env = append(env, name+"="+value)
	}
	return env
}

var announced = regexp.MustCompile(`is at (http://\S+)`)

// start runs the server and waits until it answers.
func (i *installation) start() {
	i.t.Helper()
	require.NoError(i.t, i.launch())
	waitFor(i.t, "the server answers", func() bool { return i.api.get("/health", nil) == nil })
}

// launch runs the server until it says where it is, and returns an error when it ends instead.
func (i *installation) launch() error {
	i.t.Helper()
	require.Nil(i.t, i.process, "a server runs already")
	cmd := exec.Command(binary, "serve")
	cmd.Env, cmd.Stderr, cmd.Dir = i.environment(), i.log, filepath.Dir(i.data)
	out, err := cmd.StdoutPipe()
	require.NoError(i.t, err)
	require.NoError(i.t, cmd.Start())
	p := &process{cmd: cmd, ended: make(chan struct{})}
	address := make(chan string, 1)
	go func() {
		defer close(p.ended)
		lines := bufio.NewScanner(io.TeeReader(out, i.log))
		for lines.Scan() {
			if m := announced.FindStringSubmatch(lines.Text()); m != nil {
				address <- m[1]
			}
		}
		p.err = cmd.Wait()
	}()
	i.process = p
	select {
	case p.url = <-address:
	case <-p.ended:
		i.process = nil
		return p.err
	case <-time.After(patience):
		i.kill()
		require.FailNow(i.t, "the server does not start")
	}
	key, err := os.ReadFile(filepath.Join(i.data, "owner.key"))
	require.NoError(i.t, err)
	i.api = &client{t: i.t, base: p.url, key: strings.TrimSpace(string(key))}
	return nil
}

// startAndDie runs a server that is to kill itself in its first cycle.
func (i *installation) startAndDie() {
	i.t.Helper()
	if err := i.launch(); err != nil {
		requireSIGKILL(i.t, err)
		return
	}
	ended := i.process.ended
	waitFor(i.t, "the server dies", func() bool {
		select {
		case <-ended:
			return true
		default:
			_, _ = i.api.syncNow()
			return false
		}
	})
	i.requireKilled()
}

// stop ends the server as an operator does, and returns how it ended.
func (i *installation) stop() error {
	i.t.Helper()
	require.NotNil(i.t, i.process, "no server runs")
	require.NoError(i.t, i.process.cmd.Process.Signal(syscall.SIGTERM))
	return i.await()
}

// kill ends the server without a warning. It does nothing when none runs.
func (i *installation) kill() {
	if i.process == nil {
		return
	}
	_ = i.process.cmd.Process.Kill()
	_ = i.await()
}

// await waits for the server's end.
func (i *installation) await() error {
	p := i.process
	select {
	case <-p.ended:
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		<-p.ended
		return errors.New("the server did not end")
	}
	i.process = nil
	return p.err
}

// requireKilled waits until the server was killed, by itself or by the test.
func (i *installation) requireKilled() {
	i.t.Helper()
	requireSIGKILL(i.t, i.await())
}

func requireSIGKILL(t *testing.T, err error) {
	t.Helper()
	var ended *exec.ExitError
	require.ErrorAs(t, err, &ended, "the server should have died")
	require.Equal(t, syscall.SIGKILL, ended.Sys().(syscall.WaitStatus).Signal())
}

// lockstep runs a command against the server, and returns its output, errors and exit code.
func (i *installation) lockstep(stdin string, args ...string) (out, problems string, code int) {
	i.t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir = filepath.Dir(i.data)
	cmd.Env = environ(cmd.Dir, map[string]string{"LOCKSTEP_DATA": i.data})
	if i.process != nil {
		cmd.Env = append(cmd.Env, "LOCKSTEP_URL="+i.process.url)
	}
	cmd.Stdin = strings.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exited *exec.ExitError
	if !errors.As(err, &exited) {
		require.NoError(i.t, err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
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

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func (j *journal) tail(lines int) string {
	all := strings.Split(j.String(), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
