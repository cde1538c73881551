package yamledit_test

import (
	"strings"
	"testing"
)

func TestEdits(t *testing.T) {
	const sync = "# our sync\nname: Users # the name\nsource: 'wh'\n\n# the query\nrawSql: |-\n  select 1\n  from é\nmappings:\n  - to: a # A\n    from: x\n  # about b\n  - to: b\n    from: y\n  - to: c\n    from: z\ntags: [a, b, c] # tags\nnone: []\nopts:\n  k: v\n  # note\n  l: w\nlast: \"q\"\n"
	tests := []struct {
		name           string
		src            string
		changes        []change
		want           string
		removed, added int
	}{
		{"plain scalar keeps its comment", "a: 1 # one\nb: 2\n", []change{set(3, "a")}, "a: 3 # one\nb: 2\n", 1, 1},
		{"single quotes stay", "a: 'x'\n", []change{set("it's", "a")}, "a: 'it''s'\n", 1, 1},
		{"double quotes stay", "a: \"x\"\n", []change{set("y\tz", "a")}, "a: \"y\\tz\"\n", 1, 1},
		{"quoted number becomes a number", "a: '1'\n", []change{set(2, "a")}, "a: 2\n", 1, 1},
		{"number becomes text in quotes", "a: 1\n", []change{set("2", "a")}, "a: '2'\n", 1, 1},
		{"plain text that reads as a bool is quoted", "a: x\n", []change{set("yes", "a")}, "a: 'yes'\n", 1, 1},
		{"plain timestamp stays plain", "a: 2026-01-01\n", []change{set("2026-01-02", "a")}, "a: 2026-01-02\n", 1, 1},
		{"control character needs double quotes", "a: x\n", []change{set("\x07", "a")}, "a: \"\\x07\"\n", 1, 1},
		{"one line of a literal", "a: |-\n  one\n  two\n  three\nb: 1\n", []change{set("one\n2\nthree", "a")}, "a: |-\n  one\n  2\n  three\nb: 1\n", 1, 1},
		{"literal to one line stays a literal", "a: |-\n  one\n  two\n", []change{set("one", "a")}, "a: |-\n  one\n", 1, 0},
		{"literal keeps wide indentation", "a: |-\n      one\n", []change{set("two", "a")}, "a: |-\n      two\n", 1, 1},
		{"literal keeps its comment and gets a chomping", "a: | # sql\n  one\n", []change{set("one\ntwo", "a")}, "a: |- # sql\n  one\n  two\n", 1, 2},
		{"literal keeps blank lines with blanks", "a: |-\n  one\n  \n  two\n", []change{set("one\n\n2", "a")}, "a: |-\n  one\n  \n  2\n", 1, 1},
		{"literal with leading blanks tells its indentation", "a: |-\n  one\n", []change{set("  one\ntwo", "a")}, "a: |2-\n    one\n  two\n", 2, 3},
		{"folded paragraph keeps its wrapping", "a: >-\n  one\n  two\n\n  three\n", []change{set("one two\n3", "a")}, "a: >-\n  one\n  two\n\n  3\n", 1, 1},
		{"keep chomping", "a: |+\n  one\n\nb: 1\n", []change{set("two\n\n", "a")}, "a: |+\n  two\n\nb: 1\n", 1, 1},
		{"text of several lines becomes a literal", "a: x # why\nb: 1\n", []change{set("one\ntwo\n", "a")}, "a: | # why\n  one\n  two\nb: 1\n", 1, 3},
		{"plain text over lines", "a: one\n  two\n  three # c\nb: 1\n", []change{set("four", "a")}, "a: four # c\nb: 1\n", 3, 1},
		{"quoted text over lines", "a: 'one\n  two'\nb: 1\n", []change{set("four", "a")}, "a: 'four'\nb: 1\n", 2, 1},
		{"bare null gets a value", "a:\nb: 1\n", []change{set("x", "a")}, "a: x\nb: 1\n", 1, 1},
		{"bare null with a comment gets a value", "a: # c\nb: 1\n", []change{set("x", "a")}, "a: x # c\nb: 1\n", 1, 1},
		{"value becomes null", "a: x # c\n", []change{set(nil, "a")}, "a: null # c\n", 1, 1},
		{"bare null stays", "a:\nb: 1\n", []change{set(2, "b")}, "a:\nb: 2\n", 1, 1},

		{"key between its neighbours", sync, []change{set("d", "description")}, replaced(sync, "source: 'wh'\n", "source: 'wh'\ndescription: d\n"), 0, 1},
		{"unknown key at the end", sync, []change{set(1, "zz")}, sync + "zz: 1\n", 0, 1},
		{"key without a final newline", "a: 1", []change{set(2, "b")}, "a: 1\nb: 2", 1, 2},
		{"key before trailing comments", "a: 1\n# end\n", []change{set(2, "b")}, "a: 1\nb: 2\n# end\n", 0, 1},
		{"key before the end marker", "---\na: 1\n...\n", []change{set(2, "b")}, "---\na: 1\nb: 2\n...\n", 0, 1},
		{"key at the head stays below the comment", "# schema\nsource: a\n", []change{set("m", "name")}, "# schema\nname: m\nsource: a\n", 0, 1},
		{"key to a comment-only document", "# c\n", []change{set(1, "a")}, "# c\na: 1\n", 0, 1},
		{"key to an empty document", "", []change{set(1, "a")}, "a: 1\n", 0, 1},
		{"key to a document of a marker", "--- # c\n", []change{set(1, "a")}, "--- # c\na: 1\n", 0, 1},
		{"remove a key", sync, []change{del("source")}, replaced(sync, "source: 'wh'\n", ""), 1, 0},
		{"remove keeps the comment above", sync, []change{del("rawSql")}, replaced(sync, "rawSql: |-\n  select 1\n  from é\n", ""), 3, 0},
		{"remove the last key without a final newline", "a: 1\nb: 2", []change{del("b")}, "a: 1", 2, 1},
		{"remove with deeper comments below", "a:\n  b: 1\n  # about b\nc: 2\n", []change{del("a")}, "c: 2\n", 3, 0},
		{"remove the last key of a map", "a:\n  b: 1\nc: 2\n", []change{del("a", "b")}, "a: {}\nc: 2\n", 2, 1},
		{"remove the first key of an item", sync, []change{del("mappings", 0, "to")}, replaced(sync, "  - to: a # A\n    from: x\n", "  - from: x\n"), 2, 1},
		{"nested map replaced by a scalar", sync, []change{set("x", "opts")}, replaced(sync, "opts:\n  k: v\n  # note\n  l: w\n", "opts: x\n"), 4, 1},
		{"scalar replaced by a map", sync, []change{set(mapping("a", 1), "name")}, replaced(sync, "name: Users # the name\n", "name: # the name\n  a: 1\n"), 1, 2},
		{"key is quoted where needed", "a: 1\n", []change{set(2, "null")}, "a: 1\n'null': 2\n", 0, 1},
		{"quoted null key stays", "'null':\n  name: x\n", []change{set("z", "null", "name")}, "'null':\n  name: z\n", 1, 1},

		{"append an item", sync, []change{set(mapping("to", "d", "type", "s", "from", "f"), "mappings", 3)}, replaced(sync, "    from: z\n", "    from: z\n  - to: d\n    from: f\n    type: s\n"), 0, 3},
		{"remove an item in the middle", sync, []change{del("mappings", 1)}, replaced(sync, "  - to: b\n    from: y\n", ""), 2, 0},
		{"remove the first item", sync, []change{del("mappings", 0)}, replaced(sync, "  - to: a # A\n    from: x\n", ""), 2, 0},
		{"rename an item in place", sync, []change{set("B", "mappings", 1, "to")}, replaced(sync, "  - to: b\n", "  - to: B\n"), 1, 1},
		{"insert an item and change another", "m:\n  - to: a\n    from: x # c\n  - to: b\n    from: y\n", []change{set(list(mapping("to", "e"), mapping("to", "a", "from", "X"), mapping("to", "b", "from", "y")), "m")}, "m:\n  - to: e\n  - to: a\n    from: X # c\n  - to: b\n    from: y\n", 1, 2},
		{"move an item with its comments", "m:\n  - to: a # A\n    from: x\n  - to: b\n  - to: c\n", []change{set(list(mapping("to", "b"), mapping("to", "c"), mapping("to", "a", "from", "x")), "m")}, "m:\n  - to: b\n  - to: c\n  - to: a # A\n    from: x\n", 2, 2},
		{"empty list becomes a block", sync, []change{set(list(mapping("to", "1", "from", true)), "none")}, replaced(sync, "none: []\n", "none:\n  - to: '1'\n    from: true\n"), 1, 3},
		{"list becomes empty", sync, []change{set(list(), "mappings")}, replaced(sync, "mappings:\n  - to: a # A\n    from: x\n  # about b\n  - to: b\n    from: y\n  - to: c\n    from: z\n", "mappings: []\n"), 8, 1},
		{"compact list", "m:\n- a\n- b\n", []change{set("c", "m", 2)}, "m:\n- a\n- b\n- c\n", 0, 1},
		{"new list in the style of the others", "m:\n- a\nn: 1\n", []change{set(list("x"), "n")}, "m:\n- a\nn:\n- x\n", 1, 2},
		{"indentation by four", "m:\n    a:\n        b: 1\n", []change{set(mapping("d", mapping("e", 1)), "m", "c")}, "m:\n    a:\n        b: 1\n    c:\n        d:\n            e: 1\n", 0, 3},
		{"wide dashes", "m:\n  -   a: 1\n      b: 2\n", []change{set(mapping("c", 1, "d", 2), "m", 1)}, "m:\n  -   a: 1\n      b: 2\n  -   c: 1\n      d: 2\n", 0, 2},
		{"list in a list", "m:\n  - - 1\n    - 2\n", []change{del("m", 0, 0)}, "m:\n  - - 2\n", 2, 1},
		{"dash alone on its line", "m:\n  -\n    a: 1\n  - # c\n    b: 2\n", []change{set(3, "m", 1, "b")}, "m:\n  -\n    a: 1\n  - # c\n    b: 3\n", 1, 1},

		{"flow list append", sync, []change{set("d", "tags", 3)}, replaced(sync, "[a, b, c]", "[a, b, c, d]"), 1, 1},
		{"flow list remove first", sync, []change{del("tags", 0)}, replaced(sync, "[a, b, c]", "[b, c]"), 1, 1},
		{"flow list remove last", sync, []change{del("tags", 2)}, replaced(sync, "[a, b, c]", "[a, b]"), 1, 1},
		{"flow map", "a: {b: 1, c: 2} # c\n", []change{set("x, y", "a", "b"), set(3, "a", "d")}, "a: {b: 'x, y', c: 2, d: 3} # c\n", 1, 1},
		{"flow map key without a value", "a: {b, c: }\n", []change{set(1, "a", "b"), set(2, "a", "c")}, "a: {b: 1, c: 2}\n", 1, 1},
		{"flow list over lines", "a: [\n  b, # B\n  c # C\n]\n", []change{set("d", "a", 2)}, "a: [\n  b, # B\n  c, # C\n  d\n]\n", 1, 2},
		{"flow list over lines, item removed", "a: [\n  b, # B\n  c, # C\n]\n", []change{del("a", 0)}, "a: [\n  c, # C\n]\n", 1, 0},
		{"flow list over lines, item removed and added", "a: [\n  b,\n  c,\n]\n", []change{del("a", 0), set("d", "a", 1)}, "a: [\n  c,\n  d,\n]\n", 1, 1},
		{"json", "{\"a\": 1, \"b\": [1, 2]}\n", []change{set(3, "b", 2)}, "{\"a\": 1, \"b\": [1, 2, 3]}\n", 1, 1},

		{"line ends of Windows", "a: 1\r\nb: |-\r\n  x\r\n  y\r\n", []change{set("x\nz\ny", "b"), set(2, "c")}, "a: 1\r\nb: |-\r\n  x\r\n  z\r\n  y\r\nc: 2\r\n", 0, 2},
		{"mixed line ends", "a: 1\nb: |-\r\n  x\n  y\r\nc: 1\r\n", []change{set("x\nz", "b")}, "a: 1\nb: |-\r\n  x\n  z\r\nc: 1\r\n", 1, 1},
		{"mixed line ends, key removed", "a: 1\r\nb: 2\nc: 3\r\n", []change{del("b")}, "a: 1\r\nc: 3\r\n", 1, 0},
		{"byte order mark", "\ufeffa: 1\nb: 2\n", []change{set(3, "a")}, "\ufeffa: 3\nb: 2\n", 1, 1},
		{"byte order mark, first key removed", "\ufeffa: 1\nb: 2\n", []change{del("a")}, "\ufeffb: 2\n", 2, 1},

		{"alias is written out", "a: &x 1\nb: *x\n", []change{set(2, "b")}, "a: &x 1\nb: 2\n", 1, 1},
		{"anchored value changes, its alias is written out", "a: &x 1\nb: *x # c\n", []change{set(2, "a")}, "a: &x 2\nb: 1 # c\n", 2, 2},
		{"anchored value and alias change alike", "a: &x 1\nb: *x\n", []change{set(2, "a"), set(2, "b")}, "a: &x 2\nb: *x\n", 1, 1},
		{"below an alias", "a: &x\n  k: 1\nb: *x\n", []change{set(2, "b", "k")}, "a: &x\n  k: 1\nb:\n  k: 2\n", 1, 2},
		{"anchored map removed", "a: &x\n  k: 1\nb: *x\n", []change{del("a")}, "b:\n  k: 1\n", 2, 1},
		{"merged key is set in the map", "a: &x\n  k: 1\nb:\n  <<: *x\n  l: 2\n", []change{set(3, "b", "k")}, "a: &x\n  k: 1\nb:\n  <<: *x\n  l: 2\n  k: 3\n", 0, 1},
		{"merged key removed", "a: &x\n  k: 1\n  m: 2\nb:\n  <<: *x\n  l: 2\n", []change{del("b", "k")}, "a: &x\n  k: 1\n  m: 2\nb:\n  l: 2\n  m: 2\n", 1, 1},
		{"merge source changes", "a: &x\n  k: 1\nb:\n  <<: *x\n  l: 2\n", []change{set(9, "a", "k")}, "a: &x\n  k: 9\nb:\n  <<: *x\n  l: 2\n  k: 1\n", 1, 2},
		{"tag of a replaced value goes", "a: !!str 5\n", []change{set(6, "a")}, "a: 6\n", 1, 1},
		{"explicit key", "? a\n: 1\n? b\n: 2\n", []change{set(3, "b")}, "a: 1\nb: 3\n", 4, 2},
		{"anchored item becomes a list", "m:\n  - &x []\n  - b\n", []change{set(list(1), "m", 0)}, "m:\n  - &x\n    - 1\n  - b\n", 1, 2},
		{"final line breaks stay apart from a blank line", "a: 1\n\nb: 2\n", []change{set("x\n\n", "a")}, "a: \"x\\n\\n\"\n\nb: 2\n", 1, 1},
		{"removed after a block with all line breaks", "a: |+\n  x\n\nb: 1\n\n# c\nd: 2\n", []change{del("b")}, "a: |+\n  x\n\n# c\nd: 2\n", 2, 0},
		{"clipped block at the end without a newline", "a: 1", []change{set("x\n", "b")}, "a: 1\nb: |\n  x\n", 1, 3},
		{"last item removed and key added below", "a:\n  - 1\n  - 2\n", []change{del("a", 1), set(1, "b")}, "a:\n  - 1\nb: 1\n", 1, 1},
		{"long key stays", strings.Repeat("k", 1010) + ": 1\nb: 1\n", []change{set(2, "b")}, strings.Repeat("k", 1010) + ": 1\nb: 2\n", 1, 1},
		{"anchored null above an anchored key", "a: &x\n&y b: 1\nc: *y\n", []change{set(2, "a")}, "a: &x 2\n&y b: 1\nc: *y\n", 1, 1},
		{"list turned around keeps comments", "m:\n  - a # A\n  - b # B\n", []change{set(list("b", "a"), "m")}, "m:\n  - b # B\n  - a # A\n", 1, 1},
		{"comments without a final newline", "# c", []change{set(1, "a")}, "# c\na: 1", 1, 2},
		{"line ends of Windows, key added to comments", "# c\r\n", []change{set(1, "a")}, "# c\r\na: 1\r\n", 0, 1},
		{"comment at the end of a map stays at its end", "a:\n  b: 1\n  # end of a\n# end\n", []change{set("x\ny", "a", "c")}, "a:\n  b: 1\n  c: |-\n    x\n    y\n  # end of a\n# end\n", 0, 3},
		{"scalar document becomes a map", "# c\nx\n", nil, "# c\nx\n", 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.changes == nil {
				requireEdit(t, tt.src, "# c\na: 1\n", mapping("a", int64(1)), 1, 1)
				return
			}
			requireEdit(t, tt.src, tt.want, apply(t, tt.src, tt.changes...), tt.removed, tt.added)
		})
	}
}
