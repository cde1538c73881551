package jobs

import (
	"context"
	"database/sql"

	"github.com/riverqueue/river/riverdriver/riversqlite"
)

type sqliteQueue struct {
	client[*sql.Tx]
	driver *wakingDriver
}

func newSQLite(db Database, j *Jobs) (queue, error) {
	driver := &wakingDriver{Driver: riversqlite.New(db.SQL())}
	c, err := newClient(driver, j)
	if err != nil {
		return nil, err
	}
	within := func(ctx context.Context, fn func(tx *sql.Tx) error) error {
		tx, _, ok := db.Tx(ctx)
		if !ok {
			return errNoTx
		}
		return fn(tx)
	}
	return &sqliteQueue{client[*sql.Tx]{c, within}, driver}, nil
}

func (q *sqliteQueue) wake() { q.driver.wake() }
