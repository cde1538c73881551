package feed

import (
	"lockstep.dev/gitsync"
	"lockstep.dev/workspace"
)

// Event is one piece of news. One of Change, Status, Activity and Directory is set.
type Event struct {
	Seq       int64 // all changes up to this one are told once the event is
	Change    *Change
	Status    *gitsync.Status
	Activity  int64 // id of the newest entry; those below it may be new as well
	Directory int64 // version of the directory; it does not say what is new
}

// Change is what one action did to the workspace's resources.
type Change struct {
	Seq    int64
	Origin workspace.Origin
	Refs   []Ref
	All    bool // more happened than is listed: any resource may have changed
}

// Ref is a resource after a change.
type Ref struct {
	Kind    workspace.Kind
	Slug    string
	ID      int64
	Version int64
	Op      workspace.Op
}

// mostRefs is how many resources one event names.
const mostRefs = 500

func changeEvent(c workspace.Change) Event {
	out := &Change{Seq: c.Seq, Origin: c.Cause.Origin}
	if len(c.Revisions) > mostRefs {
		out.All = true
		return Event{Seq: c.Seq, Change: out}
	}
	for _, r := range c.Revisions {
		out.Refs = append(out.Refs, Ref{Kind: r.Kind, Slug: r.Slug, ID: r.ResourceID, Version: r.Version, Op: r.Op})
	}
	return Event{Seq: c.Seq, Change: out}
}

// anything tells that more changed than is listed.
func anything(seq int64) Event {
	return Event{Seq: seq, Change: &Change{Seq: seq, All: true}}
}
