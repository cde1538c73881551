// Package sftp describes a destination that writes files on an SSH server.
package sftp

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
		Type: "sftp", Title: "SFTP", Icon: "sftp", Version: 1,
		Roles:  connector.Destination,
		Config: json.RawMessage(config),
		Sync:   json.RawMessage(sync),
		Caps: connector.Capabilities{
			Operations:  []connector.Operation{connector.Add},
			Idempotency: connector.Natural,
		},
	}
}
