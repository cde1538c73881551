package yamledit

import (
	"time"

	"go.yaml.in/yaml/v4"
)

func (n *node) styled(s yaml.Style) bool {
	return n != nil && n.kind == kindScalar && n.y.Style&s != 0
}

func (n *node) quotedDouble() bool { return n.styled(yaml.DoubleQuotedStyle) }
func (n *node) quotedSingle() bool { return n.styled(yaml.SingleQuotedStyle) }

// plainTime reports whether the node is a timestamp without quotes; a new one
// in its place is written in the same way.
func (n *node) plainTime() bool {
	return n != nil && n.kind == kindScalar && n.y.Tag == "!!timestamp" && n.y.Style == 0
}

func dateOnly(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// shapeOf reads the indentation style from a laid out document: of each kind
// the first that occurs.
func shapeOf(root *node) shape {
	var s shape
	root.visit(func(n *node) {
		if !n.block() || n.odd {
			return
		}
		for _, e := range n.entries {
			if !e.val.block() {
				continue
			}
			by := e.val.indent - n.indent
			if e.val.kind == kindList && s.list == 0 && by >= 0 {
				s.list = by + 1
			} else if e.val.kind == kindMap && s.step == 0 && by > 0 {
				s.step = by
			}
		}
		for i, it := range n.items {
			by := it.body - n.begin[i]
			if s.gap == 0 && !it.empty() && it.block() && by > 1 && by < 9 {
				s.gap = by
			}
		}
	})
	if s.step == 0 {
		s.step = 2
	}
	// Zero stands for not seen, so list is one more than it says until here.
	if s.list == 0 {
		s.list = s.step + 1
	}
	s.list--
	if s.gap == 0 {
		s.gap = 2
	}
	return s
}
