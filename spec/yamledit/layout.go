package yamledit

import "go.yaml.in/yaml/v4"

// span is where a node stands in the text.
type span struct {
	start int  // of its anchor and tag, or of the content when it has neither
	props int  // end of anchor and tag; start when it has neither
	body  int  // of the content; equal to end for a null without text
	end   int  // past the content; the last line break of a block scalar excluded
	flow  bool // is or stands in a flow collection
	odd   bool // written in a form that is not edited from within

	indent int   // of a block collection's entries, of a block scalar's text
	after  []int // per entry: past its colon or dash
	begin  []int // per entry: where it begins, with its dash

	header int // of a block scalar: past the indicators
}

const blockStyles = yaml.LiteralStyle | yaml.FoldedStyle

func (n *node) block() bool { return n.kind != kindScalar && n.kind != kindAlias && !n.flow }

func (n *node) blockScalar() bool { return n.kind == kindScalar && n.y.Style&blockStyles != 0 }

// empty reports whether the node is a null of which nothing is written.
func (n *node) empty() bool { return n.kind == kindScalar && n.body == n.end }

// layout finds the span of n and all within. Parent is the indentation of the
// block collection around it, -1 at the root.
func (d *Document) layout(n *node, parent int, flow bool) {
	o, ok := d.seek(n.y.Line, n.y.Column)
	n.start, n.flow, n.odd = o, flow, !ok
	n.props, n.body = d.skipProperties(o, n.y.Anchor != "", n.y.Style&yaml.TaggedStyle != 0 || n.y.Tag == "!")
	switch n.kind {
	case kindAlias:
		n.end = d.nameEnd(n.body + 1)
	case kindScalar:
		d.layoutScalar(n, parent)
	case kindList, kindMap:
		children := len(n.items) + len(n.entries)
		marks := make([]int, 2*children)
		n.begin, n.after = marks[:0:children], marks[children:children]
		if n.y.Style&yaml.FlowStyle != 0 {
			n.flow = true
			d.layoutFlow(n)
		} else if n.kind == kindList {
			d.layoutList(n)
		} else {
			d.layoutMap(n)
		}
	}
}

func (d *Document) layoutScalar(n *node, parent int) {
	switch s := n.y.Style; {
	case s&yaml.DoubleQuotedStyle != 0:
		n.end = d.doubleQuotedEnd(n.body)
	case s&yaml.SingleQuotedStyle != 0:
		n.end = d.singleQuotedEnd(n.body)
	case s&blockStyles != 0:
		n.header, n.indent, n.end = d.blockScalar(n.body, parent)
	case n.y.Value == "":
		n.body, n.end = n.props, n.props
	default:
		n.end = d.plainEnd(n.body, parent, n.flow)
	}
}

func (d *Document) layoutFlow(n *node) {
	// A pair in a list, [a: 1], is a map without braces.
	n.odd = n.odd || d.char(n.body) != '[' && d.char(n.body) != '{'
	last := n.body
	d.children(n, func(key, val *node) {
		first := val
		if key != nil {
			d.layout(key, -1, true)
			first = key
		}
		d.layout(val, -1, true)
		n.begin = append(n.begin, first.start)
		n.after = append(n.after, val.start)
		n.odd = n.odd || first.start < last || key != nil && (d.char(d.skipTrivia(last)) == '?' || val.start < key.end)
		last = val.end
	})
	if d.char(n.body) != '[' && d.char(n.body) != '{' {
		n.end = last
		return
	}
	if last == n.body {
		last++
	}
	for last = d.skipTrivia(last); d.char(last) == ','; {
		last = d.skipTrivia(last + 1)
	}
	n.end = min(last+1, len(d.src))
	if c := d.char(last); c != ']' && c != '}' {
		n.odd = true
	}
}

func (d *Document) layoutList(n *node) {
	n.indent = n.body - d.lineStart(n.body)
	last := n.body
	for _, it := range n.items {
		dash := d.skipTrivia(last)
		n.odd = n.odd || d.char(dash) != '-' || dash-d.lineStart(dash) != n.indent
		n.begin = append(n.begin, dash)
		n.after = append(n.after, dash+1)
		d.layout(it, n.indent, false)
		n.odd = n.odd || it.start <= dash
		last = it.end
	}
	n.end = last
}

func (d *Document) layoutMap(n *node) {
	if len(n.entries) == 0 {
		n.end, n.odd = n.body, true
		return
	}
	first := n.entries[0].key
	// The map's own anchor stands on an earlier line than its first key.
	if n.y.Line == first.y.Line {
		n.props = n.start
	}
	d.layout(first, -1, false)
	n.body = first.start
	if n.props > n.body {
		n.props, n.odd = n.start, true
	}
	n.indent = n.body - d.lineStart(n.body)
	last := -1
	for i, e := range n.entries {
		if i > 0 {
			d.layout(e.key, -1, false)
		}
		d.layout(e.val, n.indent, false)
		k := e.key
		colon := d.skipBlanks(k.end)
		explicit := k.start-d.lineStart(k.start) != n.indent || d.char(colon) != ':' || k.start < last
		n.odd = n.odd || explicit || e.val.start < colon+1
		n.begin = append(n.begin, k.start)
		n.after = append(n.after, colon+1)
		last = e.val.end
	}
	n.end = last
}

// children calls f for each item, with a nil key, or each entry.
func (d *Document) children(n *node, f func(key, val *node)) {
	for _, it := range n.items {
		f(nil, it)
	}
	for _, e := range n.entries {
		f(e.key, e.val)
	}
}
