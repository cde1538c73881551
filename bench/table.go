package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// line is one line of the table.
type line struct {
	title  string
	figure string  // its name
	over   string  // divided by this figure, when it is set
	unit   string  // "ms", "MB", "x" or "" for a count
	target float64 // the most that is fine at any size; below 0 there is none
}

func lines() []line {
	const none = -1
	return []line{
		{"one edit in the app until pushed", "outbound_ms", "", "ms", 200},
		{"  CPU of Lockstep", "outbound_cpu_ms", "", "ms", none},
		{"  time in git on the server", "outbound_server_ms", "", "ms", none},
		{"  round trips", "outbound_trips", "", "", 2},
		{"  git commit, push", "git_push_ms", "", "ms", none},
		{"  ratio to git", "outbound_ms", "git_push_ms", "x", 1},
		{"one pushed file until live in the app", "inbound_ms", "", "ms", 200},
		{"  CPU of Lockstep", "inbound_cpu_ms", "", "ms", none},
		{"  time in git on the server", "inbound_server_ms", "", "ms", none},
		{"  round trips", "inbound_trips", "", "", 2},
		{"  git fetch, merge", "git_fetch_ms", "", "ms", none},
		{"  ratio to git", "inbound_ms", "git_fetch_ms", "x", 1},
		{"cycle with nothing to do", "idle_ms", "", "ms", none},
		{"  CPU of Lockstep", "idle_cpu_ms", "", "ms", 5},
		{"  round trips", "idle_trips", "", "", 1},
		{"  rows written", "idle_writes", "", "", 0},
		{"  git fetch", "git_poll_ms", "", "ms", none},
		{"  ratio to git", "idle_ms", "git_poll_ms", "x", 1},
		{"first export, in one commit", "export_ms", "", "ms", 5000},
		{"  CPU of Lockstep", "export_cpu_ms", "", "ms", none},
		{"  time in git on the server", "export_server_ms", "", "ms", none},
		{"  git add, commit, push", "git_export_ms", "", "ms", none},
		{"  ratio to git", "export_ms", "git_export_ms", "x", none},
		{"import of all files", "import_ms", "", "ms", 5000},
		{"  CPU of Lockstep", "import_cpu_ms", "", "ms", none},
		{"  time in git on the server", "import_server_ms", "", "ms", none},
		{"  git clone", "git_clone_ms", "", "ms", none},
		{"  ratio to git", "import_ms", "git_clone_ms", "x", none},
		{"memory of Lockstep after all that", "memory_mb", "", "MB", 150},
		{"  at its peak", "memory_peak_mb", "", "MB", none},
	}
}

// value is the line's figure of one size.
func (l line) value(r result) float64 {
	if l.over != "" {
		return r.Figures[l.figure] / r.Figures[l.over]
	}
	return r.Figures[l.figure]
}

func (l line) text(value float64) string {
	switch {
	case l.unit == "x":
		return fmt.Sprintf("%.2f", value)
	case l.unit == "":
		return fmt.Sprintf("%g", value)
	case value < 10:
		return fmt.Sprintf("%.1f %s", value, l.unit)
	}
	return fmt.Sprintf("%.0f %s", value, l.unit)
}

// verdict compares all sizes with the target.
func (l line) verdict(results []result) string {
	if l.target < 0 {
		return ""
	}
	for _, r := range results {
		if l.value(r) > l.target {
			return "over"
		}
	}
	return "ok"
}

func printTable(out io.Writer, runs int, results []result) error {
	fmt.Fprintf(out, "Git Sync with SQLite and git over HTTP, medians of %d runs (of %d for export and import), by number of resources\n\n",
		runs, (&bench{task: task{Runs: runs}}).whole())
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	head := []string{pad("")}
	for _, r := range results {
		head = append(head, fmt.Sprint(r.Size))
	}
	fmt.Fprintln(w, strings.Join(append(head, "target", "", ""), "\t"))
	for _, l := range lines() {
		cells := []string{pad(l.title)}
		for _, r := range results {
			cells = append(cells, l.text(l.value(r)))
		}
		target := ""
		if l.target >= 0 {
			target = "<= " + strings.TrimSuffix(l.text(l.target), ".0")
		}
		fmt.Fprintln(w, strings.Join(append(cells, target, l.verdict(results), ""), "\t"))
	}
	return w.Flush()
}

// pad makes titles of one width: the table is aligned to the right.
func pad(title string) string { return fmt.Sprintf("%-38s", title) }
