package reconcile

import (
	"slices"
)

// keyField identifies the elements of a list of mappings.
const keyField = "to"

// keyed is a list whose elements are maps, each with another text as its "to".
type keyed struct {
	order  []string
	values map[string]any
}

// asKeyed returns list by key. An element without a key, or two that share one, make it a
// plain list.
func asKeyed(list []any) (keyed, bool) {
	k := keyed{values: make(map[string]any, len(list))}
	for _, element := range list {
		entry, _ := element.(map[string]any)
		key, _ := entry[keyField].(string)
		if _, twice := k.values[key]; key == "" || twice {
			return keyed{}, false
		}
		k.order = append(k.order, key)
		k.values[key] = entry
	}
	return k, true
}

func (k keyed) has(key string) bool {
	_, ok := k.values[key]
	return ok
}

// common returns the keys of k that all others have, in k's order.
func (k keyed) common(others ...keyed) []string {
	var out []string
	for _, key := range k.order {
		if !slices.ContainsFunc(others, func(o keyed) bool { return !o.has(key) }) {
			out = append(out, key)
		}
	}
	return out
}

// lists merges lists by key; false when they have none or both sides put the elements into
// different orders. The order is that of the repo, or of the app if only the app moved
// elements; what just the other side has follows the element that it follows there.
func (m *merger) lists(path Path, base, app, repo []any) ([]any, bool) {
	b, okBase := asKeyed(base)
	a, okApp := asKeyed(app)
	r, okRepo := asKeyed(repo)
	if !okBase || !okApp || !okRepo {
		return nil, false
	}
	first, second := r, a
	if inBase, inApp, inRepo := b.common(a, r), a.common(b, r), r.common(a, b); !slices.Equal(inApp, inRepo) {
		switch {
		case slices.Equal(inRepo, inBase):
			first, second = a, r
		case !slices.Equal(inApp, inBase):
			return nil, false
		}
	}
	order := slices.Clone(first.order)
	place := 0
	for _, key := range second.order {
		if first.has(key) {
			place = slices.Index(order, key) + 1
			continue
		}
		order = slices.Insert(order, place, key)
		place++
	}
	out := []any{}
	for _, key := range order {
		v := m.value(below(path, Key{keyField, key}), at(b.values, key), at(a.values, key), at(r.values, key))
		if v.Present {
			out = append(out, v.Value)
		}
	}
	return out, true
}
