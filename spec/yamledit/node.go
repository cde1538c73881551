package yamledit

import "go.yaml.in/yaml/v4"

type kind int

const (
	kindScalar kind = iota
	kindList
	kindMap
	kindAlias
)

// node is a written value: what it means and, once laid out, where it stands.
type node struct {
	y      *yaml.Node
	kind   kind
	value  any
	size   int  // values in it, through aliases
	height int  // levels of collections in it, through aliases
	alias  bool // an alias or merge key occurs in it
	parent *node

	items   []*node // of a list
	entries []entry // of a map
	target  *node   // of an alias

	span
}

// entry is a key with its value as written. A merge entry brings in the maps of
// its sources, the first one winning.
type entry struct {
	name    string
	key     *node
	val     *node
	merge   bool
	sources []*node
}

func (n *node) resolved() *node {
	for n != nil && n.kind == kindAlias {
		n = n.target
	}
	return n
}

func (n *node) own(name string) *entry {
	for i := range n.entries {
		if e := &n.entries[i]; !e.merge && e.name == name {
			return e
		}
	}
	return nil
}

func (n *node) lookup(name string) (*yaml.Node, *node) {
	if n.kind != kindMap {
		return nil, nil
	}
	if e := n.own(name); e != nil {
		return e.key.y, e.val
	}
	for _, e := range n.entries {
		for _, s := range e.sources {
			// Looking before descending keeps nested merges linear.
			if _, ok := s.value.(map[string]any)[name]; ok {
				return s.resolved().lookup(name)
			}
		}
	}
	return nil, nil
}

// visit calls f for the node and all that is written within it.
func (n *node) visit(f func(*node)) {
	f(n)
	for _, it := range n.items {
		it.visit(f)
	}
	for _, e := range n.entries {
		e.key.visit(f)
		e.val.visit(f)
	}
}
