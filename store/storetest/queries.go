package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

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
		{"slug in any case", workspace.Query{Kind: workspace.KindModel, Alike: "ORDERS"}, []int64{orders}, false},
		{"name in any case", workspace.Query{Name: "Änderung"}, []int64{users, orders}, false},
		{"per cent is no wildcard", workspace.Query{Name: "0%"}, []int64{users}, false},
		{"underscore is no wildcard", workspace.Query{Name: "0_"}, []int64{orders}, false},
		{"exclamation mark is no escape", workspace.Query{Name: "crm!"}, []int64{crm}, false},
		{"a name that no text column holds", workspace.Query{Name: "\x00\xff"}, nil, false},
		{"the slug is the name when there is none", workspace.Query{Name: "plain"}, []int64{plain}, false},
		{"uses", workspace.Query{Uses: []workspace.Uses{{Kind: workspace.KindSource, Names: []string{"pg"}}}}, []int64{users, orders}, false},
		{"uses, other kind of the same name", workspace.Query{Uses: []workspace.Uses{{Kind: workspace.KindDestination, Names: []string{"pg"}}}}, []int64{crm}, false},
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
