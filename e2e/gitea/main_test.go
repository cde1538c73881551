// Package gitea tests the git client against a real Gitea, over HTTP and SSH on loopback. It is a module of
// its own and no part of what a change must pass: building Gitea takes some minutes the first time.
package gitea

import (
	"fmt"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// patience is how long a test waits for what must happen, on a busy machine.
const patience = 60 * time.Second

// gitea is the server that all tests use, set once before any test runs. Each test makes
// repositories of its own.
var gitea *server

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// run builds and starts Gitea, runs the tests and stops it.
func run(m *testing.M) (int, error) {
	program, err := build()
	if err != nil {
		return 0, err
	}
	dir, err := os.MkdirTemp("", "lockstep-gitea-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	gitea, err = start(program, dir)
	if err != nil {
		return 0, err
	}
	code := m.Run()
	if code != 0 {
		fmt.Fprintf(os.Stderr, "Gitea's log:\n%s\n", gitea.log.tail(60))
	}
	if err := gitea.stop(); err != nil {
		return 0, err
	}
	return code, goleak.Find()
}
