package gitsync

import (
	"bytes"
	"context"
	"fmt"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// write makes the texts of all files that go to the repo. A value that cannot be written into
// the present file holds its resource.
func (e *Engine) write(ctx context.Context, o *observation, out *outcome) error {
	for i := range out.decisions {
		d := &out.decisions[i]
		if d.Hold != nil || d.Outbound == reconcile.None || d.Outbound == reconcile.Remove {
			continue
		}
		text, err := o.written(d, d.Value)
		if err != nil {
			hold(d, holdFor(reconcile.ReasonUnwritable, err))
			continue
		}
		out.texts[d.Ref] = text
	}
	return e.writeManifest(ctx, o, out)
}

// written is the file that an outbound edit leaves: what a person wrote for it, or the file as it is
// now, edited to the value.
func (o *observation) written(d *reconcile.Decision, value workspace.Fields) ([]byte, error) {
	if t, ok := o.typedOf(d); ok {
		if text, fits := onto(d.Ref.Kind, t, o.skeleton(d), value); fits {
			return text, nil
		}
	}
	return o.fileText(d.Ref.Kind, o.skeleton(d), value)
}

// skeleton is the file that is settled by a person, or that is there now.
func (o *observation) skeleton(d *reconcile.Decision) []byte {
	if m, ok := o.mend(d); ok && m.Text != "" {
		return []byte(m.Text)
	}
	return repoText(d)
}

// repoText is the file as it is now.
func repoText(d *reconcile.Decision) []byte {
	if d.Repo == nil || d.Repo.Hold != nil {
		return nil
	}
	return d.Repo.Text
}

// fileText returns the file that means the value: the present one edited in place (invariant 6),
// or a new one in canonical form.
func (o *observation) fileText(kind workspace.Kind, present []byte, value workspace.Fields) ([]byte, error) {
	if present != nil {
		return spec.Edit(kind, present, value)
	}
	return newFile(kind, value, o.settings.SchemaComment)
}

// writeManifest decides whether the manifest is to be written: only when its meaning differs.
func (e *Engine) writeManifest(ctx context.Context, o *observation, out *outcome) error {
	if !o.settings.Manifest || !o.manifest || o.settings.Mode == ModeReadOnly {
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
	text, err := manifestText(present, layout.Manifest(kinds[0], kinds[1]))
	if err != nil {
		// A manifest that cannot be read is written anew: nothing in it is edited by people.
		if text, err = manifestText(nil, layout.Manifest(kinds[0], kinds[1])); err != nil {
			return err
		}
	}
	if present == nil || !bytes.Equal(text, present) {
		out.manifest = &FileChange{Path: path, Content: text}
	}
	return nil
}
