package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"

	"lockstep.dev/workspace"
)

// toFieldsJSON writes a value so that fromFieldsJSON gives the same types back: floats that
// look like integers are written with an exponent.
func toFieldsJSON(f workspace.Fields) (string, error) {
	text, err := json.Marshal(markFloats(map[string]any(f)))
	return string(text), err
}

func fromFieldsJSON(stored string) (workspace.Fields, error) {
	v, err := decodeValue([]byte(stored))
	if err != nil || v == nil {
		return nil, err
	}
	f, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("a value is stored as %T, not as an object", v)
	}
	return f, nil
}

// decodeValue reads JSON into the types of workspace.Fields.
func decodeValue(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("read a stored value: %w", err)
	}
	return workspace.Normalize(v)
}

// markFloats returns v with integral floats replaced by numbers with an exponent. A float that
// the fields' rules allow is integral only beyond 2^53; JSON would write it as an integer.
func markFloats(v any) any {
	if !hasIntegralFloat(v) {
		return v
	}
	switch v := v.(type) {
	case float64:
		return json.Number(strconv.FormatFloat(v, 'e', -1, 64))
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, value := range v {
			out[key] = markFloats(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			out[i] = markFloats(value)
		}
		return out
	}
	return v
}

// hasIntegralFloat looks first, because hardly any value has one.
func hasIntegralFloat(v any) bool {
	switch v := v.(type) {
	case float64:
		return v == math.Trunc(v) && !math.IsInf(v, 0)
	case map[string]any:
		for _, value := range v {
			if hasIntegralFloat(value) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, hasIntegralFloat)
	}
	return false
}

func toJSON(v any) (string, error) {
	text, err := json.Marshal(v)
	return string(text), err
}
