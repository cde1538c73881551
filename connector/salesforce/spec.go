// Package salesforce describes Salesforce as a destination.
package salesforce

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
		Type: "salesforce", Title: "Salesforce", Icon: "salesforce", Version: 1,
		Docs:   "https://help.salesforce.com/s/articleView?id=sf.connected_app_create.htm",
		Roles:  connector.Destination,
		Config: json.RawMessage(config),
		Sync:   json.RawMessage(sync),
		Caps: connector.Capabilities{
			Operations:  []connector.Operation{connector.Add, connector.Change, connector.Remove},
			Idempotency: connector.Natural,
			Browse:      true,
		},
	}
}
