package store

import (
	"context"

	"github.com/uptrace/bun"

	"lockstep.dev/workspace"
)

// Resources lists what the query asks for, and whether more follow. Equal places in the
// order are told apart by id, so that pages neither repeat nor miss a row.
func (s *Store) Resources(ctx context.Context, workspaceID int64, q workspace.Query) ([]workspace.Resource, bool, error) {
	column, ok := map[string]string{
		"": "r.id", "id": "r.id", "name": "r.name", "slug": "r.slug", "createdAt": "r.created_at", "updatedAt": "r.updated_at",
	}[q.OrderBy]
	if !ok {
		return nil, false, workspace.Errorf(workspace.CodeInvalid, "resources cannot be ordered by %q", q.OrderBy).
			WithHint("use id, name, slug, createdAt or updatedAt")
	}
	if q.Limit < 0 || q.Offset < 0 {
		return nil, false, workspace.Errorf(workspace.CodeInvalid, "limit and offset must not be negative")
	}
	var rows []resourceRow
	query := restrict(s.read(ctx).NewSelect().Model(&rows).Where("r.workspace_id = ?", workspaceID), workspaceID, q)
	direction := " ASC"
	if q.Desc {
		direction = " DESC"
	}
	query = query.OrderExpr(column + direction)
	if column != "r.id" {
		query = query.OrderExpr("r.id" + direction)
	}
	switch {
	case q.Limit > 0:
		query = query.Limit(int64(q.Limit) + 1)
	case q.Offset > 0:
		query = query.Limit(1 << 31) // SQLite has no OFFSET without LIMIT
	}
	if err := query.Offset(int64(q.Offset)).Scan(ctx); err != nil {
		return nil, false, failure(ctx, "list the resources", err)
	}
	more := q.Limit > 0 && len(rows) > q.Limit
	if more {
		rows = rows[:q.Limit]
	}
	out, err := s.resources(ctx, rows)
	return out, more, err
}

func restrict(query *bun.SelectQuery, workspaceID int64, q workspace.Query) *bun.SelectQuery {
	if q.Archived {
		query = query.Where("r.archived_at IS NOT NULL AND NOT r.purged")
	} else {
		query = query.Where("r.archived_at IS NULL")
	}
	if q.Kind != "" {
		query = query.Where("r.kind = ?", toText(q.Kind))
	}
	if len(q.IDs) > 0 {
		query = query.Where("r.id IN (?)", bun.List(q.IDs))
	}
	if len(q.Slugs) > 0 {
		query = query.Where("r.slug IN (?)", bun.List(toTexts(q.Slugs)))
	}
	if q.Alike != "" {
		query = query.Where("r.folded = ?", fold(q.Alike))
	}
	if q.Name != "" {
		query = query.Where("r.name LIKE ? ESCAPE '!'", likeText(q.Name))
	}
	if q.Uses != (workspace.Ref{}) {
		query = query.Where("r.id IN (SELECT f.resource_id FROM resource_refs AS f WHERE f.workspace_id = ? AND f.kind = ? AND f.name = ?)",
			workspaceID, toText(q.Uses.Kind), toText(q.Uses.Slug))
	}
	return query
}
