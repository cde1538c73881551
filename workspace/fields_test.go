package workspace_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/workspace"
)

// value draws any value that fields may hold.
func value(depth int) *rapid.Generator[any] {
	leaves := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.Float64().AsAny(), rapid.StringN(0, 4, -1).AsAny(),
		rapid.SampledFrom([]any{int64(0), int64(1), "1", "", "true", 0.5, 1e18, int64(1e18), math.Copysign(0, -1)}),
	}
	if depth > 0 {
		leaves = append(leaves,
			rapid.SliceOfN(value(depth-1), 0, 3).AsAny(),
			rapid.MapOfN(rapid.StringN(0, 2, -1), value(depth-1), 0, 3).AsAny())
	}
	return rapid.OneOf(leaves...)
}

func someFields() *rapid.Generator[workspace.Fields] {
	return rapid.Custom(func(t *rapid.T) workspace.Fields {
		n, err := workspace.Normalize(rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "c"}), value(2), 0, 3).Draw(t, "fields"))
		if err != nil {
			t.Fatal(err)
		}
		return n.(map[string]any)
	})
}

func TestEqualDigestsMeanEqualValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, g := someFields().Draw(t, "f"), someFields().Draw(t, "g")
		require.Equal(t, f.Digest() == g.Digest(), f.Equal(g))
		require.True(t, f.Equal(f.Clone()))
		require.Equal(t, f.Digest(), f.Clone().Digest())
		require.NotEqual(t, f.Digest(), f.With("new", "x").Digest())
		require.NotContains(t, f, "new")
		if len(workspace.ChangedPaths(f, g)) == 0 {
			require.Equal(t, f.Digest(), g.Digest())
		}
		require.Empty(t, workspace.ChangedPaths(f, f.Clone()))
		require.Equal(t, workspace.ChangedPaths(f, g), workspace.ChangedPaths(g, f))

		again, err := workspace.Normalize(f)
		require.NoError(t, err)
		require.Equal(t, map[string]any(f), again, "what is normal stays")
	})
}

func TestDigestsTellValuesApart(t *testing.T) {
	seen := map[workspace.Digest]any{}
	for _, v := range []any{
		nil, "", "1", int64(1), true, "true", 0.5, "0.5", []any{}, map[string]any{}, []any{nil}, []any{int64(1), int64(2)}, []any{int64(2), int64(1)},
		"é", "e\u0301", "<", "\\u003c", int64(math.MaxInt64), int64(math.MaxInt64 - 1),
	} {
		d := workspace.Fields{"a": v}.Digest()
		require.NotContains(t, seen, d, "%v and %v", v, seen[d])
		require.Len(t, string(d), 64)
		seen[d] = v
	}
	require.NotEqual(t, workspace.Fields{}.Digest(), workspace.Fields{"a": nil}.Digest(), "null is not nothing")
}

func TestChangedPaths(t *testing.T) {
	m := func(pairs ...any) map[string]any {
		out := map[string]any{}
		for i := 0; i < len(pairs); i += 2 {
			out[pairs[i].(string)] = pairs[i+1]
		}
		return out
	}
	for name, c := range map[string]struct {
		a, b workspace.Fields
		want []string
	}{
		"nothing":           {m("a", "x"), m("a", "x"), nil},
		"created":           {nil, m("b", "x", "a", m("c", "d")), []string{"a", "b"}},
		"removed":           {m("a", "x"), nil, []string{"a"}},
		"value":             {m("a", "x", "b", "y"), m("a", "x", "b", "z"), []string{"b"}},
		"null is a value":   {m(), m("a", nil), []string{"a"}},
		"deep":              {m("a", m("b", m("c", "x", "d", "y"))), m("a", m("b", m("c", "z", "d", "y"))), []string{"a.b.c"}},
		"key in a map":      {m("a", m("b", "x")), m("a", m("b", "x", "c", "y")), []string{"a.c"}},
		"lists are whole":   {m("a", []any{m("b", "x")}), m("a", []any{m("b", "y")}), []string{"a"}},
		"order of lists":    {m("a", []any{"x", "y"}), m("a", []any{"y", "x"}), []string{"a"}},
		"other type":        {m("a", m("b", "x")), m("a", "x"), []string{"a"}},
		"emptied map":       {m("a", m("b", "x")), m("a", m()), []string{"a"}},
		"several, sorted":   {m("z", "x", "a", "x", "m", m("z", "x", "a", "x")), m("z", "y", "a", "y", "m", m("z", "y", "a", "y")), []string{"a", "m.a", "m.z", "z"}},
		"number of a sort":  {m("a", int64(1)), m("a", "1"), []string{"a"}},
		"a key with a dot":  {m("a.b", "x"), m("a.b", "y"), []string{"a.b"}},
		"replaced by a map": {m("a", nil), m("a", m("b", "x")), []string{"a"}},
	} {
		require.Equal(t, c.want, workspace.ChangedPaths(c.a, c.b), name)
	}
}

func TestAccessorsTakeWhatIsThere(t *testing.T) {
	f := workspace.Fields{"text": "x", "number": int64(1), "map": map[string]any{"a": []any{"b"}}}
	require.Equal(t, "x", f.Text("text"))
	require.Empty(t, f.Text("number")+f.Text("map")+f.Text("nothing"))
	require.Nil(t, f.Map("text"))
	clone := f.Clone()
	clone.Map("map")["a"].([]any)[0] = "changed"
	require.Equal(t, []any{"b"}, f.Map("map")["a"])
	require.Nil(t, workspace.Fields(nil).Clone())
	require.Equal(t, workspace.Fields{"a": "b"}, workspace.Fields(nil).With("a", "b"))
}

func TestNormalizeTakesGoTypes(t *testing.T) {
	type text string
	got, err := workspace.Normalize(map[string][]text{"a": {"x"}})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"a": []any{"x"}}, got)
	for _, n := range []any{int8(7), int16(7), int32(7), uint(7), uint8(7), uint64(7), float32(7), text("7")} {
		got, err := workspace.Normalize([]any{n})
		require.NoError(t, err)
		if _, isText := n.(text); isText {
			require.Equal(t, []any{"7"}, got)
			continue
		}
		require.Equal(t, []any{int64(7)}, got, "%T", n)
	}
	for name, v := range map[string]any{
		"too large": uint64(math.MaxUint64), "not UTF-8": "a\xff", "key not UTF-8": map[string]any{"a\xff": int64(1)},
		"map by number": map[int]string{1: "x"}, "pointer": new(int), "func": func() {}, "NaN in a list": []float64{math.NaN()},
	} {
		_, err := workspace.Normalize(v)
		require.Error(t, err, name)
	}
}

func TestWhatCannotBeStoredIsInvalid(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	for _, v := range []any{math.NaN(), math.Inf(-1), func() {}, "\xff"} {
		_, err := w.tryCreate(workspace.KindDestination, "x", workspace.Fields{"name": "x", "type": "t", "config": map[string]any{"a": v}})
		requireCode(t, workspace.CodeInvalid, err)
	}
	r := w.create(workspace.KindDestination, "x", workspace.Fields{"name": "x", "type": "t", "config": map[string]any{"n": 3.0, "big": 1e18, "list": []string{"a"}}})
	require.Equal(t, map[string]any{"n": int64(3), "big": 1e18, "list": []any{"a"}}, r.Fields.Map("config"))
	require.Equal(t, r, w.get(r))
}
