// Command wire measures clients of git servers beside each other: Lockstep's own (gitwire),
// the git command and go-git. Servers are real git over HTTP and SSH on this machine, behind
// a proxy that makes the way as long as one through a network. Each candidate works in a
// process of its own, on its own copy of the same repository, and what it read and pushed
// is checked.
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
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "wire:", err)
		os.Exit(1)
	}
}

// choice is what to measure.
type choice struct {
	repositories []repository
	operations   []string
	transports   []string
	contenders   []contender
	delay        time.Duration
	runs         int
	kept         string // folder of generated repositories
}

// run measures what is chosen and prints it.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	if len(args) == 1 && args[0] == workCommand {
		return work(ctx, stdin, stdout)
	}
	flags := flag.NewFlagSet("wire", flag.ContinueOnError)
	flags.SetOutput(stderr)
	repos := flags.String("repos", "small,folders,flat,monorepo", "repositories, with commas between; also: tiny")
	ops := flags.String("ops", strings.Join(operations(), ","), "operations; cold is always made")
	ways := flags.String("transports", strings.Join(transports(), ","), "transports")
	names := flags.String("candidates", "lockstep,git,git-mux,go-git", "candidates")
	delay := flags.Duration("delay", 30*time.Millisecond, "of each byte, each way")
	runs := flags.Int("runs", 5, "how often each operation is made; figures are medians")
	keep := flags.String("keep", "", "`folder` for generated repositories (default: one in the user's cache)")
	asJSON := flags.Bool("json", false, "print the figures as JSON")
	asMarkdown := flags.Bool("markdown", false, "print the table as Markdown")
	if err := flags.Parse(args); err != nil {
		return err
	}
	c := choice{delay: *delay, runs: *runs, kept: *keep}
	var err error
	if c.repositories, err = chosen(*repos, findRepository); err != nil {
		return err
	}
	if c.contenders, err = chosen(*names, findContender); err != nil {
		return err
	}
	if c.operations, err = chosen(*ops, known("operation", operations())); err != nil {
		return err
	}
	if c.transports, err = chosen(*ways, known("transport", transports())); err != nil {
		return err
	}
	if c.runs < 1 || c.delay < 0 {
		return errors.New("-runs must be at least 1, and -delay not below 0")
	}
	if c.kept == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return err
		}
		c.kept = filepath.Join(cache, "lockstep-bench")
	}
	r, err := measure(ctx, c, stderr)
	switch {
	case err != nil:
		return err
	case *asJSON:
		return json.NewEncoder(stdout).Encode(r)
	case *asMarkdown:
		return r.markdown(stdout)
	}
	return r.print(stdout)
}

// chosen finds what a flag names, in its order.
func chosen[T any](text string, find func(string) (T, error)) ([]T, error) {
	var out []T
	for name := range strings.SplitSeq(text, ",") {
		x, err := find(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

func known(what string, names []string) func(string) (string, error) {
	return func(name string) (string, error) {
		if !slices.Contains(names, name) {
			return "", fmt.Errorf("there is no %s %q", what, name)
		}
		return name, nil
	}
}
