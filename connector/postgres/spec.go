// Package postgres describes PostgreSQL as a source and a destination.
package postgres

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
		Type: "postgres", Aliases: []string{"postgresql"}, Title: "PostgreSQL", Icon: "postgres", Version: 1,
		Docs:   "https://www.postgresql.org/docs/current/libpq-connect.html",
		Roles:  connector.Both,
		Config: json.RawMessage(config),
		Sync:   json.RawMessage(sync),
		Caps: connector.Capabilities{
			Queries:     []string{"raw_sql", "table", "dbt_model"},
			Operations:  []connector.Operation{connector.Add, connector.Change},
			Idempotency: connector.Transaction,
			Browse:      true,
		},
	}
}
