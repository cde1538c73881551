package api

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Optional is a property of a PATCH that may be absent, null or a value.
type Optional[T any] struct {
	Sent  bool
	Null  bool
	Value T
}

// UnmarshalJSON is called only when the property is there.
func (o *Optional[T]) UnmarshalJSON(raw []byte) error {
	o.Sent = true
	if bytes.Equal(raw, []byte("null")) {
		o.Null = true
		return nil
	}
	return json.Unmarshal(raw, &o.Value)
}

// Schema is that of the value, or null.
func (o Optional[T]) Schema(r huma.Registry) *huma.Schema {
	schema := *huma.SchemaFromType(r, reflect.TypeFor[T]())
	schema.Nullable = true
	return &schema
}

// put writes the property into fields under key: null and the zero value's absence remove it.
func (o Optional[T]) put(fields map[string]any, key string, value any) {
	switch {
	case !o.Sent:
	case o.Null:
		delete(fields, key)
	default:
		fields[key] = value
	}
}
