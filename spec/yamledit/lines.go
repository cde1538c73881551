package yamledit

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

const bom = "\ufeff"

// breakLen is the length of the line break at the start of b, or 0. The parser
// counts the Unicode line breaks too, so positions need them.
func breakLen(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	switch b[0] {
	case '\n':
		return 1
	case '\r':
		if len(b) > 1 && b[1] == '\n' {
			return 2
		}
		return 1
	case 0xC2:
		if len(b) > 1 && b[1] == 0x85 {
			return 2
		}
	case 0xE2:
		if len(b) > 2 && b[1] == 0x80 && (b[2] == 0xA8 || b[2] == 0xA9) {
			return 3
		}
	}
	return 0
}

// indexLines notes where each line starts.
func (d *Document) indexLines() {
	first := 0
	if bytes.HasPrefix(d.src, []byte(bom)) {
		first = len(bom)
	}
	d.lines = append(d.lines, first)
	for i := first; i < len(d.src); {
		c := d.src[i]
		if c != '\n' && c != '\r' && c != 0xC2 && c != 0xE2 {
			i++
			continue
		}
		n := breakLen(d.src[i:])
		if n == 0 {
			i++
			continue
		}
		i += n
		d.lines = append(d.lines, i)
	}
}

// offset turns a line and a column, counted in characters, into a byte offset.
func (d *Document) offset(line, col int) (int, bool) {
	if line < 1 || line > len(d.lines) {
		return 0, false
	}
	o := d.lines[line-1]
	for range col - 1 {
		if o >= len(d.src) {
			return len(d.src), false
		}
		_, w := utf8.DecodeRune(d.src[o:])
		o += w
	}
	return o, true
}

// seek is offset for positions that mostly grow: it counts on from where it
// was last, so that long lines stay cheap.
func (d *Document) seek(line, col int) (int, bool) {
	c := &d.cursor
	if line != c.line || col < c.col {
		o, ok := d.offset(line, 1)
		if !ok {
			return 0, false
		}
		*c = cursor{line, 1, o}
	}
	for ; c.col < col; c.col++ {
		if c.at >= len(d.src) {
			return len(d.src), false
		}
		_, w := utf8.DecodeRune(d.src[c.at:])
		c.at += w
	}
	return c.at, true
}

// place is the reverse of offset.
func (d *Document) place(at int) (line, col int) {
	i := d.lineOf(at)
	return i + 1, utf8.RuneCount(d.src[d.lines[i]:max(at, d.lines[i])]) + 1
}

// lineOf returns the index of the line that holds offset at.
func (d *Document) lineOf(at int) int {
	lo, hi := 0, len(d.lines)
	for lo+1 < hi {
		mid := (lo + hi) / 2
		if d.lines[mid] <= at {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// lineStart returns where the line that holds offset at starts.
func (d *Document) lineStart(at int) int { return d.lines[d.lineOf(at)] }

// lineEnd returns where the line that holds offset at ends, its break excluded.
func (d *Document) lineEnd(at int) int {
	i := d.lineOf(at)
	if i+1 >= len(d.lines) {
		return len(d.src)
	}
	e := d.lines[i+1]
	switch {
	case bytes.HasSuffix(d.src[:e], []byte("\r\n")):
		e -= 2
	case d.src[e-1] == '\n' || d.src[e-1] == '\r':
		e--
	case d.src[e-1] == 0x85:
		e -= 2
	default:
		e -= 3
	}
	return max(e, d.lines[i])
}

// nextLine returns where the line after the one that holds offset at starts.
func (d *Document) nextLine(at int) int {
	if i := d.lineOf(at); i+1 < len(d.lines) {
		return d.lines[i+1]
	}
	return len(d.src)
}

// dominantBreak returns the line break that most lines end with.
func dominantBreak(src []byte) string {
	crlf := bytes.Count(src, []byte("\r\n"))
	if crlf > 0 && 2*crlf > bytes.Count(src, []byte("\n")) {
		return "\r\n"
	}
	return "\n"
}

// checkText refuses what cannot be YAML text before the parser sees it, with
// the position that the parser would not give.
func (d *Document) checkText() *Problem {
	if bytes.HasPrefix(d.src, []byte("\xff\xfe")) || bytes.HasPrefix(d.src, []byte("\xfe\xff")) {
		return &Problem{Line: 1, Column: 1, Message: "the file is UTF-16", Hint: "save it as UTF-8"}
	}
	for i := 0; i < len(d.src); {
		c := d.src[i]
		if c >= 0x20 && c < 0x7F || c == '\n' || c == '\r' || c == '\t' {
			i++
			continue
		}
		r, w := utf8.DecodeRune(d.src[i:])
		p := Problem{}
		switch {
		case r == utf8.RuneError && w == 1:
			p = Problem{Message: fmt.Sprintf("byte 0x%02x is not UTF-8", c), Hint: "save the file as UTF-8"}
		case r < 0x20 || r == 0xFFFE || r == 0xFFFF:
			p = Problem{Message: fmt.Sprintf("control character U+%04X", r), Hint: "remove it, or write it as an escape in double quotes"}
		default:
			i += w
			continue
		}
		p.Line, p.Column = d.place(i)
		return &p
	}
	return nil
}
