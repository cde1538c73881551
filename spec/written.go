package spec

import (
	"encoding/json"
	"maps"
	"slices"
)

// withWrittenConditions returns a schema of which the conditions of allOf hold only where their
// keys are written. As it stands, a schema takes a key that is not there for its default.
func withWrittenConditions(raw json.RawMessage) json.RawMessage {
	doc, err := object(raw)
	if err != nil {
		return raw
	}
	all, _ := doc["allOf"].([]any)
	for _, part := range all {
		part, _ := part.(map[string]any)
		condition, _ := part["if"].(map[string]any)
		if properties, _ := condition["properties"].(map[string]any); properties != nil {
			condition["required"] = slices.Sorted(maps.Keys(properties))
		}
	}
	out, err := json.Marshal(doc)
	if err != nil {
		return raw
	}
	return out
}
