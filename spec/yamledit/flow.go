package yamledit

// ownLines reports whether each child of a flow collection begins a line.
func (e *editor) ownLines(n *node) bool {
	for i := range n.begin {
		if !e.leads(n, i) {
			return false
		}
	}
	return len(n.begin) > 0
}

// insertFlow adds a child to a flow collection behind the one with index after,
// -1 for the beginning.
func (e *editor) insertFlow(n *node, after int, text string) {
	d := e.doc
	own := e.ownLines(n)
	switch {
	case after >= 0 && own:
		end := n.endOf(after)
		in := pad(n.begin[after] - d.lineStart(n.begin[after]))
		if comma := d.skipTrivia(end); d.char(comma) == ',' {
			at := d.lineEnd(comma)
			e.splice(n, at, at, "\n"+in+text+",")
			return
		}
		e.splice(n, end, end, ",")
		e.splice(n, d.lineEnd(end), d.lineEnd(end), "\n"+in+text)
	case after >= 0:
		end := n.endOf(after)
		e.splice(n, end, end, ", "+text)
	case own:
		at := d.lineStart(n.begin[0])
		e.splice(n, at, at, pad(n.begin[0]-at)+text+",\n")
	default:
		e.splice(n, n.body+1, n.body+1, text+", ")
	}
}

func (e *editor) removeFlow(n *node, kept []bool, first int) {
	d := e.doc
	if first == len(kept) {
		e.splice(n, n.body+1, n.end-1, "")
		return
	}
	own := e.ownLines(n)
	last := len(kept) - 1
	for !kept[last] {
		last--
	}
	if last < len(kept)-1 && !own {
		e.splice(n, n.endOf(last), n.endOf(len(kept)-1), "")
	}
	for i := range kept {
		switch {
		case kept[i]:
		case own:
			end := n.endOf(i)
			if comma := d.skipTrivia(end); d.char(comma) == ',' {
				end = comma
			}
			e.splice(n, d.lineStart(n.begin[i]), d.nextLine(end), "")
		case i < last:
			e.splice(n, n.begin[i], n.begin[i+1], "")
		}
	}
}
