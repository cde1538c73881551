// Package e2e tests the real binary with real git over real HTTP, on SQLite and PostgreSQL.
package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// patience is how long a test waits for what must happen, on a busy machine.
const patience = 60 * time.Second

// binary is the path of the program under test, set once before any test runs.
var binary string

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// run builds the program, with the points at which it can be made to crash, and runs the tests.
func run(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "lockstep-e2e-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	if err := lookAtSources(); err != nil {
		return 0, err
	}
	binary = filepath.Join(dir, "lockstep")
	build := exec.Command("go", "build", "-tags", "crashpoints", "-buildvcs=false", "-o", binary, "./cmd/lockstep")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return m.Run(), nil
}

// lookAtSources makes go test run these tests again when the program changed: it remembers which
// files a test process looked at.
func lookAtSources() error {
	return filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && path != ".." && (name[0] == '.' || name == "bin" || name == "testdata") {
			return filepath.SkipDir
		}
		if entry.Type().IsRegular() {
			_, err = os.Stat(path)
		}
		return err
	})
}
