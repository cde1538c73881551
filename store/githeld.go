package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

type heldRow struct {
	bun.BaseModel `bun:"table:git_held,alias:h"`

	WorkspaceID int64  `bun:"workspace_id,pk"`
	Kind        string `bun:"kind,pk"`
	Slug        string `bun:"slug,pk"`
	Reason      string `bun:"reason"`
	Doc         string `bun:"doc"`
}

func newHeldRow(workspaceID int64, h gitsync.Held) (heldRow, error) {
	doc, err := toJSON(heldDoc(h))
	return heldRow{WorkspaceID: workspaceID, Kind: toText(h.Ref.Kind), Slug: toText(h.Ref.Slug), Reason: toText(h.Hold.Reason), Doc: doc}, err
}

func (r heldRow) held() (gitsync.Held, error) {
	var h gitsync.Held
	if err := json.Unmarshal([]byte(r.Doc), &h); err != nil {
		return gitsync.Held{}, fmt.Errorf("read a held resource: %w", err)
	}
	if err := typeHeld(&h, []byte(r.Doc)); err != nil {
		return gitsync.Held{}, fmt.Errorf("read a held resource: %w", err)
	}
	h.Ref = workspace.Ref{Kind: workspace.Kind(fromText(r.Kind)), Slug: fromText(r.Slug)}
	return h, nil
}

// heldDoc returns h with its values marked so that they come back as the types they are.
func heldDoc(h gitsync.Held) gitsync.Held {
	mark := func(f workspace.Fields) workspace.Fields {
		if f == nil {
			return nil
		}
		return markFloats(map[string]any(f)).(map[string]any)
	}
	h.Base, h.App, h.Repo, h.Merged = mark(h.Base), mark(h.App), mark(h.Repo), mark(h.Merged)
	clashes := h.Hold.Clashes
	h.Hold.Clashes = nil
	for _, c := range clashes {
		for _, v := range []*reconcile.Value{&c.Base, &c.App, &c.Repo} {
			v.Value = markFloats(v.Value)
		}
		h.Hold.Clashes = append(h.Hold.Clashes, c)
	}
	return h
}

// typeHeld gives the values in h, decoded from doc, the types that JSON lost. Clashes see to
// themselves.
func typeHeld(h *gitsync.Held, doc []byte) error {
	whole, err := decodeValue(doc)
	if err != nil {
		return err
	}
	fields, ok := whole.(map[string]any)
	if !ok {
		return fmt.Errorf("it is stored as %T", whole)
	}
	for key, place := range map[string]*workspace.Fields{"base": &h.Base, "app": &h.App, "repo": &h.Repo, "merged": &h.Merged} {
		if value, ok := fields[key].(map[string]any); ok {
			*place = value
		}
	}
	for _, problem := range h.Hold.Problems {
		for i, step := range problem.Path {
			if index, ok := step.(float64); ok {
				problem.Path[i] = int(index)
			}
		}
	}
	return nil
}

// Held returns the held resources, by ref.
func (s *Store) Held(ctx context.Context, workspaceID int64) ([]gitsync.Held, error) {
	var rows []heldRow
	if err := s.read(ctx).NewSelect().Model(&rows).Where("workspace_id = ?", workspaceID).Order("kind", "slug").Scan(ctx); err != nil {
		return nil, failure(ctx, "read the held resources", err)
	}
	return tried(rows, heldRow.held)
}

// CountHeld returns how many resources are held, and how many of them for a conflict.
func (s *Store) CountHeld(ctx context.Context, workspaceID int64) (held, conflicts int, err error) {
	err = s.read(ctx).NewSelect().Model((*heldRow)(nil)).ColumnExpr("count(*)").
		ColumnExpr("count(CASE WHEN reason = ? THEN 1 END)", toText(reconcile.ReasonConflict)).
		Where("workspace_id = ?", workspaceID).Scan(ctx, &held, &conflicts)
	return held, conflicts, failure(ctx, "count the held resources", err)
}

// PutHeld inserts or replaces held resources by ref. Of those with the same ref the last one counts.
func (s *Store) PutHeld(ctx context.Context, workspaceID int64, held []gitsync.Held) error {
	held = lastByKey(held, func(h gitsync.Held) workspace.Ref { return h.Ref })
	row := func(_ int, h gitsync.Held) (heldRow, error) { return newHeldRow(workspaceID, h) }
	return s.InTx(ctx, func(ctx context.Context) error {
		for chunk, err := range statements(held, row, func(r heldRow) int { return len(r.Doc) }) {
			if err != nil {
				return failure(ctx, "write the held resources", err)
			}
			_, err = s.write(ctx).NewInsert().Model(&chunk).On("CONFLICT (workspace_id, kind, slug) DO UPDATE").
				Set("reason = EXCLUDED.reason").Set("doc = EXCLUDED.doc").Exec(ctx)
			if err != nil {
				return failure(ctx, "write the held resources", err)
			}
		}
		return nil
	})
}

// DeleteHeld forgets the held resources of refs.
func (s *Store) DeleteHeld(ctx context.Context, workspaceID int64, refs []workspace.Ref) error {
	return s.deleteByRef(ctx, (*heldRow)(nil), workspaceID, refs)
}
