//go:build !crashpoints

package main

import "lockstep.dev/gitsync"

// crashPoint is nothing in a real server; see crash_on.go.
func crashPoint(map[string]string) func(gitsync.Step) { return nil }
