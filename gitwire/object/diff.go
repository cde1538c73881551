package object

import "bytes"

// Diff gives the entries that differ between two trees, in git's order. A name that is
// on one side only has the zero Entry on the other; a file that became a folder is two
// calls. yield returns false to stop.
func Diff(a, b *Tree, yield func(before, after Entry) bool) {
	i, j := 0, 0
	for i < a.Len() || j < b.Len() {
		if i < a.Len() && j < b.Len() && bytes.Equal(a.bytes(i), b.bytes(j)) {
			i, j = i+1, j+1
			continue
		}
		var before, after Entry
		switch c := compareAt(a, i, b, j); {
		case c < 0:
			before = a.At(i)
			i++
		case c > 0:
			after = b.At(j)
			j++
		default:
			before, after = a.At(i), b.At(j)
			i, j = i+1, j+1
		}
		if !yield(before, after) {
			return
		}
	}
}

func compareAt(a *Tree, i int, b *Tree, j int) int {
	switch {
	case i >= a.Len():
		return 1
	case j >= b.Len():
		return -1
	}
	x, y := a.at(i), b.at(j)
	return compare(x.name, x.isTree(), y.name, y.isTree())
}
