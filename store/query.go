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
	query, err := s.selected(ctx, workspaceID, q)
	if err != nil {
		return nil, false, err
	}
	query = query.Model(&rows)
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

// CountResources counts what the query selects, whatever its limit and offset.
func (s *Store) CountResources(ctx context.Context, workspaceID int64, q workspace.Query) (int, error) {
	query, err := s.selected(ctx, workspaceID, q)
	if err != nil {
		return 0, err
	}
	var n int
	err = query.Model((*resourceRow)(nil)).ColumnExpr("count(*)").Scan(ctx, &n)
	return n, failure(ctx, "count the resources", err)
}

// selected returns a query for the rows that q selects, without order and limits.
func (s *Store) selected(ctx context.Context, workspaceID int64, q workspace.Query) (*bun.SelectQuery, error) {
	query := restrict(s.read(ctx).NewSelect().Where("r.workspace_id = ?", workspaceID), workspaceID, q)
	if q.State == "" {
		return query, nil
	}
	g, err := s.gitScope(ctx, workspaceID)
	if err != nil {
		return nil, err
	}
	return g.only(query, q.State), nil
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
	if q.Search != "" {
		pattern := likeText(q.Search)
		query = query.Where("(r.name LIKE ? ESCAPE '!' OR r.folded LIKE ? ESCAPE '!')", pattern, pattern)
	}
	if q.Type != "" {
		query = query.Where("r.type = ?", indexed(q.Type))
	}
	if q.Paused != nil {
		query = query.Where("r.kind = ? AND r.paused = ?", toText(workspace.KindSync), *q.Paused)
	}
	for _, uses := range q.Uses {
		query = query.Where("r.id IN (SELECT f.resource_id FROM resource_refs AS f WHERE f.workspace_id = ? AND f.kind = ? AND f.name IN (?))",
			workspaceID, toText(uses.Kind), bun.List(toTexts(uses.Names)))
	}
	return query
}
