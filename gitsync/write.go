package gitsync

import (
	"bytes"
	"context"
	"fmt"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// write makes the texts of all files that go to the repo. A value that cannot be written into
// the present file holds its resource.
func (e *Engine) write(ctx context.Context, o *observation, out *outcome) error {
	types := &destinationTypes{engine: e, workspaceID: o.workspace.ID, expected: out.expected, known: map[string]string{}}
	for i := range out.decisions {
		d := &out.decisions[i]
		if d.Hold != nil || d.Outbound == reconcile.None || d.Outbound == reconcile.Remove {
			continue
		}
		typ, err := types.of(ctx, d.Ref.Kind, d.Value)
		if err != nil {
			return err
		}
		text, err := e.fileText(o, d.Ref.Kind, repoText(d), d.Value, typ)
		if err != nil {
			hold(d, holdFor(reconcile.ReasonUnwritable, err))
			continue
		}
		out.texts[d.Ref] = text
	}
	return e.writeManifest(ctx, o, out)
}

// repoText is the text that an outbound edit starts from: the file as it is now.
func repoText(d *reconcile.Decision) []byte {
	if d.Repo == nil || d.Repo.Hold != nil {
		return nil
	}
	return d.Repo.Text
}

// fileText returns the file that means the value: the present one edited in place (invariant 6),
// or a new one in canonical form.
func (e *Engine) fileText(o *observation, kind workspace.Kind, present []byte, value workspace.Fields, destinationType string) ([]byte, error) {
	if present != nil {
		return e.Files.Edit(kind, present, value, destinationType)
	}
	return e.Files.Encode(kind, value, destinationType, o.settings.SchemaComment)
}

// destinationTypes looks up the destination types that the order of a sync's keys depends on.
type destinationTypes struct {
	engine      *Engine
	workspaceID int64
	expected    map[workspace.Ref]workspace.Fields
	known       map[string]string
}

func (t *destinationTypes) of(ctx context.Context, kind workspace.Kind, value workspace.Fields) (string, error) {
	name := value.Text("destination")
	if kind != workspace.KindSync || name == "" {
		return "", nil
	}
	if typ, ok := t.known[name]; ok {
		return typ, nil
	}
	if f, ok := t.expected[workspace.Ref{Kind: workspace.KindDestination, Slug: name}]; ok {
		return f.Text("type"), nil
	}
	r, err := t.engine.Workspaces.Resolve(ctx, t.workspaceID, workspace.KindDestination, name)
	if err != nil && workspace.CodeOf(err) != workspace.CodeNotFound {
		return "", err
	}
	t.known[name] = r.Fields.Text("type")
	return t.known[name], nil
}

// writeManifest decides whether the manifest is to be written: only when its meaning differs.
func (e *Engine) writeManifest(ctx context.Context, o *observation, out *outcome) error {
	if !o.settings.Manifest || !o.manifest || o.policy().Direction == reconcile.RepoToApp {
		return nil
	}
	var kinds [2][]workspace.Resource
	for i, kind := range []workspace.Kind{workspace.KindSource, workspace.KindDestination} {
		resources, _, err := e.Workspaces.List(ctx, o.workspace.ID, workspace.Query{Kind: kind, OrderBy: "slug"})
		if err != nil {
			return err
		}
		kinds[i] = resources
	}
	path := o.layout.ManifestPath()
	var present []byte
	if file, ok := o.tree.Lookup(path); ok {
		if layout.HoldEntry(path, file.Mode, 0, o.settings.FileBytes) != nil {
			return nil // not a file: somebody put something else there
		}
		contents, tooLarge, err := o.remote.Blobs(ctx, o.tree, []string{file.Blob})
		if err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
		if _, large := tooLarge[file.Blob]; large {
			return nil
		}
		present = contents[file.Blob]
	} else if len(kinds[0])+len(kinds[1]) == 0 {
		return nil
	}
	text, err := e.Files.EditManifest(present, layout.Manifest(kinds[0], kinds[1]))
	if err != nil {
		// A manifest that cannot be read is written anew: nothing in it is edited by people.
		if text, err = e.Files.EditManifest(nil, layout.Manifest(kinds[0], kinds[1])); err != nil {
			return err
		}
	}
	if present == nil || !bytes.Equal(text, present) {
		out.manifest = &FileChange{Path: path, Content: text}
	}
	return nil
}
