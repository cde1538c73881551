// Package remote reads folders of one branch of a git repository and pushes commits to
// it, over the network and in memory: no clone, no git binary, no history that is not needed.
//
//	Poll ──> Tip ──> Read ──> Snapshot ──> Diff, Files, History
//	                             │
//	                             ├──> Blobs: file contents
//	                             └──> Build ──> Push ──> Snapshot
//
// A Snapshot is a commit with the raw trees of the watched folders and of those above
// them, a few hundred bytes to some hundred kilobytes. Read from the last Snapshot
// asks for nothing but what changed since.
//
// Invariants:
//
//  1. A push only moves the branch from the commit that it was built on. Never force.
//  2. The ids of a push are known before it is sent, so that its outcome can be found by
//     asking where the branch is; texts of servers are never interpreted.
//  3. Every object is hashed, with collision detection, and everything that was asked for
//     by id is checked to have come.
//  4. Nothing that a server sends makes the client hold or write more than Limits.
//  5. Only capabilities that a server advertises are used; filters are an optimisation.
//
// All errors are *wireerr.Error.
package remote
