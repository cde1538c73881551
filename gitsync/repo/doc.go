// Package repo is Git Sync's repo side: gitsync.Remote on the git protocol client. It
// translates values and errors and decides nothing.
package repo
