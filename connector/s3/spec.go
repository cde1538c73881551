// Package s3 describes a destination that writes files into a bucket.
package s3

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
		Type: "s3", Title: "Amazon S3", Icon: "s3", Version: 1,
		Docs:   "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
		Roles:  connector.Destination,
		Config: json.RawMessage(config),
		Sync:   json.RawMessage(sync),
		Caps: connector.Capabilities{
			Operations:  []connector.Operation{connector.Add, connector.Change, connector.Remove},
			Idempotency: connector.Natural,
		},
	}
}
