// Package tree checks the files of a folder as they are, without a server:
// each file by itself, and what they say of each other.
//
//	folder ── read ──▶ entries ── decode ──▶ files ── references, configs ──▶ Report
//
// The folder is one that Git Sync keeps: models/, syncs/, sources/ and
// destinations/, with the manifests and aliases of any number of workspaces
// beside them. Files with other names belong to somebody else and are not read.
package tree
