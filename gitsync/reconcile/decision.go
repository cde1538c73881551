package reconcile

import "lockstep.dev/workspace"

// Op is what happens to a resource on one side.
type Op string

// The operations. A rename may change the fields as well.
const (
	None   Op = ""
	Create Op = "create"
	Update Op = "update"
	Rename Op = "rename"
	Remove Op = "remove" // inbound: archive or delete by policy; outbound: delete the file
)

// Decision is what happens to one resource. At most one of a hold and work is set.
//
//	Inbound   Outbound   BaseMoves
//	-         -          false      nothing to do
//	-         -          true       both sides already mean the same: remember it
//	op        -          true       repo -> app
//	-         op         true       app -> repo
//	op        op         true       merged: Value goes to both sides
//	Hold set                        held; the base stays
//
// Value and the sides belong to the caller of Decide as well: they are to be read only.
type Decision struct {
	Ref workspace.Ref // the identity after the decision
	// From is the former slug after a rename: that of the side to be renamed, or of the base
	// when no side is. The base of another slug than Ref's (Base.Slug) is to be forgotten.
	From     string
	Inbound  Op
	Outbound Op
	// Value is what both sides mean afterwards; nil after a removal. Of a conflict it is the
	// merge, in which the clashing places hold the app's value, or the repo's if that has none.
	Value     workspace.Fields
	BaseMoves bool
	Keep      bool // the repo removed the file, the policy keeps the resource: mark the base Kept
	Hold      *Hold
	// Lost is the value of the side that a preference overruled; it must be kept as a revision.
	Lost *Overruled

	// The sides as they were seen. After a rename they are those of the paired identities.
	Base *Base
	App  *App
	Repo *Repo
}

// Idle tells whether there is nothing to do, to remember or to show.
func (d Decision) Idle() bool {
	return d.Inbound == None && d.Outbound == None && !d.BaseMoves && d.Hold == nil
}

// Held returns d as a decision to leave the resource alone, for a reason that only shows
// when d is carried out: a merged value that is not valid, a reference to nothing.
func (d Decision) Held(h Hold) Decision {
	d.Inbound, d.Outbound, d.BaseMoves, d.Keep, d.Lost = None, None, false, false, nil
	d.Hold = &h
	return d
}

// Overruled is a value that lost against a preference.
type Overruled struct {
	Side   string           // SideApp or SideRepo
	Fields workspace.Fields // nil: that side had removed the resource
}

// DeletePolicy says what a file's deletion does in the app.
type DeletePolicy string

// ConflictPolicy says what happens when both sides changed the same field differently.
type ConflictPolicy string

// Direction says which side gives and which takes.
type Direction string

// The policies and directions.
const (
	DeleteArchives DeletePolicy = "archive"
	DeleteKeeps    DeletePolicy = "keep"
	DeleteDeletes  DeletePolicy = "delete"

	ConflictAsks        ConflictPolicy = "ask"
	ConflictPrefersApp  ConflictPolicy = "prefer-app"
	ConflictPrefersRepo ConflictPolicy = "prefer-repo"

	TwoWay    Direction = "two-way"     // merge
	AppToRepo Direction = "app-to-repo" // the repo becomes what the app is
	RepoToApp Direction = "repo-to-app" // the app becomes what the repo is
)

// Policy is how to decide. The zero value is two-way, archive, ask.
type Policy struct {
	Direction Direction
	Delete    DeletePolicy
	Conflict  ConflictPolicy
	// Restore brings back files that were deleted while the policy was to keep: a full resync.
	Restore bool
	// Standing: the direction is that of a mode that goes on, not of a first connection. What
	// only the taking side has, and never was on the other, is then left alone.
	Standing bool
}
