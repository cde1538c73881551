// Command lockstep is the whole product: the server, and the commands that talk to one.
//
//	main ── run ── one command per file ── client ── a server's /api/v1
//	               └ serve ── wire ── store, jobs, gitsync, githost, api
//
// Everything that a command touches comes in through run: arguments, environment, streams.
package main

import (
	"context"
	"os"
	_ "time/tzdata" // schedules name time zones, on machines without any, too
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}
