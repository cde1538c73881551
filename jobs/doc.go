// Package jobs runs Git Sync's cycles in the background, on River: asked for in the transaction
// of the change that needs one, run soon after its commit, never twice at a time, never lost.
//
//	Trigger   in the caller's transaction   requested + 1, insert the job (unique per workspace)
//	   │ commit
//	   ▼
//	worker    wait until the app is quiet   at most for so long; TriggerNow does not wait
//	          begin                         seen = requested
//	          Cycle
//	          finish, in one transaction    processed = seen; requested > seen: once more,
//	                                        else the job is complete
//
// A request that comes while the job runs is not lost although its job is a duplicate: the
// counters tell. Both sides lock the workspace's row before they look at the job, so either the
// worker sees the request, or the request sees the completed job and inserts another.
//
// River is used for its queue alone. Its leader is off, with all that it does in the background,
// so that an idle server writes nothing but the time of its queue every ten minutes. What the
// leader would do is done by the sweep: it asks again for cycles that are due, and takes over the
// jobs of processes that were killed, which is known by a time in the workspace's row that a
// running worker moves ahead. A job never waits in River's schedule, because a unique job that
// waits would swallow requests. Completed jobs are deleted by the next one that completes.
//
// On PostgreSQL workers wake by NOTIFY. On SQLite, River would have to poll, so a commit wakes
// the workers of its own process (wake.go); those of another process find the job by polling
// each second.
//
// A process that was killed and starts again finds the jobs that it ran by its Instance.
package jobs
