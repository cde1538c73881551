package reconcile

import (
	"slices"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// diffLines returns how b differs from a, in order. Lines that are unique in both hold the
// comparison together, and what is between them is compared by itself: that keeps repeated
// lines such as ")" from matching across a query, and the cost of long texts low.
func diffLines(a, b []string) []lcs.Diff {
	var out []lcs.Diff
	fromA, fromB := 0, 0
	for _, anchor := range append(anchors(a, b), [2]int{len(a), len(b)}) {
		for _, d := range lcs.DiffLines(a[fromA:anchor[0]], b[fromB:anchor[1]]) {
			out = append(out, lcs.Diff{Start: d.Start + fromA, End: d.End + fromA, ReplStart: d.ReplStart + fromB, ReplEnd: d.ReplEnd + fromB})
		}
		fromA, fromB = anchor[0]+1, anchor[1]+1
	}
	return out
}

// anchors returns the places in a and b of the longest run of lines, in order, that occur once
// in a and once in b.
func anchors(a, b []string) [][2]int {
	inB := once(b)
	var pairs [][2]int
	for line, i := range once(a) {
		if k, ok := inB[line]; ok {
			pairs = append(pairs, [2]int{i, k})
		}
	}
	slices.SortFunc(pairs, func(x, y [2]int) int { return x[0] - y[0] })

	// Longest increasing run of the places in b, by patience sorting.
	var piles, before []int // the last pair of each pile; for each pair the one before it
	for n, pair := range pairs {
		pile, _ := slices.BinarySearchFunc(piles, pair[1], func(top, place int) int { return pairs[top][1] - place })
		if pile == len(piles) {
			piles = append(piles, n)
		} else {
			piles[pile] = n
		}
		before = append(before, -1)
		if pile > 0 {
			before[n] = piles[pile-1]
		}
	}
	if len(piles) == 0 {
		return nil
	}
	out := make([][2]int, len(piles))
	for i, n := len(piles)-1, piles[len(piles)-1]; i >= 0; i, n = i-1, before[n] {
		out[i] = pairs[n]
	}
	return out
}

// once returns the places of the lines that occur exactly once.
func once(lines []string) map[string]int {
	out := make(map[string]int, len(lines))
	for i, line := range lines {
		if _, seen := out[line]; seen {
			out[line] = -1
			continue
		}
		out[line] = i
	}
	for line, i := range out {
		if i < 0 {
			delete(out, line)
		}
	}
	return out
}
