//go:build !unix

package githost

import "os/exec"

func group(*exec.Cmd) {}

func signalGroup(cmd *exec.Cmd, _ bool) error { return cmd.Process.Kill() }
