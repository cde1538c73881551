package gitsync

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// replayLimit is how many changes of one resource are told apart in one cycle. Above it one
// commit carries them all.
const replayLimit = 500

// pendingEdits are the app's changes of one resource that are not yet in the repo, oldest first.
type pendingEdits struct {
	decision  *reconcile.Decision
	id        int64 // of the resource; 0 when it was never in the app
	seen      int64 // app version that the repo will have
	revisions []workspace.Revision
	// faithful: the revisions lead from the file as it is to the decided value, one by one, so
	// each can be a commit of its own. Otherwise one commit says it all.
	faithful bool
	// former are changes of other resources that had the name before: archived, then made again.
	former []workspace.Revision
}

// pending reads the changes that an outbound decision is made of. Only changes since the base
// count; those that came from Git are in the repo already.
func (e *Engine) pending(ctx context.Context, o *observation, d *reconcile.Decision, versions map[int64]int64) (pendingEdits, error) {
	p := pendingEdits{decision: d, id: decisionID(d)}
	id, since := p.id, o.toldUpTo(p.id)
	if d.App != nil {
		p.seen = d.App.Version
		if version, ok := versions[id]; ok {
			p.seen = version
		}
	}
	for _, former := range o.formerly(d) {
		// Made again under an old name: the old one's history is not replayed.
		told := o.toldUpTo(former)
		err := e.newest(ctx, o.workspace.ID, former, 0, func(r workspace.Revision) bool {
			if r.Version > told && r.Cause.Origin != workspace.OriginGit {
				p.former = append(p.former, r)
			}
			return r.Version > told
		})
		if err != nil {
			return p, err
		}
	}
	before := p.seen + 1
	if p.seen == 0 {
		before = 0
	}
	_, held := o.held[d.Ref]
	seen := d.App != nil
	err := e.newest(ctx, o.workspace.ID, id, before, func(r workspace.Revision) bool {
		// The plan saw that the resource is gone: what came after that is not in it.
		if seen = seen || r.Op == workspace.OpArchive || r.Op == workspace.OpDelete; !seen {
			return true
		}
		old := since == 0 && r.Seq <= o.state.AppSeq
		// What was in the trash when a cycle looked has no file: its history before that is told.
		trashed := old && (r.Op == workspace.OpArchive || r.Op == workspace.OpDelete)
		// Of a kind that is synced from now on, only the present counts.
		before := old && o.state.Settings != o.settings.Version && !held
		if r.Version <= since || trashed || before {
			return false
		}
		p.revisions = append(p.revisions, r)
		return true
	})
	if err != nil {
		return p, err
	}
	slices.Reverse(p.revisions)
	t, typed := o.typedOf(d)
	p.faithful = len(p.revisions) < replayLimit && p.leadsToValue() && !o.occupied(p) && (!typed || t.Over == string(o.skeleton(d)))
	p.revisions = slices.DeleteFunc(p.revisions, func(r workspace.Revision) bool { return r.Cause.Origin == workspace.OriginGit })
	if d.App == nil && len(p.revisions) > 0 {
		p.seen = p.revisions[len(p.revisions)-1].Version
	}
	return p, nil
}

// newest yields a resource's revisions, newest first, below a version (0: from the top), until
// yield returns false.
func (e *Engine) newest(ctx context.Context, workspaceID, id, before int64, yield func(workspace.Revision) bool) error {
	for {
		revisions, err := e.Workspaces.History(ctx, workspaceID, id, before, replayLimit)
		if err != nil {
			return err
		}
		for _, r := range revisions {
			if !yield(r) {
				return nil
			}
			before = r.Version
		}
		if len(revisions) < replayLimit {
			return nil
		}
	}
}

// formerly are the resources that had a resource's name in the base before it, and are not told.
func (o *observation) formerly(d *reconcile.Decision) []int64 {
	told := o.state.Told
	if d.Base != nil {
		told.handOver(d.Base.ResourceID, decisionID(d))
	}
	return told.Former[decisionID(d)]
}

// toldUpTo is the version of a resource that the base has, under whatever name; 0 when it has none.
func (o *observation) toldUpTo(id int64) int64 {
	version := o.state.Told.Versions[id]
	for _, item := range o.items {
		if item.Base != nil && item.Base.ResourceID == id {
			version = max(version, item.Base.Version)
		}
	}
	return version
}

// toldVersions is toldUpTo for all.
func (o *observation) toldVersions() map[int64]int64 {
	told := maps.Clone(o.state.Told.Versions)
	if told == nil {
		told = map[int64]int64{}
	}
	for _, item := range o.items {
		if item.Base != nil {
			told[item.Base.ResourceID] = max(told[item.Base.ResourceID], item.Base.Version)
		}
	}
	return told
}

// occupied tells whether a name that the resource had meanwhile is that of another file on the
// branch, which a replay would write over.
func (o *observation) occupied(p pendingEdits) bool {
	return slices.ContainsFunc(p.revisions, func(r workspace.Revision) bool {
		path := o.layout.Path(r.Ref())
		if r.Ref() == p.decision.Ref || p.decision.Repo != nil && path == p.decision.Repo.Path {
			return false
		}
		_, there := o.tree.Lookup(path)
		return there
	})
}

// decisionID is the id of the resource that a decision is about.
func decisionID(d *reconcile.Decision) int64 {
	switch {
	case d.App != nil:
		return d.App.ResourceID
	case d.Base != nil:
		return d.Base.ResourceID
	}
	return 0
}

// leadsToValue tells whether replaying the revisions on the present file is the true history.
func (p pendingEdits) leadsToValue() bool {
	if len(p.revisions) == 0 {
		return false
	}
	d := p.decision
	var slug string
	var digest workspace.Digest
	if d.Repo != nil {
		slug, digest = d.Repo.Slug, d.Repo.Digest
	}
	for i, r := range p.revisions {
		switch {
		case r.Cause.Origin == workspace.OriginGit, r.Op == workspace.OpRestore:
			return false
		case r.Op == workspace.OpDelete && digest == "":
			continue
		case i == 0 && r.Op == workspace.OpCreate && d.Repo != nil:
			// A slug made again: its first value is one change of the old file's content.
		case r.Before != digest:
			return false
		}
		if from := cmp.Or(r.FromSlug, r.Slug); slug != "" && from != slug {
			return false
		}
		slug, digest = r.Slug, r.Digest
		if r.Op == workspace.OpArchive || r.Op == workspace.OpDelete {
			slug, digest = "", ""
		}
	}
	if d.Outbound == reconcile.Remove {
		return digest == ""
	}
	return slug == d.Ref.Slug && digest == d.Value.Digest()
}
