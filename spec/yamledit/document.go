package yamledit

import (
	"bytes"
	"fmt"
	"io"

	"go.yaml.in/yaml/v4"
)

// Document is a parsed YAML document.
type Document struct {
	src     []byte
	lines   []int // offset of each line's start, after a byte order mark
	root    *node // nil when there is nothing but comments
	limits  Limits
	aliased bool // aliases or merge keys occur
	cursor  cursor
}

type cursor struct{ line, col, at int }

// Parse reads one YAML document. The error is a *Problem: text that is no YAML,
// more than one document, a duplicate key, a number out of range, or a limit
// that is exceeded. The zero Limits means DefaultLimits.
func Parse(src []byte, lim Limits) (*Document, error) {
	d := &Document{src: src, limits: lim.withDefaults()}
	if len(src) > d.limits.Bytes {
		return nil, &Problem{
			Message: fmt.Sprintf("the file has %d bytes, more than the limit of %d", len(src), d.limits.Bytes),
			Hint:    "split it",
		}
	}
	d.indexLines()
	if p := d.checkText(); p != nil {
		return nil, p
	}
	root, err := d.load()
	if err != nil {
		return nil, d.atText(d.explain(err))
	}
	if root == nil {
		return d, nil
	}
	dec := decoder{doc: d, done: map[*yaml.Node]*node{}}
	n, p := dec.node(root, 1)
	if p != nil {
		return nil, p
	}
	d.root = n
	return d, nil
}

// load returns the root node of the only document, or nil for an empty stream.
func (d *Document) load() (root *yaml.Node, err error) {
	defer func() {
		// The parser panics on some malformed input.
		if r := recover(); r != nil {
			root, err = nil, &Problem{Message: fmt.Sprintf("the text cannot be parsed: %v", r)}
		}
	}()
	loader, err := yaml.NewLoader(bytes.NewReader(d.src), yaml.WithPlugin(depthGuard{d.limits.Depth}))
	if err != nil {
		return nil, err
	}
	var first, second yaml.Node
	if err := loader.Load(&first); err == io.EOF {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	switch err := loader.Load(&second); {
	case err == io.EOF:
	case err != nil:
		return nil, err
	default:
		return nil, &Problem{
			Line: second.Line, Column: second.Column,
			Message: "a second document starts here",
			Hint:    "keep one document per file",
		}
	}
	if len(first.Content) == 0 {
		return nil, nil
	}
	return first.Content[0], nil
}

// Value returns a copy of the decoded value; nil for an empty document.
func (d *Document) Value() any {
	if d.root == nil {
		return nil
	}
	return clone(d.root.value)
}

// Position returns where the value at path is written: line and column from 1,
// the column in characters. Path elements are string keys and int indexes.
// Values behind an alias are found where they are written.
func (d *Document) Position(path ...any) (line, col int, ok bool) {
	_, n := d.find(path)
	if n == nil {
		return 0, 0, false
	}
	return n.y.Line, n.y.Column, true
}

// KeyPosition is Position for the key of the map entry at path. For a list item
// it is the item's own position.
func (d *Document) KeyPosition(path ...any) (line, col int, ok bool) {
	k, n := d.find(path)
	if n == nil {
		return 0, 0, false
	}
	if k == nil {
		k = n.y
	}
	return k.Line, k.Column, true
}

func (d *Document) find(path []any) (key *yaml.Node, n *node) {
	n = d.root
	for _, step := range path {
		if n = n.resolved(); n == nil {
			return nil, nil
		}
		switch step := step.(type) {
		case int:
			if n.kind != kindList || step < 0 || step >= len(n.items) {
				return nil, nil
			}
			key, n = nil, n.items[step]
		case string:
			key, n = n.lookup(step)
		default:
			return nil, nil
		}
	}
	return key, n
}
