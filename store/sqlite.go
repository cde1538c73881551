package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

func (s *Store) openSQLite(ctx context.Context, path string, o Options) error {
	synchronous := "FULL"
	if o.Unsafe {
		synchronous = "OFF"
	}
	if path == ":memory:" {
		// A file in a temporary folder behaves as the real thing: readers beside one writer.
		folder, err := os.MkdirTemp("", "lockstep-store-")
		if err != nil {
			return err
		}
		s.closers = append(s.closers, func() error { return os.RemoveAll(folder) })
		path, synchronous = filepath.Join(folder, "memory.db"), "OFF"
	}
	if path == "" {
		return errors.New("the path of the database file is missing")
	}
	if s.now == nil {
		s.now = time.Now
	}
	// SQLite gives the files beside the database the rights of the database.
	for _, private := range []string{path, path + ".lock"} {
		if err := touch(private); err != nil {
			return err
		}
	}
	unlock, err := lockFile(ctx, path+".lock")
	if err != nil {
		return err
	}
	defer unlock()

	pragmas := []string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(" + synchronous + ")", "foreign_keys(1)"}
	writer, err := s.connectSQLite(path, 1, "immediate", pragmas...)
	if err != nil {
		return err
	}
	reader, err := s.connectSQLite(path, max(4, runtime.GOMAXPROCS(0)), "deferred", append(pragmas, "query_only(1)")...)
	if err != nil {
		return err
	}
	s.writer, s.reader = bun.NewDB(writer, sqlitedialect.New()), bun.NewDB(reader, sqlitedialect.New())
	if err := migrateTables(ctx, writer, goose.DialectSQLite3, "sqlite"); err != nil {
		return err
	}
	return migrateJobs(ctx, riversqlite.New(writer), o.Log)
}

func (s *Store) connectSQLite(path string, connections int, lock string, pragmas ...string) (*sql.DB, error) {
	address := sqliteAddress(path, url.Values{"_txlock": {lock}, "_pragma": pragmas})
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	s.closers = append(s.closers, db.Close)
	return db, nil
}

// touch makes the file, which only its owner may read and write, if it is missing.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func sqliteAddress(path string, query url.Values) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: query.Encode()}).String()
}

// lockFile keeps other processes out until unlock. The file is an empty SQLite database:
// its lock is portable and ends with the process.
func lockFile(ctx context.Context, path string) (unlock func(), err error) {
	db, err := sql.Open("sqlite", sqliteAddress(path, url.Values{"_txlock": {"exclusive"}, "_pragma": {"busy_timeout(60000)"}}))
	if err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() {
		_ = tx.Rollback()
		_ = db.Close()
	}, nil
}
