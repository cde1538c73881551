// Package slack describes a destination that posts messages to Slack.
package slack

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
		Type: "slack", Title: "Slack", Icon: "slack", Version: 1,
		Docs:   "https://api.slack.com/authentication/token-types",
		Roles:  connector.Destination,
		Config: json.RawMessage(config),
		Sync:   json.RawMessage(sync),
		Caps: connector.Capabilities{
			Operations:  []connector.Operation{connector.Add, connector.Change, connector.Remove},
			Idempotency: connector.None,
			Browse:      true,
		},
	}
}
