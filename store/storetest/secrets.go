package storetest

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

func testSecrets(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w := newWorkspace(t, s, "w")
	r := insert(t, s, newResource(w.ID, workspace.KindSource, "pg", workspace.Fields{"type": "postgres"}))
	twin := insert(t, s, newResource(w.ID, workspace.KindSource, "pg2", workspace.Fields{}))
	const value = "correct horse battery staple"
	require.NoError(t, s.PutSecrets(ctx, r.ID, map[string]string{"password": value, "key": "k", "gone": ""}))
	require.NoError(t, s.PutSecrets(ctx, twin.ID, map[string]string{"password": "other"}))

	got, err := s.Secrets(ctx, r.ID)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"password": value, "key": "k"}, got)
	resource, err := s.Resource(ctx, w.ID, r.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"key", "password"}, resource.Secrets)
	list, _, err := s.Resources(ctx, w.ID, workspace.Query{OrderBy: "slug", Desc: true})
	require.NoError(t, err)
	require.Equal(t, []string{"password"}, list[0].Secrets)
	require.Equal(t, []string{"key", "password"}, list[1].Secrets)

	require.NotContains(t, column(t, s, "SELECT sealed FROM connection_secrets"), value)
	_, err = s.SQL().ExecContext(ctx, fmt.Sprintf(`UPDATE connection_secrets SET sealed =
		(SELECT o.sealed FROM connection_secrets AS o WHERE o.resource_id = %d AND o.name = 'password') WHERE resource_id = %d`, r.ID, twin.ID))
	require.NoError(t, err)
	_, err = s.Secrets(ctx, twin.ID)
	require.Error(t, err, "a sealed value does not open in another row")
	require.NotContains(t, err.Error(), value)

	require.NoError(t, s.PutSecrets(ctx, r.ID, map[string]string{"password": "", "key": "new"}))
	got, err = s.Secrets(ctx, r.ID)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"key": "new"}, got)
	requireCode(t, workspace.CodeNotFound, s.PutSecrets(ctx, 999, map[string]string{"a": "b"}))
	got, err = s.Secrets(ctx, 999)
	require.NoError(t, err)
	require.Empty(t, got)
}

// column returns all values of a query's one column of bytes, joined.
func column(t *testing.T, s *store.Store, query string) string {
	t.Helper()
	rows, err := s.SQL().QueryContext(t.Context(), query)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	var all []byte
	for rows.Next() {
		var value []byte
		require.NoError(t, rows.Scan(&value))
		require.NotEmpty(t, value)
		all = append(append(all, value...), '\n')
	}
	require.NoError(t, rows.Err())
	require.NotEmpty(t, all)
	return string(all)
}
