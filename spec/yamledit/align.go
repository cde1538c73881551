package yamledit

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// align tells for each wanted item which old one it is, -1 for none; the old
// indexes grow. Items are the same when the key named id has the same value in
// both, or when they are equal. Between those, items that look alike are paired.
func align(old, want []any, id string) []int {
	match := make([]int, len(want))
	for j := range match {
		match[j] = -1
	}
	head := 0
	for head < min(len(old), len(want)) && equal(old[head], want[head]) {
		match[head] = head
		head++
	}
	tail := 0
	for tail < min(len(old), len(want))-head && equal(old[len(old)-1-tail], want[len(want)-1-tail]) {
		tail++
		match[len(want)-tail] = len(old) - tail
	}
	at := map[string][]int{}
	for i := head; i < len(old)-tail; i++ {
		k := identity(old[i], id)
		at[k] = append(at[k], i)
	}
	var js, is []int
	for j := head; j < len(want)-tail; j++ {
		k := identity(want[j], id)
		if l := at[k]; len(l) > 0 {
			js, is = append(js, j), append(is, l[0])
			at[k] = l[1:]
		}
	}
	for _, p := range rising(is) {
		match[js[p]] = is[p]
	}
	pairGaps(old, want, match)
	return match
}

// identity is equal for items that are the same.
func identity(v any, id string) string {
	if m, ok := v.(map[string]any); ok && id != "" {
		switch k := m[id].(type) {
		case nil, []any, map[string]any:
		default:
			return "\x00" + fingerprint(k)
		}
	}
	return fingerprint(v)
}

// fingerprint is the same for equal values only.
func fingerprint(v any) string {
	var b strings.Builder
	var write func(any)
	write = func(v any) {
		switch v := v.(type) {
		case string:
			b.WriteString(strconv.Itoa(len(v)) + ":" + v)
		case []any:
			b.WriteByte('[')
			for _, e := range v {
				write(e)
			}
			b.WriteByte(']')
		case map[string]any:
			b.WriteByte('{')
			for _, k := range slices.Sorted(maps.Keys(v)) {
				write(k)
				write(v[k])
			}
			b.WriteByte('}')
		default:
			fmt.Fprintf(&b, "%T%v;", v, v)
		}
	}
	write(v)
	return b.String()
}

// rising returns the positions of a longest rising subsequence.
func rising(s []int) []int {
	prev := make([]int, len(s))
	var ends []int
	for i, v := range s {
		k, _ := slices.BinarySearchFunc(ends, v, func(p, v int) int { return s[p] - v })
		prev[i] = -1
		if k > 0 {
			prev[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, i)
		} else {
			ends[k] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	var out []int
	for i := ends[len(ends)-1]; i >= 0; i = prev[i] {
		out = append(out, i)
	}
	slices.Reverse(out)
	return out
}

// pairGaps pairs what is left between matches, in order.
func pairGaps(old, want []any, match []int) {
	for j := 0; j < len(match); {
		if match[j] >= 0 {
			j++
			continue
		}
		end := j
		for end < len(match) && match[end] < 0 {
			end++
		}
		lo, hi := 0, len(old)
		if j > 0 {
			lo = match[j-1] + 1
		}
		if end < len(match) {
			hi = match[end]
		}
		i := lo
		for k := j; k < end; k++ {
			for c := i; c < min(hi, i+maxLook); c++ {
				if alike(old[c], want[k]) {
					match[k] = c
					i = c + 1
					break
				}
			}
		}
		j = end
	}
}

// maxLook bounds how many items are looked at to find one that is alike.
const maxLook = 32

// alike reports whether one item could be an edited other: maps that share an
// entry or their keys, or values of the same kind.
func alike(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok {
			return false
		}
		shared := 0
		for k, v := range a {
			w, ok := b[k]
			if !ok {
				continue
			}
			if equal(v, w) {
				return true
			}
			shared++
		}
		return shared > 0 && shared == min(len(a), len(b))
	case []any:
		_, ok := b.([]any)
		return ok
	}
	switch b.(type) {
	case []any, map[string]any:
		return false
	}
	return true
}
