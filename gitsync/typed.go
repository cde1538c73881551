package gitsync

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// Typed returns what is to be kept of a file that a person wrote in the app for a resource, so
// that the branch gets it as it is written (invariant 6); the zero value when the next push would
// write that very file anyway. A new resource has no ID. Of a connection nothing is kept: a
// comment may hold a secret (invariant 7). CodeInvalid when the file is larger than those of the
// branch may be.
func (e *Engine) Typed(ctx context.Context, r workspace.Resource, value workspace.Fields, text []byte) (workspace.Typed, error) {
	if r.Kind.IsConnection() {
		return workspace.Typed{}, nil
	}
	b, err := e.branchFile(ctx, r)
	var known *workspace.Error
	switch {
	case err == nil && (b.text == nil || b.value != nil):
	case err == nil, errors.As(EdgeError(err), &known): // the branch's file cannot be had, or not be read
		return workspace.Typed{Text: string(text), Over: string(b.last)}, nil
	default:
		return workspace.Typed{}, err
	}
	text = b.ended(text)
	if h := layout.HoldEntry(b.path, 0, int64(len(text)), b.settings.FileBytes); h != nil {
		return workspace.Typed{}, holdError(h) // it could be pushed, but not be read again
	}
	if next, err := b.write(r.Kind, value); err == nil && bytes.Equal(next, text) {
		return workspace.Typed{}, nil
	}
	return workspace.Typed{Text: string(text), Over: string(b.text)}, nil
}

// typedSince returns the file that a person typed for a resource after the base was made; nil for none.
func (e *Engine) typedSince(ctx context.Context, r workspace.Resource, base BaseEntry) (*workspace.Typed, error) {
	if r.ID == 0 || r.Kind.IsConnection() {
		return nil, nil
	}
	told := int64(0)
	if base.ResourceID == r.ID {
		told = base.Version
	}
	found, err := e.Workspaces.Typed(ctx, r.WorkspaceID, []int64{r.ID})
	if err != nil || found[r.ID].Version <= told {
		return nil, err
	}
	typed := found[r.ID].Typed
	return &typed, nil
}

// ended gives a text a final newline, unless the file on the branch is without one.
func (b branchFile) ended(text []byte) []byte {
	if bytes.HasSuffix(text, []byte("\n")) || len(b.text) > 0 && !bytes.HasSuffix(b.text, []byte("\n")) {
		return text
	}
	return append(slices.Clone(text), '\n')
}

// onto returns a typed file, edited to a value, with what others did to the branch's file since;
// false when they changed the same lines, but for those of the value, which is merged by field.
func onto(kind workspace.Kind, t workspace.Typed, present []byte, value workspace.Fields) ([]byte, bool) {
	if present == nil || string(present) == t.Over {
		text, err := spec.Edit(kind, []byte(t.Text), value)
		return text, err == nil
	}
	texts := [3]string{t.Over, t.Text, string(present)}
	if text, ok := mergedTo(kind, texts, value); ok {
		return text, true
	}
	// Where all have the value, they differ only in what they say besides.
	for i := range texts {
		text, err := spec.Edit(kind, []byte(texts[i]), value)
		if err != nil {
			return nil, false
		}
		texts[i] = string(text)
	}
	return mergedTo(kind, texts, value)
}

// mergedTo merges base, app and repo by lines, and edits what comes out to a value.
func mergedTo(kind workspace.Kind, texts [3]string, value workspace.Fields) ([]byte, bool) {
	merged, ok := reconcile.MergeFile(texts[0], texts[1], texts[2])
	if !ok {
		return nil, false
	}
	text, err := spec.Edit(kind, []byte(merged), value)
	return text, err == nil // two lines that do not clash may still be the same key
}

// loadTyped finds the files that people typed in the app and that are not told yet.
func (e *Engine) loadTyped(ctx context.Context, o *observation) error {
	if o.policy().Direction == reconcile.RepoToApp {
		return nil
	}
	told := o.toldVersions()
	fileless := map[int64]bool{}
	var ids []int64
	for _, item := range o.items {
		if item.App != nil && !item.Ref.Kind.IsConnection() && item.App.Version > told[item.App.ResourceID] {
			ids = append(ids, item.App.ResourceID)
			fileless[item.App.ResourceID] = item.Repo == nil
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := e.Workspaces.Typed(ctx, o.workspace.ID, ids)
	if err != nil {
		return err
	}
	o.typed = map[int64]workspace.Revision{}
	for id, r := range found {
		version, known := told[id]
		_, held := o.held[r.Ref()]
		// Without a base, what a cycle saw may be in the branch's file since long, and changed there.
		fresh := known || fileless[id] || held || o.state.First == "" && r.Seq > o.state.AppSeq
		if fresh && r.Version > version {
			o.typed[id] = r
		}
	}
	for i := range o.items {
		if app := o.items[i].App; app != nil {
			_, app.Typed = o.typed[app.ResourceID]
		}
	}
	return nil
}

// typedOf returns the file that a person typed for the resource of a decision, unless somebody
// settled after that what the file says.
func (o *observation) typedOf(d *reconcile.Decision) (workspace.Typed, bool) {
	if d.App == nil {
		return workspace.Typed{}, false
	}
	r, ok := o.typed[d.App.ResourceID]
	if m, mended := o.mend(d); mended && m.Text != "" && !r.At.After(m.At) {
		return workspace.Typed{}, false
	}
	return r.Typed, ok
}

// typedClashes tells whether lines that a person typed gave way to others' of the branch. The
// values are merged all the same; what was typed is in the history.
func (o *observation) typedClashes(d *reconcile.Decision) bool {
	t, ok := o.typedOf(d)
	if !ok {
		return false
	}
	_, fits := onto(d.Ref.Kind, t, o.skeleton(d), settled(d))
	return !fits
}

// settled is the value that both sides will have of a decision that neither removes.
func settled(d *reconcile.Decision) workspace.Fields {
	if d.Inbound == reconcile.None && d.Outbound == reconcile.None {
		return d.App.Fields
	}
	return d.Value
}

// pushTyped sends files out of which only the text differs: comments, order and layout.
func (o *observation) pushTyped(out *outcome) {
	for i := range out.decisions {
		d := &out.decisions[i]
		if d.Hold != nil || d.Outbound != reconcile.None || d.Inbound == reconcile.Remove || d.Keep || d.App == nil || d.Repo == nil {
			continue
		}
		if _, ok := o.typedOf(d); !ok {
			continue
		}
		value := settled(d)
		if text, err := o.written(d, value); err == nil && !bytes.Equal(text, d.Repo.Text) {
			d.Outbound, d.Value = reconcile.Update, value
		}
	}
}

// clashNote is told where typedClashes.
const clashNote = "comments typed in the app clash with the branch's, which stay; those typed are in the history"

// clashesNoted is in how many of the latest activities a clash is looked for that is told already.
const clashesNoted = 200

// clashes are what is to be told, once, of typed files of which lines give way to the branch's.
func (st *settlement) clashes(ctx context.Context) ([]Activity, error) {
	var recent, out []Activity
	for _, d := range st.out.decisions {
		if d.Hold != nil || d.Inbound == reconcile.Remove || d.Repo == nil || !st.o.typedClashes(&d) {
			continue
		}
		if recent == nil {
			var err error
			if recent, err = st.engine.Store.Activities(ctx, st.o.workspace.ID, 0, clashesNoted); err != nil {
				return nil, err
			}
		}
		summary, typed := d.Ref.String()+": "+clashNote, st.o.typed[d.App.ResourceID].At
		if slices.ContainsFunc(recent, func(a Activity) bool { return a.Summary == summary && a.At.After(typed) }) {
			continue // the push did not go through
		}
		out = append(out, Activity{
			WorkspaceID: st.o.workspace.ID, At: st.engine.time(), Flow: Outbound, Result: "skipped", Summary: summary,
			Items: []ActivityItem{{Ref: d.Ref.String(), Op: "skip", Path: d.Repo.Path, Note: clashNote}},
		})
	}
	return out, nil
}
