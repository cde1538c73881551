package workspace

import "time"

// Origin says through which door a change came in.
type Origin string

// The origins of changes.
const (
	OriginUI     Origin = "ui"
	OriginAPI    Origin = "api"
	OriginCLI    Origin = "cli"
	OriginGit    Origin = "git"    // inbound: a commit on the branch
	OriginSystem Origin = "system" // Lockstep itself, such as a sample workspace
)

// Actor is a person, as Git knows people. UserID is 0 for somebody who has no account,
// such as the author of a commit.
type Actor struct {
	UserID int64
	Name   string
	Email  string
}

// Cause says who changes something, through which door, and why.
type Cause struct {
	Actor  Actor
	Origin Origin
	Commit string // hex id of the commit that brought the change, for OriginGit
	Note   string // one line for people, may be empty
}

// Op is what happened to a resource.
type Op string

// The operations.
const (
	OpCreate  Op = "create"
	OpUpdate  Op = "update"
	OpRename  Op = "rename" // the slug changed; Fields may have changed with it
	OpArchive Op = "archive"
	OpRestore Op = "restore" // out of the trash
	OpDelete  Op = "delete"  // for good: revisions stay, the resource cannot be restored
)

// Change is one entry of a workspace's change feed: what one action did, in one transaction.
type Change struct {
	ID          int64
	WorkspaceID int64
	Seq         int64 // 1, 2, 3, … per workspace, without gaps, in commit order
	At          time.Time
	Cause       Cause
	Revisions   []Revision // in the order in which they were made
}

// Revision is the state of one resource after a change. All revisions are kept.
type Revision struct {
	ChangeID   int64
	Seq        int64 // of the change
	ResourceID int64
	Kind       Kind
	Slug       string
	FromSlug   string // the former slug, for OpRename
	Version    int64
	Op         Op
	Fields     Fields // after the change; for OpArchive the last value
	Digest     Digest // of Fields
	Before     Digest // of the value before; empty for OpCreate
	Changed    []string
	Typed      Typed // the file that the change was written as, if it says more
	At         time.Time
	Cause      Cause
}

// Ref returns the identity of the revision's resource after the change.
func (r Revision) Ref() Ref { return Ref{r.Kind, r.Slug} }
