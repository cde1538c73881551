package reconcile

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestMerge3(t *testing.T) {
	for _, row := range []struct{ name, base, app, repo, want string }{ // want "!": no merge
		{"nothing", "a", "a", "a", "a"},
		{"one side", "a\nb", "a\nB", "a\nb", "a\nB"},
		{"apart", "a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC"},
		{"adjoining", "a\nb", "A\nb", "a\nB", "!"},
		{"the same line", "a\nb\nc", "a\nx\nc", "a\ny\nc", "!"},
		{"the same line alike", "a\nb\nc", "a\nx\nc", "a\nx\nc", "a\nx\nc"},
		{"alike, and one more", "a\nb\nc\nd\ne", "a\nx\nc\nd\ne", "a\nx\nc\nd\nE", "a\nx\nc\nd\nE"},
		{"inserted at different places", "a\nb", "x\na\nb", "a\nb\ny", "x\na\nb\ny"},
		{"inserted at one place", "a\nb", "a\nx\nb", "a\ny\nb", "!"},
		{"inserted at one place alike", "a\nb", "a\nx\nb", "a\nx\nb", "a\nx\nb"},
		{"inserted beside a change", "a\nb\nc", "a\nx\nb\nc", "a\nB\nc", "!"},
		{"removed apart", "a\nb\nc\nd\ne", "b\nc\nd\ne", "a\nb\nc\nd", "b\nc\nd"},
		{"removed and changed", "a\nb\nc", "a\nc", "a\nB\nc", "!"},
		{"the end's line feed", "a\nb\nc\n", "a\nb\nc", "A\nb\nc\n", "A\nb\nc"},
		{"the end's line feed beside a change", "a\nb\n", "a\nb", "a\nB\n", "!"},
		{"emptied", "a\nb\nc", "", "a\nb\nC", "!"},
		{"CRLF stays", "a\r\nb\r\nc", "A\r\nb\r\nc", "a\r\nb\r\nC", "A\r\nb\r\nC"},
	} {
		t.Run(row.name, func(t *testing.T) {
			for _, swap := range []bool{false, true} {
				app, repo := row.app, row.repo
				if swap {
					app, repo = repo, app
				}
				got, ok := merge3(row.base, app, repo)
				require.Equal(t, row.want != "!", ok)
				if ok {
					require.Equal(t, row.want, got)
				}
			}
		})
	}
}

// text has few different lines, so that some repeat.
func text(t *rapid.T, name string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "b", "c", "d", "e"}), 0, 9).Draw(t, name), "\n")
}

func TestLawsOfMerge3(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, app, repo := text(t, "base"), text(t, "app"), text(t, "repo")
		got, ok := merge3(base, app, repo)
		mirrored, alsoOK := merge3(base, repo, app)
		require.Equal(t, ok, alsoOK)
		require.Equal(t, got, mirrored)

		same, ok := merge3(base, app, app)
		require.True(t, ok)
		require.Equal(t, app, same)
		one, ok := merge3(base, app, base)
		require.True(t, ok)
		require.Equal(t, app, one)

		if got, ok := merge3(base, app, repo); ok { // each line is somebody's
			all := strings.Split(base+"\n"+app+"\n"+repo, "\n")
			for line := range strings.SplitSeq(got, "\n") {
				require.Contains(t, all, line)
			}
		}
	})
}

// Edits of separate parts of a text always merge, to both edits.
func TestSeparateEditsMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head, tail := text(t, "head"), text(t, "tail")
		newHead, newTail := text(t, "new head"), text(t, "new tail")
		const middle = "\n-- 1\n-- 2\n-- 3\n"
		got, ok := merge3(head+middle+tail, newHead+middle+tail, head+middle+newTail)
		require.True(t, ok)
		require.Equal(t, newHead+middle+newTail, got)
	})
}

func TestMerge3OfLongTextsWithManyEdits(t *testing.T) {
	var base, app, repo, want []string
	for n := range 4000 {
		line := strings.Repeat("x", n%50) + strconv.Itoa(n/4) // some repeat
		base, app, repo, want = append(base, line), append(app, line), append(repo, line), append(want, line)
		switch n % 10 {
		case 0:
			app[n] += " app"
			want[n] = app[n]
		case 5:
			repo[n] += " repo"
			want[n] = repo[n]
		}
	}
	got, ok := merge3(strings.Join(base, "\n"), strings.Join(app, "\n"), strings.Join(repo, "\n"))
	require.True(t, ok)
	require.Equal(t, strings.Join(want, "\n"), got)
}

func TestDiffLinesIsTheWholeDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := strings.Split(text(t, "a"), "\n"), strings.Split(text(t, "b"), "\n")
		changes := diffLines(a, b)
		require.Equal(t, b, rewritten(a, b, changes, 0, len(a)))
		end := -1
		for _, c := range changes { // in order, with unchanged lines between them
			require.Greater(t, c.Start, end)
			end = c.End
		}
	})
}

func TestMergeFileKeepsTheCommentsOfBoth(t *testing.T) {
	for _, row := range []struct {
		name, base, app, repo, want string
		ok                          bool
	}{
		{"at the top", "a: 1\n", "# app\na: 1\n", "# repo\na: 1\n", "# repo\n# app\na: 1\n", true},
		{"with a blank line", "a: 1\n", "a: 1\n\n# app\n", "a: 1\n# repo\n", "a: 1\n# repo\n\n# app\n", true},
		{"the same one", "a: 1\n", "# x\na: 1\n", "# x\na: 1\n", "# x\na: 1\n", true},
		{"a comment and a key", "a: 1\n", "# app\na: 1\n", "b: 2\na: 1\n", "", false},
		{"one comment, changed by both", "# x\na: 1\n", "# app\na: 1\n", "# repo\na: 1\n", "", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, ok := MergeFile(row.base, row.app, row.repo)
			require.Equal(t, row.ok, ok)
			require.Equal(t, row.want, got)
		})
	}
}
