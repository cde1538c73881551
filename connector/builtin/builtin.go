// Package builtin lists the connectors that are part of Lockstep.
package builtin

import (
	"lockstep.dev/connector"
	"lockstep.dev/connector/googlesheets"
	"lockstep.dev/connector/http"
	"lockstep.dev/connector/hubspot"
	"lockstep.dev/connector/postgres"
	"lockstep.dev/connector/s3"
	"lockstep.dev/connector/salesforce"
	"lockstep.dev/connector/sftp"
	"lockstep.dev/connector/slack"
)

// Registry returns a registry of all built-in connectors.
func Registry() (*connector.Registry, error) {
	return connector.NewRegistry(
		googlesheets.Spec(),
		http.Spec(),
		hubspot.Spec(),
		postgres.Spec(),
		s3.Spec(),
		salesforce.Spec(),
		sftp.Spec(),
		slack.Spec(),
	)
}
