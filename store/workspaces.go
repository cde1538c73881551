package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"lockstep.dev/workspace"
)

type workspaceRow struct {
	bun.BaseModel `bun:"table:workspaces,alias:w"`

	ID        int64  `bun:"id,pk,autoincrement"`
	Slug      string `bun:"slug"`
	Name      string `bun:"name"`
	Seq       int64  `bun:"seq"`
	CreatedAt int64  `bun:"created_at"`
	UpdatedAt int64  `bun:"updated_at"`
}

func (r workspaceRow) workspace() workspace.Workspace {
	return workspace.Workspace{
		ID: r.ID, Slug: fromText(r.Slug), Name: fromText(r.Name), Seq: r.Seq,
		CreatedAt: fromMicros(r.CreatedAt), UpdatedAt: fromMicros(r.UpdatedAt),
	}
}

// CreateWorkspace sets the ID.
func (s *Store) CreateWorkspace(ctx context.Context, w *workspace.Workspace) error {
	row := workspaceRow{
		Slug: toText(w.Slug), Name: toText(w.Name), Seq: w.Seq,
		CreatedAt: toMicros(w.CreatedAt), UpdatedAt: toMicros(w.UpdatedAt),
	}
	var id int64
	err := s.write(ctx).NewInsert().Model(&row).On("CONFLICT DO NOTHING").Returning("id").Scan(ctx, &id)
	if err != nil {
		return found(ctx, "create the workspace", err, workspace.Errorf(workspace.CodeConflict, "there is a workspace %q already", w.Slug))
	}
	w.ID = id
	return nil
}

// UpdateWorkspace writes Slug, Name and UpdatedAt.
func (s *Store) UpdateWorkspace(ctx context.Context, w workspace.Workspace) error {
	n, err := affected(s.write(ctx).NewUpdate().Model((*workspaceRow)(nil)).
		Set("slug = ?", toText(w.Slug)).Set("name = ?", toText(w.Name)).Set("updated_at = ?", toMicros(w.UpdatedAt)).
		Where("id = ?", w.ID).
		Where("NOT EXISTS (SELECT 1 FROM workspaces AS o WHERE o.slug = ? AND o.id <> ?)", toText(w.Slug), w.ID).
		Exec(ctx))
	if err != nil || n > 0 {
		return failure(ctx, "update the workspace", err)
	}
	if _, err := s.Workspace(ctx, w.ID); err != nil {
		return err
	}
	return workspace.Errorf(workspace.CodeConflict, "there is a workspace %q already", w.Slug)
}

// Workspace returns the one with the id.
func (s *Store) Workspace(ctx context.Context, id int64) (workspace.Workspace, error) {
	var row workspaceRow
	err := s.read(ctx).NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row.workspace(), found(ctx, "read the workspace", err, missing("there is no workspace %d", id))
}

// WorkspaceBySlug returns the one with the slug.
func (s *Store) WorkspaceBySlug(ctx context.Context, slug string) (workspace.Workspace, error) {
	var row workspaceRow
	err := s.read(ctx).NewSelect().Model(&row).Where("slug = ?", toText(slug)).Scan(ctx)
	return row.workspace(), found(ctx, "read the workspace", err, missing("there is no workspace %q", slug))
}

// Workspaces returns all, by slug.
func (s *Store) Workspaces(ctx context.Context) ([]workspace.Workspace, error) {
	var rows []workspaceRow
	if err := s.read(ctx).NewSelect().Model(&rows).Order("slug").Scan(ctx); err != nil {
		return nil, failure(ctx, "list the workspaces", err)
	}
	return mapped(rows, workspaceRow.workspace), nil
}

// NextSeq locks the workspace until the transaction ends and returns its next change's number.
func (s *Store) NextSeq(ctx context.Context, workspaceID int64) (int64, error) {
	if err := mustBeInTx(s, ctx, "number a change"); err != nil {
		return 0, err
	}
	var seq int64
	err := s.write(ctx).NewUpdate().Model((*workspaceRow)(nil)).Set("seq = seq + 1").Where("id = ?", workspaceID).Returning("seq").Scan(ctx, &seq)
	return seq, found(ctx, "number a change", err, missing("there is no workspace %d", workspaceID))
}

// ReleaseSeq gives back the number that NextSeq returned in this transaction.
func (s *Store) ReleaseSeq(ctx context.Context, workspaceID, seq int64) error {
	if err := mustBeInTx(s, ctx, "give back a change's number"); err != nil {
		return err
	}
	n, err := affected(s.write(ctx).NewUpdate().Model((*workspaceRow)(nil)).Set("seq = seq - 1").Where("id = ? AND seq = ?", workspaceID, seq).Exec(ctx))
	if err == nil && n == 0 {
		return fmt.Errorf("give back a change's number: %d is not the latest of workspace %d", seq, workspaceID)
	}
	return failure(ctx, "give back a change's number", err)
}
