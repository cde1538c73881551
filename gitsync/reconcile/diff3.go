package reconcile

import (
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// MergeFile merges two edits of a file by lines; false when both changed the same or adjoining
// lines in different ways. Where both add comments in one place, the file gets both.
func MergeFile(base, app, repo string) (string, bool) {
	return merge(base, app, repo, func(inBase, inApp, inRepo []string) ([]string, bool) {
		return append(slices.Clone(inRepo), inApp...), len(inBase) == 0 && comments(inApp) && comments(inRepo)
	})
}

// comments tells whether there is nothing but comments of a YAML file in lines.
func comments(lines []string) bool {
	return !slices.ContainsFunc(lines, func(line string) bool {
		line = strings.TrimSpace(line)
		return line != "" && line[0] != '#'
	})
}

// merge3 merges texts by lines; false when both sides changed the same or adjoining lines
// in different ways. Adjoining counts, because neighbouring lines of a query belong together.
func merge3(base, app, repo string) (string, bool) {
	return merge(base, app, repo, func(_, _, _ []string) ([]string, bool) { return nil, false })
}

// merge asks join for lines that both sides changed differently; without an answer it fails.
func merge(base, app, repo string, join func(inBase, inApp, inRepo []string) ([]string, bool)) (string, bool) {
	b, a, r := strings.Split(base, "\n"), strings.Split(app, "\n"), strings.Split(repo, "\n")
	ofApp, ofRepo := diffLines(b, a), diffLines(b, r)
	var out []string
	done := 0 // lines of base that are merged
	for len(ofApp) > 0 || len(ofRepo) > 0 {
		start, end, nApp, nRepo := nextRegion(ofApp, ofRepo)
		inApp := rewritten(b, a, ofApp[:nApp], start, end)
		inRepo := rewritten(b, r, ofRepo[:nRepo], start, end)
		out = append(out, b[done:start]...)
		switch {
		case nRepo == 0 || slices.Equal(inApp, inRepo):
			out = append(out, inApp...)
		case nApp == 0:
			out = append(out, inRepo...)
		default:
			joined, ok := join(b[start:end], inApp, inRepo)
			if !ok {
				return "", false
			}
			out = append(out, joined...)
		}
		done, ofApp, ofRepo = end, ofApp[nApp:], ofRepo[nRepo:]
	}
	out = append(out, b[done:]...)
	return strings.Join(out, "\n"), true
}

// nextRegion returns the first range of base lines that changes touch, extended until no
// further change overlaps or adjoins it, and how many changes of each side it takes.
func nextRegion(ofApp, ofRepo []lcs.Diff) (start, end, nApp, nRepo int) {
	switch {
	case len(ofRepo) == 0 || len(ofApp) > 0 && ofApp[0].Start <= ofRepo[0].Start:
		start, end, nApp = ofApp[0].Start, ofApp[0].End, 1
	default:
		start, end, nRepo = ofRepo[0].Start, ofRepo[0].End, 1
	}
	for {
		switch {
		case nApp < len(ofApp) && ofApp[nApp].Start <= end:
			end = max(end, ofApp[nApp].End)
			nApp++
		case nRepo < len(ofRepo) && ofRepo[nRepo].Start <= end:
			end = max(end, ofRepo[nRepo].End)
			nRepo++
		default:
			return start, end, nApp, nRepo
		}
	}
}

// rewritten returns the lines that changes make of base[start:end].
func rewritten(base, side []string, changes []lcs.Diff, start, end int) []string {
	var out []string
	for _, c := range changes {
		out = append(out, base[start:c.Start]...)
		out = append(out, side[c.ReplStart:c.ReplEnd]...)
		start = c.End
	}
	return append(out, base[start:end]...)
}
