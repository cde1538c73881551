package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

type postgresQueue struct{ client[pgx.Tx] }

func newPostgres(db Database, j *Jobs) (queue, error) {
	c, err := newClient(riverpgxv5.New(db.Pool()), j)
	if err != nil {
		return nil, err
	}
	within := func(ctx context.Context, fn func(tx pgx.Tx) error) error {
		_, conn, ok := db.Tx(ctx)
		if !ok {
			return errNoTx
		}
		return conn.Raw(func(driver any) error {
			c, ok := driver.(*stdlib.Conn)
			if !ok {
				return fmt.Errorf("the connection is %T, not pgx's", driver)
			}
			return fn(borrowedTx{borrowed{c.Conn()}})
		})
	}
	return &postgresQueue{client[pgx.Tx]{c, within}}, nil
}

// wake has nothing to do: the commit notifies the workers of all processes.
func (q *postgresQueue) wake() {}

type rawConn = pgx.Conn

type borrowed struct{ *rawConn }

// borrowedTx lets River write in the transaction that database/sql has open on the connection.
type borrowedTx struct{ borrowed } // one level deeper than its methods, which hide those of the connection

var errBorrowed = errors.New("the transaction belongs to database/sql")

// Begin fails: there are no savepoints here.
func (t borrowedTx) Begin(context.Context) (pgx.Tx, error) { return nil, errBorrowed }

// Commit fails.
func (t borrowedTx) Commit(context.Context) error { return errBorrowed }

// Rollback fails.
func (t borrowedTx) Rollback(context.Context) error { return errBorrowed }

// Conn returns the connection.
func (t borrowedTx) Conn() *pgx.Conn { return t.rawConn }

// LargeObjects are not used by River.
func (t borrowedTx) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }
