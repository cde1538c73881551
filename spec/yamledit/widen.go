package yamledit

import (
	"slices"
	"strings"
)

// keeps reports whether a block with all its final line breaks was written.
// When that fails, what follows may have become a part of it.
func (e *editor) keeps() bool {
	return slices.ContainsFunc(e.splices, func(s splice) bool { return strings.Contains(s.text+e.eol, "+"+e.eol) })
}

// widen chooses collections to render anew after the splices led to got, which
// is nil when they did not lead to a document. It reports whether it could.
func (e *editor) widen(got *Document, want any) bool {
	var owners []*node
	for _, s := range e.splices {
		if !slices.Contains(owners, s.owner) && len(owners) <= maxRounds {
			owners = append(owners, s.owner)
		}
	}
	if got != nil && got.root != nil {
		if n := e.doc.root.mismatch(got.root.value, want); n != nil {
			return e.force(n)
		}
	}
	if got == nil && len(owners) > 1 && len(owners) < maxRounds {
		owners = slices.DeleteFunc(owners, e.parsesAlone)
	}
	if len(owners) == 0 {
		owners = append(owners, e.doc.root)
	}
	widened := false
	for _, n := range owners {
		widened = e.force(n) || widened
	}
	return widened
}

func (e *editor) parsesAlone(owner *node) bool {
	alone := slices.DeleteFunc(slices.Clone(e.splices), func(s splice) bool { return s.owner != owner })
	_, d := e.try(alone)
	return d != nil
}

// force marks n, or the nearest collection around it that is not marked yet.
func (e *editor) force(n *node) bool {
	for ; n != nil; n = n.parent {
		if (n.kind == kindMap || n.kind == kindList || n.parent == nil) && !e.forced[n] {
			e.forced[n] = true
			return true
		}
	}
	return false
}

// mismatch returns the innermost node around the first difference.
func (n *node) mismatch(got, want any) *node {
	if n == nil || equal(got, want) {
		return nil
	}
	g, gok := got.(map[string]any)
	w, wok := want.(map[string]any)
	if n.kind != kindMap || !gok || !wok {
		return n
	}
	for i := range n.entries {
		en := &n.entries[i]
		if en.merge {
			continue
		}
		gv, gok := g[en.name]
		wv, wok := w[en.name]
		if gok && wok && !equal(gv, wv) {
			return en.val.mismatch(gv, wv)
		}
	}
	return n
}
