package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

func TestConnectors(t *testing.T) {
	w := newWorld(t)
	w.token = w.tokens[auth.ScopeRead]
	all := into[page[api.Connector]](w.must("GET", "/api/v1/connectors", nil))
	sources := into[page[api.Connector]](w.must("GET", "/api/v1/connectors?kind=source", nil))
	destinations := into[page[api.Connector]](w.must("GET", "/api/v1/connectors?kind=destination", nil))
	require.NotEmpty(t, sources.Data)
	require.Greater(t, len(destinations.Data), len(sources.Data))
	for _, c := range all.Data {
		require.NotEmpty(t, c.Title)
		require.NotEmpty(t, c.Roles)
		require.True(t, json.Valid(c.Config), c.Type)
		require.Equal(t, c.Roles[len(c.Roles)-1] == workspace.KindDestination, string(c.Sync) != "null", c.Type)
	}

	postgres := into[api.Connector](w.must("GET", "/api/v1/connectors/postgres", nil))
	require.Equal(t, []workspace.Kind{"source", "destination"}, postgres.Roles)
	require.Equal(t, []string{"password"}, postgres.Secrets)
	require.Contains(t, string(postgres.Config), `"x-secret":true`)
	require.Contains(t, string(postgres.Sync), `"$defs"`, "the parts that syncs share are in it")
	order := w.must("GET", "/api/v1/connectors/postgres", nil).Text
	require.Less(t, strings.Index(order, `"host"`), strings.Index(order, `"database"`), "keys keep the order of the schema")

	alias := into[api.Connector](w.must("GET", "/api/v1/connectors/webhook", nil))
	require.Contains(t, alias.Aliases, "webhook")
	none := w.call("GET", "/api/v1/connectors/carrier-pigeon", nil)
	require.Equal(t, 404, none.Status)
	require.NotEmpty(t, into[api.Problem](none).Hint)
	require.Equal(t, 422, w.call("GET", "/api/v1/connectors?kind=model", nil).Status)
}

func TestSchemas(t *testing.T) {
	w := newWorld(t)
	for _, kind := range []string{"source", "destination", "model", "sync", "aliases", "manifest"} {
		a := w.must("GET", "/api/v1/schemas/"+kind, nil)
		require.Equal(t, "application/schema+json", a.Header.Get("Content-Type"))
		require.Contains(t, into[map[string]any](a), "properties")
	}
	loose, exact := w.must("GET", "/api/v1/schemas/sync", nil).Text, w.must("GET", "/api/v1/schemas/sync?type=hubspot", nil).Text
	require.NotContains(t, loose, "associationMappings")
	require.Contains(t, exact, "associationMappings")
	require.Equal(t, 404, w.call("GET", "/api/v1/schemas/sync?type=carrier-pigeon", nil).Status)
	require.Equal(t, 422, w.call("GET", "/api/v1/schemas/cat", nil).Status)
}
