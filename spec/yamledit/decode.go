package yamledit

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// decoder turns parsed nodes into values. An aliased value is decoded once and
// shared; its size counts at each use.
type decoder struct {
	doc     *Document
	done    map[*yaml.Node]*node // anchored nodes that are complete
	nodes   int
	aliases int
	slab    []node // nodes are allocated in groups
}

func (dec *decoder) alloc(y *yaml.Node) *node {
	if len(dec.slab) == cap(dec.slab) {
		dec.slab = make([]node, 0, min(max(16, 2*cap(dec.slab)), 256))
	}
	dec.slab = append(dec.slab, node{y: y, size: 1})
	return &dec.slab[len(dec.slab)-1]
}

func at(y *yaml.Node, message, hint string) *Problem {
	return &Problem{Line: y.Line, Column: y.Column, Message: message, Hint: hint}
}

func (dec *decoder) node(y *yaml.Node, depth int) (*node, *Problem) {
	lim := dec.doc.limits
	n := dec.alloc(y)
	if p := dec.count(y, 1); p != nil {
		return nil, p
	}
	var p *Problem
	switch y.Kind {
	case yaml.AliasNode:
		p = dec.alias(n, depth)
	case yaml.ScalarNode:
		n.value, p = scalarValue(y)
	default:
		if depth > lim.Depth {
			p = tooDeep(lim.Depth)
			p.Line, p.Column = y.Line, y.Column
			return nil, p
		}
		if y.Kind == yaml.SequenceNode {
			p = dec.list(n, depth)
		} else {
			p = dec.mapping(n, depth)
		}
	}
	if p != nil {
		return nil, p
	}
	if y.Anchor != "" {
		dec.done[y] = n
	}
	return n, nil
}

func (dec *decoder) count(y *yaml.Node, n int) *Problem {
	if dec.nodes += n; dec.nodes > dec.doc.limits.Nodes {
		return at(y, fmt.Sprintf("more than %d values, those behind aliases included", dec.doc.limits.Nodes), "split the file or use fewer aliases")
	}
	return nil
}

func (dec *decoder) alias(n *node, depth int) *Problem {
	lim := dec.doc.limits
	n.kind, n.alias = kindAlias, true
	dec.doc.aliased = true
	if dec.aliases++; dec.aliases > lim.Aliases {
		return at(n.y, fmt.Sprintf("more than %d aliases", lim.Aliases), "write the values out")
	}
	t := dec.done[n.y.Alias]
	if t == nil {
		return at(n.y, fmt.Sprintf("anchor %q contains itself", n.y.Value), "write the value out")
	}
	if depth-1+t.height > lim.Depth {
		p := tooDeep(lim.Depth)
		p.Line, p.Column = n.y.Line, n.y.Column
		return p
	}
	n.target, n.value, n.height, n.size = t, t.value, t.height, t.size
	return dec.count(n.y, t.size)
}

func (n *node) adopt(c *node) {
	c.parent = n
	n.size += c.size
	n.height = max(n.height, c.height+1)
	n.alias = n.alias || c.alias
}

func (dec *decoder) list(n *node, depth int) *Problem {
	n.kind, n.height = kindList, 1
	vals := make([]any, 0, len(n.y.Content))
	n.items = make([]*node, 0, len(n.y.Content))
	for _, y := range n.y.Content {
		c, p := dec.node(y, depth+1)
		if p != nil {
			return p
		}
		n.adopt(c)
		n.items = append(n.items, c)
		vals = append(vals, c.value)
	}
	n.value = vals
	return nil
}

func (dec *decoder) mapping(n *node, depth int) *Problem {
	n.kind, n.height = kindMap, 1
	vals := make(map[string]any, len(n.y.Content)/2)
	n.entries = make([]entry, 0, len(n.y.Content)/2)
	for i := 0; i+1 < len(n.y.Content); i += 2 {
		ky := n.y.Content[i]
		k, p := dec.node(ky, depth+1)
		if p != nil {
			return p
		}
		rk := k.resolved()
		if rk.kind != kindScalar {
			return at(ky, "a key must be a text", "put the key in quotes, or the value in quotes if it starts with '{' or '['")
		}
		e := entry{name: rk.y.Value, key: k, merge: k.kind == kindScalar && ky.Tag == "!!merge"}
		if !e.merge {
			if _, dup := vals[e.name]; dup {
				return at(ky, fmt.Sprintf("key %q is there twice, first on line %d", e.name, n.own(e.name).key.y.Line), "remove one of them")
			}
		}
		if e.val, p = dec.node(n.y.Content[i+1], depth+1); p != nil {
			return p
		}
		n.adopt(k)
		n.adopt(e.val)
		if e.merge {
			n.alias, dec.doc.aliased = true, true
			if e.sources, p = mergeSources(e.val); p != nil {
				return p
			}
		} else {
			vals[e.name] = e.val.value
		}
		n.entries = append(n.entries, e)
	}
	for _, e := range n.entries {
		for _, s := range e.sources {
			for k, v := range s.value.(map[string]any) {
				if _, set := vals[k]; !set {
					vals[k] = v
				}
			}
		}
	}
	n.value = vals
	return nil
}

// mergeSources returns the maps that a merge key brings in.
func mergeSources(v *node) ([]*node, *Problem) {
	r := v.resolved()
	if r.kind == kindMap {
		return []*node{v}, nil
	}
	if r.kind != kindList {
		return nil, at(v.y, "'<<' needs a map or a list of maps", "point it to a map, or put the key in quotes")
	}
	for _, it := range r.items {
		if it.resolved().kind != kindMap {
			return nil, at(it.y, "'<<' needs a map or a list of maps", "point it to a map, or put the key in quotes")
		}
	}
	return r.items, nil
}

// scalarValue applies the tag that the parser resolved or the text carries.
func scalarValue(y *yaml.Node) (any, *Problem) {
	switch y.Tag {
	case "!!null":
		if t := y.Value; t == "" || t == "~" || strings.EqualFold(t, "null") {
			return nil, nil
		}
		return nil, at(y, fmt.Sprintf("%q is not null", y.Value), "remove the tag")
	case "!!bool":
		switch y.Value {
		case "true", "True", "TRUE":
			return true, nil
		case "false", "False", "FALSE":
			return false, nil
		}
		return nil, at(y, fmt.Sprintf("%q is neither true nor false", y.Value), "remove the tag")
	case "!!int", "!!float":
		return number(y)
	}
	return y.Value, nil
}

// exactFloat is the bound up to which every whole float64 is exact.
const exactFloat = 1 << 53

func number(y *yaml.Node) (any, *Problem) {
	text := strings.ReplaceAll(y.Value, "_", "")
	i, err := strconv.ParseInt(text, 0, 64)
	if err == nil {
		return i, nil
	}
	if y.Tag == "!!int" || errors.Is(err, strconv.ErrRange) {
		return nil, at(y, fmt.Sprintf("%s does not fit into a 64 bit integer", shorten(y.Value)), "put it in quotes to keep it as text")
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, at(y, fmt.Sprintf("%s is not a finite number", shorten(y.Value)), "put it in quotes to keep it as text")
	}
	return normalFloat(f), nil
}

// normalFloat makes 1.0 and 1 the same value.
func normalFloat(f float64) any {
	if f == math.Trunc(f) && math.Abs(f) <= exactFloat {
		return int64(f)
	}
	return f
}

func shorten(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
