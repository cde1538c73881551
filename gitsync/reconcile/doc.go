// Package reconcile decides what one cycle of Git Sync does. It is a pure function from
// values to values: no context, no clock, no I/O, and the only place where a merge is decided.
//
//	base  what both sides last agreed on ─┐
//	app   the workspace's database ───────┼─► Decide ─► one Decision per resource
//	repo  the branch, below the path ─────┘
//
// Maps merge by key, lists of mappings by their "to", program text by lines (Merge). What both
// sides changed differently is a conflict and stays as it is on both (invariant 1); whether a
// side changed is seen from its digest or blob alone (invariant 9); one resource that is held
// never keeps another from going on (invariant 10).
//
// A Decision says what must happen on each side so that both mean the same, or why the
// resource is held. The table of decisions is in docs/git-sync.md and in table_test.go.
package reconcile
