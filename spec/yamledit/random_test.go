package yamledit_test

import (
	"fmt"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// texts are strings that YAML treats in special ways.
func texts() []string {
	return []string{
		"", " ", "word", "two words", "é", "日本 語", "it's", `say "x"`, `back\slash`, "a: b", "a:b", "a #b", "# x", "trail ", " lead",
		"true", "null", "~", "yes", "12", "-15", "0x1F", "0o7", "0777", "1_000", "1e3", ".5", ".inf", "16:00", "2026-01-01", "2026-01-02",
		"2026-01-01T00:00:00Z", "<<", "=", "-", "- a", "-a", "?", "? a", ":", ":a", "|", ">", "[a", "a]", "a, b", "{", "}", "*a", "&a", "!t", "%x",
		"@x", "`x", "---", "...", "--- a", "http://x:80/", "tab\tx", "\tlead", "\n", "\n\n", " \n", "a\n", "a\n\n", "a\nb", "a\nb\n", "a\n\nb\n\n\n",
		"  a\nb", "\n a", "\na", "\ta\nb", "a \nb", "a\n ", "a\n  b\nc", "a\r\nb", "a\rb", "\u2028", "\u0085x", "\x07", "\ufeff", "😀", "select 1\nfrom t",
		"select 1\n  -- note\nfrom t\n", "soft\u00adhyphen", "'", `"`, "''", "a'\nb", "---\na", "key: |\n  x", strings.Repeat("long words ", 20) + "end",
	}
}

// writer writes random documents and knows what they mean.
type writer struct {
	t        *rapid.T
	step     int
	listBy   int
	comments int
	anchors  map[string]any
	ended    string // newlines at the end of the last value, if a block
}

func (w *writer) chance(of int, label string) bool {
	return rapid.IntRange(1, of).Draw(w.t, label) == 1
}

func (w *writer) comment() string {
	w.comments++
	return fmt.Sprintf("# c%d.", w.comments)
}

func randomValue(t *rapid.T, depth int) any {
	kinds := 7
	if depth <= 0 {
		kinds = 5
	}
	switch rapid.IntRange(1, kinds).Draw(t, "kind") {
	case 1:
		return nil
	case 2:
		return rapid.Bool().Draw(t, "bool")
	case 3:
		return int64(rapid.SampledFrom([]int64{0, 1, -1, 42, 1 << 60}).Draw(t, "int"))
	case 4:
		if rapid.IntRange(1, 4).Draw(t, "float") == 1 {
			return rapid.SampledFrom([]float64{0.5, -1.25, 1e30, 1e-9}).Draw(t, "f")
		}
		return rapid.SampledFrom(texts()).Draw(t, "text")
	case 5:
		return rapid.SampledFrom(texts()).Draw(t, "text")
	case 6:
		l := make([]any, rapid.IntRange(0, 3).Draw(t, "len"))
		for i := range l {
			l[i] = randomValue(t, depth-1)
		}
		return l
	}
	m := map[string]any{}
	for range rapid.IntRange(0, 3).Draw(t, "size") {
		m[randomKey(t)] = randomValue(t, depth-1)
	}
	return m
}

func randomKey(t *rapid.T) string {
	return rapid.SampledFrom([]string{"to", "from", "type", "a", "b", "c d", "null", "1", "é", "x: y", "-z", "y"}).Draw(t, "key")
}

// scalar writes v on one line.
func (w *writer) scalar(v any) string {
	s, ok := v.(string)
	if !ok {
		return map[bool]string{true: "null", false: fmt.Sprint(v)}[v == nil]
	}
	if strings.Trim(s, "abcdefghijklmnopqrtuvwxz ") == "" && strings.TrimSpace(s) == s && s != "" && s != "null" && s != "true" && !w.chance(3, "quote") {
		return s
	}
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789 '#:é,[]{}-|>&*!%@`") == "" && w.chance(2, "single") {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return quote(s)
}

func quote(s string) string {
	q := strconv.QuoteToASCII(s)
	return strings.NewReplacer(`\x7f`, `\x7F`).Replace(q)
}

// flow writes v in brackets and braces.
func (w *writer) flow(v any) string {
	sep := rapid.SampledFrom([]string{", ", ",", " , "}).Draw(w.t, "sep")
	switch v := v.(type) {
	case []any:
		var out []string
		for _, e := range v {
			out = append(out, w.flow(e))
		}
		return "[" + strings.Join(out, sep) + "]"
	case map[string]any:
		var out []string
		for _, k := range sortedKeys(v) {
			out = append(out, quote(k)+": "+w.flow(v[k]))
		}
		return "{" + strings.Join(out, sep) + "}"
	}
	if s, ok := v.(string); ok {
		return quote(s)
	}
	return w.scalar(v)
}

// value writes what follows a colon or dash, ending with a line feed.
func (w *writer) value(v any, indent int, item bool) string {
	w.ended = ""
	anchor := ""
	if w.chance(8, "anchor") {
		name := fmt.Sprintf("a%d", len(w.anchors))
		w.anchors[name] = v
		anchor = " &" + name
	} else if name := w.sameAnchor(v); name != "" {
		return " *" + name + w.tail()
	}
	switch v := v.(type) {
	case nil:
		if w.chance(3, "bare") {
			return anchor + w.tail()
		}
	case []any:
		if len(v) > 0 && !w.chance(4, "flow") {
			by := w.listBy
			if item {
				by = 2
			}
			return anchor + w.tail() + w.list(v, indent+by)
		}
		return anchor + " " + w.flow(v) + w.tail()
	case map[string]any:
		if len(v) > 0 && !w.chance(5, "flow") {
			if item && anchor == "" && !w.chance(4, "loose") {
				return " " + strings.TrimLeft(w.mapping(v, indent+2), " ")
			}
			return anchor + w.tail() + w.mapping(v, indent+w.step)
		}
		return anchor + " " + w.flow(v) + w.tail()
	case string:
		if s, ok := w.block(v, indent+w.step); ok {
			return anchor + s
		}
	}
	return anchor + " " + w.scalar(v) + w.tail()
}

func (w *writer) sameAnchor(v any) string {
	if !w.chance(3, "alias") {
		return ""
	}
	for i := range len(w.anchors) {
		name := fmt.Sprintf("a%d", i)
		if fmt.Sprintf("%#v", w.anchors[name]) == fmt.Sprintf("%#v", v) {
			return name
		}
	}
	return ""
}

// block writes a text as a literal or folded block, if it is a simple one.
func (w *writer) block(s string, in int) (string, bool) {
	text := strings.TrimRight(s, "\n")
	if text == "" || w.chance(4, "inline") || strings.ContainsAny(s, "\r\t\x07\u2028\u0085\ufeff") || strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\n") {
		return "", false
	}
	lines := strings.Split(text, "\n")
	head := " |"
	if len(lines) == 1 && !strings.HasPrefix(lines[0], " ") && w.chance(2, "fold") {
		head = " >"
		lines = strings.Split(lines[0], " ")
		for _, l := range lines {
			if l == "" {
				return "", false
			}
		}
	}
	blank := 0
	switch n := len(s) - len(text); n {
	case 0:
		head += "-"
		blank = rapid.IntRange(0, 2).Draw(w.t, "blank")
	case 1:
		blank = rapid.IntRange(0, 2).Draw(w.t, "blank")
	default:
		head += "+"
		blank = n - 1
	}
	w.ended = s[len(text):] + "."
	out := head + w.tail()
	for _, l := range lines {
		if l == "" {
			out += "\n"
		} else {
			out += strings.Repeat(" ", in) + l + "\n"
		}
	}
	return out + strings.Repeat("\n", blank), true
}

func (w *writer) tail() string {
	if w.chance(6, "tail") {
		return " " + w.comment() + "\n"
	}
	return "\n"
}

func (w *writer) list(v []any, in int) string {
	out := ""
	for _, e := range v {
		out += w.above(in) + strings.Repeat(" ", in) + "-" + w.value(e, in, true)
	}
	return out
}

func (w *writer) mapping(v map[string]any, in int) string {
	out := ""
	for _, k := range sortedKeys(v) {
		if out != "" {
			out += w.above(in)
		}
		out += strings.Repeat(" ", in) + w.key(k) + ":" + w.value(v[k], in, false)
	}
	return out
}

// above writes a comment line, sometimes with blank lines.
func (w *writer) above(in int) string {
	switch rapid.IntRange(1, 8).Draw(w.t, "above") {
	case 1:
		return strings.Repeat(" ", in) + w.comment() + "\n"
	case 2:
		if strings.HasPrefix(w.ended, "\n\n") {
			return ""
		}
		return "\n" + strings.Repeat(" ", in) + w.comment() + "\n"
	}
	return ""
}

func (w *writer) key(k string) string {
	if strings.Contains(k, ":") || k == "-z" || w.chance(6, "quoted key") {
		return quote(k)
	}
	return k
}
