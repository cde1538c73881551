package yamledit

import (
	"strconv"
	"strings"
)

// literalSafe reports whether s can be a literal block.
func literalSafe(s string) bool {
	return printable(s) && strings.Trim(s, " \t\n") != ""
}

// blockText renders s as a literal block, or as a folded one when fold is set
// and s allows it: the header, and the lines below it without their indentation.
// Indicator is the number that tells the indentation where it cannot be seen.
// Folded paragraphs that occur in wrapped are written with its lines.
func blockText(s string, indicator int, fold bool, wrapped map[string][]string) (header string, lines []string) {
	text := strings.TrimRight(s, "\n")
	ends := len(s) - len(text)
	header = "|"
	lines = strings.Split(text, "\n")
	if fold && foldable(lines) {
		header = ">"
		lines = foldLines(lines, wrapped)
	}
	if c := s[0]; c == ' ' || c == '\n' || c == '\t' {
		header += strconv.Itoa(indicator)
	}
	switch {
	case ends == 0:
		header += "-"
	case ends > 1:
		header += "+"
		lines = append(lines, make([]string, ends-1)...)
	}
	return header, lines
}

func foldable(lines []string) bool {
	for _, l := range lines {
		if l != "" && (l[0] == ' ' || l[0] == '\t' || l[len(l)-1] == ' ') {
			return false
		}
	}
	return lines[0] != ""
}

func foldLines(lines []string, wrapped map[string][]string) []string {
	var out []string
	for i, l := range lines {
		if i > 0 && l != "" {
			out = append(out, "")
		}
		switch w := wrapped[l]; {
		case l == "":
			out = append(out, "")
		case w != nil:
			out = append(out, w...)
		default:
			out = append(out, l)
		}
	}
	return out
}

// paragraphs maps the text of each paragraph of a folded block to the lines it
// was written in.
func (d *Document) paragraphs(n *node) map[string][]string {
	out := map[string][]string{}
	var run []string
	flush := func() {
		if len(run) > 1 {
			out[strings.Join(run, " ")] = run
		}
		run = nil
	}
	for at := d.nextLine(n.body); at < n.end; at = d.nextLine(at) {
		line := string(d.src[at:d.lineEnd(at)])
		if len(line) <= n.indent {
			flush()
		} else {
			run = append(run, line[n.indent:])
		}
		if d.nextLine(at) == at {
			break
		}
	}
	flush()
	return out
}
