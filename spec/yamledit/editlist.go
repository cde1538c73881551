package yamledit

import "strings"

// editList edits a list from within.
func (e *editor) editList(n *node, want []any, path []string) {
	id := ""
	if e.opt.KeyOf != nil {
		id = e.opt.KeyOf(path)
	}
	old := make([]any, len(n.items))
	for i, it := range n.items {
		old[i] = it.value
	}
	match := align(old, want, id)
	kept := make([]bool, len(n.items))
	for _, i := range match {
		if i >= 0 {
			kept[i] = true
		}
	}
	for i, it := range n.items {
		if !kept[i] {
			e.drop(it)
		}
	}
	moved := map[string]int{}
	for i, it := range n.items {
		if !kept[i] && !it.alias && !it.anchored() {
			moved[fingerprint(it.value)] = i
		}
	}
	after := -1
	for j, i := range match {
		if i >= 0 {
			after = i
			e.edit(n.items[i], want[j], push(path, "[]"), place{after: n.after[i], item: true})
			continue
		}
		from, move := moved[fingerprint(want[j])]
		switch {
		case n.flow && move:
			e.insertFlow(n, after, string(e.doc.src[n.items[from].start:n.items[from].end]))
		case n.flow:
			e.insertFlow(n, after, e.flow(want[j], push(path, "[]")))
		case move:
			e.insertBlock(n, after, e.textOf(n, from))
		default:
			e.blankBelow = after >= 0 && e.doc.blankAfter(e.tail(n, after))
			e.insertBlock(n, after, e.item(want[j], n.indent, path))
		}
	}
	e.remove(n, kept)
}

func (n *node) anchored() bool {
	found := false
	n.visit(func(c *node) { found = found || c.y.Anchor != "" })
	return found
}

// textOf returns the lines of an item, with the comments in them.
func (e *editor) textOf(n *node, item int) string {
	text := string(e.doc.src[n.begin[item]:e.doc.lineEnd(n.items[item].end)])
	return strings.ReplaceAll(text, "\r\n", "\n")
}
