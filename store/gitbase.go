package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/uptrace/bun"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

type baseRow struct {
	bun.BaseModel `bun:"table:git_base,alias:b"`

	WorkspaceID int64  `bun:"workspace_id,pk"`
	Kind        string `bun:"kind,pk"`
	Slug        string `bun:"slug,pk"`
	ResourceID  int64  `bun:"resource_id"`
	Version     int64  `bun:"version"`
	Digest      string `bun:"digest"`
	BlobID      string `bun:"blob_id"`
	Path        string `bun:"path"`
	Mode        int64  `bun:"mode"`
	Kept        bool   `bun:"kept"`
	Content     []byte `bun:"content"`
	Fields      string `bun:"fields"`
}

func newBaseRow(workspaceID int64, e gitsync.BaseEntry) (baseRow, error) {
	fields, err := toFieldsJSON(e.Fields)
	return baseRow{
		WorkspaceID: workspaceID, Kind: toText(e.Ref.Kind), Slug: toText(e.Ref.Slug), ResourceID: e.ResourceID,
		Version: e.Version, Digest: toText(e.Digest), BlobID: toText(e.Blob), Path: toText(e.Path), Mode: int64(e.Mode),
		Kept: e.Kept, Content: e.Text, Fields: fields,
	}, err
}

func (r baseRow) entry() (gitsync.BaseEntry, error) {
	ref := workspace.Ref{Kind: workspace.Kind(fromText(r.Kind)), Slug: fromText(r.Slug)}
	e := gitsync.BaseEntry{Ref: ref, Base: reconcile.Base{
		Slug: ref.Slug, ResourceID: r.ResourceID, Version: r.Version, Digest: workspace.Digest(fromText(r.Digest)),
		Blob: fromText(r.BlobID), Path: fromText(r.Path), Mode: uint32(r.Mode), Text: r.Content, Kept: r.Kept,
	}}
	if r.Fields == "" {
		return e, nil
	}
	var err error
	e.Fields, err = fromFieldsJSON(r.Fields)
	return e, err
}

// BaseIndex returns all base entries without text and fields.
func (s *Store) BaseIndex(ctx context.Context, workspaceID int64) ([]gitsync.BaseEntry, error) {
	var rows []baseRow
	err := s.read(ctx).NewSelect().Model(&rows).ExcludeColumn("content", "fields").Where("workspace_id = ?", workspaceID).Order("kind", "slug").Scan(ctx)
	if err != nil {
		return nil, failure(ctx, "read the index of the base", err)
	}
	return tried(rows, baseRow.entry)
}

// Base returns the entries of refs and of resource ids, whole.
func (s *Store) Base(ctx context.Context, workspaceID int64, refs []workspace.Ref, resourceIDs []int64) ([]gitsync.BaseEntry, error) {
	var rows []baseRow
	read := func(where string, args ...any) error {
		var some []baseRow
		// Not ordered here: SQLite would rather read the whole base in order than sort a few rows.
		err := s.read(ctx).NewSelect().Model(&some).Where("workspace_id = ?", workspaceID).Where(where, args...).Scan(ctx)
		rows = append(rows, some...)
		return failure(ctx, "read the base", err)
	}
	for kind, slugs := range slugsByKind(refs) {
		if err := read("kind = ? AND slug IN (?)", kind, bun.List(slugs)); err != nil {
			return nil, err
		}
	}
	for chunk := range slices.Chunk(unique(resourceIDs), chunkRows) {
		if err := read("resource_id IN (?)", bun.List(chunk)); err != nil {
			return nil, err
		}
	}
	byRef := func(a, b baseRow) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Slug, b.Slug)) }
	slices.SortFunc(rows, byRef)
	rows = slices.CompactFunc(rows, func(a, b baseRow) bool { return byRef(a, b) == 0 })
	return tried(rows, baseRow.entry)
}

// PutBase inserts or replaces entries by ref. Of entries with the same ref the last one counts.
func (s *Store) PutBase(ctx context.Context, workspaceID int64, entries []gitsync.BaseEntry) error {
	entries = lastByKey(entries, func(e gitsync.BaseEntry) workspace.Ref { return e.Ref })
	row := func(_ int, e gitsync.BaseEntry) (baseRow, error) { return newBaseRow(workspaceID, e) }
	size := func(r baseRow) int { return 2*len(r.Content) + len(r.Fields) }
	return s.InTx(ctx, func(ctx context.Context) error {
		for chunk, err := range statements(entries, row, size) {
			if err != nil {
				return failure(ctx, "write the base", err)
			}
			query := s.write(ctx).NewInsert().Model(&chunk).On("CONFLICT (workspace_id, kind, slug) DO UPDATE")
			for _, column := range []string{"resource_id", "version", "digest", "blob_id", "path", "mode", "kept", "content", "fields"} {
				query = query.Set("? = EXCLUDED.?", bun.Ident(column), bun.Ident(column))
			}
			if _, err := query.Exec(ctx); err != nil {
				return failure(ctx, "write the base", err)
			}
		}
		return nil
	})
}

// DeleteBase forgets the entries of refs.
func (s *Store) DeleteBase(ctx context.Context, workspaceID int64, refs []workspace.Ref) error {
	return s.deleteByRef(ctx, (*baseRow)(nil), workspaceID, refs)
}

func (s *Store) deleteByRef(ctx context.Context, model any, workspaceID int64, refs []workspace.Ref) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		for kind, slugs := range slugsByKind(refs) {
			_, err := s.write(ctx).NewDelete().Model(model).
				Where("workspace_id = ? AND kind = ? AND slug IN (?)", workspaceID, kind, bun.List(slugs)).Exec(ctx)
			if err != nil {
				return failure(ctx, "forget what the sides agreed on", err)
			}
		}
		return nil
	})
}
