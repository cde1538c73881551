package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"lockstep.dev/gitsync"
)

type stateRow struct {
	bun.BaseModel `bun:"table:git_state,alias:s"`

	WorkspaceID int64  `bun:"workspace_id,pk"`
	Doc         string `bun:"doc"`
}

// State returns a workspace's state; the zero State when there is none yet.
func (s *Store) State(ctx context.Context, workspaceID int64) (gitsync.State, error) {
	var row stateRow
	err := s.read(ctx).NewSelect().Model(&row).Where("workspace_id = ?", workspaceID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return gitsync.State{}, nil
	}
	if err != nil {
		return gitsync.State{}, failure(ctx, "read the Git state", err)
	}
	var out gitsync.State
	if err := json.Unmarshal([]byte(row.Doc), &out); err != nil {
		return gitsync.State{}, fmt.Errorf("read the Git state: %w", err)
	}
	return out, nil
}

// PutState replaces a workspace's state.
func (s *Store) PutState(ctx context.Context, workspaceID int64, state gitsync.State) error {
	doc, err := toJSON(state)
	if err != nil {
		return fmt.Errorf("write the Git state: %w", err)
	}
	row := stateRow{WorkspaceID: workspaceID, Doc: doc}
	_, err = s.write(ctx).NewInsert().Model(&row).On("CONFLICT (workspace_id) DO UPDATE").Set("doc = EXCLUDED.doc").Exec(ctx)
	return failure(ctx, "write the Git state", err)
}

// Clear forgets base, held resources and state, but not the activity.
func (s *Store) Clear(ctx context.Context, workspaceID int64) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		for _, model := range []any{(*baseRow)(nil), (*heldRow)(nil), (*stateRow)(nil)} {
			if _, err := s.write(ctx).NewDelete().Model(model).Where("workspace_id = ?", workspaceID).Exec(ctx); err != nil {
				return failure(ctx, "forget the Git state", err)
			}
		}
		return nil
	})
}
