package reconcile_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

func decideOne(t *testing.T, it reconcile.Item, p reconcile.Policy) reconcile.Decision {
	t.Helper()
	got := reconcile.Decide([]reconcile.Item{it}, p)
	require.Len(t, got, 1)
	return got[0]
}

func TestDecisionsAreSortedByKindAndSlug(t *testing.T) {
	var in []reconcile.Item
	for _, ref := range []workspace.Ref{
		{Kind: "aliases", Slug: "acme"}, {Kind: "source", Slug: "z"}, {Kind: "destination", Slug: "y"},
		{Kind: "model", Slug: "-1"}, {Kind: "model", Slug: "B"}, {Kind: "model", Slug: "a"}, {Kind: "sync", Slug: "a"}, {Kind: "sync", Slug: "b"},
	} {
		in = append(in, reconcile.Item{Ref: ref, App: is().app()})
	}
	want := reconcile.Decide(in, reconcile.Policy{})
	for i, d := range want {
		require.Equal(t, in[i].Ref, d.Ref)
	}
	rand.Shuffle(len(in), func(i, k int) { in[i], in[k] = in[k], in[i] })
	before := slices.Clone(in)
	require.Equal(t, want, reconcile.Decide(in, reconcile.Policy{}))
	require.Equal(t, before, in, "the input was sorted in place")
}

func TestNothingIsDecidedAboutNothing(t *testing.T) {
	require.Empty(t, reconcile.Decide(nil, reconcile.Policy{}))
	require.True(t, decideOne(t, reconcile.Item{}, reconcile.Policy{}).Idle())
}

func TestTheBaseMovesToAnotherFolder(t *testing.T) {
	it := items([]*state{is()}, []*state{is()}, []*state{is()})[0]
	require.True(t, decideOne(t, it, reconcile.Policy{}).Idle())
	it.Repo.Path = "lockstep/models/users.yaml"
	d := decideOne(t, it, reconcile.Policy{})
	require.Equal(t, "users base", brief(d))
	require.False(t, d.Idle())
}

func TestAKeptBaseMayRememberTheFileThatWasDeleted(t *testing.T) {
	it := items([]*state{is()}, []*state{is()}, nil)[0]
	it.Base.Kept = true
	require.True(t, decideOne(t, it, reconcile.Policy{}).Idle())

	like := reconcile.Item{Ref: workspace.Ref{Kind: workspace.KindModel, Slug: "customers"}, Repo: is().as("customers").repo()}
	got := reconcile.Decide([]reconcile.Item{it, like}, reconcile.Policy{})
	require.Equal(t, "customers in=create base", brief(got[0]), "a kept file is not there to be renamed")

	it.Repo = is().repo()
	require.Equal(t, "users base", brief(decideOne(t, it, reconcile.Policy{})))
	it.App = nil
	require.Equal(t, "users hold=conflict !", brief(decideOne(t, it, reconcile.Policy{})))
}

// The base may come without text and fields where only one side differs from it.
func TestOneSidedChangesNeedNoBaseFields(t *testing.T) {
	for _, row := range []row{
		{name: "same", app: is(), repo: is(), want: "users"},
		{name: "changed in the app", app: is("name", "A"), repo: is(), want: "users out=update base"},
		{name: "changed in the repo", app: is(), repo: is("name", "R"), want: "users in=update base"},
		{name: "a comment", app: is(), repo: is().commented("x"), want: "users base"},
		{name: "a comment, changed in the app", app: is("name", "A"), repo: is().commented("x"), want: "users out=update base"},
		{name: "deleted in the app", repo: is(), want: "users out=remove base"},
		{name: "deleted in the repo", app: is(), want: "users in=remove base"},
		{name: "deleted in the app, changed", repo: is("name", "R"), want: "users hold=conflict !"},
	} {
		t.Run(row.name, func(t *testing.T) {
			it := reconcile.Item{Ref: workspace.Ref{Kind: workspace.KindModel, Slug: "users"}, Base: is().base()}
			it.Base.Fields, it.Base.Text = nil, nil
			if row.app != nil {
				it.App = row.app.app()
			}
			if row.repo != nil {
				it.Repo = row.repo.repo()
			}
			require.Equal(t, row.want, brief(decideOne(t, it, reconcile.Policy{})))
		})
	}
}

func TestHoldsSayWhatToDo(t *testing.T) {
	for want, it := range map[string]reconcile.Item{
		"the app and Git changed name differently":          items([]*state{is()}, []*state{is("name", "A")}, []*state{is("name", "R")})[0],
		"the app and Git both have it, with different name": items(nil, []*state{is("name", "A")}, []*state{is("name", "R")})[0],
		"deleted in the app, but changed in Git":            items([]*state{is()}, nil, []*state{is("name", "R")})[0],
		"changed in the app, but deleted in Git":            items([]*state{is()}, []*state{is("name", "A")}, nil)[0],
	} {
		d := decideOne(t, it, reconcile.Policy{})
		require.Equal(t, want, d.Hold.Message)
		require.NotEmpty(t, d.Hold.Hint)
		require.False(t, d.BaseMoves)
		require.Zero(t, d.Inbound+d.Outbound)
	}
}

func TestAConflictShowsTheMergeOfTheRest(t *testing.T) {
	it := items([]*state{is()}, []*state{is("name", "A")}, []*state{is("name", "R", "primaryKey", "R")})[0]
	d := decideOne(t, it, reconcile.Policy{})
	require.Equal(t, model("name", "A", "primaryKey", "R"), d.Value)
	require.Equal(t, []reconcile.Clash{{
		Path: reconcile.Path{"name"}, Base: reconcile.Value{Present: true, Value: "Users"},
		App: reconcile.Value{Present: true, Value: "A"}, Repo: reconcile.Value{Present: true, Value: "R"},
	}}, d.Hold.Clashes)
}

func TestADeleteConflictCarriesTheWholeResource(t *testing.T) {
	d := decideOne(t, items([]*state{is()}, nil, []*state{is("name", "R")})[0], reconcile.Policy{})
	require.Equal(t, []reconcile.Clash{{
		Base: reconcile.Value{Present: true, Value: object(model())}, Repo: reconcile.Value{Present: true, Value: object(model("name", "R"))},
	}}, d.Hold.Clashes)
}

func TestHeldResourcesBlockNobody(t *testing.T) {
	got := reconcile.Decide(items(
		[]*state{is().as("a"), is().as("b").withID(2), is().as("c").withID(3)},
		[]*state{is("name", "A").as("a"), is().as("b").withID(2), is("name", "A").as("c").withID(3)},
		[]*state{is("name", "R").as("a"), is().broken().as("b"), is().as("c")}), reconcile.Policy{})
	require.Equal(t, []string{"a hold=conflict !name", "b hold=unreadable", "c out=update base"},
		[]string{brief(got[0]), brief(got[1]), brief(got[2])})
}

func TestHeldTurnsWorkIntoAHold(t *testing.T) {
	d := decideOne(t, items([]*state{is()}, []*state{is("name", "A")}, []*state{is("primaryKey", "R")})[0], reconcile.Policy{})
	held := d.Held(reconcile.Hold{Reason: reconcile.ReasonInvalid, Message: "no"})
	require.Equal(t, "users hold=invalid", brief(held))
	require.Equal(t, d.Value, held.Value)
	require.Equal(t, "users in=update out=update base", brief(d), "the decision itself was changed")
}

func TestTenThousandUnchangedItems(t *testing.T) {
	var in []reconcile.Item
	for n := range 10_000 {
		s := is().as(fmt.Sprintf("model-%05d", n)).withID(int64(n + 1))
		in = append(in, reconcile.Item{Ref: workspace.Ref{Kind: workspace.KindModel, Slug: s.slug}, Base: s.base(), App: s.app(), Repo: s.repo()})
	}
	best := time.Hour
	for range 5 {
		start := time.Now()
		got := reconcile.Decide(in, reconcile.Policy{})
		best = min(best, time.Since(start))
		require.Len(t, got, len(in))
		require.False(t, slices.ContainsFunc(got, func(d reconcile.Decision) bool { return !d.Idle() }))
	}
	require.Less(t, best, 50*time.Millisecond)
}

func TestAnyNumberOfPlainRenamesIsFound(t *testing.T) {
	var bases, apps, repos []*state
	for n := range 1000 {
		s := is("name", fmt.Sprint(n)).withID(int64(n + 1))
		bases, apps = append(bases, s.as(fmt.Sprintf("old-%03d", n))), append(apps, s.as(fmt.Sprintf("old-%03d", n)))
		repos = append(repos, s.as(fmt.Sprintf("new-%03d", 999-n)))
	}
	var in []reconcile.Item
	for n := range 1000 {
		in = append(in,
			reconcile.Item{Ref: workspace.Ref{Kind: workspace.KindModel, Slug: bases[n].slug}, Base: bases[n].base(), App: apps[n].app()},
			reconcile.Item{Ref: workspace.Ref{Kind: workspace.KindModel, Slug: repos[n].slug}, Repo: repos[n].repo()})
	}
	got := reconcile.Decide(in, reconcile.Policy{})
	require.Len(t, got, 1000)
	for n, d := range got {
		require.Equal(t, fmt.Sprintf("new-%03d<old-%03d in=rename base", n, 999-n), brief(d))
	}
}
