package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/uptrace/bun"
)

// Sealer seals secrets, bound to the place at which they are stored: what was sealed for one
// place does not open at another. It must be safe for concurrent use.
type Sealer interface {
	Seal(table, row, column string, plaintext []byte) ([]byte, error)
	Open(table, row, column string, sealed []byte) ([]byte, error)
}

// Options are what a Store works with. Sealer is required.
type Options struct {
	Sealer Sealer
	// Now is the clock of leases. nil: the database's on PostgreSQL, so that replicas agree,
	// and time.Now on SQLite.
	Now func() time.Time
	Log *slog.Logger // nil: slog.Default
	// Unsafe lets SQLite skip waiting for the disk: a power loss may lose or damage data. For tests.
	Unsafe bool
}

// Store satisfies workspace.Store, gitsync.Store and auth.Store, and gives package jobs its
// database. It is safe for concurrent use.
type Store struct {
	writer, reader *bun.DB       // the same on PostgreSQL
	pool           *pgxpool.Pool // nil on SQLite
	sealer         Sealer
	now            func() time.Time // nil: the database's clock
	closers        []func() error   // last in, first out
}

// Open connects to the database that dsn names and brings its tables up to date:
//
//	sqlite:/path/file.db   a file, made when it is missing
//	sqlite::memory:        a private database that is gone after Close
//	postgres://…           a PostgreSQL server, any setting that pgxpool knows
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	if o.Sealer == nil {
		return nil, errors.New("open the store: a sealer is required")
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &Store{sealer: o.Sealer, now: o.Now}
	var err error
	switch {
	case strings.HasPrefix(dsn, "sqlite:"):
		err = s.openSQLite(ctx, strings.TrimPrefix(dsn, "sqlite:"), o)
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		err = s.openPostgres(ctx, dsn, o)
	default:
		err = errors.New(`the address must begin with "sqlite:" or "postgres://"`)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the store: %w", err), s.Close())
	}
	return s, nil
}

// Close ends all connections. It may be called again.
func (s *Store) Close() error {
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i]())
	}
	s.closers = nil
	return errors.Join(errs...)
}
