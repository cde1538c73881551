package sftp_test

import (
	"testing"

	"lockstep.dev/connector/connectortest"
	"lockstep.dev/connector/sftp"
)

func TestSpec(t *testing.T) {
	connectortest.Describe(t, sftp.Spec(), connectortest.Examples{
		Secrets: []string{"passphrase", "password", "privateKey"},
		Config: map[string]string{
			"password": `{"host": "h", "user": "u", "port": 2222, "password": "p"}`,
			"key":      `{"host": "h", "user": "u", "privateKey": "k", "passphrase": "p", "hostKey": "ssh-ed25519 A"}`,
		},
		BadConfig: map[string]string{
			"no user": `{"host": "h"}`,
		},
		Sync: map[string]string{
			"all":    `{"mode": "all", "path": "/a.csv", "fileType": "json", "skipEmpty": true}`,
			"insert": `{"mode": "insert", "path": "/a.csv"}`,
		},
		BadSync: map[string]string{
			"no path": `{"mode": "all"}`,
			"mode":    `{"mode": "diff", "path": "/a.csv"}`,
		},
	})
}
