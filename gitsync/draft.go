package gitsync

import (
	"bytes"
	"context"
	"errors"

	"github.com/aymanbagabas/go-udiff"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// Standpoint says what a text of a resource is.
type Standpoint string

// The standpoints.
const (
	TextOfBranch  Standpoint = "branch"    // the branch's file as it is
	TextOfApp     Standpoint = "app"       // the file that the next push writes
	TextCanonical Standpoint = "canonical" // a new file: there is none on a branch
)

// FileText is a resource as a file.
type FileText struct {
	Path string // in the repository
	Text []byte
	Of   Standpoint
}

// Draft is a file as it is and as a push would leave it.
type Draft struct {
	From   string // the file's path now, when the draft renames it
	Path   string
	Before []byte // nil: there is no file yet
	After  []byte
	Of     Standpoint // what Before is: TextOfBranch, or TextCanonical without a branch
	Diff   string     // unified; "" when nothing differs
}

// FileText returns what the branch says of a live resource while the app means the same, else what
// the next push makes of it. It is canonical where the branch's file cannot be read or edited.
func (e *Engine) FileText(ctx context.Context, r workspace.Resource) (FileText, error) {
	value, _ := e.Workspaces.WithoutSecrets(r.Kind, r.Fields)
	b, err := e.branchFile(ctx, r)
	out := FileText{Path: b.layout.Path(r.Ref()), Of: TextCanonical}
	switch {
	case err == nil && b.typed == nil && b.text != nil && b.path == out.Path && b.value.Equal(value):
		out.Of, out.Text = TextOfBranch, b.text
		return out, nil
	case err == nil:
		if out.Text, err = b.write(r.Kind, value); err == nil && b.kept {
			out.Of = TextOfApp
		}
		if err == nil && b.text != nil && b.path == out.Path && bytes.Equal(b.text, out.Text) {
			out.Of = TextOfBranch
		}
	}
	var known *workspace.Error
	if err == nil || !errors.As(EdgeError(err), &known) {
		return out, err
	}
	out.Text, err = newFile(r.Kind, value, b.settings.SchemaComment)
	return out, err
}

// Draft returns what Git would see if the app gave a resource a value and a name. A new resource
// has no ID. typed is the file that a person writes for it, nil for none. The error is a
// *workspace.Error with CodeInvalid when the value cannot be written into the file.
func (e *Engine) Draft(ctx context.Context, r workspace.Resource, slug string, value workspace.Fields, typed []byte) (Draft, error) {
	b, err := e.branchFile(ctx, r)
	if err != nil {
		return Draft{}, EdgeError(err)
	}
	d := Draft{Path: b.layout.Path(workspace.Ref{Kind: r.Kind, Slug: slug}), Of: TextCanonical, Before: b.text}
	value, _ = e.Workspaces.WithoutSecrets(r.Kind, value)
	switch {
	case b.kept:
		d.Of = TextOfBranch
	case r.ID != 0:
		shown, _ := e.Workspaces.WithoutSecrets(r.Kind, r.Fields)
		if d.Before, err = b.write(r.Kind, shown); err != nil {
			return d, err
		}
	}
	if typed != nil && !r.Kind.IsConnection() {
		b.typed = &workspace.Typed{Text: string(b.ended(typed)), Over: string(b.text)}
	}
	if d.After, err = b.write(r.Kind, value); err != nil {
		return d, err
	}
	from := "/dev/null"
	if d.Before != nil {
		if b.path != d.Path {
			d.From = b.path
		}
		from = "a/" + b.path
	}
	d.Diff = udiff.Unified(from, "b/"+d.Path, string(d.Before), string(d.After))
	return d, nil
}

// branchFile is the file of one resource on the branch.
type branchFile struct {
	look
	kept  bool             // resources of the kind are kept in Git
	path  string           // of the file; where it would be if there is none
	text  []byte           // nil: there is no file
	value workspace.Fields // of text, as far as it can be read
	typed *workspace.Typed // what a person wrote for it, that no push has told yet
	last  []byte           // text that both sides last agreed on, where it is at hand
}

// write is what a push makes of the file for a value: the same function makes it.
func (b branchFile) write(kind workspace.Kind, value workspace.Fields) ([]byte, error) {
	o := observation{look: b.look}
	if b.typed != nil {
		if text, fits := onto(kind, *b.typed, b.text, value); fits {
			return text, nil
		}
	}
	return o.fileText(kind, b.text, value)
}

// branchFile finds the file that a push of the resource would start from: what the base or a hold
// keeps of it, and for what neither keeps, the branch itself.
func (e *Engine) branchFile(ctx context.Context, r workspace.Resource) (branchFile, error) {
	l, err := e.look(ctx, r.WorkspaceID)
	if err != nil {
		return branchFile{}, err
	}
	b := branchFile{look: l, path: l.layout.Path(r.Ref())}
	if l.settings.Phase == PhaseDisconnected || !(&observation{look: l}).synced(r.Kind) {
		b.typed, err = e.typedSince(ctx, r, BaseEntry{})
		return b, err
	}
	b.kept = true
	var ids []int64
	if r.ID != 0 {
		ids = []int64{r.ID}
	}
	entries, err := e.Store.Base(ctx, r.WorkspaceID, []workspace.Ref{r.Ref()}, ids)
	if err != nil {
		return b, err
	}
	base, found := ofResource(entries, r)
	if found && base.Path != "" {
		b.path = base.Path
	}
	b.last = base.Text
	if b.typed, err = e.typedSince(ctx, r, base); err != nil {
		return b, err
	}
	if m, ok := l.mendAt(b.path, base.Blob); ok && m.Text != "" && !r.Kind.IsConnection() {
		b.text = []byte(m.Text)
		present := &reconcile.Repo{Path: b.path}
		(&observation{look: l}).decode(r.Kind, present, b.text)
		b.value = present.Fields
		return b, nil
	}
	held, err := e.isHeld(ctx, r, found && base.Ref == r.Ref() && base.ResourceID == r.ID)
	if err != nil {
		return b, err
	}
	switch {
	case !held && !found, !held && base.Blob == "":
		return b, nil
	case !held && base.Text != nil:
		b.text, b.value = base.Text, base.Fields
		return b, nil
	}
	return e.readBranch(ctx, b, r.Kind)
}

// ofResource returns the entry of a resource: the one of its id and name, else of its id, which
// survives renames, else of its name. A former name whose file is held has an entry as well.
func ofResource(entries []BaseEntry, r workspace.Resource) (best BaseEntry, found bool) {
	most := 0
	for _, entry := range entries {
		rank := 0
		if entry.Ref == r.Ref() {
			rank++
		}
		if r.ID != 0 && entry.ResourceID == r.ID {
			rank += 2
		}
		if rank > most {
			best, most = entry, rank
		}
	}
	return best, most > 0
}

// isHeld tells whether the resource is held: under its name or, unless the sides agree on that
// name, under a former one.
func (e *Engine) isHeld(ctx context.Context, r workspace.Resource, agreed bool) (bool, error) {
	held, err := e.Store.Held(ctx, r.WorkspaceID)
	if err != nil {
		return false, err
	}
	for _, h := range held {
		if h.Ref == r.Ref() || !agreed && r.ID != 0 && h.ResourceID == r.ID {
			return true, nil
		}
	}
	return false, nil
}

// readBranch reads the file from the branch.
func (e *Engine) readBranch(ctx context.Context, b branchFile, kind workspace.Kind) (branchFile, error) {
	s := e.session(b.workspace.ID)
	if err := s.lock(ctx); err != nil {
		return b, err
	}
	defer s.unlock()
	if err := e.poll(ctx, s, &b.look); err != nil {
		return b, err
	}
	if b.tip.Commit == "" {
		return b, nil
	}
	tree, err := b.remote.Read(ctx, b.tip, s.base(b.look))
	if err != nil {
		return b, err
	}
	file, ok := tree.Lookup(b.path)
	if !ok {
		return b, nil
	}
	contents, _, err := b.remote.Blobs(ctx, tree, []string{file.Blob})
	if err != nil {
		return b, err
	}
	o := observation{look: b.look}
	present := &reconcile.Repo{Path: file.Path, Mode: file.Mode, Blob: file.Blob}
	o.decode(kind, present, contents[file.Blob])
	e.holdSecrets(kind, present)
	if present.Hold != nil && (kind.IsConnection() || present.Hold.Reason == reconcile.ReasonInvalid) {
		return b, holdError(present.Hold) // also one that cannot be read may hold a secret (invariant 7)
	}
	b.text, b.value = present.Text, present.Fields
	return b, nil
}

func holdError(h *reconcile.Hold) error {
	return &workspace.Error{Code: workspace.CodeInvalid, Message: h.Message, Hint: h.Hint, Problems: h.Problems}
}
