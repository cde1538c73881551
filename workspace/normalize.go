package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"unicode/utf8"
)

var errNotUTF8 = errors.New("text that is not UTF-8 cannot be stored")

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
	case nil, bool, int64:
		return v, false, nil
	case string:
		if !utf8.ValidString(v) {
			return nil, false, errNotUTF8
		}
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
	n, err = normalTyped(reflect.ValueOf(v))
	return n, true, err
}

// normalTyped is normalize for types that only Go tells apart.
func normalTyped(v reflect.Value) (any, error) {
	switch {
	case v.CanInt():
		return v.Int(), nil
	case v.CanUint():
		if n := v.Uint(); n <= math.MaxInt64 {
			return int64(n), nil
		}
		return nil, fmt.Errorf("number %d is out of range", v.Uint())
	case v.CanFloat():
		return Normalize(v.Float())
	case v.Kind() == reflect.Bool:
		return v.Bool(), nil
	case v.Kind() == reflect.String:
		return Normalize(v.String())
	case v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String:
		out := make(map[string]any, v.Len())
		for key, value := range v.Seq2() {
			out[key.String()] = value.Interface()
		}
		return Normalize(out)
	case v.Kind() == reflect.Slice:
		out := make([]any, v.Len())
		for i := range out {
			out[i] = v.Index(i).Interface()
		}
		return Normalize(out)
	}
	return nil, fmt.Errorf("a %s cannot be stored", v.Type())
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
		if !utf8.ValidString(key) {
			return nil, false, fmt.Errorf("the key %q: %w", key, errNotUTF8)
		}
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
