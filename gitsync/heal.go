package gitsync

import (
	"context"
	"time"

	"lockstep.dev/workspace"
)

// heal remembers a push that went through without our hearing of it: a crash or a lost reply
// came between. Its commits are on the branch, so the base is what they say, whatever anybody
// did since on either side.
func (e *Engine) heal(ctx context.Context, l *look, tree Tree, lease Lease) error {
	if len(l.state.Intents) == 0 || tree.Commit() == l.state.Head {
		return nil
	}
	for i := len(l.state.Intents) - 1; i >= 0; i-- {
		intent := l.state.Intents[i]
		in, err := e.contains(ctx, l.remote, tree, intent.Head)
		if err != nil {
			return err
		}
		if in {
			return e.rememberIntent(ctx, l, intent, tree, lease)
		}
	}
	return nil
}

func (e *Engine) contains(ctx context.Context, remote Remote, tree Tree, commit string) (bool, error) {
	if tree.Commit() == commit {
		return true, nil
	}
	commits, ancestry := tree.Since()
	for _, c := range commits {
		if c.ID == commit {
			return true, nil
		}
	}
	if ancestry == Linear {
		return false, nil
	}
	in, _, err := remote.Contains(ctx, tree, commit)
	return in, err
}

func (e *Engine) rememberIntent(ctx context.Context, l *look, intent Intent, tree Tree, lease Lease) error {
	state := l.state.pushed(intent, tree)
	values := map[workspace.Ref]baseValue{}
	for _, entry := range intent.Entries {
		if entry.Blob == "" {
			continue
		}
		r, err := e.Workspaces.Revision(ctx, l.workspace.ID, entry.ResourceID, entry.Version)
		if err != nil {
			return err
		}
		values[workspace.Ref{Kind: entry.Kind, Slug: entry.Slug}] = baseValue{fields: r.Fields}
	}
	err := e.Store.InTx(ctx, func(ctx context.Context) error {
		if err := e.Store.Confirm(ctx, lease, leaseTime); err != nil {
			return err
		}
		if err := e.putEntries(ctx, l.workspace.ID, intent.Entries, values); err != nil {
			return err
		}
		if err := e.Store.AddActivity(ctx, intent.activity(l.workspace.ID, e.time())); err != nil {
			return err
		}
		return e.Store.PutState(ctx, l.workspace.ID, state)
	})
	if err == nil {
		l.state = state
	}
	return err
}

// activity tells of a push that went through without our hearing of it.
func (i Intent) activity(workspaceID int64, now time.Time) *Activity {
	a := Activity{
		WorkspaceID: workspaceID, At: now, Flow: Outbound, Result: "pushed", Commit: i.Head,
		Summary: plural(len(i.Entries), "file") + " pushed; the answer was lost on the way",
	}
	for _, entry := range i.Entries {
		op := "change"
		if entry.Blob == "" {
			op = "delete"
		}
		a.Items = append(a.Items, ActivityItem{Ref: workspace.Ref{Kind: entry.Kind, Slug: entry.Slug}.String(), Op: op, Path: entry.Path})
	}
	a = a.trimmed()
	return &a
}
