package yamledit_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lockstep.dev/spec/yamledit"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// mutated returns a copy of v with something changed.
func mutated(t *rapid.T, v any, depth int) any {
	switch v := v.(type) {
	case []any:
		out := slices.Clone(v)
		if len(out) == 0 || depth == 0 {
			return append(out, randomValue(t, 1))
		}
		i := rapid.IntRange(0, len(out)-1).Draw(t, "at")
		switch rapid.IntRange(1, 5).Draw(t, "list edit") {
		case 1:
			return slices.Insert(out, i, randomValue(t, 2))
		case 2:
			return slices.Delete(out, i, i+1)
		case 3:
			return append(out, randomValue(t, 2))
		case 4:
			j := rapid.IntRange(0, len(out)-1).Draw(t, "with")
			out[i], out[j] = out[j], out[i]
			return out
		}
		out[i] = mutated(t, out[i], depth-1)
		return out
	case map[string]any:
		out := maps.Clone(v)
		if len(out) == 0 || depth == 0 {
			out[randomKey(t)] = randomValue(t, 1)
			return out
		}
		k := rapid.SampledFrom(sortedKeys(out)).Draw(t, "of")
		switch rapid.IntRange(1, 5).Draw(t, "map edit") {
		case 1:
			out[randomKey(t)] = randomValue(t, 2)
		case 2:
			delete(out, k)
		default:
			out[k] = mutated(t, out[k], depth-1)
		}
		return out
	}
	return randomValue(t, 2)
}

// document is a random document, cut into its top-level entries.
type document struct {
	value    map[string]any
	head     string
	entries  map[string]string // text of each, from the key on
	comments map[string]bool   // lines of their own at the top level
	text     string
}

func randomDocument(t *rapid.T) document {
	w := &writer{t: t, anchors: map[string]any{}, step: 2}
	if w.chance(4, "four") {
		w.step = 4
	}
	w.listBy = rapid.SampledFrom([]int{0, w.step}).Draw(t, "list by")
	d := document{value: map[string]any{}, entries: map[string]string{}, comments: map[string]bool{}}
	if w.chance(4, "marker") {
		d.head = "---" + w.tail()
	}
	if w.chance(8, "bom") {
		d.head = "\ufeff" + d.head
	}
	d.text = d.head
	for i := range rapid.IntRange(1, 5).Draw(t, "entries") {
		k := fmt.Sprintf("%c%s", 'p'+i, randomKey(t))
		v := randomValue(t, 3)
		above := w.above(0)
		if c := strings.TrimSpace(above); c != "" {
			d.comments[c] = true
		}
		text := w.key(k) + ":" + w.value(v, 0, false)
		d.value[k], d.entries[k] = v, text
		d.text += above + text
	}
	if w.chance(6, "end") {
		d.text += "...\n"
	} else if w.chance(5, "no final newline") && w.ended == "" {
		d.text = strings.TrimSuffix(d.text, "\n")
	}
	if w.chance(4, "crlf") {
		crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
		d.text = crlf(d.text)
		for k, s := range d.entries {
			d.entries[k] = crlf(s)
		}
	}
	return d
}

func TestRandomEdits(t *testing.T) {
	widened, edits := 0, 0
	edit := func(t *rapid.T) {
		doc := randomDocument(t)
		d, err := yamledit.Parse([]byte(doc.text), yamledit.Limits{})
		if err != nil {
			t.Fatalf("parse: %v\n%s", err, doc.text)
		}
		if diff := cmp.Diff(any(doc.value), d.Value()); diff != "" {
			t.Fatalf("decoded value: %s\n%s", diff, doc.text)
		}
		opt := yamledit.Options{}
		if rapid.Bool().Draw(t, "options") {
			opt = yamledit.Options{KeyOrder: modelOrder, KeyOf: byTo}
		}
		same, err := yamledit.Edit([]byte(doc.text), doc.value, opt)
		if err != nil || string(same) != doc.text {
			t.Fatalf("unedited: %v\n%s\n%s", err, doc.text, same)
		}
		want := any(doc.value)
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			want = mutated(t, want, 4)
		}
		value := want.(map[string]any)
		got, rounds, err := yamledit.EditRounds([]byte(doc.text), value, opt)
		if err != nil {
			t.Fatalf("edit: %v\n%s\n%v", err, doc.text, want)
		}
		edits++
		if rounds > 0 {
			widened++
		}
		r, err := yamledit.Parse(got, yamledit.Limits{})
		if err != nil {
			t.Fatalf("parse result: %v\n%s\n%s", err, doc.text, got)
		}
		if len(value) > 0 || r.Value() != nil {
			if diff := cmp.Diff(want, r.Value()); diff != "" {
				t.Fatalf("result: %s\n%s\n%s", diff, doc.text, got)
			}
		}
		checkKept(t, doc, value, string(got))
	}
	for range 20 {
		rapid.Check(t, edit)
	}
	if widened > 2+edits/100 {
		t.Errorf("%d of %d edits had to be widened", widened, edits)
	}
}

// checkKept fails when an entry that did not change lost its text, or a comment
// on a line of its own is gone.
func checkKept(t *rapid.T, doc document, value map[string]any, got string) {
	kept := 0
	for _, k := range sortedKeys(doc.entries) {
		if v, ok := value[k]; !ok || !cmp.Equal(v, doc.value[k]) {
			continue
		}
		kept++
		text := doc.entries[k]
		if strings.Contains(text, "*") || strings.Contains(text, "&") {
			continue
		}
		if !strings.Contains(got, strings.TrimRight(text, "\r\n")) {
			t.Fatalf("entry %q lost its text\n%s\n--\n%s", k, doc.text, got)
		}
	}
	if kept == 0 {
		return
	}
	for c := range doc.comments {
		if !strings.Contains(got, c) {
			t.Fatalf("comment %q is gone\n%s\n--\n%s", c, doc.text, got)
		}
	}
}
