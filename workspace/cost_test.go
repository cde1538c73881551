package workspace_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/workspace"
)

// counter counts what is asked of a store.
type counter struct {
	workspace.Store
	calls map[string]int
}

func (c *counter) Resource(ctx context.Context, workspaceID, id int64) (workspace.Resource, error) {
	c.calls["Resource"]++
	return c.Store.Resource(ctx, workspaceID, id)
}

func (c *counter) ResourceBySlug(ctx context.Context, workspaceID int64, ref workspace.Ref) (workspace.Resource, error) {
	c.calls["ResourceBySlug"]++
	return c.Store.ResourceBySlug(ctx, workspaceID, ref)
}

func (c *counter) ResourcesBySlug(ctx context.Context, workspaceID int64, refs []workspace.Ref) ([]workspace.Resource, error) {
	c.calls["ResourcesBySlug"]++
	return c.Store.ResourcesBySlug(ctx, workspaceID, refs)
}

func (c *counter) Resources(ctx context.Context, workspaceID int64, q workspace.Query) ([]workspace.Resource, bool, error) {
	name := "Resources"
	if q.Kind == workspace.KindAliases {
		name = "aliases"
	}
	c.calls[name]++
	return c.Store.Resources(ctx, workspaceID, q)
}

func (c *counter) Workspace(ctx context.Context, id int64) (workspace.Workspace, error) {
	c.calls["Workspace"]++
	return c.Store.Workspace(ctx, id)
}

func (c *counter) InsertResource(ctx context.Context, r *workspace.Resource) error {
	c.calls["InsertResource"]++
	return c.Store.InsertResource(ctx, r)
}

func (c *counter) UpdateResource(ctx context.Context, r workspace.Resource, was int64) error {
	c.calls["UpdateResource"]++
	return c.Store.UpdateResource(ctx, r, was)
}

// counted is a world whose calls are counted from now on.
func counted(t *testing.T) (*world, *counter) {
	t.Helper()
	w := newWorld(t)
	w.furnish()
	c := &counter{Store: w.store, calls: map[string]int{}}
	w.Service = workspace.NewService(c, workspace.Options{Types: noTypes{}})
	return w, c
}

// noTypes knows no connection type.
type noTypes struct{}

func (noTypes) Known(workspace.Kind, string) bool          { return false }
func (noTypes) SecretKeys(workspace.Kind, string) []string { return nil }
func (noTypes) CheckConfig(workspace.Kind, string, map[string]any) []workspace.Problem {
	return nil
}
func (noTypes) CheckSync(string, map[string]any) []workspace.Problem { return nil }

func TestManyCreationsLookUpReferencesOnce(t *testing.T) {
	const n = 1000
	for name, c := range map[string]struct {
		origin workspace.Origin
		apart  bool // each in a change of its own
		want   map[string]int
	}{
		"from Git":          {workspace.OriginGit, false, map[string]int{"aliases": 1, "ResourceBySlug": 1, "InsertResource": n}},
		"one change each":   {workspace.OriginGit, true, map[string]int{"aliases": 1, "ResourceBySlug": 1, "InsertResource": n}},
		"through the app":   {workspace.OriginAPI, false, map[string]int{"aliases": 1, "ResourceBySlug": 1, "Resources": n, "InsertResource": n}},
		"apart through app": {workspace.OriginAPI, true, map[string]int{"aliases": 1, "ResourceBySlug": 1, "Resources": n, "InsertResource": n}},
	} {
		t.Run(name, func(t *testing.T) {
			w, count := counted(t)
			w.cause.Origin = c.origin
			err := w.Transact(t.Context(), w.id, func(ctx context.Context, b *workspace.Batch) error {
				create := func(from, to int) error {
					_, err := b.Change(ctx, w.cause, func(ctx context.Context, e *workspace.Edit) error {
						for i := from; i < to; i++ {
							kind, f := workspace.KindModel, aModel("x", "warehouse")
							if i%2 == 1 {
								kind, f = workspace.KindSource, workspace.Fields{"name": "x", "type": "t"}
							}
							if _, err := e.Create(ctx, kind, fmt.Sprintf("m-%d", i), f); err != nil {
								return err
							}
						}
						return nil
					})
					return err
				}
				if !c.apart {
					return create(0, n)
				}
				for i := range n {
					if err := create(i, i+1); err != nil {
						return err
					}
				}
				return nil
			})
			require.NoError(t, err)
			require.Equal(t, c.want, count.calls)
		})
	}
}

func TestARenameReadsItsFollowersTogether(t *testing.T) {
	w, count := counted(t)
	for i := range 100 {
		w.create(workspace.KindModel, fmt.Sprintf("m-%d", i), aModel("x", "warehouse"))
	}
	source, err := w.BySlug(t.Context(), w.id, workspace.Ref{Kind: workspace.KindSource, Slug: "warehouse"})
	require.NoError(t, err)
	clear(count.calls)
	_, change, err := w.rename(source, "dwh")
	require.NoError(t, err)
	require.Len(t, change.Revisions, 102)
	require.Equal(t, 1, count.calls["ResourcesBySlug"])
	require.Zero(t, count.calls["ResourceBySlug"])
	require.LessOrEqual(t, count.calls["aliases"], 2)
}
