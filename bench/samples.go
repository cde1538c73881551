package main

import (
	"fmt"

	"lockstep.dev/workspace"
)

// sampleRef is the identity of the i-th resource: a model, then a sync of it, and so on.
func sampleRef(i int) workspace.Ref {
	if i%2 == 0 {
		return workspace.Ref{Kind: workspace.KindModel, Slug: fmt.Sprintf("segment-%05d", i/2)}
	}
	return workspace.Ref{Kind: workspace.KindSync, Slug: fmt.Sprintf("segment-%05d-to-crm", i/2)}
}

// sampleFields is the value of the i-th resource, as large as those that people write.
func sampleFields(i int) workspace.Fields {
	if i%2 == 0 {
		return workspace.Fields{
			"name": fmt.Sprintf("Segment %d", i/2), "source": "warehouse", "description": "people of one segment",
			"type": "raw_sql", "primaryKey": "id",
			"rawSql": fmt.Sprintf("SELECT\n  u.id,\n  u.email,\n  u.first_name,\n  u.last_name,\n  u.account_id,\n"+
				"  max(s.started_at) AS last_seen_at\nFROM users AS u\nLEFT JOIN sessions AS s ON s.user_id = u.id\n"+
				"WHERE u.deleted_at IS NULL\n  AND u.segment = %d\nGROUP BY u.id", i/2),
		}
	}
	var mappings []any
	for _, column := range []string{"email", "first_name", "last_name", "account_id", "last_seen_at"} {
		mappings = append(mappings, map[string]any{"to": column, "from": column, "type": "standard"})
	}
	return workspace.Fields{
		"model": sampleRef(i - 1).Slug, "destination": "crm", "description": "contacts of one segment",
		"config": map[string]any{
			"mode": "upsert", "type": "object", "object": "contacts", "mappings": mappings,
			"externalIdMapping": map[string]any{"to": "email", "from": "email", "type": "standard"},
		},
		"schedule":       map[string]any{"type": "interval", "schedule": map[string]any{"interval": map[string]any{"unit": "hour", "quantity": int64(1)}}},
		"schedulePaused": false,
	}
}
