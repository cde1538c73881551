package reconcile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"lockstep.dev/workspace"
)

// Bounds of the search for renamed files.
const (
	minSimilarity = 0.6     // share of the larger file's bytes, in lines that both have
	maxPairs      = 40_000  // pairs of contents compared per kind; beyond, only equal files pair
	maxCompared   = 1 << 16 // bytes of a file that are compared
)

// match pairs an item whose file is gone with one whose file is new.
type match struct {
	from, to int
	score    float64
}

// matchFiles pairs files that are gone with new ones: equal blobs first, then the most
// similar, ties by name. Each is used once.
func matchFiles(items []Item, gone, added []int) []match {
	if len(gone) == 0 || len(added) == 0 {
		return nil
	}
	matches := pairEqual(items, gone, added)
	used := map[int]bool{}
	for _, m := range matches {
		used[m.from], used[m.to] = true, true
	}
	isUsed := func(i int) bool { return used[i] }
	gone, added = slices.DeleteFunc(slices.Clone(gone), isUsed), slices.DeleteFunc(slices.Clone(added), isUsed)
	if len(gone)*len(added) > maxPairs {
		return matches
	}
	for _, m := range similarPairs(items, gone, added) {
		if !used[m.from] && !used[m.to] {
			used[m.from], used[m.to] = true, true
			matches = append(matches, m)
		}
	}
	return matches
}

func pairEqual(items []Item, gone, added []int) []match {
	byBlob := map[string][]int{}
	for _, i := range added {
		byBlob[items[i].Repo.Blob] = append(byBlob[items[i].Repo.Blob], i)
	}
	var out []match
	for _, i := range gone {
		if same := byBlob[items[i].Base.Blob]; len(same) > 0 {
			out = append(out, match{from: i, to: same[0]})
			byBlob[items[i].Base.Blob] = same[1:]
		}
	}
	return out
}

// similarPairs returns the pairs that are similar enough, best first.
func similarPairs(items []Item, gone, added []int) []match {
	left, right := make([]lines, len(gone)), make([]lines, len(added))
	for n, i := range gone {
		left[n] = linesOf(items[i].Base.Text, items[i].Base.Fields)
	}
	for n, i := range added {
		right[n] = linesOf(items[i].Repo.Text, items[i].Repo.Fields)
	}
	var out []match
	for n, from := range gone {
		for k, to := range added {
			if score := left[n].similarity(right[k]); score >= minSimilarity {
				out = append(out, match{from, to, score})
			}
		}
	}
	slices.SortFunc(out, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	return out
}

// alike tells whether a new file may be an agreed one under another name.
func alike(b *Base, r *Repo) bool {
	return b.Blob != "" && b.Blob == r.Blob ||
		linesOf(b.Text, b.Fields).similarity(linesOf(r.Text, r.Fields)) >= minSimilarity
}

// lines counts the lines of a text.
type lines struct {
	count map[string]int
	bytes int
}

// linesOf returns the lines of a file, or of its value when there is no text.
func linesOf(text []byte, f workspace.Fields) lines {
	if text == nil && f != nil {
		text, _ = json.MarshalIndent(f, "", " ") // normalised fields always marshal
	}
	text = text[:min(len(text), maxCompared)]
	out := lines{count: map[string]int{}}
	for line := range bytes.Lines(text) {
		line = bytes.TrimSpace(line)
		out.count[string(line)]++
		out.bytes += len(line)
	}
	return out
}

// similarity is the share of the larger text that both have, from 0 to 1.
func (l lines) similarity(o lines) float64 {
	larger := max(l.bytes, o.bytes)
	if larger == 0 || float64(min(l.bytes, o.bytes)) < minSimilarity*float64(larger) {
		return 0
	}
	common := 0
	for line, n := range l.count {
		common += len(line) * min(n, o.count[line])
	}
	return float64(common) / float64(larger)
}
