package yamledit

import "strings"

// replace puts want in the place of n.
func (e *editor) replace(n *node, want any, path []string, at place) {
	for _, c := range n.items {
		e.drop(c)
	}
	for _, en := range n.entries {
		e.drop(en.key)
		e.drop(en.val)
	}
	anchor := ""
	if n.y.Anchor != "" {
		anchor = "&" + n.y.Anchor
	}
	if n.parent.flow {
		e.replaceFlow(n, want, path, anchor)
		return
	}
	d := e.doc
	e.blankBelow = d.blankAfter(n.end)
	f := e.form(want, slot{parent: n.parent.indent, item: at.item, old: n, doc: d}, path)
	inline := strings.TrimSpace(anchor + " " + f.inline)
	if anchor != "" && at.item && filled(want) {
		// The anchor of a collection cannot stand before its first entry.
		inline, f.below = anchor, pad(n.parent.indent+e.shape.gap)+f.String()
	}
	from, to := n.start, n.end
	below, end := d.lineEnd(n.end), d.lineEnd(n.end)
	switch {
	case n.block() && d.lineOf(n.body) != d.lineOf(at.after-1):
		from, to = at.after, max(n.props, at.after)
		if n.props == n.start {
			to = at.after
		}
		below = d.lineEnd(d.lineStart(n.body) - 1)
		if f.block {
			below = d.lineEnd(to)
		}
	case n.blockScalar():
		to = n.header
		below, end = d.lineEnd(n.body), n.end
	}
	if from > at.after && inline == "" {
		from = at.after
	}
	if from == at.after && inline != "" {
		inline = " " + inline
	}
	e.splice(n.parent, from, to, inline)
	text := ""
	if f.below != "" || f.block {
		text = "\n" + f.below
	}
	if n.blockScalar() && f.block {
		text = strings.ReplaceAll(text, "\n", e.eol)
		text = keepLines(string(d.src[below:end]), text, n.indent)
		e.splices = append(e.splices, splice{at: below, end: end, text: text, owner: n.parent})
		return
	}
	if text != "" || below != end {
		e.splice(n.parent, below, end, text)
	}
}

// filled reports whether v is rendered as a block collection.
func filled(v any) bool {
	switch v := v.(type) {
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return false
}

func (e *editor) replaceFlow(n *node, want any, path []string, anchor string) {
	text := ""
	switch want.(type) {
	case []any, map[string]any:
		text = e.flow(want, path)
	default:
		text = scalarText(want, n, true)
	}
	text = strings.TrimSpace(anchor + " " + text)
	if n.empty() && n.start == n.end && n.start > 0 {
		switch e.doc.src[n.start-1] {
		case ':':
			text = " " + text
		case ' ', '\t', '\n', '\r':
		default:
			text = ": " + text
		}
	}
	e.splice(n.parent, n.start, n.end, text)
}
