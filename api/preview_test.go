package api_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"

	"lockstep.dev/gitsync"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

func (g *gitSync) FileText(_ context.Context, r workspace.Resource) (gitsync.FileText, error) {
	text, err := spec.Encode(r.Kind, r.Fields, spec.EncodeOptions{})
	return gitsync.FileText{Text: text, Of: gitsync.TextCanonical}, err
}

func (g *gitSync) Draft(_ context.Context, r workspace.Resource, slug string, value workspace.Fields, _ []byte) (gitsync.Draft, error) {
	text, err := spec.Encode(r.Kind, value, spec.EncodeOptions{})
	return gitsync.Draft{Path: workspace.Ref{Kind: r.Kind, Slug: slug}.String() + ".yaml", After: text, Of: gitsync.TextCanonical}, err
}

func (g *gitSync) Typed(context.Context, workspace.Resource, workspace.Fields, []byte) (workspace.Typed, error) {
	return workspace.Typed{}, nil
}

func TestPreviewWithoutGit(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	for _, row := range []struct {
		name, path string
		body       any
		valid      bool
		diff       string   // part of it; "" for none
		changed    []string // nil: none
		problem    string   // path and line of the first, such as "source 2"; "" for none
	}{
		{"nothing", "models/users", map[string]any{}, true, "", nil, ""},
		{"a model's query", "models/users", map[string]any{"queryType": "table", "table": map[string]any{"name": "public.users"}}, true, "+type: table\n+tableName: public.users\n", []string{"rawSql", "tableName", "type"}, ""},
		{"a source that is not there", "models/users", map[string]any{"source": "nowhere"}, false, "+source: nowhere\n", []string{"source"}, "source 2"},
		{"a source of an id that is not there", "models/users", map[string]any{"sourceId": 999}, false, "", nil, "sourceId 0"},
		{"two queries", "models/users", map[string]any{"raw": map[string]any{"sql": "x"}, "table": map[string]any{"name": "y"}}, false, "", nil, " 0"},
		{"a rename", "models/users", map[string]any{"slug": "people"}, true, "", nil, ""},
		{"no slug", "models/users", map[string]any{"slug": "a/b"}, false, "", nil, " 0"},
		{"a sync's schedule", "syncs/users-to-crm", map[string]any{"schedule": map[string]any{"type": "manual"}}, true, "+  type: manual\n", []string{"schedule.schedule", "schedule.type"}, ""},
		{"a schedule that never starts", "syncs/users-to-crm", map[string]any{"schedule": map[string]any{"type": "cron", "schedule": map[string]any{"expression": "0 0 31 2 *"}}}, true, "+    expression: 0 0 31 2 *\n",
			[]string{"schedule.schedule.expression", "schedule.schedule.interval", "schedule.type"}, "schedule.schedule.expression 15"},
		{"a source's settings", "sources/warehouse", map[string]any{"configuration": map[string]any{"host": "db2", "port": 5432, "database": "dw", "user": "reader", "password": "hunter3-hunter3"}}, true, "+  host: db2\n", []string{"config.host"}, ""},
		{"a setting of another type", "destinations/crm", map[string]any{"type": "postgres", "configuration": map[string]any{"port": "many"}}, false, "+type: postgres\n", []string{"config.port", "config.region", "type"}, "config.database 3"},
	} {
		t.Run(row.name, func(t *testing.T) {
			answer := w.must("POST", "/api/v1/"+row.path+"/preview", row.body)
			require.NotContains(t, answer.Text, "hunter", "secrets are in no file")
			got := into[api.Preview](answer)
			require.Equal(t, row.valid, got.Valid, got.Problems)
			require.Contains(t, got.Diff, row.diff)
			require.Equal(t, row.diff != "", got.Diff != "")
			require.ElementsMatch(t, row.changed, got.Changed)
			problem := ""
			if len(got.Problems) > 0 {
				problem = fmt.Sprint(got.Problems[0].Path, " ", got.Problems[0].Line)
			}
			require.Equal(t, row.problem, problem)
		})
	}
	taken := into[api.Preview](w.must("POST", "/api/v1/models/users/preview", map[string]any{"slug": "Users"}))
	require.True(t, taken.Valid, "its own name in another case")
	require.Equal(t, 404, w.call("POST", "/api/v1/models/nobody/preview", map[string]any{}).Status)
}

func TestPreviewOfAFile(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	ask := func(path, text string) api.Preview {
		t.Helper()
		return into[api.Preview](w.must("POST", "/api/v1/files/"+path+"/preview", text, "Content-Type: application/yaml"))
	}
	now := w.must("GET", "/api/v1/files/models/users", nil)
	require.Equal(t, "canonical", now.Header.Get("X-Lockstep-Text"))
	same := ask("models/users", now.Text)
	require.True(t, same.Valid)
	require.Empty(t, same.Diff)
	require.Empty(t, same.Changed)

	broken := ask("models/users", "name: [Users\n")
	require.False(t, broken.Valid)
	require.Equal(t, 1, broken.Problems[0].Line, "where the list should have ended")
	require.Empty(t, broken.After)

	dangling := ask("models/users", "name: Users\n# hello\nsource: nowhere\ntype: raw_sql\nrawSql: x\nprimaryKey: id\n")
	require.False(t, dangling.Valid)
	require.Equal(t, 3, dangling.Problems[0].Line, "the line of the text that was sent")
	require.NotEmpty(t, dangling.Diff)

	fresh := ask("models/fresh", "name: Fresh\nsource: warehouse\ntype: raw_sql\nrawSql: select 1\nprimaryKey: id\n")
	require.True(t, fresh.Valid)
	require.Empty(t, fresh.Before)
	require.Contains(t, fresh.Diff, "--- /dev/null\n+++ b/models/fresh.yaml\n")
	require.Equal(t, 404, w.call("GET", "/api/v1/files/models/fresh", nil).Status, "nothing is made by looking")

	secret := ask("sources/warehouse", "name: Warehouse\ntype: postgres\nconfig:\n  host: db\n  user: u\n  database: d\n  password: hunter2-hunter2\n")
	require.False(t, secret.Valid)
	require.Equal(t, 7, secret.Problems[0].Line)
	require.NotContains(t, secret.After+secret.Diff, "hunter2")
	require.False(t, ask("models/a%2Fb", "name: x\n").Valid)
}
