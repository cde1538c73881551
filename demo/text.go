package demo

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// text prints the story.
type text struct {
	out   io.Writer
	color bool
}

const (
	bold  = "1"
	dim   = "2"
	red   = "31"
	green = "32"
	cyan  = "36"
)

func (t *text) paint(code, s string) string {
	if !t.color {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (t *text) step(n int, title string) {
	fmt.Fprintf(t.out, "\n%s\n", t.paint(bold, fmt.Sprintf("%d. %s", n, title)))
}

func (t *text) took(d time.Duration) {
	fmt.Fprintf(t.out, "   %s %s\n", t.paint(green, "checked"), t.paint(dim, "in "+short(d)))
}

// say prints a line of the story.
func (t *text) say(format string, args ...any) {
	fmt.Fprintf(t.out, "   %s\n", fmt.Sprintf(format, args...))
}

// command prints what somebody types.
func (t *text) command(line string) { fmt.Fprintf(t.out, "   %s\n", t.paint(cyan, "$ "+line)) }

// quote prints output of git, a diff in its colours.
func (t *text) quote(output string) {
	for line := range strings.Lines(strings.TrimRight(output, "\n")) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "+"):
			line = t.paint(green, line)
		case strings.HasPrefix(line, "-"):
			line = t.paint(red, line)
		}
		fmt.Fprintf(t.out, "     %s\n", line)
	}
}

func (t *text) end(steps int, d time.Duration) {
	fmt.Fprintf(t.out, "\n%s\n", t.paint(bold, fmt.Sprintf("All %d steps were checked on both sides, in %s.", steps, short(d))))
}

func short(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
