package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"lockstep.dev/workspace"
)

// maxReference is the longest name that is kept as a reference. It fits PostgreSQL's index
// and is far longer than any slug or alias that could be meant.
const maxReference = 1000

// referenceRow says that a live resource names another. Archived ones have none.
type referenceRow struct {
	bun.BaseModel `bun:"table:resource_refs,alias:f"`

	ResourceID  int64  `bun:"resource_id,pk"`
	WorkspaceID int64  `bun:"workspace_id"`
	Kind        string `bun:"kind,pk"`
	Name        string `bun:"name,pk"`
}

func (s *Store) replaceReferences(ctx context.Context, r resourceRow, f workspace.Fields) error {
	if _, err := s.write(ctx).NewDelete().Model((*referenceRow)(nil)).Where("resource_id = ?", r.ID).Exec(ctx); err != nil {
		return failure(ctx, "write the references", err)
	}
	return s.addReferences(ctx, r, f)
}

// addReferences writes those of a row that has none yet.
func (s *Store) addReferences(ctx context.Context, r resourceRow, f workspace.Fields) error {
	if r.ArchivedAt != nil {
		return nil
	}
	var rows []referenceRow
	for _, reference := range workspace.References(workspace.Kind(r.Kind), f) {
		if name := toText(reference.Name); len(name) <= maxReference {
			rows = append(rows, referenceRow{ResourceID: r.ID, WorkspaceID: r.WorkspaceID, Kind: toText(reference.Kind), Name: name})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := s.write(ctx).NewInsert().Model(&rows).On("CONFLICT DO NOTHING").Exec(ctx)
	return failure(ctx, "write the references", err)
}

// ReferencedBy returns the live resources that name one of names as their to kind, by ref.
func (s *Store) ReferencedBy(ctx context.Context, workspaceID int64, to workspace.Kind, names []string) ([]workspace.Ref, error) {
	if len(names) == 0 {
		return nil, nil
	}
	var rows []resourceRow
	err := s.read(ctx).NewSelect().Model(&rows).Column("kind", "slug").
		Where("r.id IN (SELECT f.resource_id FROM resource_refs AS f WHERE f.workspace_id = ? AND f.kind = ? AND f.name IN (?))",
			workspaceID, toText(to), bun.List(toTexts(names))).
		Where("archived_at IS NULL").
		Order("kind", "slug").Scan(ctx)
	if err != nil {
		return nil, failure(ctx, "find what refers to it", err)
	}
	return mapped(rows, func(r resourceRow) workspace.Ref {
		return workspace.Ref{Kind: workspace.Kind(fromText(r.Kind)), Slug: fromText(r.Slug)}
	}), nil
}

// UserIDs returns the ids of the live resources of a kind that name something of the kind to, by
// that name, sorted.
func (s *Store) UserIDs(ctx context.Context, workspaceID int64, kind, to workspace.Kind, names []string) (map[string][]int64, error) {
	out := map[string][]int64{}
	for chunk := range slices.Chunk(unique(names), chunkRows) {
		var rows []struct {
			ResourceID int64
			Name       string
		}
		err := s.read(ctx).NewSelect().TableExpr("resource_refs AS f").Join("JOIN resources AS r ON r.id = f.resource_id").
			ColumnExpr("f.resource_id, f.name").
			Where("f.workspace_id = ? AND f.kind = ? AND f.name IN (?)", workspaceID, toText(to), bun.List(toTexts(chunk))).
			Where("r.kind = ? AND r.archived_at IS NULL", toText(kind)).
			OrderExpr("f.resource_id").Scan(ctx, &rows)
		if err != nil {
			return nil, failure(ctx, "find what refers to them", err)
		}
		for _, row := range rows {
			name := fromText(row.Name)
			out[name] = append(out[name], row.ResourceID)
		}
	}
	return out, nil
}
