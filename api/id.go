package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// ID is an id in a request: a number, or the same as text.
type ID int64

// UnmarshalJSON reads 12 and "12".
func (id *ID) UnmarshalJSON(raw []byte) error {
	text := string(bytes.Trim(raw, `"`))
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return fmt.Errorf("%s is no id", raw)
	}
	*id = ID(n)
	return nil
}

// Schema allows both forms.
func (ID) Schema(huma.Registry) *huma.Schema {
	least := 1.0
	return &huma.Schema{OneOf: []*huma.Schema{
		{Type: huma.TypeInteger, Format: "int64", Minimum: &least},
		{Type: huma.TypeString, Pattern: "^[0-9]+$"},
	}}
}

// Object is a JSON object whose keys are not known beforehand. Whole numbers keep all their digits.
type Object map[string]any

// UnmarshalJSON keeps numbers as they were written until workspace.Normalize reads them.
func (o *Object) UnmarshalJSON(raw []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var m map[string]any
	if err := decoder.Decode(&m); err != nil {
		return err
	}
	*o = m
	return nil
}

// Schema is an object with any keys.
func (Object) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// Any is any JSON value, with all digits of whole numbers.
type Any struct{ Value any }

// UnmarshalJSON keeps numbers as they were written.
func (a *Any) UnmarshalJSON(raw []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	return decoder.Decode(&a.Value)
}

// MarshalJSON writes the value.
func (a Any) MarshalJSON() ([]byte, error) { return json.Marshal(a.Value) }

// Schema allows everything.
func (Any) Schema(huma.Registry) *huma.Schema { return &huma.Schema{} }
