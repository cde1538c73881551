package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

func testResources(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w, other := newWorkspace(t, s, "w"), newWorkspace(t, s, "other")
	r := insert(t, s, newResource(w.ID, workspace.KindModel, "users", workspace.Fields{"name": "Users", "source": "pg"}))
	ref := r.Ref()

	got, err := s.Resource(ctx, w.ID, r.ID)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(r, got))
	got, err = s.ResourceBySlug(ctx, w.ID, ref)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(r, got))

	for name, read := range map[string]func() error{
		"id of another workspace":   func() error { _, err := s.Resource(ctx, other.ID, r.ID); return err },
		"slug of another workspace": func() error { _, err := s.ResourceBySlug(ctx, other.ID, ref); return err },
		"slug of another kind": func() error {
			_, err := s.ResourceBySlug(ctx, w.ID, workspace.Ref{Kind: workspace.KindSync, Slug: "users"})
			return err
		},
		"slug in another case": func() error {
			_, err := s.ResourceBySlug(ctx, w.ID, workspace.Ref{Kind: workspace.KindModel, Slug: "Users"})
			return err
		},
		"slug that no text column holds": func() error {
			_, err := s.ResourceBySlug(ctx, w.ID, workspace.Ref{Kind: workspace.KindModel, Slug: "us\x00\xfe"})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { requireCode(t, workspace.CodeNotFound, read()) })
	}

	twin := newResource(w.ID, workspace.KindModel, "users", workspace.Fields{})
	requireCode(t, workspace.CodeConflict, s.InsertResource(ctx, &twin))
	require.Zero(t, twin.ID)
	nowhere := newResource(999, workspace.KindModel, "users", workspace.Fields{})
	requireCode(t, workspace.CodeNotFound, s.InsertResource(ctx, &nowhere))
	insert(t, s, newResource(other.ID, workspace.KindModel, "users", workspace.Fields{}))
	insert(t, s, newResource(w.ID, workspace.KindModel, "Users", workspace.Fields{}))

	t.Run("optimistic version", func(t *testing.T) {
		next := r
		next.Version, next.Fields, next.UpdatedAt = 2, workspace.Fields{"name": "Members"}, r.UpdatedAt.Add(time.Hour)
		next.Digest = next.Fields.Digest()
		require.NoError(t, s.UpdateResource(ctx, next, 1))
		got, err := s.Resource(ctx, w.ID, r.ID)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(next, got))
		requireCode(t, workspace.CodeStale, s.UpdateResource(ctx, next, 1))
		next.ID = 999
		requireCode(t, workspace.CodeNotFound, s.UpdateResource(ctx, next, 2))
		r = got
	})
	t.Run("a taken slug leaves the transaction usable", func(t *testing.T) {
		require.NoError(t, s.InTx(ctx, func(ctx context.Context) error {
			renamed := r
			renamed.Slug, renamed.Version = "Users", 3
			requireCode(t, workspace.CodeConflict, s.UpdateResource(ctx, renamed, 2))
			requireCode(t, workspace.CodeConflict, s.InsertResource(ctx, &twin))
			renamed.Slug = "members"
			return s.UpdateResource(ctx, renamed, 2)
		}))
		_, err := s.ResourceBySlug(ctx, w.ID, workspace.Ref{Kind: workspace.KindModel, Slug: "members"})
		require.NoError(t, err)
	})
	t.Run("many by slug", func(t *testing.T) {
		var refs []workspace.Ref
		require.NoError(t, s.InTx(ctx, func(ctx context.Context) error {
			for i := range 1200 {
				kind := workspace.Kinds()[i%5]
				many := newResource(w.ID, kind, fmt.Sprintf("many-%04d", i), workspace.Fields{})
				if err := s.InsertResource(ctx, &many); err != nil {
					return err
				}
				refs = append(refs, many.Ref(), many.Ref(), workspace.Ref{Kind: kind, Slug: fmt.Sprintf("none-%04d", i)})
			}
			return nil
		}))
		got, err := s.ResourcesBySlug(ctx, w.ID, refs)
		require.NoError(t, err)
		require.Len(t, got, 1200)
		got, err = s.ResourcesBySlug(ctx, w.ID, nil)
		require.NoError(t, err)
		require.Empty(t, got)
	})
}

func testTrash(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w := newWorkspace(t, s, "w")
	old := insert(t, s, newResource(w.ID, workspace.KindModel, "users", workspace.Fields{"source": "pg"}))
	at := instant().UTC()
	old.ArchivedAt, old.Version = &at, 2
	require.NoError(t, s.UpdateResource(ctx, old, 1))

	got, err := s.Resource(ctx, w.ID, old.ID)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(old, got))
	_, err = s.ResourceBySlug(ctx, w.ID, old.Ref())
	requireCode(t, workspace.CodeNotFound, err)
	live, err := s.ResourcesBySlug(ctx, w.ID, []workspace.Ref{old.Ref()})
	require.NoError(t, err)
	require.Empty(t, live)

	fresh := insert(t, s, newResource(w.ID, workspace.KindModel, "users", workspace.Fields{}))
	require.NotEqual(t, old.ID, fresh.ID)
	restored := old
	restored.ArchivedAt, restored.Version = nil, 3
	requireCode(t, workspace.CodeConflict, s.UpdateResource(ctx, restored, 2))
	fresh.ArchivedAt, fresh.Version = &at, 2
	require.NoError(t, s.UpdateResource(ctx, fresh, 1))
	require.NoError(t, s.UpdateResource(ctx, restored, 2))

	trash, _, err := s.Resources(ctx, w.ID, workspace.Query{Archived: true})
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]workspace.Resource{fresh}, trash))
	fresh.Purged, fresh.Version = true, 3
	require.NoError(t, s.UpdateResource(ctx, fresh, 2))
	trash, _, err = s.Resources(ctx, w.ID, workspace.Query{Archived: true})
	require.NoError(t, err)
	require.Empty(t, trash)
	got, err = s.Resource(ctx, w.ID, fresh.ID)
	require.NoError(t, err)
	require.True(t, got.Purged)
}

func testQueries(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w := newWorkspace(t, s, "w")
	add := func(kind workspace.Kind, slug, name string, created int, f workspace.Fields) int64 {
		r := newResource(w.ID, kind, slug, f.With("name", name))
		r.CreatedAt, r.UpdatedAt = instant().UTC().Add(time.Duration(created)*time.Second), instant().UTC().Add(time.Duration(-created)*time.Second)
		return insert(t, s, r).ID
	}
	source := add(workspace.KindSource, "pg", "Warehouse", 5, nil)
	users := add(workspace.KindModel, "users", "ÄNDERUNG 100%", 4, workspace.Fields{"source": "pg"})
	orders := add(workspace.KindModel, "Orders", "änderung 100_", 4, workspace.Fields{"source": "pg"})
	plain := add(workspace.KindModel, "a-plain", "", 1, workspace.Fields{"source": "other"})
	crm := add(workspace.KindSync, "users", "Users to CRM!", 2, workspace.Fields{"model": "users", "destination": "pg"})

	for _, row := range []struct {
		name string
		q    workspace.Query
		want []int64
		more bool
	}{
		{"all, by id", workspace.Query{}, []int64{source, users, orders, plain, crm}, false},
		{"by id, last first", workspace.Query{OrderBy: "id", Desc: true}, []int64{crm, plain, orders, users, source}, false},
		{"kind", workspace.Query{Kind: workspace.KindModel}, []int64{users, orders, plain}, false},
		{"ids", workspace.Query{IDs: []int64{crm, source, 999}}, []int64{source, crm}, false},
		{"slugs, case counts", workspace.Query{Slugs: []string{"users", "orders"}}, []int64{users, crm}, false},
		{"name in any case", workspace.Query{Name: "Änderung"}, []int64{users, orders}, false},
		{"per cent is no wildcard", workspace.Query{Name: "0%"}, []int64{users}, false},
		{"underscore is no wildcard", workspace.Query{Name: "0_"}, []int64{orders}, false},
		{"exclamation mark is no escape", workspace.Query{Name: "crm!"}, []int64{crm}, false},
		{"a name that no text column holds", workspace.Query{Name: "\x00\xff"}, nil, false},
		{"the slug is the name when there is none", workspace.Query{Name: "plain"}, []int64{plain}, false},
		{"uses", workspace.Query{Uses: workspace.Ref{Kind: workspace.KindSource, Slug: "pg"}}, []int64{users, orders}, false},
		{"uses, other kind of the same name", workspace.Query{Uses: workspace.Ref{Kind: workspace.KindDestination, Slug: "pg"}}, []int64{crm}, false},
		{"by slug, capitals first", workspace.Query{Kind: workspace.KindModel, OrderBy: "slug"}, []int64{orders, plain, users}, false},
		{"by name", workspace.Query{OrderBy: "name"}, []int64{plain, crm, source, users, orders}, false},
		{"by creation, equal times by id", workspace.Query{OrderBy: "createdAt"}, []int64{plain, crm, users, orders, source}, false},
		{"by creation, latest first", workspace.Query{OrderBy: "createdAt", Desc: true}, []int64{source, orders, users, crm, plain}, false},
		{"by update", workspace.Query{OrderBy: "updatedAt"}, []int64{source, users, orders, crm, plain}, false},
		{"first page", workspace.Query{OrderBy: "createdAt", Limit: 3}, []int64{plain, crm, users}, true},
		{"last page", workspace.Query{OrderBy: "createdAt", Limit: 3, Offset: 3}, []int64{orders, source}, false},
		{"exactly full page", workspace.Query{Limit: 5}, []int64{source, users, orders, plain, crm}, false},
		{"offset without limit", workspace.Query{Offset: 4}, []int64{crm}, false},
		{"behind the end", workspace.Query{Limit: 3, Offset: 9}, nil, false},
		{"trash", workspace.Query{Archived: true}, nil, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, more, err := s.Resources(ctx, w.ID, row.q)
			require.NoError(t, err)
			var ids []int64
			for _, r := range got {
				ids = append(ids, r.ID)
			}
			require.Equal(t, row.want, ids)
			require.Equal(t, row.more, more)
		})
	}
	_, _, err := s.Resources(ctx, w.ID, workspace.Query{OrderBy: "fields; DROP TABLE resources"})
	requireCode(t, workspace.CodeInvalid, err)
	_, _, err = s.Resources(ctx, w.ID, workspace.Query{Offset: -1})
	requireCode(t, workspace.CodeInvalid, err)

	many := make([]int64, 40_000)
	for i := range many {
		many[i] = int64(i + 1)
	}
	got, _, err := s.Resources(ctx, w.ID, workspace.Query{IDs: many})
	require.NoError(t, err)
	require.Len(t, got, 5)
}

func testReferences(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w, other := newWorkspace(t, s, "w"), newWorkspace(t, s, "other")
	insert(t, s, newResource(other.ID, workspace.KindModel, "foreign", workspace.Fields{"source": "pg"}))
	b := insert(t, s, newResource(w.ID, workspace.KindModel, "b", workspace.Fields{"source": "pg"}))
	a := insert(t, s, newResource(w.ID, workspace.KindModel, "a", workspace.Fields{"source": "alias"}))
	insert(t, s, newResource(w.ID, workspace.KindModel, "long", workspace.Fields{"source": string(make([]byte, 1<<20))}))
	users := func(names ...string) []workspace.Ref {
		t.Helper()
		refs, err := s.ReferencedBy(ctx, w.ID, workspace.KindSource, names)
		require.NoError(t, err)
		return refs
	}
	require.Equal(t, []workspace.Ref{a.Ref(), b.Ref()}, users("pg", "alias"))
	require.Equal(t, []workspace.Ref{b.Ref()}, users("pg"))
	require.Empty(t, users())
	require.Empty(t, users("none", "\x00"))

	b.Fields, b.Version = workspace.Fields{"source": "moved"}, 2
	require.NoError(t, s.UpdateResource(ctx, b, 1))
	require.Empty(t, users("pg"))
	require.Equal(t, []workspace.Ref{b.Ref()}, users("moved"))
	at := instant()
	b.ArchivedAt, b.Version = &at, 3
	require.NoError(t, s.UpdateResource(ctx, b, 2))
	require.Empty(t, users("moved"), "what is in the trash refers to nothing")
	b.ArchivedAt, b.Version = nil, 4
	require.NoError(t, s.UpdateResource(ctx, b, 3))
	require.Equal(t, []workspace.Ref{b.Ref()}, users("moved"))
}

func testValues(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w := newWorkspace(t, s, "w")
	f := workspace.Fields{
		"int": int64(42), "max": int64(9223372036854775807), "min": int64(-9223372036854775808), "zero": int64(0),
		"float": 0.1, "tiny": 5e-324, "exact": 1e18, "beyond": 9007199254740994.0, "huge": 1.7976931348623157e308,
		"true": true, "nothing": nil, "empty": "", "nul": "a\x00b", "html": "<a href='x'>&\u2028", "emoji": "\U0001f642", "escape": "\x1b00",
		"list": []any{}, "map": map[string]any{}, "deep": []any{map[string]any{"a": []any{int64(1), 1e18, nil}}},
		"question": "what? $1 'quoted' \\ back",
	}
	n, err := workspace.Normalize(f)
	require.NoError(t, err)
	require.Equal(t, map[string]any(f), n, "the test's values are normalised")
	r := insert(t, s, newResource(w.ID, workspace.KindModel, "values", f))
	got, err := s.Resource(ctx, w.ID, r.ID)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(r, got))
	require.True(t, got.Fields.Equal(f))
	require.Equal(t, r.Digest, got.Fields.Digest())
}

func testChanges(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w, other := newWorkspace(t, s, "w"), newWorkspace(t, s, "other")
	a := insert(t, s, newResource(w.ID, workspace.KindModel, "a", workspace.Fields{"n": int64(1)}))
	b := insert(t, s, newResource(w.ID, workspace.KindSync, "b", workspace.Fields{"big": 1e18}))
	cause := workspace.Cause{
		Actor:  workspace.Actor{UserID: 7, Name: "Zoë \xff\x00", Email: "zoe@example.com"},
		Origin: workspace.OriginGit, Commit: "0123abcd", Note: "because\nof this",
	}
	record := func(seq int64, revisions ...workspace.Revision) workspace.Change {
		c := workspace.Change{WorkspaceID: w.ID, Seq: seq, At: instant().UTC().Add(time.Duration(seq) * time.Second), Cause: cause}
		for _, r := range revisions {
			r.Seq, r.At, r.Cause = seq, c.At, cause
			c.Revisions = append(c.Revisions, r)
		}
		require.NoError(t, s.InsertChange(ctx, &c))
		require.NotZero(t, c.ID)
		for _, r := range c.Revisions {
			require.Equal(t, c.ID, r.ChangeID)
		}
		return c
	}
	revision := func(r workspace.Resource, version int64, op workspace.Op) workspace.Revision {
		return workspace.Revision{ResourceID: r.ID, Kind: r.Kind, Slug: r.Slug, Version: version, Op: op, Fields: r.Fields, Digest: r.Digest}
	}
	rename := revision(a, 2, workspace.OpRename)
	rename.FromSlug, rename.Before, rename.Changed = "old", "beef", []string{"n", "x.y"}
	first := record(1, revision(b, 1, workspace.OpCreate), revision(a, 1, workspace.OpCreate))
	second := record(2, rename)
	third := record(3)

	all, err := s.Changes(ctx, w.ID, 0, 0)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]workspace.Change{first, second, third}, all))
	some, err := s.Changes(ctx, w.ID, 1, 1)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]workspace.Change{second}, some))
	none, err := s.Changes(ctx, other.ID, 0, 10)
	require.NoError(t, err)
	require.Empty(t, none)

	history, err := s.Revisions(ctx, w.ID, a.ID, 0, 10)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]workspace.Revision{second.Revisions[0], first.Revisions[1]}, history))
	history, err = s.Revisions(ctx, w.ID, a.ID, 2, 10)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(first.Revisions[1:], history))
	history, err = s.Revisions(ctx, w.ID, a.ID, 0, 1)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(second.Revisions, history))
	history, err = s.Revisions(ctx, other.ID, a.ID, 0, 0)
	require.NoError(t, err)
	require.Empty(t, history)

	got, err := s.Revision(ctx, w.ID, a.ID, 2)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(second.Revisions[0], got))
	_, err = s.Revision(ctx, w.ID, a.ID, 3)
	requireCode(t, workspace.CodeNotFound, err)
	_, err = s.Revision(ctx, other.ID, a.ID, 2)
	requireCode(t, workspace.CodeNotFound, err)

	again := workspace.Change{WorkspaceID: w.ID, Seq: 3, At: instant()}
	requireCode(t, workspace.CodeConflict, s.InsertChange(ctx, &again))
	again = workspace.Change{WorkspaceID: w.ID, Seq: 4, At: instant(), Revisions: []workspace.Revision{revision(a, 2, workspace.OpUpdate)}}
	requireCode(t, workspace.CodeConflict, s.InsertChange(ctx, &again))
	all, err = s.Changes(ctx, w.ID, 0, 0)
	require.NoError(t, err)
	require.Len(t, all, 3, "a failed change leaves nothing")

	t.Run("many revisions in one change", func(t *testing.T) {
		c := workspace.Change{WorkspaceID: other.ID, Seq: 1, At: instant()}
		for i := range 1300 {
			r := insert(t, s, newResource(other.ID, workspace.KindModel, fmt.Sprintf("m%d", i), workspace.Fields{"i": int64(i)}))
			c.Revisions = append(c.Revisions, revision(r, 1, workspace.OpCreate))
		}
		slices.Reverse(c.Revisions)
		require.NoError(t, s.InsertChange(ctx, &c))
		got, err := s.Changes(ctx, other.ID, 0, 0)
		require.NoError(t, err)
		require.Len(t, got, 1)
		require.Empty(t, cmp.Diff(c.Revisions, got[0].Revisions, cmpopts.IgnoreFields(workspace.Revision{}, "At", "Seq")))
	})
}

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
