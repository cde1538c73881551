package http_test

import (
	"testing"

	"lockstep.dev/connector/connectortest"
	"lockstep.dev/connector/http"
)

func TestSpec(t *testing.T) {
	connectortest.Describe(t, http.Spec(), connectortest.Examples{
		Secrets: []string{"password", "token"},
		Config: map[string]string{
			"none":   `{}`,
			"bearer": `{"url": "https://a", "auth": "bearer", "token": "t", "headers": {"X-A": "b"}}`,
		},
		BadConfig: map[string]string{
			"auth":    `{"auth": "kerberos"}`,
			"headers": `{"headers": [{"X-A": "b"}]}`,
		},
		Sync: map[string]string{
			"template": `{"add": {"url": "/a", "body": "{}", "method": "POST", "enabled": true, "onError": "retryRequest", "retries": 3, "timeout": 30, "bodyType": "template", "contentType": "application/json", "hasRateLimit": false}, "remove": {"enabled": false}, "skipFirstRun": true}`,
			"mappings": `{"change": {"bodyType": "mappings", "mappings": [{"to": "a", "from": "b"}]}}`,
		},
		BadSync: map[string]string{
			"method":  `{"add": {"method": "FETCH"}}`,
			"onError": `{"add": {"onError": "giveUp"}}`,
			"request": `{"add": "POST"}`,
		},
	})
}
