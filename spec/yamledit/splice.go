package yamledit

import (
	"errors"
	"slices"
	"strings"
)

// splice replaces the bytes from at to end. Owner is the collection whose
// rendering makes the splice unnecessary.
type splice struct {
	at, end int
	text    string
	owner   *node
}

var errOverlap = errors.New("edits overlap")

// apply carries out splices. Of those at one place insertions come first, in
// the order given. Overlapping deletions are joined; lines inserted at the end
// of a deleted line take its place; any other overlap fails.
func apply(src []byte, splices []splice) ([]byte, error) {
	s := slices.Clone(splices)
	slices.SortStableFunc(s, func(a, b splice) int {
		if a.at != b.at {
			return a.at - b.at
		}
		return min(a.end-a.at, 1) - min(b.end-b.at, 1)
	})
	var out []byte
	done, deleting := 0, false
	for _, p := range s {
		if p.at < done {
			n := breakLen([]byte(p.text))
			switch {
			case deleting && p.text == "":
				done = max(done, p.end)
			case deleting && p.at == p.end && n > 0:
				out = append(append(out, p.text[n:]...), p.text[:n]...)
			default:
				return nil, errOverlap
			}
			continue
		}
		out = append(out, src[done:p.at]...)
		out = append(out, p.text...)
		done, deleting = p.end, p.text == ""
	}
	return append(out, src[done:]...), nil
}

// keepLines gives the lines of a new text that are as in the old one, counted
// from both ends, the old one's bytes: its line breaks and trailing blanks.
func keepLines(old, text string, indent int) string {
	o, t := pieces(old), pieces(text)
	same := func(a, b string) bool {
		a, b = strings.Trim(a, "\r\n"), strings.Trim(b, "\r\n")
		return a == b || b == "" && len(a) <= indent && strings.Trim(a, " ") == ""
	}
	head := 0
	for head < min(len(o), len(t)) && same(o[head], t[head]) {
		t[head] = o[head]
		head++
	}
	// The break before the first line that differs ends a line that does not.
	if head > 0 && head < min(len(o), len(t)) {
		t[head] = o[head][:breakLen([]byte(o[head]))] + strings.TrimLeft(t[head], "\r\n")
	}
	for i := 1; i <= min(len(o), len(t))-head && same(o[len(o)-i], t[len(t)-i]); i++ {
		t[len(t)-i] = o[len(o)-i]
	}
	return strings.Join(t, "")
}

// pieces cuts a text before each line break.
func pieces(s string) []string {
	var out []string
	start := 0
	for i := 1; i < len(s); i++ {
		if (s[i] == '\n' && s[i-1] != '\r') || s[i] == '\r' {
			out = append(out, s[start:i])
			start = i
		}
	}
	return append(out, s[start:])
}
