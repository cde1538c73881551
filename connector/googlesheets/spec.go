// Package googlesheets describes Google Sheets as a source and a destination.
package googlesheets

import (
	_ "embed"
	"encoding/json"

	"lockstep.dev/connector"
)

//go:embed config.schema.json
var config string

//go:embed sync.schema.json
var sync string

// Spec describes the type.
func Spec() connector.Spec {
	return connector.Spec{
		Type: "googlesheets", Aliases: []string{"googleSheetsSA"}, Title: "Google Sheets", Icon: "googlesheets", Version: 1,
		Docs:   "https://cloud.google.com/iam/docs/keys-create-delete",
		Roles:  connector.Both,
		Config: json.RawMessage(config),
		Sync:   json.RawMessage(sync),
		Caps: connector.Capabilities{
			Queries:     []string{"custom"},
			Operations:  []connector.Operation{connector.Add, connector.Change, connector.Remove},
			Idempotency: connector.Natural,
			Browse:      true,
		},
	}
}
