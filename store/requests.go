package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"lockstep.dev/jobs"
)

// requestRow counts the cycles that a workspace was asked to run. Times are 0 for never.
type requestRow struct {
	bun.BaseModel `bun:"table:sync_requests,alias:q"`

	WorkspaceID int64 `bun:"workspace_id,pk"`
	Requested   int64 `bun:"requested"`
	Processed   int64 `bun:"processed"`
	FirstAt     int64 `bun:"first_at"`
	LastAt      int64 `bun:"last_at"`
	Urgent      bool  `bun:"urgent"`
	DueAt       int64 `bun:"due_at"`
	AliveUntil  int64 `bun:"alive_until"`
}

func (r requestRow) request() jobs.Request {
	at := func(n int64) time.Time {
		if n == 0 {
			return time.Time{}
		}
		return fromMicros(n)
	}
	return jobs.Request{
		Requested: r.Requested, Processed: r.Processed, First: at(r.FirstAt), Last: at(r.LastAt),
		Urgent: r.Urgent, Due: at(r.DueAt), Alive: at(r.AliveUntil),
	}
}

func microsOrZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return toMicros(t)
}

// RequestCycle counts one more request, and forgets when one was due.
func (s *Store) RequestCycle(ctx context.Context, workspaceID int64, at time.Time, urgent bool) error {
	row := requestRow{WorkspaceID: workspaceID, Requested: 1, FirstAt: toMicros(at), LastAt: toMicros(at), Urgent: urgent}
	_, err := s.write(ctx).NewInsert().Model(&row).On("CONFLICT (workspace_id) DO UPDATE").
		Set("requested = q.requested + 1").
		Set("first_at = CASE WHEN q.first_at = 0 THEN EXCLUDED.first_at ELSE q.first_at END").
		Set("last_at = EXCLUDED.last_at").
		Set("urgent = q.urgent OR EXCLUDED.urgent").
		Set("due_at = 0").
		Exec(ctx)
	return failure(ctx, "count a request", err)
}

// CycleRequest returns what is known; the zero Request when there never was one.
func (s *Store) CycleRequest(ctx context.Context, workspaceID int64) (jobs.Request, error) {
	var row requestRow
	err := s.read(ctx).NewSelect().Model(&row).Where("workspace_id = ?", workspaceID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return jobs.Request{}, nil
	}
	return row.request(), failure(ctx, "read the requests", err)
}

// BeginCycle notes that a cycle begins and returns the request with the count that it will have seen.
func (s *Store) BeginCycle(ctx context.Context, workspaceID int64, alive time.Time) (jobs.Request, error) {
	return s.updateRequest(ctx, workspaceID, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("first_at = 0").Set("urgent = ?", false).Set("due_at = 0").Set("alive_until = ?", toMicros(alive))
	})
}

// KeepCycle moves alive ahead.
func (s *Store) KeepCycle(ctx context.Context, workspaceID int64, alive time.Time) error {
	_, err := s.updateRequest(ctx, workspaceID, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("alive_until = ?", toMicros(alive))
	})
	return err
}

// FinishCycle notes that a cycle finished that had seen the count.
func (s *Store) FinishCycle(ctx context.Context, workspaceID, seen int64, due time.Time) (jobs.Request, error) {
	return s.updateRequest(ctx, workspaceID, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("processed = CASE WHEN processed > ? THEN processed ELSE ? END", seen, seen).
			Set("alive_until = 0").Set("due_at = ?", microsOrZero(due))
	})
}

func (s *Store) updateRequest(ctx context.Context, workspaceID int64, change func(*bun.UpdateQuery) *bun.UpdateQuery) (jobs.Request, error) {
	var row requestRow
	err := change(s.write(ctx).NewUpdate().Model(&row).Where("workspace_id = ?", workspaceID)).Returning("*").Scan(ctx)
	return row.request(), found(ctx, "note a cycle", err, missing("workspace %d was never asked for a cycle", workspaceID))
}

// DueCycles returns the workspaces whose next cycle is due, by id.
func (s *Store) DueCycles(ctx context.Context, now time.Time) ([]int64, error) {
	return s.requests(ctx, "due_at > 0 AND due_at <= ?", toMicros(now))
}

// StuckCycles returns the workspaces whose pending requests are older than before, while no
// process says that it lives now, by id.
func (s *Store) StuckCycles(ctx context.Context, now, before time.Time) ([]int64, error) {
	return s.requests(ctx, "requested > processed AND last_at <= ? AND alive_until <= ?", toMicros(before), toMicros(now))
}

func (s *Store) requests(ctx context.Context, where string, args ...any) ([]int64, error) {
	var ids []int64
	err := s.read(ctx).NewSelect().Model((*requestRow)(nil)).Column("workspace_id").Where(where, args...).Order("workspace_id").Scan(ctx, &ids)
	return ids, failure(ctx, "look for requests", err)
}
