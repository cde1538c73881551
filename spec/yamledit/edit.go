package yamledit

import (
	"bytes"
	"fmt"
	"strings"
)

// maxRounds bounds how often an edit is widened before the document is
// rendered anew.
const maxRounds = 24

// Edit returns src changed as little as possible so that it means want. A nil
// and an empty want are the same for an empty document. The error is a
// *Problem: src is no document, or want holds what YAML cannot write.
func Edit(src []byte, want map[string]any, opt Options) ([]byte, error) {
	out, _, err := edit(src, want, opt)
	if err != nil {
		return nil, fmt.Errorf("edit: %w", err)
	}
	return out, nil
}

// edit also tells how often the edit was widened.
func edit(src []byte, want map[string]any, opt Options) (out []byte, widened int, err error) {
	d, err := Parse(src, Limits{})
	if err != nil {
		return nil, 0, err
	}
	v, err := normalize(want, nil, 1)
	if err != nil {
		return nil, 0, err
	}
	if means(d, v) {
		return src, 0, nil
	}
	if d.root != nil {
		d.layout(d.root, -1, false)
	}
	forced := map[*node]bool{}
	for round := range maxRounds {
		e := d.editor(opt, forced)
		e.noKeep = round > 0
		e.edit(d.root, v, nil, place{})
		out, got := e.try(e.splices)
		if got != nil && means(got, v) {
			return out, round, nil
		}
		// A block scalar at the end may need the final newline.
		if got != nil {
			out = append(out, e.eol...)
			if ended, err := Parse(out, Limits{}); err == nil && means(ended, v) {
				return out, round, nil
			}
		}
		if round == 0 && e.keeps() {
			continue
		}
		if !e.widen(got, v) {
			break
		}
	}
	out, err = canonical(v, opt)
	return out, maxRounds, err
}

// canonical renders the whole document, the last resort.
func canonical(v any, opt Options) ([]byte, error) {
	out := []byte(encode(v, opt) + "\n")
	d, err := Parse(out, Limits{})
	if err != nil {
		return nil, fmt.Errorf("read the new document: %w", err)
	}
	if !means(d, v) {
		return nil, &Problem{Message: "the value cannot be written as YAML"}
	}
	return out, nil
}

func means(d *Document, v any) bool {
	if d.root == nil || d.root.value == nil {
		m, ok := v.(map[string]any)
		return ok && len(m) == 0
	}
	return equal(d.root.value, v)
}

// editor collects the splices that turn a document into one of another value.
type editor struct {
	renderer
	doc     *Document
	eol     string
	forced  map[*node]bool // collections to render anew
	now     map[*node]any  // anchored nodes that change their value
	gone    map[*node]bool // anchored nodes that are no longer written
	opens   map[int]bool   // where blank lines would join the block scalar above
	splices []splice
}

func (d *Document) editor(opt Options, forced map[*node]bool) *editor {
	e := &editor{
		renderer: renderer{opt: opt, shape: shape{step: 2, list: 2, gap: 2}},
		doc:      d,
		eol:      dominantBreak(d.src),
		forced:   forced,
		now:      map[*node]any{},
		gone:     map[*node]bool{},
		opens:    map[int]bool{},
	}
	if d.root != nil {
		d.root.visit(func(n *node) {
			if n.blockScalar() && bytes.IndexByte(d.src[n.body:n.header], '+') >= 0 {
				e.opens[d.nextLine(n.end)] = true
			}
		})
		e.shape = shapeOf(d.root)
	}
	return e
}

func (e *editor) splice(owner *node, at, end int, text string) {
	if e.eol != "\n" {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", e.eol)
	}
	e.splices = append(e.splices, splice{at: at, end: end, text: text, owner: owner})
}

// try applies splices and parses the result; no document when that fails.
func (e *editor) try(splices []splice) ([]byte, *Document) {
	out, err := apply(e.doc.src, splices)
	if err != nil {
		return nil, nil
	}
	d, err := Parse(out, Limits{})
	if err != nil {
		return nil, nil
	}
	return out, d
}

// place is where a value stands: past its colon or dash, within a collection.
type place struct {
	after int
	item  bool
}

// edit makes the text of n mean want.
func (e *editor) edit(n *node, want any, path []string, at place) {
	if n == nil || n.parent == nil && (e.forced[n] || n.empty()) {
		e.replaceRoot(n, want)
		return
	}
	if n.y.Anchor != "" {
		e.now[n] = want
	}
	switch n.kind {
	case kindAlias:
		if !e.gone[n.target] && equal(e.valueOf(n.target), want) {
			return
		}
	case kindScalar:
		if n.value == nil && want == nil || equal(n.value, want) {
			return
		}
	default:
		if !e.forced[n] && !n.alias && equal(n.value, want) {
			return
		}
		if m, ok := want.(map[string]any); ok && n.kind == kindMap && e.editable(n, len(m)) {
			if e.editMap(n, m, path) {
				return
			}
		}
		if l, ok := want.([]any); ok && n.kind == kindList && e.editable(n, len(l)) {
			e.editList(n, l, path)
			return
		}
		if !e.forced[n] && equal(n.value, want) && !e.stale(n) {
			return
		}
	}
	if n.parent == nil {
		e.replaceRoot(n, want)
		return
	}
	e.replace(n, want, path, at)
}

// editable reports whether n can be edited from within to hold size children.
// An empty collection in a block document becomes a block.
func (e *editor) editable(n *node, size int) bool {
	children := len(n.items) + len(n.entries)
	if e.forced[n] || n.odd {
		return false
	}
	if children == 0 {
		return n.parent != nil && n.parent.flow && size > 0
	}
	return size > 0
}

func (e *editor) valueOf(n *node) any {
	if v, ok := e.now[n]; ok {
		return v
	}
	return n.value
}

// stale reports whether an alias within n means something else by now.
func (e *editor) stale(n *node) bool {
	stale := false
	n.visit(func(c *node) {
		if c.kind == kindAlias {
			_, changed := e.now[c.target]
			stale = stale || changed || e.gone[c.target]
		}
	})
	return stale
}

// drop notes the anchors that vanish with the text of n.
func (e *editor) drop(n *node) {
	n.visit(func(c *node) {
		if c.y.Anchor != "" {
			e.gone[c] = true
		}
	})
}
