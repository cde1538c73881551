package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/mattn/go-isatty"
)

// show prints raw JSON with --json, else what human writes.
func (p *program) show(raw json.RawMessage, human func(w io.Writer)) error {
	if !p.json {
		human(p.out)
		return nil
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return fmt.Errorf("print the answer: %w", err)
	}
	_, err := fmt.Fprintln(p.out, strings.TrimSpace(out.String()))
	return err
}

// showValue is show for a value of our own.
func (p *program) showValue(v any, human func(w io.Writer)) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return p.show(raw, human)
}

// table prints aligned columns; none is printed for no rows.
func table(w io.Writer, header []string, rows [][]string) {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, strings.Join(header, "\t"))
	for _, row := range rows {
		for i := range row {
			row[i] = oneLine(row[i])
		}
		fmt.Fprintln(t, strings.TrimRight(strings.Join(row, "\t"), "\t"))
	}
	_ = t.Flush()
}

// oneLine keeps control characters, which could forge lines or colours, out of a terminal.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, text)
}

// lines is oneLine for text of several lines.
func lines(text string) string {
	all := strings.Split(text, "\n")
	for i := range all {
		all[i] = oneLine(all[i])
	}
	return strings.Join(all, "\n")
}

// palette colours text, or does not.
type palette bool

// palette colours only for a terminal, and not with NO_COLOR or a dumb one.
func (p *program) palette(w io.Writer) palette {
	f, ok := w.(*os.File)
	return palette(ok && isatty.IsTerminal(f.Fd()) && p.env["NO_COLOR"] == "" && p.env["TERM"] != "dumb")
}

func (c palette) paint(code, text string) string {
	if !c {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (c palette) red(text string) string    { return c.paint("31", text) }
func (c palette) green(text string) string  { return c.paint("32", text) }
func (c palette) yellow(text string) string { return c.paint("33", text) }
func (c palette) faint(text string) string  { return c.paint("2", text) }
func (c palette) bold(text string) string   { return c.paint("1", text) }

// ago writes a time as people say it.
func ago(now, then time.Time) string {
	if then.IsZero() {
		return "never"
	}
	return span(now.Sub(then)) + " ago"
}

// span writes a duration with one unit.
func span(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// count writes a number with its noun: 1 commit, 2 commits, 2 branches.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "ch") {
		noun += "e"
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func short(commit string) string {
	if len(commit) > 10 {
		return commit[:10]
	}
	return commit
}
