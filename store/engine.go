package store

import "context"

// Engine returns which database this is, "sqlite" or "postgres", and its version.
func (s *Store) Engine(ctx context.Context) (kind, version string, err error) {
	kind, query := "sqlite", "SELECT sqlite_version()"
	if s.pool != nil {
		kind, query = "postgres", "SELECT current_setting('server_version')"
	}
	err = s.read(ctx).NewRaw(query).Scan(ctx, &version)
	return kind, version, failure(ctx, "ask the database for its version", err)
}
