package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// report is what one run of the command came to.
type report struct {
	DelayMillis float64   `json:"delay_ms"` // each way
	Runs        int       `json:"runs"`
	Rows        []row     `json:"rows"`
	Verdicts    []verdict `json:"verdicts"`
	Missing     []string  `json:"missing,omitempty"` // what could not be measured
}

func (r report) title() string {
	return fmt.Sprintf("Git over a way of %g ms each way, medians of %d runs (of 3 at most for cold and many commits)", r.DelayMillis, r.Runs)
}

func columns() []string {
	return []string{"repository", "way", "operation", "candidate", "time", "to Lockstep", "up", "down", "round trips", "peak"}
}

// cells are the rows as text, in the order of columns.
func (r report) cells() [][]string {
	own := ownTimes(r.Rows)
	var out [][]string
	for _, x := range r.Rows {
		ratio := "-"
		if ours, ok := own[x.place()]; ok {
			ratio = fmt.Sprintf("%.2fx", x.Millis/ours)
		}
		out = append(out, []string{
			x.Repository, x.Transport, x.Op, x.Candidate, milliseconds(x.Millis), ratio,
			bytesText(x.Up), bytesText(x.Down), fmt.Sprintf("%g", x.Turns), fmt.Sprintf("%.0f MB", x.PeakMB),
		})
	}
	return out
}

func (r report) print(out io.Writer) error {
	fmt.Fprintf(out, "%s\n\n", r.title())
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(columns(), "\t"))
	for _, c := range r.cells() {
		fmt.Fprintln(w, strings.Join(c, "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out)
	for _, v := range r.Verdicts {
		fmt.Fprintf(w, "%s\t%s\t%s\n", v.Target, v.Measured, v.word())
	}
	for _, m := range r.Missing {
		fmt.Fprintf(w, "%s\n", m)
	}
	return w.Flush()
}

// markdown prints the same for docs.
func (r report) markdown(out io.Writer) error {
	line := func(cells []string) { fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | ")) }
	fmt.Fprintf(out, "%s:\n\n", r.title())
	line(columns())
	fmt.Fprintln(out, "|---|---|---|---|--:|--:|--:|--:|--:|--:|")
	for _, c := range r.cells() {
		line(c)
	}
	fmt.Fprint(out, "\n| target | measured | |\n|---|---|---|\n")
	for _, v := range r.Verdicts {
		line([]string{v.Target, v.Measured, v.word()})
	}
	for _, m := range r.Missing {
		fmt.Fprintf(out, "\n%s\n", m)
	}
	return nil
}

func (v verdict) word() string {
	switch {
	case v.Met:
		return "met"
	case v.Measured == "not measured":
		return ""
	}
	return "not met"
}

func milliseconds(ms float64) string {
	if ms < 10 {
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}

func bytesText(n float64) string {
	switch {
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", n/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.1f kB", n/1e3)
	}
	return fmt.Sprintf("%.0f B", n)
}
