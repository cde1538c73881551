package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/uptrace/bun"
)

type secretRow struct {
	bun.BaseModel `bun:"table:connection_secrets,alias:x"`

	ResourceID int64  `bun:"resource_id,pk"`
	Name       string `bun:"name,pk"`
	Sealed     []byte `bun:"sealed"`
}

// place is where the secret is sealed to.
func (r secretRow) place() (table, row, column string) {
	return "connection_secrets", strconv.FormatInt(r.ResourceID, 10) + "/" + r.Name, "sealed"
}

// PutSecrets seals and keeps values by name beside a connection; an empty value removes.
func (s *Store) PutSecrets(ctx context.Context, resourceID int64, values map[string]string) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			if err := s.putSecret(ctx, secretRow{ResourceID: resourceID, Name: toText(name)}, values[name]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) putSecret(ctx context.Context, row secretRow, value string) (err error) {
	if value == "" {
		_, err := s.write(ctx).NewDelete().Model(&row).WherePK().Exec(ctx)
		return failure(ctx, "remove a secret", err)
	}
	table, place, column := row.place()
	if row.Sealed, err = s.sealer.Seal(table, place, column, []byte(value)); err != nil {
		return fmt.Errorf("seal a secret: %w", err)
	}
	_, err = s.write(ctx).NewInsert().Model(&row).On("CONFLICT (resource_id, name) DO UPDATE").Set("sealed = EXCLUDED.sealed").Exec(ctx)
	return failure(ctx, "keep a secret", err)
}

// Secrets unseals the values of a connection.
func (s *Store) Secrets(ctx context.Context, resourceID int64) (map[string]string, error) {
	var rows []secretRow
	if err := s.read(ctx).NewSelect().Model(&rows).Where("resource_id = ?", resourceID).Order("name").Scan(ctx); err != nil {
		return nil, failure(ctx, "read the secrets", err)
	}
	out := make(map[string]string, len(rows))
	for _, row := range rows {
		table, place, column := row.place()
		value, err := s.sealer.Open(table, place, column, row.Sealed)
		if err != nil {
			return nil, fmt.Errorf("open the secret %q: %w", fromText(row.Name), err)
		}
		out[fromText(row.Name)] = string(value)
	}
	return out, nil
}
