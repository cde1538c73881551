package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// migrationLock is the advisory lock under which tables are brought up to date.
const migrationLock = 0x6c6f636b73746570 // "lockstep"

// minConnections leaves enough for the job workers, the queue's own five, and the API. The
// address may say otherwise: postgres://…?pool_max_conns=50.
const minConnections = 24

func (s *Store) openPostgres(ctx context.Context, dsn string, o Options) error {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		// The parser's message may quote the address, with its password.
		return errors.New("the address of the PostgreSQL database cannot be read; it should look like postgres://user:password@host:5432/name")
	}
	if !strings.Contains(dsn, "pool_max_conns") {
		config.MaxConns = max(config.MaxConns, minConnections)
	}
	// bun writes values into the statement, so hardly two are alike: preparing each would cost
	// a round trip more and fill the server's memory.
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "lockstep"
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, func() error { pool.Close(); return nil })
	db := stdlib.OpenDBFromPool(pool)
	s.closers = append(s.closers, db.Close)
	s.pool, s.writer = pool, bun.NewDB(db, pgdialect.New())
	s.reader = s.writer

	unlock, err := lockPostgres(ctx, pool)
	if err != nil {
		return err
	}
	defer unlock()
	if err := migrateTables(ctx, db, goose.DialectPostgres, "postgres"); err != nil {
		return err
	}
	return migrateJobs(ctx, riverpgxv5.New(pool), o.Log)
}

// lockPostgres keeps other processes out until unlock. The lock ends with its connection.
func lockPostgres(ctx context.Context, pool *pgxpool.Pool) (unlock func(), err error) {
	c, err := pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		c.Release()
		return nil, fmt.Errorf("lock the migrations: %w", err)
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if _, err := c.Exec(ctx, "SELECT pg_advisory_unlock($1)", int64(migrationLock)); err != nil {
			_ = c.Conn().Close(ctx)
		}
		c.Release()
	}, nil
}
