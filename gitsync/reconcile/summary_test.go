package reconcile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync/reconcile"
)

func TestSummary(t *testing.T) {
	for _, row := range []struct {
		base, app, repo *state
		policy          reconcile.Policy
		want            string
	}{
		{is(), is(), is(), reconcile.Policy{}, "models/users: nothing to do"},
		{is(), is("primaryKey", "A", "rawSql", "A"), is(), reconcile.Policy{}, "models/users: change primaryKey, rawSql"},
		{is(), is(), is("primaryKey", "R"), reconcile.Policy{}, "models/users: change primaryKey"},
		{is(), is("name", "A"), is("primaryKey", "R"), reconcile.Policy{}, "models/users: change name, primaryKey"},
		{is(), is("name", "A", "primaryKey", "P"), is("name", "A"), reconcile.Policy{}, "models/users: change primaryKey"},
		{is(), other("orders").as("users"), is(), reconcile.Policy{}, "models/users: change description, name, primaryKey, rawSql and 3 more"},
		{nil, is(), nil, reconcile.Policy{}, "models/users: create"},
		{nil, nil, is(), reconcile.Policy{}, "models/users: create"},
		{is(), nil, is(), reconcile.Policy{}, "models/users: delete"},
		{is(), is(), nil, reconcile.Policy{}, "models/users: delete"},
		{is(), is(), nil, reconcile.Policy{Delete: reconcile.DeleteKeeps}, "models/users: keep without a file"},
		{is(), is().as("customers"), is(), reconcile.Policy{}, "models/customers: rename from users"},
		{is(), is(), is("name", "R").as("customers"), reconcile.Policy{}, "models/customers: rename from users, change name"},
		{is(), is("name", "A"), is("primaryKey", "R").as("customers"), reconcile.Policy{}, "models/customers: rename from users, change name, primaryKey"},
		{is(), is("name", "A"), is("name", "R"), reconcile.Policy{}, "models/users: held: the app and Git changed name differently"},
	} {
		var bases, apps, repos []*state
		if row.base != nil {
			bases = append(bases, row.base)
		}
		if row.app != nil {
			apps = append(apps, row.app)
		}
		if row.repo != nil {
			repos = append(repos, row.repo)
		}
		got := reconcile.Decide(items(bases, apps, repos), row.policy)
		require.Equal(t, row.want, reconcile.Summary(got[0]))
	}
}

func TestHash(t *testing.T) {
	hash := func(bases, apps, repos []*state) string {
		return reconcile.Hash(reconcile.Decide(items(bases, apps, repos), reconcile.Policy{}))
	}
	one := func(base, app, repo *state) string { return hash([]*state{base}, []*state{app}, []*state{repo}) }

	nothing := reconcile.Hash(nil)
	require.Equal(t, nothing, one(is(), is(), is()))
	require.Equal(t, nothing, one(is(), is(), is().commented("x")), "only the base moves")

	plan := one(is(), is("name", "A"), is())
	require.Equal(t, plan, one(is(), is("name", "A"), is()))
	require.Equal(t, plan, hash([]*state{is(), is().as("z").withID(2)}, []*state{is("name", "A"), is().as("z").withID(2)}, []*state{is(), is().as("z")}),
		"what does not change does not count")

	hashes := map[string]string{}
	for name, h := range map[string]string{
		"nothing": nothing, "plan": plan,
		"another value":   one(is(), is("name", "B"), is()),
		"another blob":    one(is(), is("name", "A"), is().commented("x")),
		"other direction": one(is(), is(), is("name", "A")),
		"another slug":    one(is().as("x"), is("name", "A").as("x"), is().as("x")),
		"a rename":        one(is(), is("name", "A").as("x"), is()),
		"a conflict":      one(is(), is("name", "A"), is("name", "R")),
		"another clash":   one(is(), is("name", "A", "primaryKey", "A"), is("name", "R", "primaryKey", "R")),
		"removal":         hash([]*state{is()}, nil, []*state{is()}),
		"archive":         hash([]*state{is()}, []*state{is()}, nil),
		"another id":      one(is(), is("name", "A").withID(9), is()),
	} {
		require.NotContains(t, hashes, h, name)
		hashes[h] = name
	}

	moved := reconcile.Decide(items([]*state{is()}, []*state{is("name", "A")}, []*state{is()}), reconcile.Policy{})
	moved[0].App.Version++
	require.NotEqual(t, plan, reconcile.Hash(moved))
}
