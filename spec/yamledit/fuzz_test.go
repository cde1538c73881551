package yamledit_test

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"lockstep.dev/spec/yamledit"
)

func seeds() []string {
	return []string{
		"", "# c\n", "---\n", "a: 1\n", "a:\n  - b: 1 # c\n    c: |-\n      x\n      y\n  - [1, {d: e}]\n...\n",
		"\ufeffa: 'x'\r\nb: \"y\"\r\nc: >+\r\n  z\r\n\r\n", "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\n", "? a\n: b\n? c\n", "- - - 1\n",
		"a: &x\n- &y b\n- *y\nc: !t d\n", "{a: 1, b, c: }", "[a: 1, b]", "a: b\n  c\n d: e", "&a [*a]", "a: 1\na: 2\n", "a: 0x1F\nb: 1_0\nc: .5\n",
		"a: [\n  b, # c\n  d\n]\n", "a: {b: 1,\n  c: 2,}\n", "a:\u0085  b: 1\n", "a: |2\n    x\n  y\n", "%YAML 1.2\n---\na: b\n", "a\rb: 1\r",
		"a: '\n  x'\nb: \"\\\n  y\"\n", "!!map {a: !!str 1}\n", "--- |\n  x\n", "a:\n- b\n# c\n-\n  d: e\n  # f\ng:\n", "\"a\"  : b #c\n'd':\n    e:   f\n",
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds() {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		start := time.Now()
		d, err := yamledit.Parse(src, yamledit.Limits{})
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("took %v", took)
		}
		if err != nil {
			var p *yamledit.Problem
			if !asProblem(err, &p) || p.Message == "" {
				t.Fatalf("no problem with a message: %#v", err)
			}
			return
		}
		checkPositions(t, d, d.Value(), nil)
		out, err := yamledit.Encode(d.Value(), yamledit.Options{})
		if err != nil {
			return
		}
		again, err := yamledit.Parse(out, yamledit.Limits{})
		if err != nil {
			t.Fatalf("%v\n%q\n%s", err, src, out)
		}
		if diff := cmp.Diff(d.Value(), again.Value()); diff != "" {
			t.Fatalf("%s\n%q\n%s", diff, src, out)
		}
	})
}

func checkPositions(t *testing.T, d *yamledit.Document, v any, path []any) {
	if line, col, ok := d.Position(path...); v != nil && (!ok || line < 1 || col < 1) {
		t.Fatalf("no position of %v", path)
	}
	switch v := v.(type) {
	case []any:
		for i := range v {
			checkPositions(t, d, v[i], append(path, i))
		}
	case map[string]any:
		for k := range v {
			checkPositions(t, d, v[k], append(path, k))
		}
	}
}

// bytesChoice draws decisions from fuzzed bytes.
type bytesChoice []byte

func (b *bytesChoice) next(n int) int {
	if len(*b) == 0 {
		return 0
	}
	c := int((*b)[0])
	*b = (*b)[1:]
	return c % n
}

func (b *bytesChoice) value(text string) any {
	switch b.next(8) {
	case 0:
		return nil
	case 1:
		return int64(b.next(100))
	case 2:
		return []any{b.next(2) == 0, "x"}
	case 3:
		return map[string]any{"to": text, "n": nil}
	case 4:
		return []any{}
	case 5:
		return texts()[b.next(len(texts()))]
	}
	return text
}

func (b *bytesChoice) change(v any, text string) any {
	switch v := v.(type) {
	case []any:
		if len(v) == 0 {
			return append(v, b.value(text))
		}
		i := b.next(len(v))
		switch b.next(5) {
		case 0:
			return append(v[:i], v[i+1:]...)
		case 1:
			return append(v[:i], append([]any{b.value(text)}, v[i:]...)...)
		case 2:
			j := b.next(len(v))
			v[i], v[j] = v[j], v[i]
			return v
		}
		v[i] = b.change(v[i], text)
		return v
	case map[string]any:
		keys := sortedKeys(v)
		if len(keys) == 0 || b.next(5) == 0 {
			v[text] = b.value(text)
			return v
		}
		k := keys[b.next(len(keys))]
		if b.next(4) == 0 {
			delete(v, k)
			return v
		}
		v[k] = b.change(v[k], text)
		return v
	}
	return b.value(text)
}

func FuzzEdit(f *testing.F) {
	for i, s := range seeds() {
		for j := range 6 {
			f.Add([]byte(s), "new", []byte{byte(i), byte(3*j + 1), byte(j), 4, byte(2 * j), 3, 2, 1})
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, text string, choices []byte) {
		d, err := yamledit.Parse(src, yamledit.Limits{})
		if err != nil {
			return
		}
		v, ok := d.Value().(map[string]any)
		if ok {
			same, err := yamledit.Edit(src, v, yamledit.Options{})
			if err != nil || string(same) != string(src) {
				t.Fatalf("unedited %q: %v %q", src, err, same)
			}
		} else {
			v = map[string]any{}
		}
		b := bytesChoice(choices)
		opt := yamledit.Options{}
		if b.next(2) == 0 {
			opt = yamledit.Options{KeyOrder: modelOrder, KeyOf: byTo}
		}
		for range 1 + b.next(3) {
			v = b.change(v, text).(map[string]any)
		}
		start := time.Now()
		got, err := yamledit.Edit(src, v, opt)
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("took %v", took)
		}
		if err != nil {
			if utf8.ValidString(text) && len(text) < 1000 && len(src) < 1000 {
				t.Fatalf("%v\n%q\n%v", err, src, v)
			}
			return
		}
		r, err := yamledit.Parse(got, yamledit.Limits{})
		if err != nil {
			t.Fatalf("%v\n%q\n%q", err, src, got)
		}
		if r.Value() == nil && len(v) == 0 {
			return
		}
		if diff := cmp.Diff(any(v), r.Value()); diff != "" {
			t.Fatalf("%s\n%q\n%q", diff, src, got)
		}
	})
}
