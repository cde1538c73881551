package googlesheets_test

import (
	"testing"

	"lockstep.dev/connector/connectortest"
	"lockstep.dev/connector/googlesheets"
)

func TestSpec(t *testing.T) {
	connectortest.Describe(t, googlesheets.Spec(), connectortest.Examples{
		Secrets: []string{"serviceAccountKey"},
		Config: map[string]string{
			"key": `{"serviceAccountKey": "{}"}`,
		},
		BadConfig: map[string]string{
			"key": `{"serviceAccountKey": {}}`,
		},
		Sync: map[string]string{
			"mirror": `{"mode": "mirror", "sheetName": "A", "spreadsheetId": "1A", "cellRange": "A1:B", "autoSyncColumns": true}`,
		},
		BadSync: map[string]string{
			"no spreadsheet": `{"sheetName": "A"}`,
			"mode":           `{"mode": "upsert", "spreadsheetId": "1A"}`,
		},
	})
}
