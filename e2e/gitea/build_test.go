package gitea

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

const (
	module  = "code.gitea.io/gitea"
	version = "1.26.0"
)

// program is a built Gitea.
type program struct {
	binary string
	static string // folder of its templates and locales, which the binary does not hold
}

// build builds Gitea from the Go proxy, unless an earlier run did. It does so in Gitea's own
// module, so that the release is made of the very versions that its go.mod and go.sum name. The
// web interface is left out: it needs node, and neither git nor the API needs it.
func build() (program, error) {
	get := exec.Command("go", "mod", "download", "-json", module+"@v"+version)
	get.Stderr = os.Stderr
	out, err := get.Output()
	if err != nil {
		return program{}, fmt.Errorf("download Gitea %s: %w\n%s", version, err, out)
	}
	var source struct{ Dir string }
	if err := json.Unmarshal(out, &source); err != nil {
		return program{}, fmt.Errorf("download Gitea %s: %w", version, err)
	}
	binary, err := filepath.Abs(filepath.Join("..", "..", "bin", "gitea-"+version))
	if err != nil {
		return program{}, err
	}
	p := program{binary: binary, static: source.Dir}
	if _, err := os.Stat(binary); err == nil {
		return p, nil
	}
	fmt.Fprintf(os.Stderr, "building Gitea %s into %s, which takes some minutes\n", version, binary)
	unfinished := binary + ".new"
	compile := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-tags", "sqlite sqlite_unlock_notify",
		"-ldflags", "-s -w -X main.Version="+version, "-o", unfinished, ".")
	compile.Dir = source.Dir
	compile.Env = append(os.Environ(), "CGO_ENABLED=1") // SQLite is C: without a compiler, fail here
	if out, err := compile.CombinedOutput(); err != nil {
		return program{}, fmt.Errorf("build Gitea: %w\n%s", err, out)
	}
	return p, os.Rename(unfinished, binary)
}
