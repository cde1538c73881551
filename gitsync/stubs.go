package gitsync

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// stub is a connection that files name and the workspace lacks. Name and type are known from the
// manifest; how to reach it is for a person to set up, so that what uses it need not be held.
type stub struct {
	ref    workspace.Ref
	fields workspace.Fields
	path   string // of the manifest
}

// planStubs finds the connections that the first connection to a branch makes.
func (e *Engine) planStubs(ctx context.Context, o *observation, out *outcome) error {
	if o.state.First != reconcile.RepoToApp && o.state.First != reconcile.TwoWay {
		return nil
	}
	manifests, err := o.manifests(ctx)
	if err != nil || len(manifests) == 0 {
		return err
	}
	taken, err := e.connectionNames(ctx, o, out)
	if err != nil {
		return err
	}
	for _, m := range manifests {
		for _, kind := range []workspace.Kind{workspace.KindSource, workspace.KindDestination} {
			for _, slug := range slices.Sorted(maps.Keys(m.fields.Map(kind.Plural()))) {
				ref := workspace.Ref{Kind: kind, Slug: slug}
				fields := stubFields(m.fields, ref)
				if taken[ref] || fields == nil || workspace.CheckSlug(slug) != nil {
					continue
				}
				taken[ref] = true
				out.expected[ref] = fields
				out.stubs = append(out.stubs, stub{ref, fields, m.path})
			}
		}
	}
	slices.SortFunc(out.stubs, func(a, b stub) int { return compareRefs(a.ref, b.ref) })
	return nil
}

// stubFields is what a manifest says of a connection; nil without a type.
func stubFields(manifest workspace.Fields, ref workspace.Ref) workspace.Fields {
	entry, _ := manifest.Map(ref.Kind.Plural())[ref.Slug].(map[string]any)
	typ := workspace.Fields(entry).Text("type")
	if typ == "" {
		return nil
	}
	return workspace.Fields{"name": cmp.Or(workspace.Fields(entry).Text("name"), ref.Slug), "type": typ}
}

// connectionNames are the names of connections that mean something already: live ones, files
// and aliases.
func (e *Engine) connectionNames(ctx context.Context, o *observation, out *outcome) (map[workspace.Ref]bool, error) {
	taken := map[workspace.Ref]bool{}
	aliases, err := e.Workspaces.Aliases(ctx, o.workspace.ID)
	if err != nil {
		return nil, err
	}
	for _, kind := range []workspace.Kind{workspace.KindSource, workspace.KindDestination} {
		live, _, err := e.Workspaces.List(ctx, o.workspace.ID, workspace.Query{Kind: kind})
		if err != nil {
			return nil, err
		}
		for _, r := range live {
			taken[r.Ref()] = true
		}
	}
	for _, d := range out.decisions {
		if d.Ref.Kind.IsConnection() && d.Repo != nil {
			taken[d.Ref] = true
		}
		if d.Ref.Kind == workspace.KindAliases && d.Value != nil {
			aliases = d.Value
		}
	}
	for _, kind := range []workspace.Kind{workspace.KindSource, workspace.KindDestination} {
		for alias := range aliases.Map(kind.Plural()) {
			taken[workspace.Ref{Kind: kind, Slug: alias}] = true
		}
	}
	return taken, nil
}

// manifest is a manifest that lies on the branch.
type manifest struct {
	path   string
	fields workspace.Fields
}

// manifests are the workspace's own manifest, or, without it, all that are there: one that a
// workspace of another name has left tells as much.
func (o *observation) manifests(ctx context.Context) ([]manifest, error) {
	var files []File
	for file := range o.tree.Files(o.layout.Root) {
		name := path.Base(file.Path)
		if !strings.HasPrefix(name, "manifest-") || !strings.HasSuffix(name, ".yaml") ||
			layout.HoldEntry(file.Path, file.Mode, 0, o.settings.FileBytes) != nil {
			continue
		}
		if file.Path == o.layout.ManifestPath() {
			files = []File{file}
			break
		}
		files = append(files, file)
	}
	var blobs []string
	for _, file := range files {
		blobs = append(blobs, file.Blob)
	}
	if len(blobs) == 0 {
		return nil, nil
	}
	slices.Sort(blobs)
	contents, _, err := o.remote.Blobs(ctx, o.tree, slices.Compact(blobs))
	if err != nil {
		return nil, fmt.Errorf("read %d manifests: %w", len(files), err)
	}
	var out []manifest
	for _, file := range files {
		text, ok := contents[file.Blob]
		if !ok || int64(len(text)) > o.settings.FileBytes {
			continue
		}
		if f, err := spec.Decode(spec.KindManifest, text, spec.Options{}); err == nil {
			out = append(out, manifest{file.Path, f.Fields})
		}
	}
	return out, nil
}

// applyStubs makes the connections, before what uses them.
func (st *settlement) applyStubs(ctx context.Context, b *workspace.Batch) error {
	if len(st.out.stubs) == 0 {
		return nil
	}
	cause := workspace.Cause{Actor: st.o.state.FirstBy, Origin: workspace.OriginGit, Commit: st.o.tip.Commit, Note: "named in " + st.out.stubs[0].path + "; not set up yet"}
	activity := Activity{
		WorkspaceID: st.o.workspace.ID, At: st.engine.time(), Flow: Inbound, Result: "applied", Commit: cause.Commit,
		Author: authorText(cause.Actor), Summary: cause.Note, Hint: "set up how to reach them before running syncs",
	}
	change, err := b.Change(ctx, cause, func(ctx context.Context, e *workspace.Edit) error {
		for _, s := range st.out.stubs {
			_, err := e.Create(ctx, s.ref.Kind, s.ref.Slug, s.fields)
			if workspace.CodeOf(err) == workspace.CodeConflict && err != nil {
				continue // somebody made it meanwhile
			}
			if err != nil {
				return fmt.Errorf("make %s: %w", s.ref, err)
			}
			activity.Items = append(activity.Items, ActivityItem{Ref: s.ref.String(), Op: string(reconcile.Create), Path: s.path})
		}
		return nil
	})
	if err != nil || change.Seq == 0 {
		return err
	}
	st.firstSeq, st.lastSeq = change.Seq, change.Seq
	st.loose = st.loose || st.o.settings.Connections // their files are to be written
	st.inbound += len(activity.Items)
	st.activities = append(st.activities, activity.trimmed())
	return nil
}
