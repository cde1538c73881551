// Package http describes a destination that sends a request for each row. Files call it webhookV2 too.
package http

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
		Type: "http", Aliases: []string{"webhook", "webhookV2"}, Title: "HTTP request", Icon: "http", Version: 1,
		Roles:  connector.Destination,
		Config: json.RawMessage(config),
		Sync:   json.RawMessage(sync),
		Caps: connector.Capabilities{
			Operations:  []connector.Operation{connector.Add, connector.Change, connector.Remove},
			Idempotency: connector.ByKey,
		},
	}
}
