package gitsync

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// changesPage is how many changes are read at once; a workspace that is further behind than
// changesLimit is compared as a whole instead.
const (
	changesPage  = 500
	changesLimit = 5000
)

// observation is both sides and the base, for all resources where something may have happened.
type observation struct {
	look
	tree     Tree
	prev     Tree // the tree that the base agrees with, but for held files; nil if it is not at hand
	items    []reconcile.Item
	refs     map[workspace.Ref]bool       // the identities that were looked at
	held     map[workspace.Ref]Held       // all that are held now
	typed    map[int64]workspace.Revision // by resource, the one as which a person wrote a file that is not told yet
	manifest bool                         // the connections or the manifest may have changed
	// connection is the latest change of a connection since the base, if one was seen.
	connection workspace.Revision
}

// observe reads both sides. The cost grows with what happened since the last cycle.
func (e *Engine) observe(ctx context.Context, s *session, l look, tree Tree) (*observation, error) {
	o := &observation{look: l, prev: s.base(l), tree: tree, refs: map[workspace.Ref]bool{}, held: map[workspace.Ref]Held{}}
	if !l.fresh {
		held, err := e.Store.Held(ctx, l.workspace.ID)
		if err != nil {
			return nil, err
		}
		for _, h := range held {
			o.held[h.Ref] = h
			for _, slug := range []string{h.Ref.Slug, h.BaseSlug, h.RepoSlug} {
				if slug != "" { // after a rename, a resource is looked for under all its names
					o.add(workspace.Ref{Kind: h.Ref.Kind, Slug: slug})
				}
			}
		}
	}
	for _, ref := range l.state.Look {
		o.add(ref)
	}
	if err := e.candidates(ctx, o); err != nil {
		return nil, err
	}
	return o, e.load(ctx, o)
}

// base returns the tree that the base agrees with, if it is at hand and no other replica has
// moved the base since.
func (s *session) base(l look) Tree {
	if s.agreed == nil || s.head != l.state.Head {
		return nil
	}
	return s.agreed
}

// candidates collects the identities where something may have happened.
func (e *Engine) candidates(ctx context.Context, o *observation) error {
	full := o.full()
	if !full {
		behind, err := e.changedInApp(ctx, o)
		if err != nil {
			return err
		}
		full = behind
	}
	if full || o.prev == nil {
		return e.rescan(ctx, o, full)
	}
	for path := range o.tree.Changed(o.prev) {
		if path == o.layout.ManifestPath() {
			o.manifest = true
		}
		if ref, ok := o.layout.Ref(path); ok {
			o.refs[ref] = true
		}
	}
	return nil
}

// changedInApp adds what the change feed names since the base was written. It returns true
// when the feed is too long to follow.
func (e *Engine) changedInApp(ctx context.Context, o *observation) (bool, error) {
	for after := o.state.AppSeq; ; {
		changes, err := e.Workspaces.Changes(ctx, o.workspace.ID, after, changesPage)
		if err != nil {
			return false, err
		}
		for _, change := range changes {
			after = change.Seq
			for _, r := range change.Revisions {
				if r.Kind.IsConnection() {
					o.manifest, o.connection = true, r
				}
				o.add(r.Ref())
				if r.FromSlug != "" {
					o.add(workspace.Ref{Kind: r.Kind, Slug: r.FromSlug})
				}
			}
		}
		if len(changes) < changesPage {
			return false, nil
		}
		if after-o.state.AppSeq > changesLimit {
			return true, nil
		}
	}
}

func (o *observation) add(ref workspace.Ref) {
	if o.synced(ref.Kind) {
		o.refs[ref] = true
	}
}

func (o *observation) synced(kind workspace.Kind) bool {
	return slices.Contains(o.layout.Kinds(), kind)
}

// rescan compares the base with the whole tree, and with the whole app too when full.
func (e *Engine) rescan(ctx context.Context, o *observation, full bool) error {
	var index []BaseEntry
	if !o.fresh {
		var err error
		if index, err = e.Store.BaseIndex(ctx, o.workspace.ID); err != nil {
			return err
		}
	}
	o.manifest = true
	base := make(map[workspace.Ref]BaseEntry, len(index))
	for _, entry := range index {
		if !o.synced(entry.Ref.Kind) {
			continue
		}
		base[entry.Ref] = entry
		file, _ := o.tree.Lookup(entry.Path)
		if file.Blob != entry.Blob || entry.Kept && o.state.Resync {
			o.refs[entry.Ref] = true
		}
	}
	for _, folder := range o.layout.Folders() {
		for file := range o.tree.Files(folder) {
			ref, ok := o.layout.Ref(file.Path)
			if !ok {
				continue
			}
			if base[ref].Blob != file.Blob {
				o.refs[ref] = true
			}
		}
	}
	if !full {
		return nil
	}
	for _, kind := range o.layout.Kinds() {
		resources, _, err := e.Workspaces.List(ctx, o.workspace.ID, workspace.Query{Kind: kind})
		if err != nil {
			return err
		}
		seen := make(map[workspace.Ref]bool, len(resources))
		for _, r := range resources {
			seen[r.Ref()] = true
			if b, ok := base[r.Ref()]; !ok || b.Digest != r.Digest || b.ResourceID != r.ID || b.Version < r.Version {
				o.refs[r.Ref()] = true
			}
		}
		for ref := range base {
			if ref.Kind == kind && !seen[ref] {
				o.refs[ref] = true
			}
		}
	}
	return nil
}

// load reads the three sides of all candidates.
func (e *Engine) load(ctx context.Context, o *observation) error {
	base, apps, err := e.loadApp(ctx, o)
	if err != nil {
		return err
	}
	items := make(map[workspace.Ref]*reconcile.Item, len(o.refs))
	for ref := range o.refs {
		items[ref] = &reconcile.Item{Ref: ref}
	}
	for ref, entry := range base {
		if item := items[ref]; item != nil {
			b := entry.Base
			item.Base = &b
		}
	}
	for ref, r := range apps {
		if item := items[ref]; item != nil {
			item.App = &reconcile.App{Slug: r.Slug, ResourceID: r.ID, Version: r.Version, Fields: r.Fields, Digest: r.Digest}
		}
	}
	if err := e.loadRepo(ctx, o, items); err != nil {
		return err
	}
	for _, ref := range slices.SortedFunc(maps.Keys(items), compareRefs) {
		o.items = append(o.items, *items[ref])
	}
	return e.loadTyped(ctx, o)
}

// loadApp reads base and app of the candidates. A resource whose identity differs between the
// two (it was renamed) makes both identities candidates.
func (e *Engine) loadApp(ctx context.Context, o *observation) (map[workspace.Ref]BaseEntry, map[workspace.Ref]workspace.Resource, error) {
	base := map[workspace.Ref]BaseEntry{}
	apps := map[workspace.Ref]workspace.Resource{}
	refs := slices.SortedFunc(maps.Keys(o.refs), compareRefs)
	for len(refs) > 0 {
		live, err := e.Workspaces.BySlugs(ctx, o.workspace.ID, refs)
		if err != nil {
			return nil, nil, err
		}
		var ids []int64
		for _, r := range live {
			apps[r.Ref()] = r
			ids = append(ids, r.ID)
		}
		var entries []BaseEntry
		if !o.fresh {
			if entries, err = e.Store.Base(ctx, o.workspace.ID, refs, ids); err != nil {
				return nil, nil, err
			}
		}
		var moved []int64
		refs = nil
		for _, entry := range entries {
			base[entry.Ref] = entry
			if !o.refs[entry.Ref] {
				o.refs[entry.Ref] = true
				refs = append(refs, entry.Ref)
			}
			if r, ok := apps[entry.Ref]; entry.ResourceID != 0 && (!ok || r.ID != entry.ResourceID) {
				moved = append(moved, entry.ResourceID)
			}
		}
		if len(moved) == 0 {
			continue
		}
		renamed, _, err := e.Workspaces.List(ctx, o.workspace.ID, workspace.Query{IDs: moved})
		if err != nil {
			return nil, nil, err
		}
		for _, r := range renamed {
			apps[r.Ref()] = r
			if !o.refs[r.Ref()] {
				o.refs[r.Ref()] = true
				refs = append(refs, r.Ref())
			}
		}
	}
	return base, apps, nil
}

// loadRepo reads the files of the candidates, from the base where it has the very blob.
func (e *Engine) loadRepo(ctx context.Context, o *observation, items map[workspace.Ref]*reconcile.Item) error {
	var want []string
	for _, item := range items {
		file, ok := o.tree.Lookup(o.layout.Path(item.Ref))
		if !ok {
			continue
		}
		item.Repo = &reconcile.Repo{Slug: item.Ref.Slug, Path: file.Path, Mode: file.Mode, Blob: file.Blob}
		item.Repo.Hold = layout.HoldEntry(file.Path, file.Mode, 0, o.settings.FileBytes)
		switch b := item.Base; {
		case item.Repo.Hold != nil:
		case b != nil && b.Blob == file.Blob && b.Text != nil:
			item.Repo.Text, item.Repo.Fields = b.Text, b.Fields
			item.Repo.Digest = b.Fields.Digest()
			e.holdSecrets(item.Ref.Kind, item.Repo)
		default:
			want = append(want, file.Blob)
		}
	}
	slices.Sort(want)
	want = slices.Compact(want)
	contents, tooLarge, err := o.remote.Blobs(ctx, o.tree, want)
	if err != nil {
		return fmt.Errorf("read %d files: %w", len(want), err)
	}
	for _, item := range items {
		r := item.Repo
		if r == nil || r.Hold != nil || r.Text != nil {
			continue
		}
		if size, ok := tooLarge[r.Blob]; ok {
			r.Hold = layout.HoldEntry(r.Path, r.Mode, max(size, o.settings.FileBytes+1), o.settings.FileBytes)
			continue
		}
		text, ok := contents[r.Blob]
		if !ok {
			return fmt.Errorf("read %s: the remote did not send blob %s", r.Path, r.Blob)
		}
		o.decode(item.Ref.Kind, r, text)
		e.holdSecrets(item.Ref.Kind, r)
	}
	o.liftMended(items)
	o.holdTwins(items)
	return nil
}

// decode fills a file's value, or its hold.
func (o *observation) decode(kind workspace.Kind, r *reconcile.Repo, text []byte) {
	if text == nil {
		text = []byte{}
	}
	r.Text = text
	if r.Hold = layout.HoldEntry(r.Path, r.Mode, int64(len(text)), o.settings.FileBytes); r.Hold != nil {
		return
	}
	if r.Hold = layout.HoldContent(text); r.Hold != nil {
		return
	}
	file, err := spec.Decode(kind, text, spec.Options{Strict: o.settings.Strict})
	if err != nil {
		r.Hold = holdFor(reconcile.ReasonUnreadable, err)
		return
	}
	if failures := workspace.Failures(file.Problems); len(failures) > 0 {
		r.Hold = holdProblems(reconcile.ReasonInvalid, failures)
		return
	}
	r.Fields, r.Digest = file.Fields, file.Fields.Digest()
}

func compareRefs(a, b workspace.Ref) int {
	if d := a.Kind.Rank() - b.Kind.Rank(); d != 0 {
		return d
	}
	switch {
	case a.Slug < b.Slug:
		return -1
	case a.Slug > b.Slug:
		return 1
	}
	return 0
}
