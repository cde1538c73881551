package yamledit

import "bytes"

// replaceRoot renders the whole value. Comments and markers before and after
// it stay.
func (e *editor) replaceRoot(n *node, want any) {
	d := e.doc
	text := e.form(want, slot{parent: -e.shape.gap, item: true}, nil).String()
	if n == nil || n.empty() {
		at := d.bodyEnd(n)
		if at > 0 && d.lineStart(at) != at {
			text = "\n" + text
		} else if at == len(d.src) || d.marker(at) {
			text += "\n"
		}
		e.splice(n, at, at, text)
		return
	}
	at := n.start
	if n.block() {
		at = d.lineStart(n.start)
	} else if len(bytes.TrimSpace(d.src[d.lineStart(at):at])) > 0 {
		text = "\n" + text
	}
	e.splice(n, at, d.lineEnd(n.end), text)
}

// bodyEnd returns where content can be added to a document without any: before
// the end marker or at the end of the text.
func (d *Document) bodyEnd(root *node) int {
	if root != nil {
		for at := d.nextLine(root.start); at < len(d.src); at = d.nextLine(at) {
			if d.marker(at) && d.src[at] == '.' {
				return at
			}
			if d.nextLine(at) == at {
				break
			}
		}
	}
	return len(d.src)
}
