package store

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"lockstep.dev/workspace"
)

type resourceRow struct {
	bun.BaseModel `bun:"table:resources,alias:r"`

	ID          int64  `bun:"id,pk,autoincrement"`
	WorkspaceID int64  `bun:"workspace_id"`
	Kind        string `bun:"kind"`
	Slug        string `bun:"slug"`
	Folded      string `bun:"folded"` // the slug in lower case
	Name        string `bun:"name"`   // the beginning of it in lower case, to search and sort by
	Type        string `bun:"type"`   // the beginning of typeOf
	Paused      bool   `bun:"paused"` // a sync whose schedule starts nothing
	Fields      string `bun:"fields"`
	Digest      string `bun:"digest"`
	Version     int64  `bun:"version"`
	CreatedAt   int64  `bun:"created_at"`
	UpdatedAt   int64  `bun:"updated_at"`
	ArchivedAt  *int64 `bun:"archived_at"`
	Purged      bool   `bun:"purged"`
}

func newResourceRow(r workspace.Resource) (resourceRow, error) {
	fields, err := toFieldsJSON(r.Fields)
	paused, _ := r.Fields["schedulePaused"].(bool)
	return resourceRow{
		Type: indexed(typeOf(r.Kind, r.Fields)), Paused: paused && r.Kind == workspace.KindSync,
		ID: r.ID, WorkspaceID: r.WorkspaceID, Kind: toText(r.Kind), Slug: toText(r.Slug),
		Folded: fold(r.Slug), Name: indexed(strings.ToLower(r.Name())), Fields: fields, Digest: toText(r.Digest), Version: r.Version,
		CreatedAt: toMicros(r.CreatedAt), UpdatedAt: toMicros(r.UpdatedAt),
		ArchivedAt: toOptionalMicros(r.ArchivedAt), Purged: r.Purged,
	}, err
}

// typeOf returns what lists are filtered by: the type of a connection or model, of a sync that of
// its schedule.
func typeOf(kind workspace.Kind, f workspace.Fields) string {
	if kind != workspace.KindSync {
		return f.Text("type")
	}
	if typ, _ := f.Map("schedule")["type"].(string); typ != "" {
		return typ
	}
	return "manual"
}

func (r resourceRow) resource() (workspace.Resource, error) {
	fields, err := fromFieldsJSON(r.Fields)
	return workspace.Resource{
		ID: r.ID, WorkspaceID: r.WorkspaceID, Kind: workspace.Kind(fromText(r.Kind)), Slug: fromText(r.Slug),
		Fields: fields, Digest: workspace.Digest(fromText(r.Digest)), Version: r.Version,
		CreatedAt: fromMicros(r.CreatedAt), UpdatedAt: fromMicros(r.UpdatedAt),
		ArchivedAt: fromOptionalMicros(r.ArchivedAt), Purged: r.Purged,
	}, err
}

// Resource returns a live or archived resource.
func (s *Store) Resource(ctx context.Context, workspaceID, id int64) (workspace.Resource, error) {
	return s.oneResource(ctx, missing("there is no resource %d", id), "workspace_id = ? AND id = ?", workspaceID, id)
}

// ResourceBySlug returns the live resource of that identity.
func (s *Store) ResourceBySlug(ctx context.Context, workspaceID int64, ref workspace.Ref) (workspace.Resource, error) {
	return s.oneResource(ctx, missing("there is no %s %q", ref.Kind, ref.Slug),
		"workspace_id = ? AND kind = ? AND slug = ? AND archived_at IS NULL", workspaceID, toText(ref.Kind), toText(ref.Slug))
}

func (s *Store) oneResource(ctx context.Context, absent error, where string, args ...any) (workspace.Resource, error) {
	var row resourceRow
	if err := s.read(ctx).NewSelect().Model(&row).Where(where, args...).Scan(ctx); err != nil {
		return workspace.Resource{}, found(ctx, "read the resource", err, absent)
	}
	out, err := s.resources(ctx, []resourceRow{row})
	if err != nil {
		return workspace.Resource{}, err
	}
	return out[0], nil
}

// ResourcesBySlug returns the live resources among refs, in no particular order.
func (s *Store) ResourcesBySlug(ctx context.Context, workspaceID int64, refs []workspace.Ref) ([]workspace.Resource, error) {
	var rows []resourceRow
	for kind, slugs := range slugsByKind(refs) {
		var some []resourceRow
		err := s.read(ctx).NewSelect().Model(&some).
			Where("workspace_id = ? AND archived_at IS NULL AND kind = ? AND slug IN (?)", workspaceID, kind, bun.List(slugs)).Scan(ctx)
		if err != nil {
			return nil, failure(ctx, "read the resources", err)
		}
		rows = append(rows, some...)
	}
	return s.resources(ctx, rows)
}

// resources converts rows and adds the names of their secrets.
func (s *Store) resources(ctx context.Context, rows []resourceRow) ([]workspace.Resource, error) {
	out, err := tried(rows, resourceRow.resource)
	if err != nil {
		return nil, err
	}
	at := map[int64]int{}
	var connections []int64
	for i, r := range out {
		if r.Kind.IsConnection() {
			connections = append(connections, r.ID)
			at[r.ID] = i
		}
	}
	for chunk := range slices.Chunk(connections, chunkRows) {
		var secrets []secretRow
		err := s.read(ctx).NewSelect().Model(&secrets).Column("resource_id", "name").
			Where("resource_id IN (?)", bun.List(chunk)).Order("resource_id", "name").Scan(ctx)
		if err != nil {
			return nil, failure(ctx, "read the names of secrets", err)
		}
		for _, secret := range secrets {
			r := &out[at[secret.ResourceID]]
			r.Secrets = append(r.Secrets, fromText(secret.Name))
		}
	}
	for _, i := range at {
		slices.Sort(out[i].Secrets)
	}
	return out, nil
}

// InsertResource sets the ID.
func (s *Store) InsertResource(ctx context.Context, r *workspace.Resource) error {
	row, err := newResourceRow(*r)
	if err != nil {
		return failure(ctx, "write the resource", err)
	}
	row.ID = 0
	return s.InTx(ctx, func(ctx context.Context) error {
		var id int64
		err := s.write(ctx).NewInsert().Model(&row).On("CONFLICT DO NOTHING").Returning("id").Scan(ctx, &id)
		if err != nil {
			return found(ctx, "write the resource", err, taken(r.Ref()))
		}
		row.ID = id
		if err := s.addReferences(ctx, row, r.Fields); err != nil {
			return err
		}
		r.ID = id
		return nil
	})
}

// UpdateResource writes r over the row whose version is was.
func (s *Store) UpdateResource(ctx context.Context, r workspace.Resource, was int64) error {
	row, err := newResourceRow(r)
	if err != nil {
		return failure(ctx, "write the resource", err)
	}
	return s.InTx(ctx, func(ctx context.Context) error {
		update := s.write(ctx).NewUpdate().Model(&row).
			Column("kind", "slug", "folded", "name", "type", "paused", "fields", "digest", "version", "created_at", "updated_at", "archived_at", "purged").
			Where("workspace_id = ? AND id = ? AND version = ?", r.WorkspaceID, r.ID, was)
		if !r.Archived() {
			// Asked here, a conflict leaves PostgreSQL's transaction usable, as on SQLite.
			update = update.Where("NOT EXISTS (SELECT 1 FROM resources AS o WHERE o.workspace_id = ? AND o.kind = ? AND o.slug = ? AND o.archived_at IS NULL AND o.id <> ?)",
				r.WorkspaceID, row.Kind, row.Slug, r.ID)
		}
		n, err := affected(update.Exec(ctx))
		if err != nil {
			return failure(ctx, "write the resource", err)
		}
		if n == 0 {
			return s.whyNotUpdated(ctx, r, was)
		}
		return s.replaceReferences(ctx, row, r.Fields)
	})
}

func (s *Store) whyNotUpdated(ctx context.Context, r workspace.Resource, was int64) error {
	now, err := s.Resource(ctx, r.WorkspaceID, r.ID)
	if err != nil {
		return err
	}
	if now.Version != was {
		return workspace.Errorf(workspace.CodeStale, "%s was changed by somebody else: it is at version %d, not %d", now.Ref(), now.Version, was).
			WithHint("read it again and repeat the change")
	}
	return taken(r.Ref())
}

func taken(ref workspace.Ref) error {
	return workspace.Errorf(workspace.CodeConflict, "there is a %s %q already", ref.Kind, ref.Slug)
}

func unique[T comparable](given []T) []T {
	seen := make(map[T]bool, len(given))
	var out []T
	for _, v := range given {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}
