package yamledit

// editMap edits a map from within. It reports false, having done nothing, when
// no entry would be kept: then the map is better rendered anew.
func (e *editor) editMap(n *node, want map[string]any, path []string) bool {
	expand := e.mustExpand(n, want)
	kept := make([]bool, len(n.entries))
	some := false
	for i, en := range n.entries {
		_, wanted := want[en.name]
		kept[i] = wanted && !en.merge || en.merge && !expand
		some = some || kept[i]
	}
	if !some {
		return false
	}
	for i, en := range n.entries {
		if !kept[i] {
			e.drop(en.key)
			e.drop(en.val)
		}
	}
	have := map[string]int{}
	for i, en := range n.entries {
		if kept[i] && !en.merge {
			have[en.name] = i
			e.edit(en.val, want[en.name], push(path, en.name), place{after: n.after[i]})
		}
	}
	e.insertKeys(n, want, path, have, kept, expand)
	e.remove(n, kept)
	return true
}

func (e *editor) insertKeys(n *node, want map[string]any, path []string, have map[string]int, kept []bool, expand bool) {
	merged := map[string]any{}
	if !expand {
		merged = e.mergedNow(n)
	}
	var all []string
	added := false
	for k, v := range want {
		if _, ok := have[k]; ok {
			all = append(all, k)
		} else if m, ok := merged[k]; !ok || !equal(m, v) {
			added = true
			all = append(all, k)
		}
	}
	if !added {
		return
	}
	last := len(kept) - 1
	for !kept[last] {
		last--
	}
	insert := func(after int, k string) {
		if n.flow {
			e.insertFlow(n, after, e.flowEntry(k, want[k], path))
		} else {
			e.blankBelow = after >= 0 && e.doc.blankAfter(e.tail(n, after))
			e.insertBlock(n, after, e.entry(k, want[k], n.indent, path))
		}
	}
	known, rest := e.opt.order(path, all)
	after := -1
	for _, k := range known {
		if i, ok := have[k]; ok {
			after = i
		} else {
			insert(after, k)
		}
	}
	for _, k := range rest {
		if _, ok := have[k]; !ok {
			insert(last, k)
		}
	}
}

// mergedNow returns what the merge keys of n bring in, as edited so far.
func (e *editor) mergedNow(n *node) map[string]any {
	out := map[string]any{}
	for _, en := range n.entries {
		for _, s := range en.sources {
			m, _ := e.valueOf(s.resolved()).(map[string]any)
			for k, v := range m {
				if _, ok := out[k]; !ok {
					out[k] = v
				}
			}
		}
	}
	return out
}

// mustExpand reports whether the merge keys of n would bring in what is not
// wanted, or are about to lose their source.
func (e *editor) mustExpand(n *node, want map[string]any) bool {
	for _, en := range n.entries {
		lost := false
		for _, s := range en.sources {
			lost = lost || e.gone[s.resolved()]
		}
		if en.merge && (lost || en.val.kind == kindAlias && e.gone[en.val.target]) {
			return true
		}
	}
	for k := range e.mergedNow(n) {
		if _, ok := want[k]; !ok {
			return true
		}
	}
	return false
}
