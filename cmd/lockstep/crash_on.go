//go:build crashpoints

package main

import (
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"lockstep.dev/gitsync"
)

// crashPoint kills this very process, without any goodbye, when a cycle comes to a step for the
// n-th time: LOCKSTEP_CRASH=pushed:2. LOCKSTEP_CRASH=@FILE does so as soon as the file names the
// step, so that a running server can be told. It is only in binaries that tests build.
func crashPoint(env map[string]string) func(gitsync.Step) {
	plan := env["LOCKSTEP_CRASH"]
	if plan == "" {
		return nil
	}
	if file, ok := strings.CutPrefix(plan, "@"); ok {
		return func(s gitsync.Step) {
			if text, err := os.ReadFile(file); err == nil && string(s) == strings.TrimSpace(string(text)) {
				die()
			}
		}
	}
	step, times, _ := strings.Cut(plan, ":")
	after, err := strconv.ParseInt(times, 10, 64)
	if err != nil {
		after = 1
	}
	var seen atomic.Int64
	return func(s gitsync.Step) {
		if string(s) == step && seen.Add(1) == after {
			die()
		}
	}
}

// die does not return.
func die() {
	process, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = process.Signal(syscall.SIGKILL)
	}
	if err != nil {
		os.Exit(137)
	}
	select {}
}
