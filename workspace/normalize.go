package workspace

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
)

// Normalize returns v as a tree of the types that Fields allows: all integers
// become int64, integral floats within ±2^53 become int64, typed maps and slices
// become map[string]any and []any. It fails on what JSON and YAML cannot both hold.
// v stays as it is; the result shares with it what needs no change.
func Normalize(v any) (any, error) {
	n, _, err := normalize(v)
	return n, err
}

// normalize tells also whether the result is another value than v.
func normalize(v any) (n any, changed bool, err error) {
	switch v := v.(type) {
	case nil, bool, string, int64:
		return v, false, nil
	case int:
		return int64(v), true, nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false, fmt.Errorf("%v is not a number that can be stored", v)
		}
		if v == math.Trunc(v) && math.Abs(v) <= 1<<53 {
			return int64(v), true, nil
		}
		return v, false, nil
	case json.Number:
		n, err := normalNumber(v)
		return n, true, err
	case Fields:
		n, _, err := normalMap(v)
		return n, true, err
	case map[string]any:
		return normalMap(v)
	case []any:
		return normalList(v)
	}
	return nil, false, fmt.Errorf("a %T cannot be stored", v)
}

func normalNumber(v json.Number) (any, error) {
	if n, err := v.Int64(); err == nil {
		return n, nil
	}
	f, err := v.Float64()
	if err != nil {
		return nil, fmt.Errorf("number %s is out of range", v)
	}
	return Normalize(f)
}

func normalMap(v map[string]any) (map[string]any, bool, error) {
	if v == nil {
		return map[string]any{}, true, nil
	}
	out, changed := v, false
	for key, value := range v {
		n, other, err := normalize(value)
		if err != nil {
			return nil, false, fmt.Errorf("%s: %w", key, err)
		}
		if !other {
			continue
		}
		if !changed {
			out, changed = maps.Clone(v), true
		}
		out[key] = n
	}
	return out, changed, nil
}

func normalList(v []any) ([]any, bool, error) {
	if v == nil {
		return []any{}, true, nil
	}
	out, changed := v, false
	for i, value := range v {
		n, other, err := normalize(value)
		if err != nil {
			return nil, false, fmt.Errorf("[%d]: %w", i, err)
		}
		if !other {
			continue
		}
		if !changed {
			out, changed = slices.Clone(v), true
		}
		out[i] = n
	}
	return out, changed, nil
}
