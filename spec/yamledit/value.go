package yamledit

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

func clone(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = clone(e)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = clone(e)
		}
		return out
	}
	return v
}

func equal(a, b any) bool {
	switch a := a.(type) {
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, equal)
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for k, v := range a {
			w, ok := b[k]
			if !ok || !equal(v, w) {
				return false
			}
		}
		return true
	}
	switch b.(type) {
	case []any, map[string]any:
		return false
	}
	return a == b
}

// normal reports whether v is a value tree already, so that most values need no
// copy.
func normal(v any, depth int) bool {
	switch v := v.(type) {
	case nil, bool, int64:
		return true
	case string:
		return utf8.ValidString(v)
	case []any:
		if depth > DefaultLimits().Depth {
			return false
		}
		for _, e := range v {
			if !normal(e, depth+1) {
				return false
			}
		}
		return v != nil
	case map[string]any:
		if depth > DefaultLimits().Depth {
			return false
		}
		for k, e := range v {
			if !utf8.ValidString(k) || !normal(e, depth+1) {
				return false
			}
		}
		return v != nil
	}
	return false
}

// normalize returns v as a value tree, or an error that names the path of what
// YAML cannot hold. Other integer types and float32 are converted.
func normalize(v any, path []string, depth int) (any, error) {
	if len(path) == 0 && normal(v, depth) {
		return v, nil
	}
	fail := func(format string, args ...any) error {
		where := "the document"
		if len(path) > 0 {
			where = strings.Join(path, ".")
		}
		return &Problem{Message: where + ": " + fmt.Sprintf(format, args...)}
	}
	switch v := v.(type) {
	case nil, bool, int64:
		return v, nil
	case int:
		return int64(v), nil
	case int32:
		return int64(v), nil
	case uint32:
		return int64(v), nil
	case uint64:
		if v > math.MaxInt64 {
			return nil, fail("%d does not fit into a 64 bit integer", v)
		}
		return int64(v), nil
	case float32:
		return normalize(float64(v), path, depth)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fail("%v is not a finite number", v)
		}
		return normalFloat(v), nil
	case string:
		if !utf8.ValidString(v) {
			return nil, fail("the text is not UTF-8")
		}
		return v, nil
	}
	if depth > DefaultLimits().Depth {
		return nil, fail("nested deeper than %d levels", DefaultLimits().Depth)
	}
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			n, err := normalize(e, append(path, fmt.Sprint(i)), depth+1)
			if err != nil {
				return nil, err
			}
			out[i] = n
		}
		return out, nil
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if !utf8.ValidString(k) {
				return nil, fail("a key is not UTF-8")
			}
			n, err := normalize(v[k], append(path, k), depth+1)
			if err != nil {
				return nil, err
			}
			out[k] = n
		}
		return out, nil
	}
	return nil, fail("cannot write a %T", v)
}
