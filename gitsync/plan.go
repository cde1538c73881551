package gitsync

import (
	"time"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// Plan is what a cycle would do now, and what it does when it runs: the preview is this value.
type Plan struct {
	// Hash stands for the whole plan. Equal hashes mean equal plans.
	Hash  string     `json:"hash"`
	Head  string     `json:"head"`           // commit of the branch that the plan was made on, "" when it has none
	Halt  *Halt      `json:"halt,omitempty"` // a guard that a person must confirm first
	Items []PlanItem `json:"items"`

	Inbound  int `json:"inbound"`
	Outbound int `json:"outbound"`
	HeldBack int `json:"held"`
}

// PlanItem is what happens to one resource.
type PlanItem struct {
	Ref      string       `json:"ref"`            // "models/users"
	From     string       `json:"from,omitempty"` // former ref of a rename
	Path     string       `json:"path"`
	Inbound  reconcile.Op `json:"inbound,omitempty"`
	Outbound reconcile.Op `json:"outbound,omitempty"`
	Fields   []string     `json:"fields,omitempty"` // what changes
	Diff     string       `json:"diff,omitempty"`   // of the file, unified, for outbound work
	Hold     *HoldView    `json:"hold,omitempty"`
	// Name and ResourceID are those of the resource where it is live; whoever shows the item adds them.
	Name       string `json:"name,omitempty" doc:"What people call it, where it is live; its slug when it has no name"`
	ResourceID int64  `json:"resourceId,omitempty"`
}

// HoldView is a hold as it is shown.
type HoldView struct {
	Reason  reconcile.Reason `json:"reason"`
	Message string           `json:"message"`
	Hint    string           `json:"hint,omitempty"`
	Line    int              `json:"line,omitempty"`
	Column  int              `json:"column,omitempty"`
	Clashes []ClashView      `json:"clashes,omitempty"`
}

// ClashView is one clashing field as it is shown. A missing side is null with its flag unset.
type ClashView struct {
	Path string    `json:"path"`
	Base ValueView `json:"base"`
	App  ValueView `json:"app"`
	Repo ValueView `json:"repo"`
}

// ValueView is a value or its absence.
type ValueView struct {
	Present bool `json:"present"`
	Value   any  `json:"value,omitempty"`
}

// Status is the one-look answer to "are they the same?".
type Status struct {
	Phase     Phase     `json:"phase"`
	State     string    `json:"state"`   // "in_sync", "pending", "held", "halted", "failing", "paused", "connecting", "disconnected"
	Message   string    `json:"message"` // one true sentence
	Mode      Mode      `json:"mode"`
	Remote    string    `json:"remote"` // address without user info
	Branch    string    `json:"branch"`
	Path      string    `json:"path"`
	Head      string    `json:"head"`
	Pending   int       `json:"pending"` // app changes that are not yet in the repo
	Held      int       `json:"held"`
	Conflicts int       `json:"conflicts"`
	Halt      *Halt     `json:"halt,omitempty"`
	Failure   *Failure  `json:"failure,omitempty"`
	CheckedAt time.Time `json:"checkedAt,omitzero"` // when the remote was last asked; zero before the first time
	// NextCheckAt is about when it is asked again, unless something happens before; zero while it is not.
	NextCheckAt time.Time `json:"nextCheckAt,omitzero"`
	// RemoteURL and CommitURL are web pages of the repository and, with {commit} for its id, of a
	// commit; "" where they are not known.
	RemoteURL string `json:"remoteUrl"`
	CommitURL string `json:"commitUrl"`
	Running   bool   `json:"running"`
	// SettingsVersion rises with each change of the settings; 0 before the first.
	SettingsVersion int64 `json:"settingsVersion"`
}

// Report is what a cycle really did.
type Report struct {
	Head     string        `json:"head"`
	Idle     bool          `json:"idle"` // nothing to do: no commit, no write
	Inbound  int           `json:"inbound"`
	Outbound int           `json:"outbound"`
	Commits  int           `json:"commits"`
	Held     int           `json:"held"`
	Halted   bool          `json:"halted"`
	Duration time.Duration `json:"duration"`
}

// Resolution settles what is held. AppVersion and Blob are those that were shown: when either
// side moved on since, the resolution is refused with workspace.CodeStale.
type Resolution struct {
	Ref        workspace.Ref
	Take       Take
	Fields     workspace.Fields // for TakeMerge: the whole value; nil with TakeMerge removes the resource
	Text       string           // for TakeMerge, instead of Fields: the file as it shall be
	Slug       string           // for TakeMerge: the name; empty keeps the app's
	AppVersion int64
	Blob       string
}

// Take says which value wins.
type Take string

// The resolutions.
const (
	TakeApp   Take = "app"
	TakeRepo  Take = "repo"
	TakeMerge Take = "merge"
)

// Connection is what connecting a workspace takes.
type Connection struct {
	Settings  Settings
	Secrets   SecretEdit
	Direction reconcile.Direction
	Plan      string // hash of the preview that the person saw; empty executes whatever is found
}
