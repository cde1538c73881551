package workspace

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
)

// Fields is the value of a resource: a tree of nil, bool, int64, float64, string,
// []any and map[string]any. Keys are those of the resource's file. The order of
// keys has no meaning; the order of list elements has.
type Fields map[string]any

// Digest identifies the meaning of Fields: equal digests mean equal values.
// It is the hex SHA-256 of the canonical JSON form; the empty digest means absent.
type Digest string

// Digest returns the digest of f.
func (f Fields) Digest() Digest {
	// json.Marshal sorts keys; Normalize has made the leaves unambiguous.
	text, err := json.Marshal(map[string]any(f))
	if err != nil {
		// Unreachable for normalised fields; a value that cannot be written equals nothing.
		return Digest("invalid:" + err.Error())
	}
	sum := sha256.Sum256(text)
	return Digest(hex.EncodeToString(sum[:]))
}

// Clone returns a deep copy of f.
func (f Fields) Clone() Fields {
	if f == nil {
		return nil
	}
	return Fields(cloneValue(map[string]any(f)).(map[string]any))
}

// Equal tells whether f and g mean the same, as equal digests do.
func (f Fields) Equal(g Fields) bool {
	return reflect.DeepEqual(map[string]any(f), map[string]any(g)) || f.Digest() == g.Digest()
}

// Text returns the string at key, or "" when it is absent or not a string.
func (f Fields) Text(key string) string {
	text, _ := f[key].(string)
	return text
}

// Map returns the map at key, or nil.
func (f Fields) Map(key string) map[string]any {
	m, _ := f[key].(map[string]any)
	return m
}

// With returns a copy of f in which key has the given value.
func (f Fields) With(key string, value any) Fields {
	out := f.Clone()
	if out == nil {
		out = Fields{}
	}
	out[key] = value
	return out
}

// ChangedPaths returns the paths at which a and b differ, as dotted keys, sorted:
// maps are compared by key, anything else as a whole.
func ChangedPaths(a, b Fields) []string {
	var out []string
	changedPaths("", map[string]any(a), map[string]any(b), &out)
	return out
}

func changedPaths(prefix string, a, b map[string]any, out *[]string) {
	keys := maps.Clone(a)
	if keys == nil {
		keys = map[string]any{}
	}
	maps.Copy(keys, b)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		left, inA := a[key]
		right, inB := b[key]
		if inA == inB && reflect.DeepEqual(left, right) {
			continue
		}
		leftMap, okA := left.(map[string]any)
		rightMap, okB := right.(map[string]any)
		if okA && okB && len(leftMap) > 0 && len(rightMap) > 0 {
			changedPaths(prefix+key+".", leftMap, rightMap, out)
			continue
		}
		*out = append(*out, prefix+key)
	}
}

func cloneValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, value := range v {
			out[key] = cloneValue(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			out[i] = cloneValue(value)
		}
		return out
	}
	return v
}
