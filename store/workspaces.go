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
	Version   int64  `bun:"version"`
	Seq       int64  `bun:"seq"`
	CreatedAt int64  `bun:"created_at"`
	UpdatedAt int64  `bun:"updated_at"`
}

func (r workspaceRow) workspace() workspace.Workspace {
	return workspace.Workspace{
		ID: r.ID, Slug: fromText(r.Slug), Name: fromText(r.Name), Version: r.Version, Seq: r.Seq,
		CreatedAt: fromMicros(r.CreatedAt), UpdatedAt: fromMicros(r.UpdatedAt),
	}
}

// CreateWorkspace sets the ID and the first version.
func (s *Store) CreateWorkspace(ctx context.Context, w *workspace.Workspace) error {
	row := workspaceRow{
		Slug: toText(w.Slug), Name: toText(w.Name), Version: 1, Seq: w.Seq,
		CreatedAt: toMicros(w.CreatedAt), UpdatedAt: toMicros(w.UpdatedAt),
	}
	return s.inDirectory(ctx, func(ctx context.Context) error {
		var id int64
		err := s.write(ctx).NewInsert().Model(&row).On("CONFLICT DO NOTHING").Returning("id").Scan(ctx, &id)
		if err != nil {
			return found(ctx, "create the workspace", err, workspace.Errorf(workspace.CodeConflict, "there is a workspace %q already", w.Slug))
		}
		w.ID, w.Version = id, row.Version
		return nil
	})
}

// UpdateWorkspace writes Slug, Name and UpdatedAt over the row whose version is w.Version, and
// sets the next one. CodeStale when it is not that version any more.
func (s *Store) UpdateWorkspace(ctx context.Context, w *workspace.Workspace) error {
	return s.inDirectory(ctx, func(ctx context.Context) error {
		n, err := affected(s.write(ctx).NewUpdate().Model((*workspaceRow)(nil)).
			Set("slug = ?", toText(w.Slug)).Set("name = ?", toText(w.Name)).Set("updated_at = ?", toMicros(w.UpdatedAt)).Set("version = version + 1").
			Where("id = ? AND version = ?", w.ID, w.Version).
			Where("NOT EXISTS (SELECT 1 FROM workspaces AS o WHERE o.slug = ? AND o.id <> ?)", toText(w.Slug), w.ID).
			Exec(ctx))
		if err != nil {
			return failure(ctx, "update the workspace", err)
		}
		if n > 0 {
			w.Version++
			return nil
		}
		now, err := s.Workspace(ctx, w.ID)
		switch {
		case err != nil:
			return err
		case now.Version != w.Version:
			return workspace.Errorf(workspace.CodeStale, "the workspace was changed by somebody else").WithHint("read it again and repeat the change")
		}
		return workspace.Errorf(workspace.CodeConflict, "there is a workspace %q already", w.Slug)
	})
}

// LockWorkspace returns the one with the id. In a transaction it stays as it is until that ends.
func (s *Store) LockWorkspace(ctx context.Context, id int64) (workspace.Workspace, error) {
	var row workspaceRow
	// Writing what is there already locks the row on both engines.
	err := s.write(ctx).NewUpdate().Model(&row).Set("seq = seq").Where("id = ?", id).Returning("*").Scan(ctx)
	return row.workspace(), found(ctx, "lock the workspace", err, noWorkspace(id))
}

// Workspace returns the one with the id.
func (s *Store) Workspace(ctx context.Context, id int64) (workspace.Workspace, error) {
	var row workspaceRow
	err := s.read(ctx).NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row.workspace(), found(ctx, "read the workspace", err, noWorkspace(id))
}

func noWorkspace(id int64) error { return missing("there is no workspace %d", id) }

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
	return seq, found(ctx, "number a change", err, noWorkspace(workspaceID))
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
