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
// n-th time: LOCKSTEP_CRASH=pushed:2. It is only in binaries that tests build.
func crashPoint(env map[string]string) func(gitsync.Step) {
	step, times, _ := strings.Cut(env["LOCKSTEP_CRASH"], ":")
	if step == "" {
		return nil
	}
	after, err := strconv.ParseInt(times, 10, 64)
	if err != nil {
		after = 1
	}
	var seen atomic.Int64
	return func(s gitsync.Step) {
		if string(s) == step && seen.Add(1) == after {
			process, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = process.Signal(syscall.SIGKILL)
			}
			if err != nil {
				os.Exit(137)
			}
			select {}
		}
	}
}
