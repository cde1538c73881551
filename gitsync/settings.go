package gitsync

import (
	"lockstep.dev/gitsync/reconcile"
)

// Mode says in which directions a workspace and its branch are kept the same.
type Mode string

// The modes.
const (
	ModeTwoWay   Mode = "two-way"
	ModeReadOnly Mode = "read-only" // repo -> app; the app refuses edits to synced kinds
	ModeBackup   Mode = "backup"    // app -> repo; the branch follows the app
)

// Phase is how far a workspace's connection to its branch is.
type Phase string

// The phases.
const (
	PhaseDisconnected Phase = "disconnected"
	PhaseActive       Phase = "active"
	PhasePaused       Phase = "paused"
)

// Settings are a workspace's Git Sync settings. They hold no secret: the credential is
// kept apart, sealed. Use Defaults to fill what a caller left out.
type Settings struct {
	WorkspaceID int64 `json:"-"`
	Version     int64 `json:"-"` // one more with each write; a cycle under older settings starts over

	Phase     Phase    `json:"phase"`
	URL       string   `json:"url"`     // http(s) or SSH address; empty with BuiltIn
	BuiltIn   bool     `json:"builtIn"` // use the repository of the built-in git host
	Branch    string   `json:"branch"`
	Path      string   `json:"path"` // folder in the repository, "" is its top
	Username  string   `json:"username,omitempty"`
	AuthKind  AuthKind `json:"authKind"`
	AllowHTTP bool     `json:"allowHttp"`          // plain http to another machine
	CABundle  string   `json:"caBundle,omitempty"` // PEM, beside the system's
	// KnownHosts are the keys of SSH servers that are trusted, as in a known_hosts file.
	KnownHosts string `json:"knownHosts,omitempty"`
	// PublicKey and SigningKey are the public halves of the keys in use; set with them.
	PublicKey  string `json:"publicKey,omitempty"`
	SigningKey string `json:"signingKey,omitempty"`

	Mode          Mode                     `json:"mode"`
	Connections   bool                     `json:"includeConnections"`
	Manifest      bool                     `json:"writeManifest"`
	SchemaComment bool                     `json:"schemaComment"`
	Strict        bool                     `json:"strict"` // an unknown key holds the file
	Delete        reconcile.DeletePolicy   `json:"deletePolicy"`
	Conflict      reconcile.ConflictPolicy `json:"conflictPolicy"`

	// One inbound change may delete up to DeletePercent of the resources or DeleteCount of
	// them, whichever is more, without asking. -1 for both asks about every deletion.
	DeletePercent int `json:"deletePercent"`
	DeleteCount   int `json:"deleteCount"`

	Grouping       Grouping `json:"grouping"`
	GroupAbove     int      `json:"groupAbove"` // more pending changes than this go into one commit per person
	Template       string   `json:"commitTemplate"`
	CommitterName  string   `json:"committerName"`
	CommitterEmail string   `json:"committerEmail"`

	PollSeconds    int `json:"pollSeconds"`
	QuietMillis    int `json:"quietMillis"`    // an app change waits until the app was quiet for this long,
	MaxDelayMillis int `json:"maxDelayMillis"` // but never longer than this

	// FileBytes is the largest file that is read.
	FileBytes int64 `json:"fileBytes"`
}

// AuthKind says how to present the credential to the remote.
type AuthKind string

// The kinds of authentication.
const (
	AuthNone   AuthKind = "none"
	AuthBasic  AuthKind = "basic"  // user name with a password or token
	AuthBearer AuthKind = "bearer" // token
	AuthSSH    AuthKind = "ssh"    // private key
)

// Grouping says how many commits pending changes make.
type Grouping string

// The groupings.
const (
	GroupChange Grouping = "change" // one commit per change
	GroupBatch  Grouping = "batch"  // one commit per person and cycle
)

// Defaults returns s with the defaults in all places that hold the zero value.
func (s Settings) Defaults() Settings {
	setDefault(&s.Phase, PhaseDisconnected)
	setDefault(&s.Branch, "main")
	setDefault(&s.AuthKind, AuthNone)
	setDefault(&s.Mode, ModeTwoWay)
	setDefault(&s.Delete, reconcile.DeleteArchives)
	setDefault(&s.Conflict, reconcile.ConflictAsks)
	setDefault(&s.DeletePercent, 10)
	setDefault(&s.DeleteCount, 5)
	setDefault(&s.Grouping, GroupChange)
	setDefault(&s.GroupAbove, 200)
	setDefault(&s.Template, DefaultTemplate)
	setDefault(&s.CommitterName, "Lockstep")
	setDefault(&s.CommitterEmail, "lockstep@noreply.invalid")
	setDefault(&s.PollSeconds, 15)
	setDefault(&s.QuietMillis, 1000)
	setDefault(&s.MaxDelayMillis, 5000)
	setDefault(&s.FileBytes, 1<<20)
	return s
}

func setDefault[T comparable](place *T, value T) {
	var zero T
	if *place == zero {
		*place = value
	}
}
