package gitsync_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

func TestSampleCommits(t *testing.T) {
	acme := workspace.Workspace{Slug: "acme"}
	samples, err := gitsync.SampleCommits(gitsync.Settings{Template: "[{{workspace}}] {{ subject }} by {{author}} ({{count}})"}, acme)
	require.NoError(t, err)
	require.Len(t, samples, 3)
	require.Equal(t, "Ada Lovelace <ada@example.com>", samples[0].Author)
	require.Equal(t, "[acme] models/users: change primaryKey, rawSql by Ada Lovelace (1)\n\nLockstep-Change: 118\nLockstep-Workspace: acme", samples[0].Text)

	samples, err = gitsync.SampleCommits(gitsync.Settings{Grouping: gitsync.GroupBatch}, acme)
	require.NoError(t, err)
	require.Equal(t, "models/users: change primaryKey, rawSql (and 1 more)\n\n- models/users: change primaryKey, rawSql\n- syncs/users-to-crm: create\n\n"+
		"Lockstep-Change: 118\nLockstep-Change: 120\nLockstep-Workspace: acme", samples[0].Text)

	_, err = gitsync.SampleCommits(gitsync.Settings{Template: "{{what}}"}, acme)
	require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err))
}

// TestSampleCommitsAreLikeRealOnes compares a sample with the commit of the same change.
func TestSampleCommitsAreLikeRealOnes(t *testing.T) {
	const template = "{{workspace}}: {{subject}}"
	w := newWorld(t)
	w.create(bob, model("users"), users())
	w.connect(reconcile.AppToRepo, func(s *gitsync.Settings) { s.Template = template })
	r := w.get(model("users"))
	ada := workspace.Actor{Name: "Ada Lovelace", Email: "ada@example.com"}
	change := w.update(ada, r, r.Fields.With("primaryKey", "email").With("rawSql", "SELECT 1"))
	w.cycle()
	samples, err := gitsync.SampleCommits(gitsync.Settings{Template: template}, workspace.Workspace{Slug: "main"})
	require.NoError(t, err)
	log := w.repo.Log()
	require.Equal(t, strings.ReplaceAll(samples[0].Text, "118", itoa(change.ID)), strings.TrimSpace(log[len(log)-1].Message))
}
