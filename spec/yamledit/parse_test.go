package yamledit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"lockstep.dev/spec/yamledit"
)

func TestDecode(t *testing.T) {
	tests := []struct {
		name, src string
		want      any
	}{
		{"empty", "", nil},
		{"comments only", "# a\n# b\n", nil},
		{"marker only", "---\n...\n", nil},
		{"core schema", "a: true\nb: ~\nc: 1\nd: 0x1F\ne: 0o7\nf: 1.5\ng: 1e3\nh: yes\ni: 12e03\n", mapping("a", true, "b", nil, "c", 1, "d", 31, "e", 7, "f", 1.5, "g", 1000, "h", "yes", "i", 12000)},
		{"whole float is an int", "a: 1.0\nb: -0.0\nc: 1e300\n", mapping("a", 1, "b", 0, "c", 1e300)},
		{"timestamp stays text", "a: 2026-01-01\nb: 2026-01-01T00:00:00Z\n", mapping("a", "2026-01-01", "b", "2026-01-01T00:00:00Z")},
		{"keys are text", "1: a\nnull: b\n'x': c\ntrue: d\n1.50: e\n", mapping("1", "a", "null", "b", "x", "c", "true", "d", "1.50", "e")},
		{"aliases", "a: &x [1]\nb: *x\n&k c: d\ne: *k\n*k : f\n", nil},
		{"alias as key", "a: &k z\n*k : f\n", mapping("a", "z", "z", "f")},
		{"merge", "a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}\n", mapping("a", mapping("k", 1, "l", 2), "b", mapping("k", 3, "l", 2))},
		{"merge of a list, first wins", "a: &x {k: 1}\nb: &y {k: 2, m: 3}\nc:\n  <<: [*x, *y]\n", mapping("a", mapping("k", 1), "b", mapping("k", 2, "m", 3), "c", mapping("k", 1, "m", 3))},
		{"quoted merge key is text", "a:\n  '<<': 1\n", mapping("a", mapping("<<", 1))},
		{"tags", "a: !!str 5\nb: !!int '6'\nc: !secret x\nd: !!binary aGk=\n", mapping("a", "5", "b", 6, "c", "x", "d", "aGk=")},
		{"line ends of Windows in a literal", "a: |\r\n  x\r\n  y\r\n", mapping("a", "x\ny\n")},
		{"byte order mark", "\ufeffa: 1\n", mapping("a", 1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := yamledit.Parse([]byte(tt.src), yamledit.Limits{})
			if tt.name == "aliases" {
				require.ErrorContains(t, err, `line 5, column 1: key "c" is there twice, first on line 3`)
				return
			}
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(wide(tt.want), d.Value()))
		})
	}
}

func TestProblems(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"duplicate key", "a: 1\nb:\n  é: 1\n  é: 2\n", `line 4, column 3: key "é" is there twice, first on line 3; remove one of them`},
		{"duplicate by text", "1: a\n'1': b\n", `line 2, column 1: key "1" is there twice, first on line 1`},
		{"tab as indentation", "a:\n\tb: 1\n", "line 2, column 1: a tab is used as indentation; indent with blanks"},
		{"bad start", "a: @x\n", "line 1, column 4: a value cannot start with '@'; put the text in quotes"},
		{"colon in text", "a: b: c\n", "line 1, column 5: a colon is not allowed here"},
		{"open quote", "a: 'x\nb: 1\n", "line 1, column 4: a quoted text is not closed"},
		{"open bracket", "a: [1, 2\n", "line 1, column 9: a list in brackets is not closed"},
		{"open brace", "a: {b: 1\n", "line 1, column 9: a map in braces is not closed"},
		{"open bracket above blank lines", "a: [ä, 2  \r\n\r\n  # the end\n\n", "line 1, column 9: a list in brackets is not closed"},
		{"open bracket before more", "a: [1, 2\nb: 1\n\n", "line 2, column 2: a list in brackets is not closed"},
		{"indentation", "a:\n    b: 1\n  c: 2\n", "line 3, column 3: expected a key at this indentation"},
		{"unknown anchor", "a: *x\n", "line 1, column 4: an alias refers to an anchor that is not defined above it"},
		{"two documents", "a: 1\n---\nb: 2\n", "line 2, column 1: a second document starts here; keep one document per file"},
		{"not UTF-8", "a: é\nb: x\xff\n", "line 2, column 5: byte 0xff is not UTF-8; save the file as UTF-8"},
		{"UTF-16", "\xff\xfea\x00", "line 1, column 1: the file is UTF-16; save it as UTF-8"},
		{"NUL", "a: é\x00\n", "line 1, column 5: control character U+0000"},
		{"big integer", "a: 9223372036854775808\n", "line 1, column 4: 9223372036854775808 does not fit into a 64 bit integer; put it in quotes"},
		{"bigger integer", "a: 99999999999999999999999\n", "line 1, column 4: 99999999999999999999999 does not fit"},
		{"not a number", "a: .nan\n", "line 1, column 4: .nan is not a finite number"},
		{"infinity", "- -.inf\n", "line 1, column 3: -.inf is not a finite number"},
		{"wrong tag", "a: !!int x\n", "line 1, column 4: x does not fit into"},
		{"map as key", "? {a: 1}\n: 2\n", "line 1, column 3: a key must be a text"},
		{"merge of a scalar", "a:\n  <<: 1\n", "line 2, column 7: '<<' needs a map"},
		{"anchor in itself", "&a [*a]\n", `line 1, column 5: anchor "a" contains itself`},
		{"too deep in flow", "a: " + strings.Repeat("[", 60) + strings.Repeat("]", 60), "nested deeper than 50 levels"},
		{"too deep in blocks", strings.Repeat("- ", 60) + "x", "nested deeper than 50 levels"},
		{"too deep by one", strings.Repeat("[", 51) + strings.Repeat("]", 51), "line 1, column 51: nested deeper than 50 levels"},
		{"too many aliases", "a: &x 1\nb: [" + strings.Repeat("*x, ", 101) + "]\n", "line 2, column 405: more than 100 aliases"},
		{"alias bomb", bomb(), "more than 200000 values, those behind aliases included"},
		{"too deep through aliases", "a: &a " + strings.Repeat("[", 30) + strings.Repeat("]", 30) + "\nb: " + strings.Repeat("[", 30) + "*a" + strings.Repeat("]", 30) + "\n", "line 2, column 34: nested deeper"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := yamledit.Parse([]byte(tt.src), yamledit.Limits{})
			require.ErrorContains(t, err, tt.want)
			var p *yamledit.Problem
			require.ErrorAs(t, err, &p)
		})
	}
}

func bomb() string {
	s := "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
	for i := 1; i < 10; i++ {
		prev, name := "*a"+string(rune('0'+i-1)), "a"+string(rune('0'+i))
		s += name + ": &" + name + " [" + strings.Repeat(prev+", ", 9) + "]\n"
	}
	return s
}

func TestHostileInputIsBounded(t *testing.T) {
	const size = 1 << 20
	tests := []struct{ name, unit string }{
		{"brackets", "["}, {"braces", "{"}, {"dashes", "- "}, {"question marks", "? "}, {"anchors", "&a [*a] "}, {"nested anchors", "&a ["},
		{"commas", "[a,"}, {"flat", "a,"}, {"comments", "#\n"}, {"blank lines", "\n"}, {"quotes", "'"}, {"tags", "! "}, {"colons", ": "},
		{"accents", "é"}, {"folds", "a\n"}, {"items", "- a\n"}, {"keyed comments", "- # a\n"}, {"blanks", " "}, {"tabs", "\t"}, {"literals", "- |\n a\n"},
		{"carriage returns", "\r"}, {"percent", "%"}, {"markers", "---\n"}, {"aliases", "*a "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, head := range []string{"", "k: ", "k: ["} {
				src := []byte((head + strings.Repeat(tt.unit, size/len(tt.unit)+1))[:size])
				start := time.Now()
				_, err := yamledit.Edit(src, map[string]any{"k": "v", "n": int64(1)}, yamledit.Options{})
				took := time.Since(start)
				require.Less(t, took, 20*time.Second, "%v", err)
				if took > time.Second {
					t.Logf("%q: %v, %v", head, took, err)
				}
			}
		})
	}
	t.Run("too large", func(t *testing.T) {
		_, err := yamledit.Parse(make([]byte, size+1), yamledit.Limits{})
		require.ErrorContains(t, err, "more than the limit of 1048576")
	})
}

func TestPosition(t *testing.T) {
	d, err := yamledit.Parse([]byte("\ufeffa: 1\nb:\n  - é: x\n  - {c: d}\ne: &x\n  f: g\nh: *x\ni:\n  <<: *x\n"), yamledit.Limits{})
	require.NoError(t, err)
	tests := []struct {
		name     string
		path     []any
		key, val [2]int
	}{
		{"scalar", []any{"a"}, [2]int{1, 1}, [2]int{1, 4}},
		{"in an item", []any{"b", 0, "é"}, [2]int{3, 5}, [2]int{3, 8}},
		{"item", []any{"b", 1}, [2]int{4, 5}, [2]int{4, 5}},
		{"in flow", []any{"b", 1, "c"}, [2]int{4, 6}, [2]int{4, 9}},
		{"below an alias", []any{"h", "f"}, [2]int{6, 3}, [2]int{6, 6}},
		{"merged", []any{"i", "f"}, [2]int{6, 3}, [2]int{6, 6}},
		{"root", nil, [2]int{1, 1}, [2]int{1, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			line, col, ok := d.Position(tt.path...)
			require.True(t, ok)
			require.Equal(t, tt.val, [2]int{line, col})
			line, col, ok = d.KeyPosition(tt.path...)
			require.True(t, ok)
			require.Equal(t, tt.key, [2]int{line, col})
		})
	}
	for _, path := range [][]any{{"x"}, {"b", 2}, {"b", -1}, {"a", "x"}, {0}, {1.5}} {
		_, _, ok := d.Position(path...)
		require.False(t, ok, "%v", path)
	}
}

func TestLargeEditsAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("l:\n")
	for i := range 5_000 {
		fmt.Fprintf(&b, "  - to: c%d\n", i)
	}
	b.WriteString("m:\n")
	for i := range 5_000 {
		fmt.Fprintf(&b, "  k%d: %d\n", i, i)
	}
	src := b.String()
	d, err := yamledit.Parse([]byte(src), yamledit.Limits{})
	require.NoError(t, err)
	tests := []struct {
		name   string
		change func(v map[string]any)
	}{
		{"list turned around", func(v map[string]any) { slices.Reverse(v["l"].([]any)) }},
		{"every second item removed", func(v map[string]any) {
			var l []any
			for i, e := range v["l"].([]any) {
				if i%2 == 0 {
					l = append(l, e)
				}
			}
			v["l"] = l
		}},
		{"keys removed and added", func(v map[string]any) {
			m := v["m"].(map[string]any)
			for i := range 2_500 {
				delete(m, fmt.Sprintf("k%d", 2*i))
				m[fmt.Sprintf("n%d", i)] = int64(i)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := d.Value().(map[string]any)
			tt.change(v)
			start := time.Now()
			got, rounds, err := yamledit.EditRounds([]byte(src), v, yamledit.Options{KeyOrder: modelOrder, KeyOf: byTo})
			require.NoError(t, err)
			require.Zero(t, rounds)
			require.Less(t, time.Since(start), 20*time.Second)
			r, err := yamledit.Parse(got, yamledit.Limits{})
			require.NoError(t, err)
			require.Equal(t, any(v), r.Value())
		})
	}
}
