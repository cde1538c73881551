// Package workspace holds the nouns of Lockstep and their rules.
//
// A workspace holds sources, destinations, models and syncs. Each of them is a
// Resource: an identity (kind and slug), a value (Fields) and a version. Fields
// is what the resource's file in Git says, key by key, so keys that this version
// of Lockstep does not know live beside the known ones and come back with a
// restored revision.
//
//	          Cause (who, from where)
//	            │
//	Service ── Transact ─► Batch ── Change ─► Edit: Create Update Rename Archive Restore
//	            │                                      │
//	            │ one database transaction             ├─► resource row, version + 1
//	            │                                      ├─► revision: the whole value, and what changed
//	            ▼                                      └─► change feed: numbered per workspace, no gaps
//	          OnChange: wakes Git Sync, in the same transaction
//
// Nothing else writes resources: the API, the CLI and Git Sync's inbound side all
// go through Service, so validation, references and permissions are the same.
// The package imports the standard library only.
package workspace
