package yamledit_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/spec/yamledit"
)

func TestEncode(t *testing.T) {
	tests := []struct {
		name  string
		value any
		want  string
	}{
		{"order, then sorted", mapping("z", 1, "name", "x", "b", 2, "source", "s"), "name: x\nsource: s\nb: 2\nz: 1\n"},
		{"list below its key", mapping("m", list(mapping("type", "t", "to", "x", "zz", list(1, list(2, 3)), "from", mapping("k", nil)))),
			"m:\n  - to: x\n    from:\n      k: null\n    type: t\n    zz:\n      - 1\n      - - 2\n        - 3\n"},
		{"empty collections", mapping("a", list(), "b", mapping()), "a: []\nb: {}\n"},
		{"empty document", mapping(), "{}\n"},
		{"literals", mapping("a", "x\ny", "b", "x\n", "c", "x\n\n"), "a: |-\n  x\n  y\nb: |\n  x\nc: |+\n  x\n\n"},
		{"literal in an item", mapping("a", list("x\ny", mapping("to", "p\nq"))), "a:\n  - |-\n    x\n    y\n  - to: |-\n      p\n      q\n"},
		{"literal with leading blanks", mapping("a", " x\ny"), "a: |2-\n   x\n  y\n"},
		{"not literal: only blanks", mapping("a", " \n"), "a: \" \\n\"\n"},
		{"not literal: carriage return", mapping("a", "x\r\ny"), "a: \"x\\r\\ny\"\n"},
		{"long lines are not folded", mapping("a", strings.Repeat("word ", 40)+"end"), "a: " + strings.Repeat("word ", 40) + "end\n"},
		{"other types are quoted", list("true", "12", "1.5", "null", "~", "", "0x1F", "2026-01-01", "16:00", "<<", "yes", "-15"),
			"- 'true'\n- '12'\n- '1.5'\n- 'null'\n- '~'\n- ''\n- '0x1F'\n- '2026-01-01'\n- '16:00'\n- '<<'\n- 'yes'\n- '-15'\n"},
		{"syntax is quoted", list("a: b", "a #b", "# a", "- a", "[a", "*a", "it's", "'a", " a", "a ", "a:", "%a", "--- a", "{{ x }}"),
			"- 'a: b'\n- 'a #b'\n- '# a'\n- '- a'\n- '[a'\n- '*a'\n- it's\n- '''a'\n- ' a'\n- 'a '\n- 'a:'\n- '%a'\n- '--- a'\n- '{{ x }}'\n"},
		{"plain where safe", list("a:b", "http://x:80/", "a#b", "-a", "é", "select 1, [2]", "model.x.y"),
			"- a:b\n- http://x:80/\n- a#b\n- -a\n- é\n- select 1, [2]\n- model.x.y\n"},
		{"escapes", list("\x00", "\u2028", "a\tb", "\ufeff"), "- \"\\x00\"\n- \"\\u2028\"\n- \"a\\tb\"\n- \"\\uFEFF\"\n"},
		{"numbers", list(1, -2, 0.5, 3.0, 1e30), "- 1\n- -2\n- 0.5\n- 3\n- 1e+30\n"},
		{"long key", mapping(strings.Repeat("k", 1200), 1), "? " + strings.Repeat("k", 1200) + "\n: 1\n"},
		{"scalar", "x", "x\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := yamledit.Encode(tt.value, yamledit.Options{KeyOrder: modelOrder})
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(tt.want, string(got)))
			d, err := yamledit.Parse(got, yamledit.Limits{})
			require.NoError(t, err)
			again, err := yamledit.Encode(d.Value(), yamledit.Options{KeyOrder: modelOrder})
			require.NoError(t, err)
			require.Equal(t, string(got), string(again))
		})
	}
}

func TestEncodedValuesReadTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := map[string]any{"a": randomValue(t, 3), rapid.String().Draw(t, "key"): rapid.String().Draw(t, "text")}
		out, err := yamledit.Encode(v, yamledit.Options{})
		if err != nil {
			t.Fatal(err)
		}
		d, err := yamledit.Parse(out, yamledit.Limits{})
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if diff := cmp.Diff(any(v), d.Value()); diff != "" {
			t.Fatalf("%s\n%s", diff, out)
		}
	})
}

func TestValuesThatYAMLCannotHold(t *testing.T) {
	deep := any("x")
	for range 60 {
		deep = []any{deep}
	}
	tests := []struct {
		name  string
		value any
		want  string
	}{
		{"not a number", math.NaN(), "a.b: NaN is not a finite number"},
		{"infinity", math.Inf(1), "a.b: +Inf is not a finite number"},
		{"large integer", uint64(math.MaxUint64), "a.b: 18446744073709551615 does not fit into a 64 bit integer"},
		{"not UTF-8", "\xff", "a.b: the text is not UTF-8"},
		{"other type", struct{}{}, "a.b: cannot write a struct {}"},
		{"in a list", []any{1, math.NaN()}, "a.b.1: NaN is not"},
		{"key not UTF-8", map[string]any{"\xff": 1}, "a.b: a key is not UTF-8"},
		{"too deep", deep, "nested deeper than 50 levels"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := mapping("a", mapping("b", tt.value))
			_, err := yamledit.Encode(v, yamledit.Options{})
			require.ErrorContains(t, err, tt.want)
			_, err = yamledit.Edit([]byte("a: 1\n"), v, yamledit.Options{})
			require.ErrorContains(t, err, "edit: ")
			require.ErrorContains(t, err, tt.want)
			var p *yamledit.Problem
			require.ErrorAs(t, err, &p)
		})
	}
}
