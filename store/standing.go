package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/uptrace/bun"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// gitScope is which resources of a workspace are kept in Git.
type gitScope struct {
	workspaceID int64
	connected   bool
	connections bool // sources and destinations, too
}

func (s *Store) gitScope(ctx context.Context, workspaceID int64) (gitScope, error) {
	settings, err := s.Settings(ctx, workspaceID)
	phase := cmp.Or(settings.Phase, gitsync.PhaseDisconnected)
	return gitScope{workspaceID: workspaceID, connected: phase != gitsync.PhaseDisconnected, connections: settings.Connections}, err
}

// What is held of a resource r, and whether the sides agree on its value. They are subqueries,
// not joins: PostgreSQL without statistics would compare every resource with every row. The empty
// texts make SQLite choose the index by resource, which has all that is asked for.
const (
	heldOf = "FROM git_held AS h WHERE h.workspace_id = r.workspace_id AND h.kind = r.kind AND h.slug = r.slug"
	baseOf = "FROM git_base AS b WHERE b.workspace_id = r.workspace_id AND b.resource_id = r.id AND b.digest = r.digest AND b.kind || '' = r.kind AND b.slug || '' = r.slug"
)

// typedOf is a file that a person wrote for a resource r and that the base does not have yet.
const typedOf = "FROM revisions AS t WHERE t.resource_id = r.id AND t.typed <> '' AND t.version > coalesce(" +
	"(SELECT b.version FROM git_base AS b WHERE b.workspace_id = r.workspace_id AND b.resource_id = r.id AND b.kind || '' = r.kind AND b.slug || '' = r.slug), 0)"

// state is an expression for the state of a resource r.
func (g gitScope) state() (expression string, args []any) {
	if !g.connected {
		return "?", []any{workspace.GitOff}
	}
	expression = "CASE coalesce((SELECT h.reason " + heldOf + "), '') WHEN '' THEN CASE WHEN EXISTS (SELECT 1 " + baseOf + ") AND NOT EXISTS (SELECT 1 " + typedOf + ") THEN ? ELSE ? END WHEN ? THEN ? ELSE ? END"
	args = []any{workspace.GitInSync, workspace.GitPending, toText(reconcile.ReasonConflict), workspace.GitConflict, workspace.GitHeld}
	if g.connections {
		return expression, args
	}
	kinds := bun.List([]workspace.Kind{workspace.KindSource, workspace.KindDestination})
	return "CASE WHEN r.kind IN (?) THEN ? ELSE " + expression + " END", append([]any{kinds, workspace.GitOff}, args...)
}

// only restricts a query for resources to those in a state.
func (g gitScope) only(query *bun.SelectQuery, state workspace.GitState) *bun.SelectQuery {
	expression, args := g.state()
	return query.Where(expression+" = ?", append(args, state)...)
}

type standingRow struct {
	ID     int64
	Kind   string
	State  string
	Reason *string
	Doc    *string
	Kept   *bool
}

func (r standingRow) standing(g gitScope) (workspace.Standing, error) {
	out := workspace.Standing{State: workspace.GitState(r.State)}
	switch {
	case !g.connected:
		out.Reason = "disconnected"
	case out.State == workspace.GitOff:
		out.Reason = "not_included"
	case r.Doc != nil && r.Reason != nil:
		held, err := heldRow{Reason: *r.Reason, Doc: *r.Doc}.held()
		if err != nil {
			return out, err
		}
		out.Reason, out.Message = fromText(*r.Reason), held.Hold.Message
		for _, clash := range held.Hold.Clashes {
			out.Clashes = append(out.Clashes, clash.Path.String())
		}
	case r.Kept != nil && *r.Kept:
		out.Reason = "kept_in_app"
	}
	return out, nil
}

// Standings returns how live resources stand to the branch, by id.
func (s *Store) Standings(ctx context.Context, workspaceID int64, ids []int64) (map[int64]workspace.Standing, error) {
	out := make(map[int64]workspace.Standing, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	g, err := s.gitScope(ctx, workspaceID)
	if err != nil {
		return nil, err
	}
	expression, args := g.state()
	for chunk := range slices.Chunk(ids, chunkRows) {
		var rows []standingRow
		err := s.read(ctx).NewSelect().TableExpr("resources AS r").
			ColumnExpr("r.id, r.kind").ColumnExpr("(SELECT h.reason "+heldOf+") AS reason").ColumnExpr("(SELECT h.doc "+heldOf+") AS doc").
			ColumnExpr("(SELECT b.kept "+baseOf+") AS kept").ColumnExpr(expression+" AS state", args...).
			Where("r.workspace_id = ? AND r.id IN (?)", workspaceID, bun.List(chunk)).Scan(ctx, &rows)
		if err != nil {
			return nil, failure(ctx, "read how resources stand to the branch", err)
		}
		for _, row := range rows {
			if out[row.ID], err = row.standing(g); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// Tally counts the live resources of a workspace, but for aliases.
func (s *Store) Tally(ctx context.Context, workspaceID int64) (workspace.Tally, error) {
	out := workspace.Tally{Kinds: map[workspace.Kind]int{}, States: map[workspace.GitState]int{}}
	g, err := s.gitScope(ctx, workspaceID)
	if err != nil {
		return out, err
	}
	var rows []struct {
		Kind   string
		State  string
		Manual bool
		Paused bool
		N      int
	}
	expression, args := g.state()
	err = s.read(ctx).NewSelect().TableExpr("resources AS r").
		ColumnExpr("r.kind, r.type = ? AS manual, r.paused, count(*) AS n", "manual").ColumnExpr(expression+" AS state", args...).
		Where("r.workspace_id = ? AND r.archived_at IS NULL AND r.kind <> ?", workspaceID, toText(workspace.KindAliases)).
		GroupExpr("1, 2, 3, 5").Scan(ctx, &rows)
	if err != nil {
		return out, failure(ctx, "count the resources", err)
	}
	for _, row := range rows {
		out.Kinds[workspace.Kind(row.Kind)] += row.N
		out.States[workspace.GitState(row.State)] += row.N
		switch {
		case workspace.Kind(row.Kind) != workspace.KindSync:
		case row.Manual:
			out.Manual += row.N
		case row.Paused:
			out.Paused += row.N
		default:
			out.Active += row.N
		}
	}
	return out, nil
}
