package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

func testGitSettings(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w := newWorkspace(t, s, "w")
	got, err := s.Settings(ctx, w.ID)
	require.NoError(t, err)
	require.Zero(t, got)

	settings := gitsync.Settings{WorkspaceID: w.ID, URL: "https://git.example/x", Phase: gitsync.PhaseActive, Connections: true}.Defaults()
	require.NoError(t, s.PutSettings(ctx, &settings))
	require.Equal(t, int64(1), settings.Version)
	got, err = s.Settings(ctx, w.ID)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(settings, got))

	stale := settings
	settings.Branch = "dev"
	require.NoError(t, s.PutSettings(ctx, &settings))
	require.Equal(t, int64(2), settings.Version)
	requireCode(t, workspace.CodeStale, s.PutSettings(ctx, &stale))
	require.Equal(t, int64(1), stale.Version)
	stale.Version = 0
	requireCode(t, workspace.CodeStale, s.PutSettings(ctx, &stale))
	got, err = s.Settings(ctx, w.ID)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(settings, got))

	synced := []int64{w.ID}
	for _, phase := range []gitsync.Phase{gitsync.PhaseDisconnected, gitsync.PhasePaused, gitsync.PhaseActive} {
		other := newWorkspace(t, s, string("phase-"+phase))
		require.NoError(t, s.PutSettings(ctx, &gitsync.Settings{WorkspaceID: other.ID, Phase: phase}))
		if phase != gitsync.PhaseDisconnected {
			synced = append(synced, other.ID)
		}
	}
	ids, err := s.Synced(ctx)
	require.NoError(t, err)
	require.Equal(t, synced, ids)

	const token = "glpat-correct-horse"
	secrets, err := s.GitSecrets(ctx, w.ID)
	require.NoError(t, err)
	require.Zero(t, secrets)
	want := gitsync.Secrets{Kind: gitsync.AuthSSH, Credential: token, Passphrase: "p\x00p", SigningKey: "key", SigningPassphrase: "{}"}
	require.NoError(t, s.PutGitSecrets(ctx, w.ID, gitsync.Secrets{Credential: "first"}))
	require.NoError(t, s.PutGitSecrets(ctx, w.ID, want))
	secrets, err = s.GitSecrets(ctx, w.ID)
	require.NoError(t, err)
	require.True(t, want == secrets)
	require.NotContains(t, column(t, s, "SELECT sealed FROM git_credentials"), token)
	require.NoError(t, s.PutGitSecrets(ctx, w.ID, gitsync.Secrets{}))
	secrets, err = s.GitSecrets(ctx, w.ID)
	require.NoError(t, err)
	require.Zero(t, secrets)
}

// lone seals a lone password in place of what it is given, as the first versions did.
type lone struct {
	Sealer
	password string
}

// Seal implements store.Sealer.
func (l lone) Seal(table, row, column string, _ []byte) ([]byte, error) {
	return l.Sealer.Seal(table, row, column, []byte(l.password))
}

func testGitSecretsOfBefore(t *testing.T, open Open) {
	for _, password := range []string{"glpat-correct-horse", `{"credential":"x"}`, "json:{}"} {
		old, ctx := open(store.Options{Sealer: lone{password: password}}), t.Context()
		w := newWorkspace(t, old, fmt.Sprintf("w%x", password))
		require.NoError(t, old.PutGitSecrets(ctx, w.ID, gitsync.Secrets{Kind: gitsync.AuthSSH, Credential: "another"}))
		s := open(store.Options{})
		secrets, err := s.GitSecrets(ctx, w.ID)
		require.NoError(t, err)
		require.True(t, gitsync.Secrets{Credential: password} == secrets)
		require.Equal(t, password, secrets.For(gitsync.AuthBasic))
		require.Empty(t, secrets.For(gitsync.AuthSSH))
		secrets.SigningKey = "key"
		require.NoError(t, s.PutGitSecrets(ctx, w.ID, secrets))
		again, err := s.GitSecrets(ctx, w.ID)
		require.NoError(t, err)
		require.True(t, secrets == again)
	}
}

func testGitState(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w, other := newWorkspace(t, s, "w"), newWorkspace(t, s, "other")
	got, err := s.State(ctx, w.ID)
	require.NoError(t, err)
	require.Zero(t, got)
	state := gitsync.State{
		Head: "abc", AppSeq: 1 << 60, Settings: 3, First: reconcile.AppToRepo, Resync: true, Confirmed: "p",
		Halt:    &gitsync.Halt{Guard: gitsync.GuardDeletes, Message: "m\x00", Refs: []string{"models/a"}, Count: 1, Since: instant().UTC()},
		Failure: &gitsync.Failure{Class: gitsync.FailWait, Since: instant().UTC(), Next: instant().UTC().Add(time.Minute), Count: 2},
	}
	require.NoError(t, s.PutState(ctx, w.ID, gitsync.State{Head: "first"}))
	require.NoError(t, s.PutState(ctx, w.ID, state))
	require.NoError(t, s.PutState(ctx, other.ID, gitsync.State{Head: "other"}))
	got, err = s.State(ctx, w.ID)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(state, got))

	entry := gitsync.BaseEntry{Ref: workspace.Ref{Kind: workspace.KindModel, Slug: "a"}}
	for _, id := range []int64{w.ID, other.ID} {
		require.NoError(t, s.PutBase(ctx, id, []gitsync.BaseEntry{entry}))
		require.NoError(t, s.PutHeld(ctx, id, []gitsync.Held{{Ref: entry.Ref}}))
		require.NoError(t, s.AddActivity(ctx, &gitsync.Activity{WorkspaceID: id}))
	}
	require.NoError(t, s.Clear(ctx, w.ID))
	for id, n := range map[int64]int{w.ID: 0, other.ID: 1} {
		base, err := s.BaseIndex(ctx, id)
		require.NoError(t, err)
		require.Len(t, base, n)
		held, err := s.Held(ctx, id)
		require.NoError(t, err)
		require.Len(t, held, n)
		state, err := s.State(ctx, id)
		require.NoError(t, err)
		require.Equal(t, n == 0, state.Head == "")
		activities, err := s.Activities(ctx, id, 0, 0)
		require.NoError(t, err)
		require.Len(t, activities, 1)
	}
}

func baseEntry(kind workspace.Kind, slug string, resourceID int64) gitsync.BaseEntry {
	f := workspace.Fields{"name": "Name", "n": int64(1), "f": 1e18}
	return gitsync.BaseEntry{Ref: workspace.Ref{Kind: kind, Slug: slug}, Base: reconcile.Base{
		Slug: slug, ResourceID: resourceID, Version: 3, Digest: f.Digest(), Blob: "b10b", Path: "dir/" + slug + ".yaml",
		Mode: 0o100644, Text: []byte("name: \x00\xff" + slug), Fields: f,
	}}
}

func byRef() cmp.Option {
	return cmpopts.SortSlices(func(a, b gitsync.BaseEntry) bool { return a.Ref.String() < b.Ref.String() })
}

func testBase(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w, other := newWorkspace(t, s, "w"), newWorkspace(t, s, "other")
	a, b := baseEntry(workspace.KindModel, "a", 10), baseEntry(workspace.KindSync, "a", 11)
	odd := baseEntry(workspace.KindModel, "od\xff\x00d\x1b", 12)
	absent := gitsync.BaseEntry{Ref: workspace.Ref{Kind: workspace.KindModel, Slug: "absent"}, Base: reconcile.Base{Slug: "absent", Kept: true, Mode: 0o120000}}
	all := []gitsync.BaseEntry{a, b, odd, absent}
	require.NoError(t, s.PutBase(ctx, w.ID, all))
	require.NoError(t, s.PutBase(ctx, w.ID, nil))
	require.NoError(t, s.PutBase(ctx, other.ID, []gitsync.BaseEntry{a}))
	refs := []workspace.Ref{a.Ref, b.Ref, odd.Ref, absent.Ref}

	got, err := s.Base(ctx, w.ID, refs, nil)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(all, got, byRef()))
	got, err = s.Base(ctx, w.ID, []workspace.Ref{a.Ref, a.Ref}, []int64{10, 11, 999})
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]gitsync.BaseEntry{a, b}, got, byRef()), "each once")
	got, err = s.Base(ctx, w.ID, nil, nil)
	require.NoError(t, err)
	require.Empty(t, got)
	index, err := s.BaseIndex(ctx, w.ID)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(all, index, byRef(), cmpopts.IgnoreFields(reconcile.Base{}, "Text", "Fields")))
	for _, e := range index {
		require.Nil(t, e.Text)
		require.Nil(t, e.Fields)
	}

	moved, last := a, a
	moved.Path, last.Path, last.Text, last.Fields, last.ResourceID = "x", "y", []byte{}, nil, 13
	require.NoError(t, s.PutBase(ctx, w.ID, []gitsync.BaseEntry{moved, last}))
	got, err = s.Base(ctx, w.ID, []workspace.Ref{a.Ref}, nil)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]gitsync.BaseEntry{last}, got))

	require.NoError(t, s.DeleteBase(ctx, w.ID, []workspace.Ref{a.Ref, odd.Ref, {Kind: workspace.KindModel, Slug: "none"}}))
	require.NoError(t, s.DeleteBase(ctx, w.ID, nil))
	got, err = s.Base(ctx, w.ID, refs, nil)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]gitsync.BaseEntry{b, absent}, got, byRef()))
	got, err = s.Base(ctx, other.ID, refs, nil)
	require.NoError(t, err)
	require.Len(t, got, 1)
}

func testLargeBase(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w := newWorkspace(t, s, "w")
	var entries []gitsync.BaseEntry
	var refs []workspace.Ref
	for i := range 10_000 {
		e := baseEntry(workspace.KindModel, fmt.Sprintf("model-%05d", i), int64(i+1))
		entries, refs = append(entries, e), append(refs, e.Ref)
	}
	entries[77].Text = []byte(strings.Repeat("x", 5<<20)) // more than one statement should carry
	require.NoError(t, s.PutBase(ctx, w.ID, entries))
	require.NoError(t, s.PutBase(ctx, w.ID, entries))
	got, err := s.Base(ctx, w.ID, refs, nil)
	require.NoError(t, err)
	slices.SortFunc(got, func(a, b gitsync.BaseEntry) int { return strings.Compare(a.Ref.Slug, b.Ref.Slug) })
	require.True(t, reflect.DeepEqual(entries, got), "cmp.Diff takes long for so much")
	index, err := s.BaseIndex(ctx, w.ID)
	require.NoError(t, err)
	require.Len(t, index, 10_000)
	require.NoError(t, s.DeleteBase(ctx, w.ID, refs[1:]))
	index, err = s.BaseIndex(ctx, w.ID)
	require.NoError(t, err)
	require.Len(t, index, 1)
}

func testHeld(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w := newWorkspace(t, s, "w")
	conflict := gitsync.Held{
		Ref: workspace.Ref{Kind: workspace.KindSync, Slug: "a"}, Path: "syncs/a.yaml", Since: instant().UTC(), ResourceID: 4, AppVersion: 1 << 60, Blob: "b",
		Base: workspace.Fields{"n": int64(1 << 60), "f": 1e18}, App: workspace.Fields{"l": []any{0.5, nil}}, Repo: workspace.Fields{}, RepoText: "a\x00b",
		Hold: reconcile.Hold{
			Reason: reconcile.ReasonConflict, Message: "m", Hint: "h",
			Problems: []workspace.Problem{{Path: []any{"config", 2, "to"}, Code: "c", Line: 3, Column: 4}},
			Clashes: []reconcile.Clash{{
				Path: reconcile.Path{"config", "mappings", reconcile.Key{Field: "to", Value: "e-mail"}, "from"},
				Base: reconcile.Value{Present: true, Value: int64(1 << 60)}, App: reconcile.Value{Present: true, Value: 1e18},
				Repo: reconcile.Value{},
			}, {
				Path: reconcile.Path{"x"}, Base: reconcile.Value{Present: true}, App: reconcile.Value{Present: true, Value: map[string]any{"a": int64(1)}},
				Repo: reconcile.Value{Present: true, Value: []any{}},
			}},
		},
	}
	odd := gitsync.Held{Ref: workspace.Ref{Kind: workspace.KindModel, Slug: "b\x00\xffd"}, Hold: reconcile.Hold{Reason: reconcile.ReasonBadName}}
	counts := func(workspaceID int64) [2]int {
		t.Helper()
		held, conflicts, err := s.CountHeld(ctx, workspaceID)
		require.NoError(t, err)
		return [2]int{held, conflicts}
	}
	require.Equal(t, [2]int{0, 0}, counts(w.ID))
	require.NoError(t, s.PutHeld(ctx, w.ID, []gitsync.Held{odd, conflict}))
	require.Equal(t, [2]int{2, 1}, counts(w.ID))
	require.Equal(t, [2]int{0, 0}, counts(newWorkspace(t, s, "other").ID))
	got, err := s.Held(ctx, w.ID)
	require.NoError(t, err)
	want := conflict
	want.Repo = got[1].Repo // an empty value is left out of the document
	require.Empty(t, want.Repo)
	require.Empty(t, cmp.Diff([]gitsync.Held{odd, want}, got))

	binary := gitsync.Held{Ref: conflict.Ref, RepoText: "\xff\xfe\x00"}
	require.NoError(t, s.PutHeld(ctx, w.ID, []gitsync.Held{conflict, binary}))
	got, err = s.Held(ctx, w.ID)
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.Equal(t, "\ufffd\ufffd\x00", got[1].RepoText)
	require.Equal(t, [2]int{2, 0}, counts(w.ID), "it is not held for a conflict any more")
	require.NoError(t, s.DeleteHeld(ctx, w.ID, []workspace.Ref{odd.Ref}))
	got, err = s.Held(ctx, w.ID)
	require.NoError(t, err)
	require.Len(t, got, 1)
}

func testActivity(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w, other := newWorkspace(t, s, "w"), newWorkspace(t, s, "other")
	var all []gitsync.Activity
	for i := range 5 {
		a := gitsync.Activity{
			WorkspaceID: w.ID, At: instant().UTC(), Flow: gitsync.Inbound, Result: "applied", Summary: fmt.Sprint(i), Author: "\x00",
			Items: []gitsync.ActivityItem{{Ref: "models/a", Op: "update", Fields: []string{"n"}}}, Count: 1, Duration: time.Millisecond,
		}
		require.NoError(t, s.AddActivity(ctx, &a))
		require.NotZero(t, a.ID)
		all = append([]gitsync.Activity{a}, all...)
	}
	require.NoError(t, s.AddActivity(ctx, &gitsync.Activity{WorkspaceID: other.ID}))
	got, err := s.Activities(ctx, w.ID, 0, 0)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(all, got))
	got, err = s.Activities(ctx, w.ID, all[1].ID, 2)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(all[2:4], got))
	requireCode(t, workspace.CodeNotFound, s.AddActivity(ctx, &gitsync.Activity{WorkspaceID: 999}))
}

func testLeases(t *testing.T, open Open) {
	clock, ctx := newClock(), t.Context()
	s := open(store.Options{Now: clock.Now})
	const ttl = time.Minute
	acquire := func(owner string) (gitsync.Lease, bool) {
		t.Helper()
		l, ok, err := s.Acquire(ctx, "git/1", owner, ttl)
		require.NoError(t, err)
		return l, ok
	}
	a, ok := acquire("a")
	require.True(t, ok)
	require.Equal(t, gitsync.Lease{Name: "git/1", Owner: "a", Fence: 1}, a)
	_, ok = acquire("b")
	require.False(t, ok, "somebody else holds it")
	again, ok := acquire("a")
	require.True(t, ok)
	require.Equal(t, a, again, "no change of hands")
	_, ok, err := s.Acquire(ctx, "git/2", "b", ttl)
	require.NoError(t, err)
	require.True(t, ok, "other names are other leases")

	clock.advance(ttl - time.Second)
	require.NoError(t, s.Confirm(ctx, a, ttl))
	clock.advance(ttl - time.Second)
	_, ok = acquire("b")
	require.False(t, ok, "it was extended")

	t.Run("confirmed in a transaction, nobody takes it before the end", func(t *testing.T) {
		clock.advance(ttl)
		require.NoError(t, s.InTx(ctx, func(inside context.Context) error {
			require.NoError(t, s.Confirm(inside, a, ttl))
			impatient, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
			defer cancel()
			_, ok, err := s.Acquire(impatient, "git/1", "b", ttl)
			require.False(t, ok)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			return nil
		}))
		_, ok := acquire("b")
		require.False(t, ok)
	})

	clock.advance(ttl)
	b, ok := acquire("b")
	require.True(t, ok, "it expired")
	require.Equal(t, int64(2), b.Fence)
	requireCode(t, workspace.CodeStale, s.Confirm(ctx, a, ttl))
	require.NoError(t, s.Release(ctx, a), "not ours: nothing happens")
	require.NoError(t, s.Confirm(ctx, b, ttl))
	require.NoError(t, s.Release(ctx, b))
	requireCode(t, workspace.CodeStale, s.Confirm(ctx, b, ttl))
	a, ok = acquire("a")
	require.True(t, ok, "it was freed")
	require.Equal(t, int64(3), a.Fence)
	requireCode(t, workspace.CodeStale, s.Confirm(ctx, gitsync.Lease{Name: "none", Owner: "a", Fence: 1}, ttl))

	t.Run("the database's own clock", func(t *testing.T) {
		s := open(store.Options{})
		l, ok, err := s.Acquire(ctx, "clock", "a", time.Hour)
		require.NoError(t, err)
		require.True(t, ok)
		_, ok, err = s.Acquire(ctx, "clock", "b", time.Hour)
		require.NoError(t, err)
		require.False(t, ok)
		require.NoError(t, s.Confirm(ctx, l, -time.Hour))
		_, ok, err = s.Acquire(ctx, "clock", "b", time.Hour)
		require.NoError(t, err)
		require.True(t, ok)
	})
}
