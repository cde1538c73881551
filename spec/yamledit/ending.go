package yamledit

import (
	"bytes"
	"unicode/utf8"
)

// atText moves a problem that lies behind everything that is written to the end of the last line
// with text: there something is missing. Blank lines and comments are no text.
func (d *Document) atText(p *Problem) *Problem {
	for n := len(d.lines); n > 0; n-- {
		end := len(d.src)
		if n < len(d.lines) {
			end = d.lines[n]
		}
		text := bytes.TrimRight(d.src[d.lines[n-1]:end], " \t\r\n\u0085\u2028\u2029")
		if start := bytes.TrimLeft(text, " \t"); len(start) == 0 || start[0] == '#' {
			continue
		}
		if p.Line > n {
			p.Line, p.Column = n, utf8.RuneCount(text)+1
		}
		return p
	}
	return p
}
