package workspace_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"lockstep.dev/workspace"
)

func TestAFailureInABatchLeavesTheOthers(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	before := w.seq()
	err := w.Transact(t.Context(), w.id, func(ctx context.Context, b *workspace.Batch) error {
		for i, source := range []string{"warehouse", "nowhere", "warehouse"} {
			_, err := b.Change(ctx, w.cause, func(ctx context.Context, e *workspace.Edit) error {
				_, err := e.Create(ctx, workspace.KindModel, fmt.Sprintf("m%d", i), aModel("x", source))
				return err
			})
			require.Equal(t, source == "nowhere", err != nil)
		}
		return nil
	})
	require.NoError(t, err)
	changes, err := w.Changes(t.Context(), w.id, before, 0)
	require.NoError(t, err)
	require.Len(t, changes, 2)
	require.Equal(t, before+1, changes[0].Seq)
	require.Equal(t, before+2, changes[1].Seq, "no gap")
	require.Equal(t, before+2, w.seq())
}

func TestARefusedOperationLeavesTheOthersOfItsChange(t *testing.T) {
	w := newWorld(t)
	source, _, model, _ := w.furnish()
	spare := w.create(workspace.KindModel, "spare", aModel("x", "warehouse"))
	archived, err := w.archive(w.create(workspace.KindModel, "old", aModel("x", "warehouse")))
	require.NoError(t, err)
	w.create(workspace.KindModel, "old", aModel("x", "warehouse"))
	refused := map[string]func(ctx context.Context, e *workspace.Edit) error{
		"create": func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Create(ctx, workspace.KindModel, "users", aModel("x", "warehouse"))
			return err
		},
		"update": func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Update(ctx, model.ID, 0, aModel("x", "nowhere"))
			return err
		},
		"rename": func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Rename(ctx, model.ID, 0, "spare", nil)
			return err
		},
		"archive": func(ctx context.Context, e *workspace.Edit) error { _, err := e.Archive(ctx, source.ID, 0); return err },
		"restore": func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Restore(ctx, archived.ID, "")
			return err
		},
		"delete": func(ctx context.Context, e *workspace.Edit) error { _, err := e.Delete(ctx, source.ID, 0); return err },
	}
	for name, fn := range refused {
		change, err := w.edit(func(ctx context.Context, e *workspace.Edit) error {
			require.Error(t, fn(ctx, e), name)
			_, err := e.Update(ctx, spare.ID, 0, aModel("after "+name, "warehouse"))
			return err
		})
		require.NoError(t, err, name)
		require.Len(t, change.Revisions, 1, name)
	}
	require.Equal(t, source, w.get(source))
	require.Equal(t, model, w.get(model))
}

func TestWhatWasHalfWrittenIsNotKept(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	before, broke := w.seq(), errors.New("broke")
	err := w.Transact(t.Context(), w.id, func(ctx context.Context, b *workspace.Batch) error {
		_, err := b.Change(ctx, w.cause, func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Create(ctx, workspace.KindModel, "half", aModel("x", "warehouse"))
			require.NoError(t, err)
			return broke
		})
		require.ErrorIs(t, err, broke)
		_, err = b.Change(ctx, w.cause, func(context.Context, *workspace.Edit) error { return nil })
		require.ErrorIs(t, err, broke)
		return nil
	})
	require.ErrorIs(t, err, broke)
	_, err = w.BySlug(t.Context(), w.id, workspace.Ref{Kind: workspace.KindModel, Slug: "half"})
	requireCode(t, workspace.CodeNotFound, err)
	require.Equal(t, before, w.seq())
}

func TestAFailingListenerUndoesTheChange(t *testing.T) {
	var told []workspace.Change
	deaf := errors.New("nobody listens")
	w := newWorld(t, func(o *workspace.Options) {
		o.OnChange = func(_ context.Context, c workspace.Change) error {
			if c.Revisions[0].Slug == "fails" {
				return deaf
			}
			told = append(told, c)
			return nil
		}
	})
	source := w.create(workspace.KindSource, "warehouse", aSource())
	require.Len(t, told, 1)
	require.NotZero(t, told[0].ID)
	_, err := w.tryCreate(workspace.KindModel, "fails", aModel("x", "warehouse"))
	require.ErrorIs(t, err, deaf)
	err = w.Transact(t.Context(), w.id, func(ctx context.Context, b *workspace.Batch) error {
		_, err := b.Change(ctx, w.cause, func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Create(ctx, workspace.KindModel, "fails", aModel("x", "warehouse"))
			return err
		})
		require.ErrorIs(t, err, deaf)
		return nil
	})
	require.ErrorIs(t, err, deaf, "a caller cannot keep what the listener refused")
	live, _, err := w.List(t.Context(), w.id, workspace.Query{})
	require.NoError(t, err)
	require.Equal(t, []workspace.Resource{source}, live)
	require.Equal(t, int64(1), w.seq())
}

func TestChangesAreNumberedWithoutGaps(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	before := w.seq()
	const writers, each = 8, 25
	var group errgroup.Group
	for n := range writers {
		group.Go(func() error {
			for i := range each {
				source := "warehouse"
				if i%5 == 0 {
					source = "nowhere"
				}
				_, err := w.tryCreate(workspace.KindModel, fmt.Sprintf("m-%d-%d", n, i), aModel("Same", source))
				if refused := workspace.CodeOf(err) == workspace.CodeInvalid && err != nil; refused != (source == "nowhere") {
					return fmt.Errorf("writer %d, %d: %w", n, i, err)
				}
			}
			return nil
		})
	}
	require.NoError(t, group.Wait())
	changes, err := w.Changes(t.Context(), w.id, before, 0)
	require.NoError(t, err)
	require.Len(t, changes, writers*each*4/5)
	for i, c := range changes {
		require.Equal(t, before+int64(i)+1, c.Seq)
		require.Len(t, c.Revisions, 1)
	}
}

func TestOnlyOneOfManyWritersOfAVersionWins(t *testing.T) {
	w := newWorld(t)
	_, _, model, _ := w.furnish()
	var group errgroup.Group
	results := make([]error, 8)
	for n := range results {
		group.Go(func() error {
			_, _, results[n] = w.update(model, aModel(fmt.Sprintf("Writer %d", n), "warehouse"))
			return nil
		})
	}
	require.NoError(t, group.Wait())
	won := 0
	for _, err := range results {
		if err == nil {
			won++
			continue
		}
		requireCode(t, workspace.CodeStale, err)
	}
	require.Equal(t, 1, won)
	require.Equal(t, int64(2), w.get(model).Version)
}

func (w *world) seq() int64 {
	w.t.Helper()
	now, err := w.Workspace(w.t.Context(), w.id)
	require.NoError(w.t, err)
	return now.Seq
}
