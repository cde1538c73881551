package spec

import "slices"

// nullable lets null stand for a missing value in all optional properties below a
// schema, as CheckConfig and CheckSync do.
func nullable(schema any) {
	s, _ := schema.(map[string]any)
	required, _ := s["required"].([]any)
	properties, _ := s["properties"].(map[string]any)
	for name, p := range properties {
		property, _ := p.(map[string]any)
		nullable(property)
		if slices.Contains(required, any(name)) {
			continue
		}
		if target, isRef := property["$ref"]; isRef {
			delete(property, "$ref")
			property["anyOf"] = []any{map[string]any{"$ref": target}, map[string]any{"type": "null"}}
		}
		switch types := property["type"].(type) {
		case string:
			property["type"] = []any{types, "null"}
		case []any:
			if !slices.Contains(types, any("null")) {
				property["type"] = append(types, "null")
			}
		}
		if values, isEnum := property["enum"].([]any); isEnum && !slices.Contains(values, nil) {
			property["enum"] = append(values, nil)
		}
	}
	if items, ok := s["items"].(map[string]any); ok {
		nullable(items)
	}
}
