// Package hubspot describes HubSpot as a destination.
package hubspot

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
		Type: "hubspot", Title: "HubSpot", Icon: "hubspot", Version: 1,
		Docs:   "https://developers.hubspot.com/docs/guides/apps/private-apps/overview",
		Roles:  connector.Destination,
		Config: json.RawMessage(config),
		Sync:   json.RawMessage(sync),
		Caps: connector.Capabilities{
			Operations:  []connector.Operation{connector.Add, connector.Change},
			Idempotency: connector.Natural,
			Browse:      true,
		},
	}
}
