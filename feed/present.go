package feed

import (
	"context"
	"reflect"

	"lockstep.dev/gitsync"
	"lockstep.dev/workspace"
)

// present is how things are at one look.
type present struct {
	seq       int64
	status    gitsync.Status
	activity  int64 // id of the newest entry; 0 when there is none
	directory int64
}

func (f *Feed) present(ctx context.Context, at workspace.Workspace) (p present, err error) {
	p.seq = at.Seq
	if p.status, err = f.gitSync.Status(ctx, at.ID); err != nil {
		return p, err
	}
	newest, err := f.gitSync.Activity(ctx, at.ID, 0, 1)
	if err != nil {
		return p, err
	}
	if len(newest) > 0 {
		p.activity = newest[0].ID
	}
	p.directory, err = f.directory.DirectoryVersion(ctx)
	return p, err
}

// events are what a listener is told that knows nothing.
func (p present) events() []Event {
	events := []Event{{Seq: p.seq, Status: &p.status}}
	if p.activity != 0 {
		events = append(events, Event{Seq: p.seq, Activity: p.activity})
	}
	return append(events, Event{Seq: p.seq, Directory: p.directory})
}

// since tells what differs from an earlier look, besides the changes.
func (p present) since(earlier present) (events []Event) {
	if p.activity != earlier.activity {
		events = append(events, Event{Seq: p.seq, Activity: p.activity})
	}
	if !reflect.DeepEqual(p.status, earlier.status) {
		events = append(events, Event{Seq: p.seq, Status: &p.status})
	}
	if p.directory != earlier.directory {
		events = append(events, Event{Seq: p.seq, Directory: p.directory})
	}
	return events
}
