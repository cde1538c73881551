package salesforce_test

import (
	"testing"

	"lockstep.dev/connector/connectortest"
	"lockstep.dev/connector/salesforce"
)

func TestSpec(t *testing.T) {
	connectortest.Describe(t, salesforce.Spec(), connectortest.Examples{
		Secrets: []string{"clientSecret", "refreshToken"},
		Config: map[string]string{
			"refresh token": `{"grant": "refresh_token", "clientId": "c", "clientSecret": "s", "refreshToken": "r", "apiVersion": "62.0"}`,
			"sandbox":       `{"loginUrl": "https://test.salesforce.com"}`,
		},
		BadConfig: map[string]string{
			"version": `{"apiVersion": "v62"}`,
			"grant":   `{"grant": "password"}`,
		},
		Sync: map[string]string{
			"upsert": `{"mode": "upsert", "type": "object", "object": "Contact", "rowsPerBatch": 200, "useBulkApiV2": true, "enableSplitBatchRetry": true, "externalIdMapping": {"to": "Id", "from": "id"}}`,
		},
		BadSync: map[string]string{
			"no object": `{"mode": "update"}`,
			"batch":     `{"object": "Contact", "rowsPerBatch": 0}`,
		},
	})
}
