package yamledit_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/spec/yamledit"
)

// TestRepositoryFiles makes each possible small change to each file of a
// repository, alone, and checks that it needs no widening and touches no lines
// but the ones it must. LOCKSTEP_EXAMPLES names a folder with more files.
func TestRepositoryFiles(t *testing.T) {
	folders := []string{"testdata/repo"}
	if more := os.Getenv("LOCKSTEP_EXAMPLES"); more != "" {
		folders = append(folders, more)
	}
	files := 0
	for _, folder := range folders {
		require.NoError(t, filepath.WalkDir(folder, func(path string, f fs.DirEntry, err error) error {
			if err != nil || f.IsDir() || !strings.Contains(path, ".yaml") {
				return err
			}
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files++
			t.Run(filepath.ToSlash(path), func(t *testing.T) { changeEach(t, string(src)) })
			return nil
		}))
	}
	require.GreaterOrEqual(t, files, 4)
}

func changeEach(t *testing.T, src string) {
	d, err := yamledit.Parse([]byte(src), yamledit.Limits{})
	require.NoError(t, err)
	root, _ := d.Value().(map[string]any)
	changes := []change{set("new", "added")}
	var walk func(path []any, v any)
	walk = func(path []any, v any) {
		at := func(step any) []any { return append(path[:len(path):len(path)], step) }
		switch v := v.(type) {
		case map[string]any:
			changes = append(changes, set(map[string]any{"x": []any{"y"}}, at("added")...))
			for _, k := range sortedKeys(v) {
				changes = append(changes, del(at(k)...))
				walk(at(k), v[k])
			}
		case []any:
			changes = append(changes, set(map[string]any{"to": "new", "from": "X"}, at(len(v))...))
			for i := range v {
				changes = append(changes, del(at(i)...))
				walk(at(i), v[i])
			}
		default:
			for _, to := range []any{"other", int64(7), nil, "two\nlines"} {
				changes = append(changes, set(to, path...))
			}
			if s, ok := v.(string); ok && strings.Contains(s, "\n") {
				changes = append(changes, set(s+"\nmore", path...), set(strings.Replace(s, "\n", "\nmore\n", 1), path...))
			}
		}
	}
	walk(nil, root)
	for _, c := range changes {
		want := apply(t, src, c)
		got, rounds, err := yamledit.EditRounds([]byte(src), want, yamledit.Options{KeyOrder: modelOrder, KeyOf: byTo})
		require.NoError(t, err, "%v", c)
		require.Zero(t, rounds, "%v\n%s", c, got)
		r, err := yamledit.Parse(got, yamledit.Limits{})
		require.NoError(t, err)
		require.Equal(t, any(want), r.Value(), "%v", c)
		minus, plus := changedLines(src, string(got))
		before := valueAt(root, c.path)
		limitMinus, limitPlus := lineCount(before)+1, lineCount(c.value)+1
		if s, ok := c.value.(string); ok && strings.Contains(s, "\nmore\n") {
			limitMinus, limitPlus = 0, 1
		}
		require.LessOrEqual(t, minus, limitMinus, "%v\n%s", c, got)
		require.LessOrEqual(t, plus, limitPlus, "%v\n%s", c, got)
	}
}

func valueAt(v any, path []any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			v = v.(map[string]any)[step]
		case int:
			l := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

// lineCount is how many lines a value takes at most, comments included.
func lineCount(v any) int {
	switch v := v.(type) {
	case removal:
		return 0
	case []any:
		n := 2
		for _, e := range v {
			n += lineCount(e) + 1
		}
		return n
	case map[string]any:
		n := 2
		for _, e := range v {
			n += lineCount(e)
		}
		return n
	}
	return 1 + strings.Count(fmt.Sprint(v), "\n") + 1
}
