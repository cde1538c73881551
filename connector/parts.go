package connector

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed sync.parts.json
var syncParts string

// SyncParts returns the schema whose $defs every schema of a sync's config may
// refer to: mappings, mapping, lookup, externalIdMapping, autoSyncColumns, configVersion.
func SyncParts() json.RawMessage { return json.RawMessage(syncParts) }

// withParts returns a schema with the shared parts among its $defs. All else
// stays as written, the order of properties with it.
func withParts(schema json.RawMessage) (json.RawMessage, error) {
	var doc, parts struct {
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(schema, &doc); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(SyncParts(), &parts); err != nil {
		return nil, err
	}
	for name, part := range doc.Defs {
		if _, taken := parts.Defs[name]; taken {
			return nil, fmt.Errorf("$defs.%s is the name of a shared part", name)
		}
		parts.Defs[name] = part
	}
	return replaceMember(schema, "$defs", parts.Defs)
}
