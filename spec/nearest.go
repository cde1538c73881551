package spec

import "strings"

// nearest returns the known word that differs from word by case or by at most two
// edits, and by less than a third of its letters; "" when there is none.
func nearest(word string, known []string) string {
	best, found := min(2, len(word)/3), ""
	for _, k := range known {
		if strings.EqualFold(k, word) {
			return k
		}
		if d := distance(word, k); d <= best && (found == "" || d < best) {
			best, found = d, k
		}
	}
	return found
}

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
