package reconcile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lockstep.dev/workspace"
)

// Path is a place in a resource: string keys, and Key for an element of a keyed list. The
// empty path is the whole resource. As JSON it is an array of strings and of objects with
// one member, such as ["config","mappings",{"to":"email"},"from"].
type Path []any

// SlugPath is the place of the resource's name, which both sides may change as well.
func SlugPath() Path { return Path{Key{Field: "slug"}} }

// IsSlug tells whether p is SlugPath.
func (p Path) IsSlug() bool { return len(p) == 1 && p[0] == Key{Field: "slug"} }

// Equal tells whether p and q are the same place.
func (p Path) Equal(q Path) bool { return slices.Equal(p, q) }

// String writes p as people do: config.mappings[to=email].from.
func (p Path) String() string {
	if p.IsSlug() {
		return "slug"
	}
	var b strings.Builder
	for _, step := range p {
		switch step := step.(type) {
		case Key:
			fmt.Fprintf(&b, "[%s=%s]", step.Field, step.Value)
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			fmt.Fprint(&b, step)
		}
	}
	return b.String()
}

// MarshalJSON writes the key as {"to":"email"}.
func (k Key) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]string{k.Field: k.Value}) }

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Path) UnmarshalJSON(text []byte) error {
	var steps []json.RawMessage
	if err := json.Unmarshal(text, &steps); err != nil {
		return err
	}
	out := make(Path, len(steps))
	for i, raw := range steps {
		var name string
		if json.Unmarshal(raw, &name) == nil {
			out[i] = name
			continue
		}
		var key map[string]string
		if err := json.Unmarshal(raw, &key); err != nil || len(key) != 1 {
			return fmt.Errorf("path step %d is neither a name nor a key such as {\"to\":\"email\"}", i)
		}
		for field, value := range key {
			out[i] = Key{field, value}
		}
	}
	*p = out
	return nil
}

// UnmarshalJSON reads a value with the types that workspace.Fields allows.
func (v *Value) UnmarshalJSON(text []byte) error {
	var raw struct {
		Present bool `json:"present"`
		Value   any  `json:"value"`
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&raw); err != nil {
		return err
	}
	value, err := workspace.Normalize(raw.Value)
	if err != nil {
		return err
	}
	v.Present, v.Value = raw.Present, value
	return nil
}
