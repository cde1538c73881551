package reconcile_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// other is a model that shares hardly a line with the plain one.
func other(name string) *state {
	return is("name", name, "source", "lake", "type", "table", "rawSql", nil, "tableName", "public."+name, "primaryKey", name+"_id", "description", "What "+name+" are")
}

func TestRenames(t *testing.T) {
	preferApp := reconcile.Policy{Conflict: reconcile.ConflictPrefersApp}
	for _, row := range []struct {
		name              string
		bases, apps, repo []*state
		policy            reconcile.Policy
		want              []string
	}{
		{name: "in Git, and edited a little", bases: []*state{is()}, apps: []*state{is()}, repo: []*state{is("name", "Customers").as("customers")},
			want: []string{"customers<users in=rename base"}},
		{name: "in Git, and rewritten", bases: []*state{is()}, apps: []*state{is()}, repo: []*state{other("orders").as("orders")},
			want: []string{"orders in=create base", "users in=remove base"}},
		{name: "in Git, only the case", bases: []*state{is()}, apps: []*state{is()}, repo: []*state{is().as("Users")},
			want: []string{"Users<users in=rename base"}},
		{name: "in the app, only the case", bases: []*state{is()}, apps: []*state{is().as("Users")}, repo: []*state{is()},
			want: []string{"Users<users out=rename base"}},
		{name: "in the app, and rewritten", bases: []*state{is()}, apps: []*state{other("orders").as("orders")}, repo: []*state{is()},
			want: []string{"orders<users out=rename base"}},
		{name: "in Git, and commented", bases: []*state{is()}, apps: []*state{is()}, repo: []*state{is().commented("moved").as("customers")},
			want: []string{"customers<users in=rename base"}},
		{name: "in Git, and edited in the app", bases: []*state{is()}, apps: []*state{is("name", "A")}, repo: []*state{is("primaryKey", "R").as("customers")},
			want: []string{"customers<users in=rename out=update base"}},
		{name: "in the app and re-created there", bases: []*state{is()}, apps: []*state{is().as("customers"), other("new").as("users").withID(9)}, repo: []*state{is()},
			want: []string{"customers out=create base", "users out=update base"}},
		{name: "copied in Git", bases: []*state{is()}, apps: []*state{is()}, repo: []*state{is(), is().as("copy")},
			want: []string{"copy in=create base", "users"}},
		{name: "one file becomes two", bases: []*state{is()}, apps: []*state{is()}, repo: []*state{is().as("b"), is().as("a")},
			want: []string{"a<users in=rename base", "b in=create base"}},
		{name: "two files become one", bases: []*state{is().as("a"), is().as("b").withID(2)}, apps: []*state{is().as("a"), is().as("b").withID(2)}, repo: []*state{is().as("c")},
			want: []string{"b in=remove base", "c<a in=rename base"}},
		{name: "the most similar of several", bases: []*state{is().as("a"), is("name", "B", "primaryKey", "b").as("b").withID(2)},
			apps: []*state{is().as("a"), is("name", "B", "primaryKey", "b").as("b").withID(2)}, repo: []*state{is("name", "B", "primaryKey", "c").as("c"), is("name", "Z").as("z")},
			want: []string{"c<b in=rename base", "z<a in=rename base"}},
		{name: "equal before similar", bases: []*state{is("name", "1").as("a"), is("name", "2").as("b").withID(2)},
			apps: []*state{is("name", "1").as("a"), is("name", "2").as("b").withID(2)}, repo: []*state{is("name", "2").as("c"), is("name", "3").as("d")},
			want: []string{"c<b in=rename base", "d<a in=rename base"}},
		{name: "swapped in Git", bases: []*state{is().as("a"), other("o").as("b").withID(2)}, apps: []*state{is().as("a"), other("o").as("b").withID(2)}, repo: []*state{other("o").as("a"), is().as("b")},
			want: []string{"a in=update base", "b in=update base"}},
		{name: "swapped in the app", bases: []*state{is().as("a"), other("o").as("b").withID(2)}, apps: []*state{other("o").as("a").withID(2), is().as("b")}, repo: []*state{is().as("a"), other("o").as("b")},
			want: []string{"a out=update base", "b out=update base"}},
		{name: "in Git, deleted in the app", bases: []*state{is()}, repo: []*state{is().as("customers")},
			want: []string{"customers<users hold=conflict !"}},
		{name: "in Git, to a name that the app has taken, deleted in the app", bases: []*state{is()}, apps: []*state{other("o").as("customers").withID(2)}, repo: []*state{is().as("customers")},
			want: []string{"customers hold=conflict !description !name !primaryKey !source !type", "users"}},
		{name: "in Git, re-created in the app", bases: []*state{is()}, apps: []*state{is().withID(9)}, repo: []*state{is().as("customers")},
			want: []string{"customers in=create base", "users out=create base"}},
		{name: "of a kept resource in the app, while a like file appears", bases: []*state{is().keptAway()}, apps: []*state{is()}, repo: []*state{is().as("customers")},
			want: []string{"customers in=create base", "users"}},

		{name: "in the app, to a name that Git has taken", bases: []*state{is()}, apps: []*state{is().as("orders")}, repo: []*state{is(), other("orders").as("orders")},
			want: []string{"orders hold=conflict !description !name !primaryKey !source !type", "users hold=conflict"}},
		{name: "in the app, to a name that Git has taken, prefer app", bases: []*state{is()}, apps: []*state{is().as("orders")}, repo: []*state{is(), other("orders").as("orders")}, policy: preferApp,
			want: []string{"orders in=update out=update base lost=repo", "users out=remove base"}},
		{name: "in the app, to a name that Git has taken alike", bases: []*state{is()}, apps: []*state{is().as("copy")}, repo: []*state{is(), is().as("copy")},
			want: []string{"copy base", "users out=remove base"}},
		{name: "in the app, to a name of a broken file", bases: []*state{is()}, apps: []*state{is().as("orders")}, repo: []*state{is(), other("orders").broken().as("orders")},
			want: []string{"orders hold=unreadable", "users hold=conflict"}},
		{name: "in Git, to a name that the app has taken", bases: []*state{is()}, apps: []*state{is(), other("orders").as("orders").withID(9)}, repo: []*state{is("name", "Orders").as("orders")},
			want: []string{"orders hold=conflict !description !name !primaryKey !source !type", "users hold=conflict"}},
		{name: "in Git, to a name that the app has taken alike", bases: []*state{is()}, apps: []*state{is(), is().as("copy").withID(9)}, repo: []*state{is().as("copy")},
			want: []string{"copy base", "users in=remove base"}},
		{name: "in Git, to a free name rather than to one that the app has taken", bases: []*state{is()}, apps: []*state{is(), other("orders").as("orders").withID(9)},
			repo: []*state{is().as("orders"), is("name", "C").as("customers")},
			want: []string{"customers<users in=rename base", "orders hold=conflict !description !name !primaryKey !source !type"}},
		{name: "in the app, while Git deletes it and adds something else there", bases: []*state{is()}, apps: []*state{is().as("orders")}, repo: []*state{other("orders").as("orders")},
			want: []string{"orders hold=conflict !description !name !primaryKey !source !type", "users base"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			for range 3 { // whatever the order of the items
				in := items(row.bases, row.apps, row.repo)
				rand.Shuffle(len(in), func(i, k int) { in[i], in[k] = in[k], in[i] })
				var got []string
				for _, d := range reconcile.Decide(in, row.policy) {
					got = append(got, brief(d))
				}
				require.Equal(t, row.want, got)
			}
		})
	}
}

func TestARenameCarriesThePairedSides(t *testing.T) {
	got := reconcile.Decide(items([]*state{is()}, []*state{is("name", "A").as("customers")}, []*state{is("primaryKey", "R")}), reconcile.Policy{})
	require.Len(t, got, 1)
	require.Equal(t, "models/users.yaml", got[0].Repo.Path)
	require.Equal(t, "customers", got[0].App.Slug)
	require.Equal(t, "users", got[0].Base.Slug)
}

func TestRenamesStayWithinTheirKind(t *testing.T) {
	in := items([]*state{is()}, []*state{is()}, []*state{is().as("customers")})
	for i := range in {
		if in[i].Ref.Slug == "customers" {
			in[i].Ref.Kind = workspace.KindSync
		}
	}
	got := reconcile.Decide(in, reconcile.Policy{})
	require.Equal(t, []string{"users in=remove base", "customers in=create base"}, []string{brief(got[0]), brief(got[1])})
}

func TestManyRenamesInOnePush(t *testing.T) {
	large := func(n int, edit string) *state {
		return is("name", fmt.Sprint("Model ", n, edit), "rawSql", strings.Repeat(fmt.Sprintf("select %d\n", n), 50))
	}
	var bases, apps, repos []*state
	for n := range 150 {
		id := int64(n + 1)
		bases = append(bases, large(n, "").as(fmt.Sprintf("old-%03d", n)).withID(id))
		apps = append(apps, large(n, "").as(fmt.Sprintf("old-%03d", n)).withID(id))
		repos = append(repos, large(n, " edited").as(fmt.Sprintf("new-%03d", n)))
	}
	in := items(bases, apps, repos)
	start := time.Now()
	got := reconcile.Decide(in, reconcile.Policy{})
	require.Less(t, time.Since(start), 2*time.Second)
	require.Len(t, got, 150)
	for n, d := range got {
		require.Equal(t, fmt.Sprintf("new-%03d<old-%03d in=rename base", n, n), brief(d))
	}
}

// Beyond the bound only files with equal content pair, so that a push of any size is decided
// in a moment.
func TestRenamesBeyondTheBound(t *testing.T) {
	var bases, apps, repos []*state
	for n := range 250 {
		s := is("name", fmt.Sprint("Model ", n)).withID(int64(n + 1)).as(fmt.Sprintf("old-%03d", n))
		bases, apps = append(bases, s), append(apps, s)
		moved := s
		if n > 0 {
			moved = s.commented("edited")
		}
		repos = append(repos, moved.as(fmt.Sprintf("new-%03d", n)))
	}
	got := reconcile.Decide(items(bases, apps, repos), reconcile.Policy{})
	require.Len(t, got, 1+2*249)
	require.Equal(t, "new-000<old-000 in=rename base", brief(got[0]))
	require.Equal(t, "new-001 in=create base", brief(got[1]))
	require.Equal(t, "old-249 in=remove base", brief(got[len(got)-1]))
}

func TestFilesOfOtherSizesAreNoRename(t *testing.T) {
	long := is("rawSql", strings.Repeat("select 1\n", 500))
	got := reconcile.Decide(items([]*state{is()}, []*state{is()}, []*state{long.as("long")}), reconcile.Policy{})
	require.Equal(t, []string{"long in=create base", "users in=remove base"}, []string{brief(got[0]), brief(got[1])})
}

func TestRenamesAreFoundByFieldsWhenThereIsNoText(t *testing.T) {
	in := items([]*state{is()}, []*state{is()}, []*state{is("name", "C").as("customers")})
	for i := range in {
		if in[i].Base != nil {
			in[i].Base.Text = nil
		}
		if in[i].Repo != nil {
			in[i].Repo.Text = nil
		}
	}
	got := reconcile.Decide(in, reconcile.Policy{})
	require.Len(t, got, 1)
	require.Equal(t, "customers<users in=rename base", brief(got[0]))
}
