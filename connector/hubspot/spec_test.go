package hubspot_test

import (
	"testing"

	"lockstep.dev/connector/connectortest"
	"lockstep.dev/connector/hubspot"
)

func TestSpec(t *testing.T) {
	connectortest.Describe(t, hubspot.Spec(), connectortest.Examples{
		Secrets: []string{"token"},
		Config: map[string]string{
			"token": `{"token": "t"}`,
		},
		BadConfig: map[string]string{
			"token": `{"token": []}`,
		},
		Sync: map[string]string{
			"object": `{"mode": "upsert", "type": "object", "object": "contacts", "objectId": "0-1", "mappings": [{"to": "a", "from": "b", "type": "standard"}], "externalIdMapping": {"to": "email", "from": "email", "type": "standard"}, "associationMode": "append", "associationMappings": [], "enableSplitBatchRetry": true, "shouldTruncate": false}`,
		},
		BadSync: map[string]string{
			"no object": `{"type": "object"}`,
			"mode":      `{"mode": "archive"}`,
		},
	})
}
