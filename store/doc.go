// Package store keeps everything in a database: SQLite by default, PostgreSQL when one
// machine is not enough, through one code path on bun.
//
//	            ctx with a transaction      ctx without
//	reads       that transaction            a pool of readers
//	writes      that transaction            a transaction of their own
//
// On SQLite there is one writing connection and a pool of reading ones; on PostgreSQL both
// are the same pool. [Store.InTx] puts the transaction into the context, so that whoever is
// called with it (the workspace service, Git Sync, jobs) takes part.
//
// What is the same on both engines: times are microseconds since 1970 in UTC; text columns
// compare by bytes; text that PostgreSQL cannot hold is escaped (text.go); values of resources
// are JSON text, whose numbers come back as the types that went in (json.go); secrets are sealed
// before they reach the database. Package storetest is the suite that both engines pass.
//
// Migrations (goose) and those of the job queue (River) run when a store is opened, under one
// lock, so that any number of processes may start at once.
package store
