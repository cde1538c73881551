package yamledit

import "bytes"

// The functions here find where tokens end. They rely on the text having been
// parsed: they never judge, and stop at the end of the text at the latest.

func (d *Document) char(i int) byte {
	if i < len(d.src) {
		return d.src[i]
	}
	return 0
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

func flowIndicator(c byte) bool {
	return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'
}

// blankOrEnd reports whether a blank, a line break or the end is at i.
func (d *Document) blankOrEnd(i int) bool {
	return i >= len(d.src) || blank(d.src[i]) || breakLen(d.src[i:]) > 0
}

func (d *Document) skipBlanks(i int) int {
	for blank(d.char(i)) {
		i++
	}
	return i
}

// skipTrivia skips blanks, line breaks and comments.
func (d *Document) skipTrivia(i int) int {
	for i < len(d.src) {
		switch {
		case blank(d.src[i]):
			i++
		case d.src[i] == '#':
			i = d.lineEnd(i)
		default:
			n := breakLen(d.src[i:])
			if n == 0 {
				return i
			}
			i += n
		}
	}
	return i
}

// skipProperties skips the anchor and the tag of a node that starts at i, if
// it has them. It returns where the last of them ends and where the content
// starts.
func (d *Document) skipProperties(i int, anchor, tag bool) (end, body int) {
	end, body = i, i
	for {
		c := d.char(body)
		switch {
		case c == '!' && !tag || c == '&' && !anchor:
			return end, body
		case c == '!' && d.char(body+1) == '<':
			j := bytes.IndexByte(d.src[body:], '>')
			if j < 0 {
				return len(d.src), len(d.src)
			}
			body += j + 1
		case c == '!' || c == '&':
			body = d.nameEnd(body + 1)
		default:
			return end, body
		}
		if c == '!' {
			tag = false
		} else {
			anchor = false
		}
		end = body
		body = d.skipTrivia(body)
	}
}

// nameEnd returns where an anchor, alias or tag name ends. Colons at its end
// belong to the map entry around it.
func (d *Document) nameEnd(i int) int {
	start := i
	for !d.blankOrEnd(i) && !flowIndicator(d.src[i]) {
		i++
	}
	for i > start && d.src[i-1] == ':' {
		i--
	}
	return i
}

func (d *Document) doubleQuotedEnd(i int) int {
	for i++; i < len(d.src); i++ {
		switch d.src[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(d.src)
}

func (d *Document) singleQuotedEnd(i int) int {
	for i++; i < len(d.src); i++ {
		if d.src[i] != '\'' {
			continue
		}
		if d.char(i+1) != '\'' {
			return i + 1
		}
		i++
	}
	return len(d.src)
}

// plainEnd returns where the plain scalar at i ends. Lines indented by no more
// than indent do not continue it, unless it stands in a flow collection.
func (d *Document) plainEnd(i, indent int, flow bool) int {
	end := i
	for {
		if d.marker(i) || d.char(i) == '#' {
			return end
		}
		for !d.blankOrEnd(i) {
			c := d.src[i]
			if c == ':' && (d.blankOrEnd(i+1) || flow && flowIndicator(d.src[i+1]) && d.src[i+1] != '[' && d.src[i+1] != '{') {
				return end
			}
			if flow && flowIndicator(c) {
				return end
			}
			i++
			end = i
		}
		broke := false
		for i < len(d.src) && d.blankOrEnd(i) {
			if n := breakLen(d.src[i:]); n > 0 {
				i += n
				broke = true
			} else {
				i++
			}
		}
		if i >= len(d.src) || broke && !flow && i-d.lineStart(i) <= indent {
			return end
		}
	}
}

// marker reports whether a document marker stands at i.
func (d *Document) marker(i int) bool {
	if i+3 > len(d.src) || d.src[i] != '-' && d.src[i] != '.' {
		return false
	}
	m := string(d.src[i : i+3])
	return (m == "---" || m == "...") && d.blankOrEnd(i+3) && d.lineStart(i) == i
}

// blockScalar measures the block scalar whose header starts at i: where the
// header's indicators end, the indentation of its text, and where it ends, the
// last line break excluded.
func (d *Document) blockScalar(i, parent int) (header, indent, end int) {
	header = i + 1
	keep, explicit := false, 0
	for ; header < len(d.src); header++ {
		if c := d.src[header]; c == '+' {
			keep = true
		} else if c >= '1' && c <= '9' {
			explicit = int(c - '0')
		} else if c != '-' {
			break
		}
	}
	indent = max(parent, 0) + explicit
	if explicit == 0 {
		indent = 0
	}
	end = d.lineEnd(i)
	lead := 0
	for at := d.nextLine(i); at < len(d.src); at = d.nextLine(at) {
		text := at
		for d.char(text) == ' ' && (indent == 0 || text-at < indent) {
			text++
		}
		empty := text >= len(d.src) || breakLen(d.src[text:]) > 0
		if indent == 0 {
			lead = max(lead, text-at)
			if !empty {
				indent = max(lead, parent+1)
				if indent == 0 {
					// A text at the root may stand at the margin.
					indent = -1
				}
			}
		}
		switch {
		case empty:
			if keep {
				end = d.lineEnd(at)
			}
		case text-at < indent || d.marker(at):
			return header, max(indent, 0), end
		default:
			end = d.lineEnd(at)
		}
		if d.nextLine(at) == at {
			break
		}
	}
	return header, max(indent, 0), end
}
