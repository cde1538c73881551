// Command bench measures what Git Sync costs: the real engine with a SQLite file that waits for
// the disk, and real git over HTTP on this machine. Workspaces of several sizes stand side by
// side, because the cost of a cycle is to grow with the change and not with the workspace, and
// the git command does the same work in the same run, because times differ between machines.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures each size in a process of its own and prints the table.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) == 2 && args[0] == measureCommand {
		return measured(ctx, args[1], stdout)
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	sizes := flags.String("sizes", "100,1000,10000", "numbers of resources, with commas between")
	runs := flags.Int("runs", 9, "how often each single change is made; figures are medians")
	asJSON := flags.Bool("json", false, "print the figures as JSON")
	profile := flags.String("profile", "", "write cpu.pprof and heap.pprof of the largest size to this `folder`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	counts, err := parseSizes(*sizes)
	if err != nil {
		return err
	}
	if *runs < 1 {
		return errors.New("-runs must be at least 1")
	}
	var results []result
	for i, size := range counts {
		fmt.Fprintf(stderr, "measuring %d resources\n", size)
		t := task{Size: size, Runs: *runs}
		if i == len(counts)-1 {
			t.Profile = *profile
		}
		r, err := measureApart(ctx, t, stderr)
		if err != nil {
			return fmt.Errorf("measure %d resources: %w", size, err)
		}
		results = append(results, r)
	}
	if *asJSON {
		return json.NewEncoder(stdout).Encode(results)
	}
	return printTable(stdout, *runs, results)
}

func parseSizes(text string) ([]int, error) {
	var out []int
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < 2 {
			return nil, fmt.Errorf("-sizes: %q is not a number of resources, 2 or more", part)
		}
		out = append(out, n)
	}
	return out, nil
}
