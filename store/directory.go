package store

import (
	"context"

	"github.com/uptrace/bun"
)

type directoryRow struct {
	bun.BaseModel `bun:"table:directory,alias:d"`

	ID      int64 `bun:"id,pk"`
	Version int64 `bun:"version"`
}

// DirectoryVersion rises with each change of people, API keys and workspaces.
func (s *Store) DirectoryVersion(ctx context.Context) (int64, error) {
	var row directoryRow
	err := s.read(ctx).NewSelect().Model(&row).Where("id = 1").Scan(ctx)
	return row.Version, failure(ctx, "look for changes of the directory", err)
}

// inDirectory runs fn, which changes people, API keys or workspaces, in a transaction.
func (s *Store) inDirectory(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		if err := fn(ctx); err != nil {
			return err
		}
		s.current(ctx).directory = true
		return nil
	})
}

// raiseDirectory is the last that a transaction does: the row is locked from then on.
func (s *Store) raiseDirectory(ctx context.Context, tx *transaction) error {
	_, err := tx.NewUpdate().Model((*directoryRow)(nil)).Set("version = version + 1").Where("id = 1").Exec(ctx)
	return failure(ctx, "tell of a change of the directory", err)
}
