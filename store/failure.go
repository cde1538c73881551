package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"lockstep.dev/workspace"
)

// failure wraps a database error with the operation and gives it a code:
//
//	unique violation                                   CodeConflict
//	foreign key violation, no row                      CodeNotFound
//	busy, serialization, connection lost, disk full    CodeUnavailable
//	anything else                                      none, so CodeInternal
//
// A cancelled context stays recognisable by errors.Is. nil stays nil.
func failure(ctx context.Context, operation string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", operation, ctx.Err())
	}
	switch classify(err) {
	case workspace.CodeConflict:
		return fmt.Errorf("%s: %w: %w", operation, workspace.Errorf(workspace.CodeConflict, "there is one like this already"), err)
	case workspace.CodeNotFound:
		return fmt.Errorf("%s: %w: %w", operation, workspace.Errorf(workspace.CodeNotFound, "it does not exist, or something that it belongs to does not"), err)
	case workspace.CodeUnavailable:
		return fmt.Errorf("%s: %w: %w", operation, workspace.Errorf(workspace.CodeUnavailable, "the database cannot be used right now").WithHint("try again"), err)
	}
	return fmt.Errorf("%s: %w", operation, err)
}

func classify(err error) workspace.Code {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	var network net.Error
	var connect *pgconn.ConnectError
	switch {
	case errors.As(err, &pg):
		return classifyPostgres(pg.Code)
	case errors.As(err, &lite):
		return classifySQLite(lite.Code())
	case errors.Is(err, sql.ErrNoRows):
		return workspace.CodeNotFound
	case errors.As(err, &connect), errors.As(err, &network), errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), pgconn.SafeToRetry(err):
		return workspace.CodeUnavailable
	}
	return workspace.CodeInternal
}

// Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
func classifyPostgres(code string) workspace.Code {
	switch {
	case code == "23505":
		return workspace.CodeConflict
	case code == "23503":
		return workspace.CodeNotFound
	case code == "40001", code == "40P01", code == "55P03", code == "57014",
		strings.HasPrefix(code, "08"), strings.HasPrefix(code, "53"), strings.HasPrefix(code, "57P"), strings.HasPrefix(code, "58"):
		return workspace.CodeUnavailable
	}
	return workspace.CodeInternal
}

// Source: https://www.sqlite.org/rescode.html
func classifySQLite(code int) workspace.Code {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return workspace.CodeConflict
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return workspace.CodeNotFound
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return workspace.CodeUnavailable
	}
	return workspace.CodeInternal
}

// missing is the error for a row that is not there.
func missing(format string, args ...any) error {
	return workspace.Errorf(workspace.CodeNotFound, format, args...)
}

// found turns "no row" into the given error and other errors into a failure of the operation.
func found(ctx context.Context, operation string, err, absent error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return absent
	}
	return failure(ctx, operation, err)
}
