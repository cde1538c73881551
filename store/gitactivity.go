package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"lockstep.dev/gitsync"
)

type activityRow struct {
	bun.BaseModel `bun:"table:git_activity,alias:a"`

	ID          int64  `bun:"id,pk,autoincrement"`
	WorkspaceID int64  `bun:"workspace_id"`
	Doc         string `bun:"doc"`
}

func (r activityRow) activity() (gitsync.Activity, error) {
	var a gitsync.Activity
	if err := json.Unmarshal([]byte(r.Doc), &a); err != nil {
		return gitsync.Activity{}, fmt.Errorf("read the activity: %w", err)
	}
	a.ID, a.WorkspaceID = r.ID, r.WorkspaceID
	return a, nil
}

// AddActivity sets the ID.
func (s *Store) AddActivity(ctx context.Context, a *gitsync.Activity) error {
	doc, err := toJSON(a)
	if err != nil {
		return fmt.Errorf("write the activity: %w", err)
	}
	row := activityRow{WorkspaceID: a.WorkspaceID, Doc: doc}
	var id int64
	if err := s.write(ctx).NewInsert().Model(&row).Returning("id").Scan(ctx, &id); err != nil {
		return failure(ctx, "write the activity", err)
	}
	a.ID = id
	return nil
}

// Activities returns entries newest first, before an id (0: from the top). A limit of 0 is none.
func (s *Store) Activities(ctx context.Context, workspaceID, before int64, limit int) ([]gitsync.Activity, error) {
	var rows []activityRow
	query := s.read(ctx).NewSelect().Model(&rows).Where("workspace_id = ?", workspaceID).Order("id DESC")
	if before > 0 {
		query = query.Where("id < ?", before)
	}
	if limit > 0 {
		query = query.Limit(int64(limit))
	}
	if err := query.Scan(ctx); err != nil {
		return nil, failure(ctx, "read the activity", err)
	}
	return tried(rows, activityRow.activity)
}
