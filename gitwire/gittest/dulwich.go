package gittest

import (
	"bufio"
	"bytes"
	_ "embed"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

//go:embed dulwich_server.py
var dulwichScript string

// Dulwich serves bare repositories over HTTP with Debian's python3-dulwich, which shares no code with git
// and speaks protocol v0 only. Its version 0.21 differs from git where a client may notice:
//   - it answers 500 when a client asks for a capability that it does not offer;
//   - it wants a fetch to ask for side-band-64k, thin-pack and ofs-delta, and else answers 500;
//   - it reports "ok" of a push whose old id is not the ref's, and leaves the ref as it was.
type Dulwich struct {
	Root string

	t    testing.TB
	port string
}

// NewDulwich starts a server that ends with the test. It fails the test where dulwich is not installed.
func NewDulwich(t testing.TB) *Dulwich {
	t.Helper()
	d := &Dulwich{t: t, Root: t.TempDir()}
	server := exec.Command("/usr/bin/python3", "-I", "-c", dulwichScript, d.Root)
	server.Env, server.Dir = Env(d.Root), d.Root
	var said bytes.Buffer
	server.Stderr = &said
	alive, err := server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(fmt.Errorf("start dulwich: %w; scripts/setup-test installs it", err))
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		alive.Close()
		_ = server.Wait()
		t.Fatalf("start dulwich; scripts/setup-test installs it: %s", said.String())
	}
	t.Cleanup(func() {
		alive.Close()
		_ = server.Wait()
	})
	d.port = strings.TrimSpace(line)
	return d
}

// NewRepo makes an empty bare repository that is served at URL(name).
func (d *Dulwich) NewRepo(name string) *Repo {
	d.t.Helper()
	return NewRepo(d.t, filepath.Join(d.Root, name))
}

// Addr is host:port.
func (d *Dulwich) Addr() string { return "127.0.0.1:" + d.port }

// URL is where a repository is served.
func (d *Dulwich) URL(name string) string { return "http://" + d.Addr() + "/" + name }
