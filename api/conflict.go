package api

import (
	"slices"
	"time"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// Conflict is a resource that cycles leave alone, for whatever reason, with both sides as they
// were seen.
type Conflict struct {
	Kind       string           `json:"kind"`
	Slug       string           `json:"slug"`
	Name       string           `json:"name" doc:"What people call it: its name, or its slug when it has none"`
	Path       string           `json:"path" doc:"Of the file"`
	Since      time.Time        `json:"since"`
	Reason     reconcile.Reason `json:"reason" doc:"conflict: both sides changed the same field; others say why the file cannot be used"`
	Message    string           `json:"message"`
	Hint       string           `json:"hint,omitempty"`
	Problems   []Place          `json:"problems"`
	Clashes    []ConflictField  `json:"clashes" doc:"For the reason conflict"`
	ResourceID int64            `json:"resourceId,omitempty"`
	AppVersion int64            `json:"appVersion" doc:"Send it with the resolution; 0 while the app does not have the resource"`
	Blob       string           `json:"blob" doc:"Send it with the resolution; empty while the branch does not have the file"`
	Base       map[string]any   `json:"base,omitempty" doc:"What both sides last agreed on"`
	App        map[string]any   `json:"app,omitempty"`
	Repo       map[string]any   `json:"repo,omitempty"`
	Merged     map[string]any   `json:"merged,omitempty" doc:"What does not clash, merged; clashing places hold the app's value"`
	BaseText   string           `json:"baseText,omitempty" doc:"The file as both sides last agreed on it. The four texts are left out of lists, but for repoText"`
	AppText    string           `json:"appText,omitempty" doc:"The file with the app's value"`
	RepoText   string           `json:"repoText,omitempty" doc:"The file on the branch, also one that cannot be used; up to 64 KiB. That of a connection is written anew from its value"`
	MergedText string           `json:"mergedText,omitempty" doc:"The branch's file with the merged value"`
	Takes      []gitsync.Take   `json:"takes" enum:"app,repo,merge" doc:"How it can be resolved; none: only on the branch"`
}

// ConflictField is a field that both sides changed differently.
type ConflictField struct {
	Path string            `json:"path" doc:"Such as config.mappings[to=email].from; empty for the whole resource"`
	Base gitsync.ValueView `json:"base"`
	App  gitsync.ValueView `json:"app"`
	Repo gitsync.ValueView `json:"repo"`
}

// Resolve settles a conflict, or what is held for another reason: by the app's value, or with merge by a file that is mended.
type Resolve struct {
	Take       gitsync.Take `json:"take" enum:"app,repo,merge"`
	Fields     *Object      `json:"fields,omitempty" doc:"For merge: the whole value"`
	Slug       string       `json:"slug,omitempty" doc:"For merge: the name; the app's when left out"`
	Remove     bool         `json:"remove,omitempty" doc:"For merge: remove the resource on both sides"`
	Picks      []Pick       `json:"picks,omitempty" doc:"For merge: a choice for each clash, instead of fields"`
	Text       string       `json:"text,omitempty" doc:"For merge: the file as it shall be, in YAML, instead of fields. It is committed as it is, comments and all"`
	AppVersion *int64       `json:"appVersion,omitempty" minimum:"0" doc:"That of the conflict that was shown; the current one when left out"`
	Blob       *string      `json:"blob,omitempty" doc:"That of the conflict that was shown; the current one when left out"`
}

// Pick settles one clash.
type Pick struct {
	Path  string           `json:"path" doc:"Of the clash"`
	Take  reconcile.Choice `json:"take" enum:"app,repo,base,value"`
	Value Any              `json:"value,omitempty" doc:"For value"`
}

func (s *server) conflictView(h gitsync.Held) Conflict {
	kind := h.Ref.Kind
	v := Conflict{
		Kind: string(kind), Slug: h.Ref.Slug, Name: called(h.Ref.Slug, h.App, h.Base, h.Repo), Path: h.Path, Since: h.Since,
		Reason: h.Hold.Reason, Message: h.Hold.Message, Hint: h.Hold.Hint, Problems: places(h.Hold.Problems), Clashes: []ConflictField{},
		Takes: h.Takes(), ResourceID: h.ResourceID, AppVersion: h.AppVersion, Blob: h.Blob,
		Base: s.shown(kind, h.Base), App: s.shown(kind, h.App), Repo: s.shown(kind, h.Repo), Merged: s.shown(kind, h.Merged),
		RepoText: h.RepoText,
	}
	for _, p := range h.Hold.Problems {
		if p.Code == "secret" {
			v.RepoText = "" // the file holds one in clear
		}
	}
	for _, c := range h.Hold.Clashes {
		v.Clashes = append(v.Clashes, ConflictField{Path: c.Path.String(), Base: valueView(c.Base), App: valueView(c.App), Repo: valueView(c.Repo)})
	}
	return v
}

func valueView(v reconcile.Value) gitsync.ValueView {
	return gitsync.ValueView{Present: v.Present, Value: v.Value}
}

// resolution is what a request makes of a held resource. partly allows clashes without a pick.
func (b Resolve) resolution(h gitsync.Held, partly bool) (gitsync.Resolution, error) {
	out := gitsync.Resolution{Ref: h.Ref, Take: b.Take, AppVersion: h.AppVersion, Blob: h.Blob}
	if b.AppVersion != nil {
		out.AppVersion = *b.AppVersion
	}
	if b.Blob != nil {
		out.Blob = *b.Blob
	}
	given := 0
	for _, is := range []bool{b.Fields != nil, b.Remove, len(b.Picks) > 0, b.Text != ""} {
		if is {
			given++
		}
	}
	switch {
	case b.Take != gitsync.TakeMerge && given > 0:
		return out, workspace.Errorf(workspace.CodeInvalid, "text, fields, remove and picks belong to a merge").WithHint("send take: merge")
	case b.Take != gitsync.TakeMerge || b.Remove && given == 1:
		return out, nil
	case given == 0 && partly:
		out.Fields = h.Merged
		return out, nil
	case given != 1:
		return out, workspace.Errorf(workspace.CodeInvalid, "a merge needs its value").WithHint("send one of text, fields, picks and remove")
	case b.Text != "":
		out.Text, out.Slug = b.Text, b.Slug
		return out, nil
	case b.Fields != nil:
		fields, err := workspace.Normalize(map[string]any(*b.Fields))
		if err != nil {
			return out, workspace.Errorf(workspace.CodeInvalid, "fields: %v", err)
		}
		out.Fields, _ = fields.(map[string]any)
		out.Slug = b.Slug
		return out, nil
	}
	left, err := b.picked(h, &out)
	if err == nil && len(left) > 0 && !partly {
		err = workspace.Errorf(workspace.CodeInvalid, "%s is not settled", left[0].Path).WithHint("send a pick for each clash")
	}
	return out, err
}

// picked settles the clashes one by one, and returns those without a pick.
func (b Resolve) picked(h gitsync.Held, out *gitsync.Resolution) ([]reconcile.Clash, error) {
	var picks []reconcile.Pick
	for _, pick := range b.Picks {
		i := slices.IndexFunc(h.Hold.Clashes, func(c reconcile.Clash) bool { return c.Path.String() == pick.Path })
		if i < 0 {
			return nil, workspace.Errorf(workspace.CodeInvalid, "%q does not clash", pick.Path).WithHint("pick among the clashes of the conflict")
		}
		picks = append(picks, reconcile.Pick{Path: h.Hold.Clashes[i].Path, Take: pick.Take, Value: pick.Value.Value})
	}
	result, err := reconcile.Resolve(h.Merged, h.Hold.Clashes, picks)
	out.Fields, out.Slug = result.Fields, result.Slug
	return result.Left, err
}
