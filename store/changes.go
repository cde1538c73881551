package store

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/uptrace/bun"

	"lockstep.dev/workspace"
)

type changeRow struct {
	bun.BaseModel `bun:"table:changes,alias:c"`

	ID          int64  `bun:"id,pk,autoincrement"`
	WorkspaceID int64  `bun:"workspace_id"`
	Seq         int64  `bun:"seq"`
	At          int64  `bun:"at"`
	UserID      int64  `bun:"user_id"`
	ActorName   string `bun:"actor_name"`
	ActorEmail  string `bun:"actor_email"`
	Origin      string `bun:"origin"`
	CommitID    string `bun:"commit_id"`
	Note        string `bun:"note"`
}

func (r changeRow) change() workspace.Change {
	return workspace.Change{
		ID: r.ID, WorkspaceID: r.WorkspaceID, Seq: r.Seq, At: fromMicros(r.At),
		Cause: workspace.Cause{
			Actor:  workspace.Actor{UserID: r.UserID, Name: fromText(r.ActorName), Email: fromText(r.ActorEmail)},
			Origin: workspace.Origin(fromText(r.Origin)), Commit: fromText(r.CommitID), Note: fromText(r.Note),
		},
	}
}

type revisionRow struct {
	bun.BaseModel `bun:"table:revisions,alias:v"`

	ResourceID int64  `bun:"resource_id,pk"`
	Version    int64  `bun:"version,pk"`
	ChangeID   int64  `bun:"change_id"`
	Position   int    `bun:"position"`
	Kind       string `bun:"kind"`
	Slug       string `bun:"slug"`
	FromSlug   string `bun:"from_slug"`
	Op         string `bun:"op"`
	Fields     string `bun:"fields"`
	Digest     string `bun:"digest"`
	Before     string `bun:"before"`
	Changed    string `bun:"changed"`
	Typed      string `bun:"typed"`
	TypedOver  string `bun:"typed_over"`
}

func newRevisionRow(r workspace.Revision, position int) (revisionRow, error) {
	fields, err := toFieldsJSON(r.Fields)
	if err != nil {
		return revisionRow{}, err
	}
	changed, err := toJSON(r.Changed)
	return revisionRow{
		ResourceID: r.ResourceID, Version: r.Version, ChangeID: r.ChangeID, Position: position,
		Kind: toText(r.Kind), Slug: toText(r.Slug), FromSlug: toText(r.FromSlug), Op: toText(r.Op),
		Fields: fields, Digest: toText(r.Digest), Before: toText(r.Before), Changed: changed,
		Typed: toText(r.Typed.Text), TypedOver: toText(r.Typed.Over),
	}, err
}

func (r revisionRow) revision(c workspace.Change) (workspace.Revision, error) {
	fields, err := fromFieldsJSON(r.Fields)
	if err != nil {
		return workspace.Revision{}, err
	}
	var changed []string
	err = json.Unmarshal([]byte(r.Changed), &changed)
	return workspace.Revision{
		ChangeID: r.ChangeID, Seq: c.Seq, ResourceID: r.ResourceID, Version: r.Version,
		Kind: workspace.Kind(fromText(r.Kind)), Slug: fromText(r.Slug), FromSlug: fromText(r.FromSlug), Op: workspace.Op(fromText(r.Op)),
		Fields: fields, Digest: workspace.Digest(fromText(r.Digest)), Before: workspace.Digest(fromText(r.Before)),
		Changed: changed, At: c.At, Cause: c.Cause,
		Typed: workspace.Typed{Text: fromText(r.Typed), Over: fromText(r.TypedOver)},
	}, err
}

// InsertChange writes the change and its revisions and sets their ChangeID.
func (s *Store) InsertChange(ctx context.Context, c *workspace.Change) error {
	row := changeRow{
		WorkspaceID: c.WorkspaceID, Seq: c.Seq, At: toMicros(c.At),
		UserID: c.Cause.Actor.UserID, ActorName: toText(c.Cause.Actor.Name), ActorEmail: toText(c.Cause.Actor.Email),
		Origin: toText(c.Cause.Origin), CommitID: toText(c.Cause.Commit), Note: toText(c.Cause.Note),
	}
	return s.InTx(ctx, func(ctx context.Context) error {
		var id int64
		if err := s.write(ctx).NewInsert().Model(&row).Returning("id").Scan(ctx, &id); err != nil {
			return failure(ctx, "write the change", err)
		}
		for i := range c.Revisions {
			c.Revisions[i].ChangeID = id
		}
		row := func(i int, r workspace.Revision) (revisionRow, error) { return newRevisionRow(r, i) }
		for chunk, err := range statements(c.Revisions, row, func(r revisionRow) int { return len(r.Fields) + len(r.Typed) + len(r.TypedOver) }) {
			if err != nil {
				return failure(ctx, "write the revision", err)
			}
			if _, err := s.write(ctx).NewInsert().Model(&chunk).Exec(ctx); err != nil {
				return failure(ctx, "write the revisions", err)
			}
		}
		c.ID = id
		return nil
	})
}

// Changes returns the feed after a number, oldest first, with revisions. A limit of 0 is none.
func (s *Store) Changes(ctx context.Context, workspaceID, after int64, limit int) ([]workspace.Change, error) {
	var rows []changeRow
	query := s.read(ctx).NewSelect().Model(&rows).Where("workspace_id = ? AND seq > ?", workspaceID, after).Order("seq")
	if limit > 0 {
		query = query.Limit(int64(limit))
	}
	if err := query.Scan(ctx); err != nil {
		return nil, failure(ctx, "read the changes", err)
	}
	out := mapped(rows, changeRow.change)
	at := make(map[int64]int, len(out))
	for i, c := range out {
		at[c.ID] = i
	}
	for chunk := range slices.Chunk(rows, chunkRows) {
		var revisions []revisionRow
		ids := mapped(chunk, func(r changeRow) int64 { return r.ID })
		if err := s.read(ctx).NewSelect().Model(&revisions).Where("change_id IN (?)", bun.List(ids)).Order("change_id", "position").Scan(ctx); err != nil {
			return nil, failure(ctx, "read the revisions", err)
		}
		for _, r := range revisions {
			c := &out[at[r.ChangeID]]
			revision, err := r.revision(*c)
			if err != nil {
				return nil, err
			}
			c.Revisions = append(c.Revisions, revision)
		}
	}
	return out, nil
}

// Revisions returns a resource's revisions, newest first, before a version (0: from the top).
// A limit of 0 is none.
func (s *Store) Revisions(ctx context.Context, workspaceID, resourceID, before int64, limit int) ([]workspace.Revision, error) {
	return s.revisions(ctx, workspaceID, limit, func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("v.resource_id = ?", resourceID)
		if before > 0 {
			q = q.Where("v.version < ?", before)
		}
		return q
	})
}

// Recent returns the latest revisions of all resources, newest first.
func (s *Store) Recent(ctx context.Context, workspaceID int64, limit int) ([]workspace.Revision, error) {
	return s.revisions(ctx, workspaceID, limit, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.OrderExpr("c.seq DESC, v.position DESC")
	})
}

// Typed returns, by resource, the newest revision that has a typed file, unless the resource was
// removed after it.
func (s *Store) Typed(ctx context.Context, workspaceID int64, ids []int64) (map[int64]workspace.Revision, error) {
	out := map[int64]workspace.Revision{}
	for chunk := range slices.Chunk(unique(ids), chunkRows) {
		newest := s.read(ctx).NewSelect().TableExpr("revisions AS t").ColumnExpr("t.resource_id, max(t.version)").
			Where("t.resource_id IN (?) AND t.typed <> ''", bun.List(chunk)).GroupExpr("t.resource_id")
		found, err := s.revisions(ctx, workspaceID, 0, func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("(v.resource_id, v.version) IN (?)", newest).Where(
				"NOT EXISTS (SELECT 1 FROM revisions AS x WHERE x.resource_id = v.resource_id AND x.version > v.version AND x.op IN (?))",
				bun.List([]workspace.Op{workspace.OpArchive, workspace.OpDelete}))
		})
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			out[r.ResourceID] = r
		}
	}
	return out, nil
}

// Revision returns one version of a resource.
func (s *Store) Revision(ctx context.Context, workspaceID, resourceID, version int64) (workspace.Revision, error) {
	out, err := s.revisions(ctx, workspaceID, 1, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("v.resource_id = ? AND v.version = ?", resourceID, version)
	})
	if err == nil && len(out) == 0 {
		err = missing("resource %d has no version %d", resourceID, version)
	}
	if err != nil {
		return workspace.Revision{}, err
	}
	return out[0], nil
}

func (s *Store) revisions(ctx context.Context, workspaceID int64, limit int, which func(*bun.SelectQuery) *bun.SelectQuery) ([]workspace.Revision, error) {
	var rows []struct {
		revisionRow `bun:",extend"`
		Change      changeRow `bun:"embed:c__"`
	}
	query := which(s.read(ctx).NewSelect().TableExpr("revisions AS v").Join("JOIN changes AS c ON c.id = v.change_id").
		ColumnExpr("v.*").
		ColumnExpr("c.id AS c__id, c.workspace_id AS c__workspace_id, c.seq AS c__seq, c.at AS c__at, c.user_id AS c__user_id").
		ColumnExpr("c.actor_name AS c__actor_name, c.actor_email AS c__actor_email, c.origin AS c__origin, c.commit_id AS c__commit_id, c.note AS c__note").
		Where("c.workspace_id = ?", workspaceID)).OrderExpr("v.version DESC")
	if limit > 0 {
		query = query.Limit(int64(limit))
	}
	if err := query.Scan(ctx, &rows); err != nil {
		return nil, failure(ctx, "read the revisions", err)
	}
	var out []workspace.Revision
	for _, row := range rows {
		revision, err := row.revision(row.Change.change())
		if err != nil {
			return nil, err
		}
		out = append(out, revision)
	}
	return out, nil
}
