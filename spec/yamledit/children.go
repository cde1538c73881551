package yamledit

import "bytes"

// endOf returns where a child of n ends.
func (n *node) endOf(child int) int {
	if n.kind == kindList {
		return n.items[child].end
	}
	return n.entries[child].val.end
}

// tail returns where the lines that belong to a block child end, the last line
// break excluded: those comment lines below it that are indented deeper than
// the child are a part of it.
func (e *editor) tail(n *node, child int) int {
	d := e.doc
	end := d.lineEnd(n.endOf(child))
	for at := d.nextLine(end); at < len(d.src); at = d.nextLine(at) {
		text := d.skipBlanks(at)
		switch {
		case d.char(text) == '#' && text-at > n.indent:
			end = d.lineEnd(at)
		case text < len(d.src) && breakLen(d.src[text:]) == 0, d.char(text) == '#':
			return end
		}
		if d.nextLine(at) == at {
			break
		}
	}
	return end
}

// blankAfter reports whether a blank line follows the line that holds at.
func (d *Document) blankAfter(at int) bool {
	next := d.nextLine(at)
	return next < len(d.src) && d.blankOrEnd(d.skipBlanks(next))
}

// leads reports whether the child is the first on its line.
func (e *editor) leads(n *node, child int) bool {
	b := n.begin[child]
	return len(bytes.TrimSpace(e.doc.src[e.doc.lineStart(b):b])) == 0
}

// insertBlock adds a child to a block collection behind the one with index
// after, -1 for the beginning.
func (e *editor) insertBlock(n *node, after int, text string) {
	if after >= 0 {
		at := e.tail(n, after)
		e.splice(n, at, at, "\n"+pad(n.indent)+text)
		return
	}
	at := n.begin[0]
	if e.leads(n, 0) {
		at = e.doc.lineStart(at)
		e.splice(n, at, at, pad(n.indent)+text+"\n")
		return
	}
	e.splice(n, at, at, text+"\n"+pad(n.indent))
}

// remove deletes the children that are not kept.
func (e *editor) remove(n *node, kept []bool) {
	first := 0
	for first < len(kept) && !kept[first] {
		first++
	}
	if n.flow {
		e.removeFlow(n, kept, first)
		return
	}
	d := e.doc
	if first > 0 && first < len(kept) && !e.leads(n, 0) {
		// What follows moves up to the line of the collection's beginning.
		to := d.skipBlanks(d.nextLine(e.tail(n, first-1)))
		for breakLen(d.src[to:]) > 0 {
			to = d.skipBlanks(d.nextLine(to))
		}
		e.splice(n, n.begin[0], to, "")
	} else {
		first = 0
	}
	for i := first; i < len(kept); i++ {
		if kept[i] {
			continue
		}
		at, end := d.lineStart(n.begin[i]), d.nextLine(e.tail(n, i))
		if end == len(d.src) && at > d.lines[0] && d.lineEnd(end) == end && d.lineStart(end) != end {
			at = d.lineEnd(at - 1)
		}
		if e.opens[at] {
			for end < len(d.src) && d.blankOrEnd(d.skipBlanks(end)) {
				end = d.nextLine(end)
			}
			e.opens[end] = true
		}
		e.splice(n, at, end, "")
	}
}
