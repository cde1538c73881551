package yamledit_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"lockstep.dev/spec/yamledit"
)

// change sets, or with the remove value deletes, what is at a path.
type change struct {
	path  []any
	value any
}

type removal struct{}

func set(v any, path ...any) change { return change{path, v} }
func del(path ...any) change        { return change{path, removal{}} }
func list(v ...any) []any           { return append([]any{}, v...) }
func mapping(kv ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i].(string)] = kv[i+1]
	}
	return m
}

func changed(v any, path []any, to any) any {
	if len(path) == 0 {
		return to
	}
	switch step := path[0].(type) {
	case string:
		m := v.(map[string]any)
		if _, gone := to.(removal); gone && len(path) == 1 {
			delete(m, step)
			return m
		}
		m[step] = changed(m[step], path[1:], to)
		return m
	case int:
		l := v.([]any)
		if _, gone := to.(removal); gone && len(path) == 1 {
			return append(l[:step:step], l[step+1:]...)
		}
		if step == len(l) {
			return append(l, to)
		}
		l[step] = changed(l[step], path[1:], to)
		return l
	}
	panic("bad path")
}

func apply(t *testing.T, src string, changes ...change) map[string]any {
	t.Helper()
	d, err := yamledit.Parse([]byte(src), yamledit.Limits{})
	require.NoError(t, err)
	v := d.Value()
	if v == nil {
		v = map[string]any{}
	}
	for _, c := range changes {
		v = changed(v, c.path, c.value)
	}
	return wide(v).(map[string]any)
}

// wide makes every int an int64, as decoded.
func wide(v any) any {
	switch v := v.(type) {
	case int:
		return int64(v)
	case []any:
		for i := range v {
			v[i] = wide(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = wide(v[k])
		}
	}
	return v
}

func modelOrder(path, keys []string) []string {
	if len(path) > 0 {
		return []string{"to", "from", "type"}
	}
	return []string{"name", "source", "description", "type", "rawSql", "primaryKey", "schedule"}
}

func byTo([]string) string { return "to" }

// requireEdit checks the exact result, that it means the wanted value and how
// many lines the diff removes and adds.
func requireEdit(t *testing.T, src, want string, value map[string]any, removed, added int) {
	t.Helper()
	got, err := yamledit.Edit([]byte(src), value, yamledit.Options{KeyOrder: modelOrder, KeyOf: byTo})
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(want, string(got)))
	d, err := yamledit.Parse(got, yamledit.Limits{})
	require.NoError(t, err)
	if d.Value() == nil {
		require.Empty(t, value)
	} else {
		require.Empty(t, cmp.Diff(any(value), d.Value()))
	}
	minus, plus := changedLines(src, string(got))
	require.Equal(t, [2]int{removed, added}, [2]int{minus, plus}, "lines removed and added")
}

func asProblem(err error, p **yamledit.Problem) bool { return errors.As(err, p) }

func replaced(s, old, to string) string {
	if strings.Count(s, old) != 1 {
		panic("not there once: " + old)
	}
	return strings.Replace(s, old, to, 1)
}

// changedLines counts the lines that a diff removes and adds.
func changedLines(before, after string) (minus, plus int) {
	for _, l := range strings.Split(udiff.Unified("a", "b", before, after), "\n") {
		switch {
		case strings.HasPrefix(l, "--- a"), strings.HasPrefix(l, "+++ b"):
		case strings.HasPrefix(l, "-"):
			minus++
		case strings.HasPrefix(l, "+"):
			plus++
		}
	}
	return minus, plus
}
