package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// measure makes all trials, one after the other.
func measure(ctx context.Context, c choice, stderr io.Writer) (report, error) {
	r := report{DelayMillis: float64(c.delay) / float64(time.Millisecond), Runs: c.runs}
	dir, err := os.MkdirTemp("", "lockstep-wire-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	n, err := startNetwork(ctx, dir, c.delay)
	if err != nil {
		return r, err
	}
	defer n.close()
	for _, repo := range c.repositories {
		from, err := template(ctx, c.kept, repo)
		if err != nil {
			return r, fmt.Errorf("make the repository %s: %w", repo.Name, err)
		}
		for _, transport := range c.transports {
			var rows []row
			for _, contender := range c.contenders {
				if !slices.Contains(contender.over, transport) {
					continue
				}
				fmt.Fprintf(stderr, "measuring %s, %s, %s\n", repo.Name, transport, contender.title)
				t := &trial{
					repository: repo, transport: transport, contender: contender, operations: c.operations, runs: c.runs,
					network: n, dir: filepath.Join(dir, "work"), stderr: stderr,
				}
				err := t.run(ctx, from)
				if errors.Is(err, errUnavailable) {
					if m := fmt.Sprintf("%s over %s: %v", contender.title, transport, errUnavailable); !slices.Contains(r.Missing, m) {
						r.Missing = append(r.Missing, m)
					}
					continue
				}
				if err != nil {
					return r, fmt.Errorf("%s, %s, %s: %w", repo.Name, transport, contender.title, err)
				}
				rows = append(rows, t.rows()...)
			}
			// Candidates stand beside each other in each operation.
			slices.SortStableFunc(rows, func(a, b row) int {
				return cmp.Compare(slices.Index(c.operations, a.Op), slices.Index(c.operations, b.Op))
			})
			r.Rows = append(r.Rows, rows...)
		}
	}
	r.Verdicts = judge(r.Rows, c.delay)
	return r, nil
}
