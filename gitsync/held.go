package gitsync

import (
	"bytes"
	"context"
	"encoding/json"
	"unicode/utf8"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// heldText is how much of a held file's text is kept for people to look at.
const heldText = 64 << 10

// heldRow is what is kept of a decision that holds its resource.
func (st *settlement) heldRow(d reconcile.Decision) Held {
	h := Held{Ref: d.Ref, Hold: *d.Hold, Commit: st.o.tip.Commit, Path: st.o.layout.Path(d.Ref), Since: st.engine.time()}
	if d.App != nil {
		h.ResourceID, h.AppVersion, h.App = d.App.ResourceID, d.App.Version, d.App.Fields
	}
	if d.Base != nil {
		h.Base, h.BaseSlug = d.Base.Fields, d.Base.Slug
	}
	if d.Repo != nil {
		h.Path, h.Blob, h.RepoSlug = d.Repo.Path, d.Repo.Blob, d.Repo.Slug
		h.Repo = d.Repo.Fields
		// A connection's file may hold a secret, also where it cannot be read (invariant 7).
		if !d.Ref.Kind.IsConnection() {
			h.RepoText = heldExcerpt(d.Repo.Text)
		}
	}
	if d.Hold.Reason == reconcile.ReasonConflict {
		h.Merged = d.Value
	}
	return h
}

func heldExcerpt(text []byte) string {
	if len(text) > heldText {
		text = text[:heldText]
		for len(text) > 0 && !utf8.RuneStart(text[len(text)-1]) {
			text = text[:len(text)-1]
		}
	}
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return ""
	}
	return string(text)
}

// sameHeld tells whether nothing that a person sees is different. When and at which head
// something was seen is no news.
func sameHeld(a, b Held) bool {
	a.Since, a.Commit = b.Since, b.Commit
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && a.Ref == b.Ref && bytes.Equal(x, y)
}

// writeHeld writes which resources are held now and which are not any more, and says so where
// that is news.
func (st *settlement) writeHeld(ctx context.Context) error {
	var put []Held
	var drop []workspace.Ref
	news := Activity{WorkspaceID: st.o.workspace.ID, At: st.engine.time(), Flow: Inbound, Result: "held", Commit: st.o.tip.Commit}
	for _, d := range st.out.decisions {
		before, was := st.o.held[d.Ref]
		if d.Hold == nil {
			if was {
				drop = append(drop, d.Ref)
			}
			continue
		}
		st.held++
		row := st.heldRow(d)
		if was && sameHeld(before, row) {
			continue
		}
		if was && before.Hold.Reason == row.Hold.Reason {
			row.Since = before.Since
		}
		put = append(put, row)
		if row.Hold.Reason == reconcile.ReasonConflict {
			news.Result = "conflict"
		}
		item := ActivityItem{Ref: d.Ref.String(), Op: string(row.Hold.Reason), Path: row.Path, Note: holdLine(row)}
		for _, clash := range row.Hold.Clashes {
			item.Fields = append(item.Fields, clash.Path.String())
		}
		news.Items = append(news.Items, item)
	}
	drop = append(drop, st.orphans()...)
	if len(drop) > 0 {
		if err := st.engine.Store.DeleteHeld(ctx, st.o.workspace.ID, drop); err != nil {
			return err
		}
	}
	if len(put) == 0 {
		return nil
	}
	news = news.trimmed()
	news.Summary = news.Items[0].Note
	if news.Count > 1 {
		news.Summary = plural(news.Count, "resource") + " held"
	}
	st.activities = append(st.activities, news)
	return st.engine.Store.PutHeld(ctx, st.o.workspace.ID, put)
}

// holdLine says in one line what is held, where in the file if that is known, and why.
func holdLine(h Held) string {
	if len(h.Hold.Problems) == 0 || h.Hold.Reason == reconcile.ReasonConflict {
		return h.Ref.String() + ": " + h.Hold.Message
	}
	p := h.Hold.Problems[0]
	if p.Line == 0 {
		return h.Path + ": " + p.String()
	}
	return h.Path + ":" + p.String()
}
