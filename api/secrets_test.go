package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/workspace"
)

func TestSecretsAreTakenAndNeverGiven(t *testing.T) {
	w := newWorld(t)
	source, destination, _, _ := w.furnish()
	require.Equal(t, []string{"password"}, source.Secrets)
	require.NotContains(t, source.Configuration, "password")
	require.Equal(t, "db.example.com", source.Configuration["host"])

	path := fmt.Sprintf("/api/v1/sources/%d", source.ID)
	w.must("PATCH", path, map[string]any{"configuration": map[string]any{"host": "db2.example.com", "port": 5432, "database": "dw", "user": "reader"}})
	kept := into[api.Source](w.must("GET", path, nil))
	require.Equal(t, []string{"password"}, kept.Secrets, "a secret that is not named stays")
	require.Equal(t, "db2.example.com", kept.Configuration["host"])

	w.must("PATCH", path, map[string]any{"configuration": map[string]any{"host": "h", "port": 1, "database": "dw", "user": "u", "password": "hunter3-hunter3"}})
	w.must("PATCH", fmt.Sprintf("/api/v1/destinations/%d", destination.ID), map[string]any{
		"configuration": map[string]any{"region": "us", "api_token": "hunter4-hunter4"}, "secrets": map[string]string{"signature": "hunter5-hunter5"},
	})
	for _, get := range []string{
		path, "/api/v1/sources", "/api/v1/destinations", path + "/revisions", "/api/v1/changes", "/api/v1/files/sources/warehouse",
		"/api/v1/files/destinations/crm", fmt.Sprintf("/api/v1/destinations/%d", destination.ID), fmt.Sprintf("/api/v1/destinations/%d/revisions/2", destination.ID),
	} {
		require.NotContains(t, w.must("GET", get, nil).Text, "hunter", get)
	}
	require.NotContains(t, w.log.String(), "hunter")
	unknown := into[api.Destination](w.must("GET", fmt.Sprintf("/api/v1/destinations/%d", destination.ID), nil))
	require.Equal(t, []string{"api_token", "signature"}, unknown.Secrets, "also of types that nobody knows")

	w.must("PATCH", path, map[string]any{"secrets": map[string]string{"password": ""}})
	require.Empty(t, into[api.Source](w.must("GET", path, nil)).Secrets)
}

func TestASecretInARefusedRequestIsNotEchoed(t *testing.T) {
	w := newWorld(t)
	for _, body := range []string{
		`{"name":"x","type":"postgres","configuration":{"password":{"a":"hunter2-hunter2"}}}`,
		`{"name":"x","type":"postgres","secrets":{"password":["hunter2-hunter2"]}}`,
		`{"name":"x","type":"postgres","secrets":"hunter2-hunter2"}`,
		`{"name":"x","type":"postgres","passwrd":"hunter2-hunter2"}`,
		`{"name":"x","type":"postgres","configuration":"hunter2-hunter2"}`,
	} {
		a := w.call("POST", "/api/v1/sources", body)
		require.Equal(t, 422, a.Status, a.Text)
		require.NotContains(t, a.Text, "hunter2")
	}
}

func TestAFileWithASecretIsRefusedAtItsPlace(t *testing.T) {
	w := newWorld(t)
	a := w.call("PUT", "/api/v1/files/sources/db", "name: DB\ntype: postgres\nconfig:\n  host: h\n  database: d\n  user: u\n  password: hunter2-hunter2\n")
	require.Equal(t, 422, a.Status, a.Text)
	require.NotContains(t, a.Text, "hunter2")
	p := into[api.Problem](a)
	require.Equal(t, "secret", p.Problems[0].Code)
	require.Equal(t, 7, p.Problems[0].Line)
}

func TestAliases(t *testing.T) {
	w := newWorld(t)
	source, destination, model, sync := w.furnish()
	other := into[api.Source](w.must("POST", "/api/v1/sources", map[string]any{"name": "Lake", "type": "made-up"}))
	unborn := "If-Match: " + w.must("GET", "/api/v1/aliases", nil).Header.Get("ETag")
	first := w.must("PUT", "/api/v1/aliases", map[string]any{
		"sources": map[string]string{"dw": "warehouse", "lake": "warehouse"}, "destinations": map[string]string{"main-crm": "crm"},
	}, unborn)
	require.Equal(t, 412, w.call("PUT", "/api/v1/aliases", map[string]any{"sources": map[string]string{"dw": "lake"}}, unborn).Status)
	require.Equal(t, `"1"`, first.Header.Get("ETag"))
	modelPath, syncPath := fmt.Sprintf("/api/v1/models/%d", model.ID), fmt.Sprintf("/api/v1/syncs/%d", sync.ID)
	w.must("PATCH", modelPath, map[string]any{"source": "dw"})
	w.must("PATCH", syncPath, map[string]any{"destination": "main-crm"})

	t.Run("an alias that leads to the same id stays", func(t *testing.T) {
		got := into[api.Model](w.must("PATCH", modelPath, map[string]any{"sourceId": source.ID, "name": "Renamed"}))
		require.Equal(t, "dw", got.Source)
		require.Equal(t, source.ID, *got.SourceID)
		require.Equal(t, "main-crm", into[api.Sync](w.must("PATCH", syncPath, map[string]any{"destinationId": destination.ID})).Destination)
	})
	t.Run("users of an alias count", func(t *testing.T) {
		require.Equal(t, []int64{sync.ID}, into[api.Destination](w.must("GET", "/api/v1/destinations/crm", nil)).Syncs)
		found := into[page[api.Model]](w.must("GET", fmt.Sprintf("/api/v1/models?sourceId=%d", source.ID), nil))
		require.Len(t, found.Data, 1)
		require.Equal(t, []string{"dw", "lake"}, into[api.Source](w.must("GET", "/api/v1/sources/warehouse", nil)).Aliases)
		require.Equal(t, 409, w.call("DELETE", "/api/v1/sources/warehouse", nil).Status)
	})
	t.Run("a slug that an alias has taken needs one of its own", func(t *testing.T) {
		a := w.call("PATCH", modelPath, map[string]any{"sourceId": other.ID})
		require.Equal(t, 409, a.Status, a.Text)
		w.must("PUT", "/api/v1/aliases", map[string]any{
			"sources": map[string]string{"dw": "warehouse", "lake": "warehouse", "pond": "lake"}, "destinations": map[string]string{"main-crm": "crm"},
		}, "If-Match: \"1\"")
		got := into[api.Model](w.must("PATCH", modelPath, map[string]any{"sourceId": other.ID}))
		require.Equal(t, "pond", got.Source)
		require.Equal(t, other.ID, *got.SourceID)
	})
	t.Run("another id writes the slug", func(t *testing.T) {
		require.Equal(t, "warehouse", into[api.Model](w.must("PATCH", modelPath, map[string]any{"sourceId": source.ID})).Source)
	})
	require.Equal(t, 412, w.call("PUT", "/api/v1/aliases", map[string]any{}, "If-Match: \"1\"").Status)
	r, err := w.service.Get(t.Context(), 1, workspace.KindModel, model.ID)
	require.NoError(t, err)
	require.Equal(t, "warehouse", r.Fields["source"])
}
