package gitsync

import (
	"cmp"
	"context"
	"slices"
	"unicode/utf8"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// Texts are the sides of a held resource as files: "" for a side that does not have it. They
// differ from one another only where they mean different things, as far as the files allow.
type Texts struct {
	Base, App, Repo, Merged string
}

// Texts returns the sides of a held resource as files. Those of a connection are written anew from
// the values, without secrets, for a comment may hold one (invariant 7).
func (e *Engine) Texts(ctx context.Context, workspaceID int64, h Held) (Texts, error) {
	base, err := e.baseText(ctx, workspaceID, h)
	if err != nil {
		return Texts{}, err
	}
	repo := e.branchText(h)
	out := Texts{Repo: h.RepoText}
	if out.Repo == "" {
		out.Repo = string(repo)
	}
	for _, p := range []struct {
		fields workspace.Fields
		from   [][]byte
		to     *string
	}{
		{h.Base, [][]byte{base, repo}, &out.Base}, {h.App, [][]byte{base, repo}, &out.App}, {h.Merged, [][]byte{repo, base}, &out.Merged},
	} {
		if p.fields == nil {
			continue
		}
		text, err := e.textOf(h.Ref.Kind, p.fields, p.from...)
		if err != nil {
			return out, err
		}
		*p.to = string(text)
	}
	return out, nil
}

// branchText is the branch's file, written anew where its text is not kept; nil if it cannot be read.
func (e *Engine) branchText(h Held) []byte {
	switch {
	case h.Repo == nil:
		return nil
	case h.whole():
		return []byte(h.RepoText)
	}
	text, err := e.textOf(h.Ref.Kind, h.Repo)
	if err != nil {
		return nil
	}
	return text
}

// whole tells whether RepoText is the whole file, not the beginning of it or nothing.
func (h Held) whole() bool { return h.RepoText != "" && len(h.RepoText) <= heldText-utf8.UTFMax }

// heldFile is the very file that is held, asked for where its text is not kept; nil if there is
// none, if it is too large, or if it may hold a secret in clear (invariant 7).
func (e *Engine) heldFile(ctx context.Context, l look, h Held) ([]byte, error) {
	switch {
	case h.Blob == "", h.Hold.Reason == reconcile.ReasonTooLarge, h.Ref.Kind.IsConnection() && h.Repo == nil:
		return nil, nil
	case h.whole():
		return []byte(h.RepoText), nil
	}
	s := e.session(l.workspace.ID)
	if err := s.lock(ctx); err != nil {
		return nil, EdgeError(err)
	}
	defer s.unlock()
	if err := e.poll(ctx, s, &l); err != nil {
		return nil, EdgeError(err)
	}
	tree, err := l.remote.Read(ctx, l.tip, s.base(l))
	if err != nil {
		return nil, EdgeError(err)
	}
	if file, _ := tree.Lookup(h.Path); file.Blob != h.Blob {
		return nil, workspace.Errorf(workspace.CodeStale, "%s changed on the branch since it was seen", h.Ref).WithHint("look at it again in a moment")
	}
	contents, _, err := l.remote.Blobs(ctx, tree, []string{h.Blob})
	return contents[h.Blob], EdgeError(err)
}

// baseText is the file that both sides last agreed on; nil when it is not at hand.
func (e *Engine) baseText(ctx context.Context, workspaceID int64, h Held) ([]byte, error) {
	if h.Ref.Kind.IsConnection() {
		return nil, nil
	}
	entry, err := e.heldBase(ctx, workspaceID, h)
	if err != nil || len(entry.Text) == 0 || !entry.Fields.Equal(h.Base) {
		return nil, err
	}
	return entry.Text, nil
}

// heldBase is the base of what is held; the zero entry without one.
func (e *Engine) heldBase(ctx context.Context, workspaceID int64, h Held) (BaseEntry, error) {
	ref := workspace.Ref{Kind: h.Ref.Kind, Slug: cmp.Or(h.BaseSlug, h.Ref.Slug)}
	entries, err := e.Store.Base(ctx, workspaceID, []workspace.Ref{ref}, nil)
	if i := slices.IndexFunc(entries, func(entry BaseEntry) bool { return entry.Ref == ref }); i >= 0 {
		return entries[i], err
	}
	return BaseEntry{}, err
}

// heldTyped is the file that a person typed in the app for what is held, as it fits the branch's and
// a value; nil for none.
func (e *Engine) heldTyped(ctx context.Context, workspaceID int64, h Held, repo []byte, value workspace.Fields) ([]byte, error) {
	base, err := e.heldBase(ctx, workspaceID, h)
	if err != nil {
		return nil, err
	}
	typed, err := e.typedSince(ctx, workspace.Resource{ID: h.ResourceID, WorkspaceID: workspaceID, Kind: h.Ref.Kind}, base)
	if typed == nil {
		return nil, err
	}
	text, fits := onto(h.Ref.Kind, *typed, repo, value)
	if !fits {
		return nil, nil
	}
	return text, nil
}

// textOf writes a value into the first of the files that takes it (invariant 6), or into a new one.
func (e *Engine) textOf(kind workspace.Kind, value workspace.Fields, from ...[]byte) ([]byte, error) {
	value, _ = e.Workspaces.WithoutSecrets(kind, value)
	for _, file := range from {
		if file == nil {
			continue
		}
		if text, err := spec.Edit(kind, file, value); err == nil {
			return text, nil
		}
	}
	return newFile(kind, value, false)
}
