package workspace_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/workspace"
)

func TestNormalizeGivesOneFormToEachValue(t *testing.T) {
	for name, c := range map[string]struct{ given, want any }{
		"integer":               {7, int64(7)},
		"integral float":        {3.0, int64(3)},
		"float":                 {0.5, 0.5},
		"float beyond 2^53":     {math.Pow(2, 60), math.Pow(2, 60)},
		"JSON integer":          {json.Number("12"), int64(12)},
		"JSON float":            {json.Number("1e0"), int64(1)},
		"fields":                {workspace.Fields{"a": 1}, map[string]any{"a": int64(1)}},
		"no fields":             {workspace.Fields(nil), map[string]any{}},
		"nil list":              {[]any(nil), []any{}},
		"number deep in a tree": {map[string]any{"a": []any{"x", map[string]any{"b": 2.0}}}, map[string]any{"a": []any{"x", map[string]any{"b": int64(2)}}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := workspace.Normalize(c.given)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
	for _, given := range []any{math.NaN(), math.Inf(1), json.Number("1e999"), struct{}{}, map[string]any{"a": []any{make(chan int)}}} {
		_, err := workspace.Normalize(given)
		require.Error(t, err, "%v", given)
	}
}

func TestNormalizeLeavesItsArgumentAlone(t *testing.T) {
	given := map[string]any{"number": 1, "list": []any{2, "x"}, "text": "y"}
	_, err := workspace.Normalize(given)
	require.NoError(t, err)
	require.Equal(t, map[string]any{"number": 1, "list": []any{2, "x"}, "text": "y"}, given)
}
