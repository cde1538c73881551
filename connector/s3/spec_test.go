package s3_test

import (
	"testing"

	"lockstep.dev/connector/connectortest"
	"lockstep.dev/connector/s3"
)

func TestSpec(t *testing.T) {
	connectortest.Describe(t, s3.Spec(), connectortest.Examples{
		Secrets: []string{"secretAccessKey"},
		Config: map[string]string{
			"least":        `{"bucket": "b"}`,
			"other server": `{"bucket": "b", "region": "r", "endpoint": "https://m", "pathStyle": true, "accessKeyId": "a", "secretAccessKey": "s"}`,
		},
		BadConfig: map[string]string{
			"no bucket": `{"region": "r"}`,
		},
		Sync: map[string]string{
			"all":  `{"mode": "all", "fileType": "csv", "objectKey": "a.csv", "delimiter": ",", "includeHeader": true, "csvRowDelimeter": "\n", "skipEmpty": true, "timestampOffsetSeconds": -60}`,
			"diff": `{"mode": "diff", "diffAddedPath": "a", "diffChangedPath": "c", "diffRemovedPath": "r", "autoSyncColumns": true}`,
		},
		BadSync: map[string]string{
			"no key":    `{"mode": "all"}`,
			"file type": `{"fileType": "xls"}`,
		},
	})
}
