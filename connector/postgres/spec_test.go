package postgres_test

import (
	"testing"

	"lockstep.dev/connector/connectortest"
	"lockstep.dev/connector/postgres"
)

func TestSpec(t *testing.T) {
	connectortest.Describe(t, postgres.Spec(), connectortest.Examples{
		Secrets: []string{"password"},
		Config: map[string]string{
			"all":   `{"host": "h", "port": 5432, "user": "u", "schema": "s", "sslmode": "verify-full", "database": "d", "password": "p", "sslrootcert": "-----BEGIN"}`,
			"least": `{"host": "h", "user": "u", "database": "d"}`,
		},
		BadConfig: map[string]string{
			"no host": `{"user": "u", "database": "d"}`,
			"port":    `{"host": "h", "user": "u", "database": "d", "port": 0}`,
			"sslmode": `{"host": "h", "user": "u", "database": "d", "sslmode": "on"}`,
		},
		Sync: map[string]string{
			"all":   `{"mode": "upsert", "object": "public.t", "mappings": [{"to": "a", "from": "b"}], "externalIdMapping": {"to": "id", "from": "id"}, "autoSyncColumns": false, "configVersion": 1}`,
			"least": `{"object": "t"}`,
		},
		BadSync: map[string]string{
			"no table": `{"mode": "insert"}`,
			"mode":     `{"object": "t", "mode": "mirror"}`,
			"mapping":  `{"object": "t", "mappings": [{"to": "a"}]}`,
		},
	})
}
