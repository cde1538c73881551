package jobs

import (
	"context"
	"database/sql"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Request is what is known about the cycles that a workspace was asked to run. The zero times
// mean never.
type Request struct {
	Requested int64     // counts the requests
	Processed int64     // the count up to which a cycle has begun afterwards and finished
	First     time.Time // of the requests since the last cycle began
	Last      time.Time // of all requests
	Urgent    bool      // one of the requests since the last cycle began does not want to wait
	Due       time.Time // when the last cycle wants to be followed by another
	Alive     time.Time // until when the process that runs a cycle says that it lives
}

// Pending tells whether a cycle has yet to begin, or to finish.
func (r Request) Pending() bool { return r.Requested > r.Processed }

// Database keeps the jobs and the requests. Methods called with the context that InTx passes on
// take part in its transaction.
type Database interface {
	// InTx runs fn in one transaction; inside another it joins that one.
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// AfterCommit calls fn once the transaction in ctx is kept, at once when there is none.
	AfterCommit(ctx context.Context, fn func())
	// Tx returns the transaction in ctx and the connection whose transaction it is.
	Tx(ctx context.Context) (*sql.Tx, *sql.Conn, bool)
	// SQL returns the database for writing.
	SQL() *sql.DB
	// Pool returns the pool of PostgreSQL connections, nil on SQLite.
	Pool() *pgxpool.Pool

	// RequestCycle counts one more request, and forgets when one was due. It locks the
	// workspace's row until the transaction ends.
	RequestCycle(ctx context.Context, workspaceID int64, at time.Time, urgent bool) error
	// CycleRequest returns what is known; the zero Request when there never was one.
	CycleRequest(ctx context.Context, workspaceID int64) (Request, error)
	// BeginCycle notes that a cycle begins, whose process lives at least until alive, and
	// returns the request with the count that the cycle will have seen.
	BeginCycle(ctx context.Context, workspaceID int64, alive time.Time) (Request, error)
	// KeepCycle moves alive ahead.
	KeepCycle(ctx context.Context, workspaceID int64, alive time.Time) error
	// FinishCycle notes that a cycle finished that had seen the count, and when the next is due
	// (the zero time: when asked). It locks the row and returns what is known now.
	FinishCycle(ctx context.Context, workspaceID, seen int64, due time.Time) (Request, error)
	// DueCycles returns the workspaces whose next cycle is due, by id.
	DueCycles(ctx context.Context, now time.Time) ([]int64, error)
	// StuckCycles returns the workspaces whose pending requests are older than before, while no
	// process says that it lives now, by id.
	StuckCycles(ctx context.Context, now, before time.Time) ([]int64, error)
}
