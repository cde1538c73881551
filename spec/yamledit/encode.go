package yamledit

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Options steer how new text is written and how list items are told apart.
// Paths are the keys from the root; an item of a list adds "[]".
type Options struct {
	// KeyOrder orders the keys of the map at path: for a new map all its keys,
	// for an existing one the old and the new, to find where new ones belong.
	// Keys it leaves out follow sorted, in an existing map at its end. Nil
	// leaves out all.
	KeyOrder func(path []string, keys []string) []string
	// KeyOf names the key that identifies the items of the list at path, ""
	// for none, so that items keep their text when others come or go.
	KeyOf func(path []string) string
}

// order returns the keys that KeyOrder knows, in its order, and the rest sorted.
func (o Options) order(path, keys []string) (known, rest []string) {
	slices.Sort(keys)
	if o.KeyOrder == nil {
		return nil, keys
	}
	left := make(map[string]bool, len(keys))
	for _, k := range keys {
		left[k] = true
	}
	for _, k := range o.KeyOrder(path, slices.Clone(keys)) {
		if left[k] {
			known = append(known, k)
			delete(left, k)
		}
	}
	return known, slices.DeleteFunc(keys, func(k string) bool { return !left[k] })
}

func (o Options) sorted(path []string, m map[string]any) []string {
	known, rest := o.order(path, slices.Collect(maps.Keys(m)))
	return append(known, rest...)
}

// Encode renders v in the canonical form: two blanks per level, list items two
// below their key, keys in KeyOrder, literal blocks for text of several lines,
// quotes only where needed, one final newline.
func Encode(v any, opt Options) ([]byte, error) {
	v, err := normalize(v, nil, 1)
	if err != nil {
		return nil, err
	}
	return []byte(encode(v, opt) + "\n"), nil
}

func encode(v any, opt Options) string {
	w := renderer{opt: opt, shape: shape{step: 2, list: 2, gap: 2}}
	f := w.form(v, slot{parent: -2, item: true}, nil)
	return f.String()
}

// shape is the indentation style of a document.
type shape struct {
	step int // from a map to a map within
	list int // from a map's key to the dashes of its list
	gap  int // from a dash to its item
}

type renderer struct {
	opt   Options
	shape shape
	// blankBelow tells that a blank line follows, which a block that keeps its
	// final line breaks would take for its own.
	blankBelow bool
	noKeep     bool // no such block is written at all
}

// slot is the place that a value is rendered for.
type slot struct {
	parent int  // indentation of the collection around
	item   bool // the value is an item: a collection starts on the dash's line
	old    *node
	doc    *Document
}

// form is rendered text: what goes behind the colon or dash, and the lines below.
// All lines but the first carry their indentation; none ends with a break.
type form struct {
	inline string
	below  string
	block  bool // below is the text of a block scalar
}

func (f form) String() string {
	if f.below == "" && !f.block {
		return f.inline
	}
	return f.inline + "\n" + f.below
}

func pad(n int) string { return strings.Repeat(" ", max(n, 0)) }

func push(path []string, step string) []string { return append(path[:len(path):len(path)], step) }

func (w renderer) form(v any, s slot, path []string) form {
	switch v := v.(type) {
	case string:
		return w.text(v, s)
	case []any:
		if len(v) > 0 {
			if s.item {
				return split(w.list(v, s.parent+w.shape.gap, path))
			}
			in := s.parent + w.shape.list
			return form{below: pad(in) + w.list(v, in, path)}
		}
	case map[string]any:
		if len(v) > 0 {
			if s.item {
				return split(w.mapping(v, s.parent+w.shape.gap, path))
			}
			in := s.parent + w.shape.step
			return form{below: pad(in) + w.mapping(v, in, path)}
		}
	}
	return form{inline: w.flow(v, path)}
}

func split(text string) form {
	first, rest, _ := strings.Cut(text, "\n")
	return form{inline: first, below: rest}
}

// list renders items at an indentation; the first line comes without it.
func (w renderer) list(v []any, in int, path []string) string {
	out := make([]string, len(v))
	for i, e := range v {
		out[i] = w.item(e, in, path)
	}
	return strings.Join(out, "\n"+pad(in))
}

func (w renderer) item(v any, in int, path []string) string {
	f := w.form(v, slot{parent: in, item: true}, push(path, "[]"))
	return "-" + pad(w.shape.gap-1) + f.String()
}

func (w renderer) mapping(v map[string]any, in int, path []string) string {
	keys := w.opt.sorted(path, v)
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = w.entry(k, v[k], in, path)
	}
	return strings.Join(out, "\n"+pad(in))
}

func (w renderer) entry(k string, v any, in int, path []string) string {
	f := w.form(v, slot{parent: in}, push(path, k))
	if f.inline != "" {
		f.inline = " " + f.inline
	}
	key := scalarText(k, nil, false)
	if len(key) > maxKey {
		key = "? " + key + "\n" + pad(in)
	}
	f.inline = key + ":" + f.inline
	return f.String()
}

// maxKey is how long a key may be before YAML wants it marked as such; the
// standard's limit is 1024 characters.
const maxKey = 1000

// flow renders v on one line.
func (w renderer) flow(v any, path []string) string {
	switch v := v.(type) {
	case []any:
		out := make([]string, len(v))
		for i, e := range v {
			out[i] = w.flow(e, push(path, "[]"))
		}
		return "[" + strings.Join(out, ", ") + "]"
	case map[string]any:
		keys := w.opt.sorted(path, v)
		out := make([]string, len(keys))
		for i, k := range keys {
			out[i] = w.flowEntry(k, v[k], path)
		}
		return "{" + strings.Join(out, ", ") + "}"
	}
	return scalarText(v, nil, true)
}

func (w renderer) flowEntry(k string, v any, path []string) string {
	key := scalarText(k, nil, true)
	if len(key) > maxKey {
		key = "? " + key + " "
	}
	return key + ": " + w.flow(v, push(path, k))
}

// text renders a string, in the style of the scalar it replaces where it can.
func (w renderer) text(s string, at slot) form {
	block := strings.Contains(s, "\n")
	fold := false
	var wrapped map[string][]string
	in := at.parent + w.shape.step
	if at.item {
		in = at.parent + w.shape.gap
	}
	if at.parent < 0 {
		in = w.shape.step
	}
	if o := at.old; o != nil {
		switch {
		case o.quotedDouble() && (!block || strings.Contains(o.y.Value, "\n")):
			block = false
		case o.blockScalar():
			block = true
			if o.indent > at.parent {
				in = o.indent
			}
			w.blankBelow = w.blankBelow && !strings.Contains(string(at.doc.src[o.body:o.header]), "+")
			if fold = at.doc.src[o.body] == '>'; fold {
				wrapped = at.doc.paragraphs(o)
			}
		}
	}
	if (w.blankBelow || w.noKeep) && strings.HasSuffix(s, "\n\n") {
		block = false
	}
	if !block || !literalSafe(s) || in-max(at.parent, 0) > 9 {
		return form{inline: scalarText(s, at.old, false)}
	}
	header, lines := blockText(s, in-max(at.parent, 0), fold, wrapped)
	for i, l := range lines {
		if l != "" {
			lines[i] = pad(in) + l
		}
	}
	return form{inline: header, below: strings.Join(lines, "\n"), block: true}
}

// scalarText renders a scalar on one line, with the quotes of the scalar it
// replaces where they fit.
func scalarText(v any, old *node, flow bool) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case string:
		single := printable(v) && !strings.ContainsAny(v, "\n\t")
		switch {
		case old.quotedDouble():
			return doubleQuoted(v)
		case old.quotedSingle() && single:
			return singleQuoted(v)
		case plainSafe(v, flow), old.plainTime() && dateOnly(v):
			return v
		case single:
			return singleQuoted(v)
		}
		return doubleQuoted(v)
	}
	return ""
}
