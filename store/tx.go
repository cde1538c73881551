package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/uptrace/bun"
)

// transaction is an open transaction, carried by the context.
type transaction struct {
	bun.Tx
	conn      *sql.Conn // whose transaction it is
	after     []func()
	directory bool // people, API keys or workspaces have changed
}

type txKey struct{ *Store }

func (s *Store) current(ctx context.Context) *transaction {
	tx, _ := ctx.Value(txKey{s}).(*transaction)
	return tx
}

// InTx runs fn in one transaction: all of it is kept when fn returns nil, nothing otherwise.
// Called inside another InTx of this store it joins that one. When a commit fails with
// CodeUnavailable because the connection broke, the outcome may be either.
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	if s.current(ctx) != nil {
		return fn(ctx)
	}
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return failure(ctx, "connect to the database", err)
	}
	tx := &transaction{conn: conn.Conn}
	if err := s.run(ctx, conn, tx, fn); err != nil {
		return err
	}
	for _, done := range tx.after {
		done()
	}
	return nil
}

func (s *Store) run(ctx context.Context, conn bun.Conn, tx *transaction, fn func(ctx context.Context) error) (err error) {
	defer func() { _ = conn.Close() }()
	if tx.Tx, err = conn.BeginTx(ctx, nil); err != nil {
		return failure(ctx, "begin a transaction", err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := fn(context.WithValue(ctx, txKey{s}, tx)); err != nil {
		return err
	}
	if tx.directory {
		if err := s.raiseDirectory(ctx, tx); err != nil {
			return err
		}
	}
	return failure(ctx, "commit", tx.Commit())
}

// AfterCommit calls fn once the transaction in ctx is kept, at once when there is none, and
// never when it is rolled back. fn must not block.
func (s *Store) AfterCommit(ctx context.Context, fn func()) {
	if tx := s.current(ctx); tx != nil {
		tx.after = append(tx.after, fn)
		return
	}
	fn()
}

// Tx returns the transaction in ctx and the connection whose transaction it is.
func (s *Store) Tx(ctx context.Context) (*sql.Tx, *sql.Conn, bool) {
	if tx := s.current(ctx); tx != nil {
		return tx.Tx.Tx, tx.conn, true
	}
	return nil, nil, false
}

// SQL returns the database for writing. On SQLite it has one connection: nothing may hold it for long.
func (s *Store) SQL() *sql.DB { return s.writer.DB }

// Pool returns the pool of PostgreSQL connections, nil on SQLite.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// read returns where to read: the transaction in ctx, or the readers.
func (s *Store) read(ctx context.Context) bun.IDB {
	if tx := s.current(ctx); tx != nil {
		return tx.Tx
	}
	return s.reader
}

// write returns where to write one statement: the transaction in ctx, or the writer.
func (s *Store) write(ctx context.Context) bun.IDB {
	if tx := s.current(ctx); tx != nil {
		return tx.Tx
	}
	return s.writer
}

func mustBeInTx(s *Store, ctx context.Context, what string) error {
	if s.current(ctx) == nil {
		return fmt.Errorf("%s outside of a transaction", what)
	}
	return nil
}
