package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/uptrace/bun"

	"lockstep.dev/gitsync"
	"lockstep.dev/workspace"
)

type settingsRow struct {
	bun.BaseModel `bun:"table:git_settings,alias:s"`

	WorkspaceID int64  `bun:"workspace_id,pk"`
	Version     int64  `bun:"version"`
	Phase       string `bun:"phase"`
	Doc         string `bun:"doc"`
}

// Settings returns a workspace's settings; the zero Settings when there are none yet.
func (s *Store) Settings(ctx context.Context, workspaceID int64) (gitsync.Settings, error) {
	var row settingsRow
	err := s.read(ctx).NewSelect().Model(&row).Where("workspace_id = ?", workspaceID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return gitsync.Settings{}, nil
	}
	if err != nil {
		return gitsync.Settings{}, failure(ctx, "read the Git settings", err)
	}
	var out gitsync.Settings
	if err := json.Unmarshal([]byte(row.Doc), &out); err != nil {
		return gitsync.Settings{}, fmt.Errorf("read the Git settings: %w", err)
	}
	out.WorkspaceID, out.Version = row.WorkspaceID, row.Version
	return out, nil
}

// PutSettings writes given if the stored version still is given.Version, and sets the next one.
func (s *Store) PutSettings(ctx context.Context, given *gitsync.Settings) error {
	doc, err := toJSON(given)
	if err != nil {
		return fmt.Errorf("write the Git settings: %w", err)
	}
	row := settingsRow{WorkspaceID: given.WorkspaceID, Version: given.Version + 1, Phase: string(given.Phase), Doc: doc}
	var result sql.Result
	if given.Version == 0 {
		result, err = s.write(ctx).NewInsert().Model(&row).On("CONFLICT DO NOTHING").Exec(ctx)
	} else {
		result, err = s.write(ctx).NewUpdate().Model(&row).WherePK().Where("version = ?", given.Version).Exec(ctx)
	}
	n, err := affected(result, err)
	if err != nil {
		return failure(ctx, "write the Git settings", err)
	}
	if n == 0 {
		return workspace.Errorf(workspace.CodeStale, "the Git settings were changed by somebody else").WithHint("read them again and repeat the change")
	}
	given.Version++
	return nil
}

// Synced returns the ids of the workspaces that are connected or paused.
func (s *Store) Synced(ctx context.Context) ([]int64, error) {
	var ids []int64
	err := s.read(ctx).NewSelect().Model((*settingsRow)(nil)).Column("workspace_id").
		Where("phase NOT IN (?)", bun.List([]gitsync.Phase{"", gitsync.PhaseDisconnected})).
		Order("workspace_id").Scan(ctx, &ids)
	return ids, failure(ctx, "list the synced workspaces", err)
}

// secretsForm stands before Secrets as JSON, which no password begins with.
const secretsForm = "\x00json:"

type credentialRow struct {
	bun.BaseModel `bun:"table:git_credentials,alias:x"`

	WorkspaceID int64  `bun:"workspace_id,pk"`
	Sealed      []byte `bun:"sealed"`
}

func (r credentialRow) place() (table, row, column string) {
	return "git_credentials", strconv.FormatInt(r.WorkspaceID, 10), "sealed"
}

// GitSecrets unseals what the remote is used with; the zero Secrets when there are none.
func (s *Store) GitSecrets(ctx context.Context, workspaceID int64) (gitsync.Secrets, error) {
	var row credentialRow
	var out gitsync.Secrets
	err := s.read(ctx).NewSelect().Model(&row).Where("workspace_id = ?", workspaceID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return out, nil
	}
	if err != nil {
		return out, failure(ctx, "read the Git secrets", err)
	}
	table, place, column := row.place()
	value, err := s.sealer.Open(table, place, column, row.Sealed)
	if err != nil {
		return out, fmt.Errorf("open the Git secrets: %w", err)
	}
	doc, ok := bytes.CutPrefix(value, []byte(secretsForm))
	if !ok { // a lone password or token
		out.Credential = string(value)
		return out, nil
	}
	if err := json.Unmarshal(doc, &out); err != nil {
		return out, errors.New("open the Git secrets: not what was sealed")
	}
	return out, nil
}

// PutGitSecrets seals and keeps them; zero removes them.
func (s *Store) PutGitSecrets(ctx context.Context, workspaceID int64, secrets gitsync.Secrets) error {
	row := credentialRow{WorkspaceID: workspaceID}
	if secrets == (gitsync.Secrets{}) {
		_, err := s.write(ctx).NewDelete().Model(&row).WherePK().Exec(ctx)
		return failure(ctx, "remove the Git secrets", err)
	}
	doc, err := json.Marshal(secrets)
	if err != nil {
		return errors.New("seal the Git secrets: they cannot be written as JSON")
	}
	table, place, column := row.place()
	if row.Sealed, err = s.sealer.Seal(table, place, column, append([]byte(secretsForm), doc...)); err != nil {
		return fmt.Errorf("seal the Git secrets: %w", err)
	}
	_, err = s.write(ctx).NewInsert().Model(&row).On("CONFLICT (workspace_id) DO UPDATE").Set("sealed = EXCLUDED.sealed").Exec(ctx)
	return failure(ctx, "keep the Git secrets", err)
}
