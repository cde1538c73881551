package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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
