package gittest

import (
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"
)

// begin notes a command. What it makes of it is served later.
func (s *SSHServer) begin(command string, r SSHRequest) *session {
	r.Service, r.Path = parseCommand(command)
	r.V2 = r.Service == "git-upload-pack" && slices.Contains(strings.Split(s.protocol(r.Protocol), ":"), "version=2")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, &r)
	return &session{s: s, request: &r}
}

// protocol is what git gets of the client's wish.
func (s *SSHServer) protocol(asked string) string {
	if s.opt.v0 || s.opt.refuseEnv {
		return ""
	}
	return asked
}

// parseCommand splits "git-upload-pack '/a b'", quoted as git's sq_quote_buf does or not at all.
// "git upload-pack" means the same. Any other command is a service without a path.
func parseCommand(command string) (service, path string) {
	for _, name := range []string{"upload-pack", "receive-pack"} {
		for _, start := range []string{"git-" + name + " ", "git " + name + " "} {
			if rest, ok := strings.CutPrefix(command, start); ok {
				return "git-" + name, unquote(strings.TrimSpace(rest))
			}
		}
	}
	return command, ""
}

// unquote undoes a shell's single quotes and backslashes.
func unquote(s string) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\'':
			quoted = !quoted
		case s[i] == '\\' && !quoted && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// process is a run of git. Its standard error goes to the client.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out io.ReadCloser
}

// start runs git for a session. It and what it starts end with the test.
func (x *session) start() (*process, error) {
	s, r := x.s, x.request
	cmd := exec.CommandContext(s.running, "git", strings.TrimPrefix(r.Service, "git-"), filepath.Join(s.Root, r.Path))
	cmd.Dir = s.Root
	cmd.Env = append(append(Env(s.Root), s.opt.configEnv()...), "GIT_PROTOCOL="+s.protocol(r.Protocol))
	cmd.Stderr = x.ch.Stderr()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 10 * time.Second
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &process{cmd: cmd, in: in, out: out}, cmd.Start()
}

// end waits for git's exit status. What it still says on its standard output is lost.
func (p *process) end() int {
	p.in.Close()
	p.out.Close()
	_ = p.cmd.Wait()
	if code := p.cmd.ProcessState.ExitCode(); code >= 0 {
		return code
	}
	return 255
}

// exit tells the client the exit status and closes the channel.
func (x *session) exit(status int) {
	x.s.mu.Lock()
	x.request.Exit = status
	x.s.mu.Unlock()
	x.ch.CloseWrite()
	x.ch.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{uint32(status)}))
	x.ch.Close()
}
