package githost

import (
	"context"
	"os"
	"os/exec"
	"time"
)

// stoppable makes a command that is asked to stop when ctx ends, so that git removes its lock files, and
// killed after the grace. Both reach the programs that it started. Call settle once after Wait or Run.
func stoppable(ctx context.Context, grace time.Duration, path string, args ...string) (cmd *exec.Cmd, settle func()) {
	cmd = exec.CommandContext(ctx, path, args...)
	group(cmd)
	var kill *time.Timer
	cmd.Cancel = func() error {
		kill = time.AfterFunc(grace, func() { _ = signalGroup(cmd, true) })
		return signalGroup(cmd, false)
	}
	cmd.WaitDelay = 2 * grace
	return cmd, func() {
		if kill != nil {
			kill.Stop()
		}
	}
}

// environment is all that git sees of this process.
func (h *Host) environment() []string {
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + h.home,
		"LC_ALL=C",
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_GLOBAL=" + os.DevNull,
		"GIT_TERMINAL_PROMPT=0",
		// The folder can be a volume that another user owns; git would refuse to serve it.
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=safe.directory", "GIT_CONFIG_VALUE_0=*",
	}
}
