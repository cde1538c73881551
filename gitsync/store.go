package gitsync

import (
	"context"
	"time"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// Store keeps what Git Sync remembers. Like workspace.Store, methods called with the
// context that InTx passes on take part in its transaction, and both share transactions.
type Store interface {
	// InTx runs fn in one transaction; inside another it joins that one.
	InTx(ctx context.Context, fn func(ctx context.Context) error) error

	// Settings returns a workspace's settings; the zero Settings when there are none yet.
	Settings(ctx context.Context, workspaceID int64) (Settings, error)
	// PutSettings writes s if the stored version still is s.Version and sets the next one;
	// workspace.CodeStale otherwise.
	PutSettings(ctx context.Context, s *Settings) error
	// Synced returns the ids of the workspaces that are connected: active or paused.
	Synced(ctx context.Context) ([]int64, error)
	// GitSecrets unseals what the remote is used with; the zero Secrets when there are none.
	GitSecrets(ctx context.Context, workspaceID int64) (Secrets, error)
	// PutGitSecrets seals and keeps them; zero removes them.
	PutGitSecrets(ctx context.Context, workspaceID int64, secrets Secrets) error

	// State returns a workspace's state; the zero State when there is none yet.
	State(ctx context.Context, workspaceID int64) (State, error)
	PutState(ctx context.Context, workspaceID int64, s State) error

	// BaseIndex returns all base entries without text and fields, in no particular order.
	BaseIndex(ctx context.Context, workspaceID int64) ([]BaseEntry, error)
	// Base returns the entries of refs and of resource ids, whole.
	Base(ctx context.Context, workspaceID int64, refs []workspace.Ref, resourceIDs []int64) ([]BaseEntry, error)
	// PutBase inserts or replaces entries by ref.
	PutBase(ctx context.Context, workspaceID int64, entries []BaseEntry) error
	DeleteBase(ctx context.Context, workspaceID int64, refs []workspace.Ref) error
	// Clear forgets base, held resources and state, but not the activity.
	Clear(ctx context.Context, workspaceID int64) error

	// Held returns the held resources, by ref.
	Held(ctx context.Context, workspaceID int64) ([]Held, error)
	// CountHeld returns how many resources are held, and how many of them for a conflict.
	CountHeld(ctx context.Context, workspaceID int64) (held, conflicts int, err error)
	PutHeld(ctx context.Context, workspaceID int64, held []Held) error
	DeleteHeld(ctx context.Context, workspaceID int64, refs []workspace.Ref) error

	// AddActivity sets the ID.
	AddActivity(ctx context.Context, a *Activity) error
	// Activities returns entries newest first, before an id (0: from the top).
	Activities(ctx context.Context, workspaceID, before int64, limit int) ([]Activity, error)

	// Acquire takes the named lease if it is free, expired or already the owner's. The fence
	// grows with each change of hands. ok is false when somebody else holds it.
	Acquire(ctx context.Context, name, owner string, ttl time.Duration) (l Lease, ok bool, err error)
	// Confirm fails with workspace.CodeStale when the lease was taken over since. Inside a
	// transaction it keeps others from taking the lease until the transaction ends. It
	// extends the lease by ttl.
	Confirm(ctx context.Context, l Lease, ttl time.Duration) error
	// Release frees the lease if it still is ours.
	Release(ctx context.Context, l Lease) error
}

// BaseEntry is the base of one resource.
type BaseEntry struct {
	Ref workspace.Ref
	reconcile.Base
}

// Lease is the right to run cycles, with a fencing number.
type Lease struct {
	Name  string
	Owner string
	Fence int64
}

// State is what a workspace's Git Sync remembers between cycles. A cycle with nothing to do
// does not write it.
type State struct {
	// Head is the commit whose tree the base agrees with, but for held resources. Hex, "" for none.
	Head string `json:"head"`
	// AppSeq: changes of the feed up to this one are in the base or held.
	AppSeq int64 `json:"appSeq"`
	// Settings is the version of the settings under which the base was made; under others,
	// everything is compared again.
	Settings int64 `json:"settings"`
	// First is the direction of the first connection, until it was executed.
	First reconcile.Direction `json:"first,omitempty"`
	// FirstPlan is the hash of the plan that was shown for it; empty executes any.
	FirstPlan string `json:"firstPlan,omitempty"`
	// Resync asks for everything to be compared again, and kept-away files to be restored.
	Resync bool `json:"resync,omitempty"`
	// FirstBy is who connected the workspace: the author of the first commit.
	FirstBy workspace.Actor `json:"firstBy,omitzero"`
	// Intents are the pushes that were about to be sent on top of Head. One that turns up in
	// the branch's history went through, even if we never heard of it.
	Intents []Intent `json:"intents,omitempty"`
	// Halt is set while a guard waits for a person.
	Halt *Halt `json:"halt,omitempty"`
	// Look are resources to look at although nothing announces them: their conflict was settled.
	Look []workspace.Ref `json:"look,omitempty"`
	// Mends are files that people have settled, until that is pushed or there is nothing to push.
	Mends []Mend `json:"mends,omitempty"`
	// Told is what is in commits already of what is held, and of what held it.
	Told Told `json:"told,omitzero"`
	// Confirmed is the plan hash that a person has confirmed against a guard.
	Confirmed string `json:"confirmed,omitempty"`
	// Failure is set while cycles fail.
	Failure *Failure `json:"failure,omitempty"`
}

// Intent is a push that was about to be sent, and the base that it leads to.
type Intent struct {
	Head     string        `json:"head"`     // the last commit of the push
	AppSeq   int64         `json:"appSeq"`   // State.AppSeq after it
	Settings int64         `json:"settings"` // State.Settings after it
	Told     Told          `json:"told,omitzero"`
	Entries  []IntentEntry `json:"entries"`
}

// pushed is the state once the push of an intent is in, on the tree with it. What people asked for
// meanwhile stays due.
func (s State) pushed(i Intent, tree Tree) State {
	s.Mends = standing(s.Mends, tree)
	s.Head, s.AppSeq, s.Settings, s.Told, s.Intents = i.Head, i.AppSeq, i.Settings, i.Told, nil
	s.First, s.FirstPlan, s.FirstBy = "", "", workspace.Actor{}
	return s
}

// IntentEntry is the base of one resource after the push. Blob is empty when it removed the file.
type IntentEntry struct {
	Kind       workspace.Kind   `json:"kind"`
	Slug       string           `json:"slug"`
	From       string           `json:"from,omitempty"` // former slug, whose base goes
	ResourceID int64            `json:"id"`
	Version    int64            `json:"version"`
	Digest     workspace.Digest `json:"digest,omitempty"`
	Blob       string           `json:"blob,omitempty"`
	Path       string           `json:"path"`
	Mode       uint32           `json:"mode,omitempty"`
}

// Guard names what made a cycle halt.
type Guard string

// The guards.
const (
	GuardDeletes    Guard = "deletes"     // more deletions in one inbound change than the budget
	GuardPathGone   Guard = "path_gone"   // the path, or all files below it, vanished
	GuardBranchGone Guard = "branch_gone" // the branch is not there any more
	GuardRewritten  Guard = "rewritten"   // the base head is no ancestor of the branch any more
	GuardFirstPlan  Guard = "first_plan"  // the first connection would do other things than were shown
)

// Halt is a cycle that waits for a person.
type Halt struct {
	Guard   Guard     `json:"guard"`
	Message string    `json:"message"`
	Hint    string    `json:"hint"`
	Plan    string    `json:"plan"`           // hash of the plan to confirm
	Refs    []string  `json:"refs,omitempty"` // what would be deleted, up to 100
	Count   int       `json:"count"`
	Since   time.Time `json:"since"`
}

// FailureClass says what a failing cycle does next.
type FailureClass string

// The classes.
const (
	FailRetry FailureClass = "retry"
	FailWait  FailureClass = "wait" // until Next, as the remote asked
	FailHalt  FailureClass = "halt" // until a person changes something, or asks for a cycle
)

// Failure is why cycles fail, since when, and when the next is due.
type Failure struct {
	Class   FailureClass `json:"class"`
	Kind    string       `json:"kind"`
	Message string       `json:"message"`
	Hint    string       `json:"hint"`
	Since   time.Time    `json:"since"`
	Count   int          `json:"count"`
	Next    time.Time    `json:"next"`
}

// Held is a resource that cycles leave alone, with both sides as they were seen.
type Held struct {
	Ref        workspace.Ref    `json:"-"`
	Path       string           `json:"path"`
	Since      time.Time        `json:"since"`
	Hold       reconcile.Hold   `json:"hold"`
	ResourceID int64            `json:"resourceId,omitempty"`
	AppVersion int64            `json:"appVersion,omitempty"` // 0: absent in the app
	Blob       string           `json:"blob,omitempty"`       // "": absent in the repo
	BaseSlug   string           `json:"baseSlug,omitempty"`   // its name in the base; "": there is no base
	RepoSlug   string           `json:"repoSlug,omitempty"`   // its name in the repo
	Commit     string           `json:"commit,omitempty"`     // the branch's head when it was seen
	Base       workspace.Fields `json:"base,omitempty"`
	App        workspace.Fields `json:"app,omitempty"`
	Repo       workspace.Fields `json:"repo,omitempty"`
	RepoText   string           `json:"repoText,omitempty"` // as far as it is text, up to 64 KiB
	Merged     workspace.Fields `json:"merged,omitempty"`   // what does not clash, merged
}

// Flow is the direction of an activity.
type Flow string

// The flows.
const (
	Inbound  Flow = "INBOUND"  // repo -> app
	Outbound Flow = "OUTBOUND" // app -> repo
	Local    Flow = "LOCAL"    // neither: halted, failed, recovered, connected
)

// Activity is one line of the log that people read: what really happened.
type Activity struct {
	ID          int64          `json:"id"`
	WorkspaceID int64          `json:"-"`
	At          time.Time      `json:"at"`
	Flow        Flow           `json:"flow"`
	Result      string         `json:"result"` // "applied", "pushed", "held", "conflict", "halted", "failed", "recovered", "skipped", …
	Commit      string         `json:"commit,omitempty"`
	Author      string         `json:"author,omitempty"`
	Summary     string         `json:"summary"`
	Items       []ActivityItem `json:"items,omitempty"` // up to 200
	Count       int            `json:"count"`           // of all items
	Duration    time.Duration  `json:"duration"`
	Hint        string         `json:"hint,omitempty"`
}

// ActivityItem is one resource in an activity.
type ActivityItem struct {
	Ref    string   `json:"ref"`
	Op     string   `json:"op"`
	Path   string   `json:"path,omitempty"`
	Fields []string `json:"fields,omitempty"`
	Note   string   `json:"note,omitempty"`
	// Name and ResourceID are those of the resource where it is live; whoever shows the item adds them.
	Name       string `json:"name,omitempty" doc:"What people call it, where it is live; its slug when it has no name"`
	ResourceID int64  `json:"resourceId,omitempty"`
}
