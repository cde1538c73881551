package store_test

import (
	"lockstep.dev/auth"
	"lockstep.dev/gitsync"
	"lockstep.dev/jobs"
	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

var (
	_ workspace.Store = (*store.Store)(nil)
	_ gitsync.Store   = (*store.Store)(nil)
	_ jobs.Database   = (*store.Store)(nil)
	_ auth.Store      = (*store.Store)(nil)
)
