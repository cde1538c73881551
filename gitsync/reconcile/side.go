package reconcile

import "lockstep.dev/workspace"

// Base is what both sides last agreed on. Each side has its own mark, so that a side
// "changed" exactly when its present state differs from its mark (invariant 9).
type Base struct {
	Slug       string
	ResourceID int64
	Version    int64            // app version up to which the app's edits are in the repo
	Digest     workspace.Digest // mark of the app side; empty: absent in the app
	Blob       string           // mark of the repo side: blob id; empty: absent in the repo
	Path       string           // full path in the repository, of the last file
	Mode       uint32
	Text       []byte           // text of the last agreed file
	Fields     workspace.Fields // its value
	// Kept: the repo deleted the file and the policy keeps the resource; the file stays
	// away until the app changes it or everything is compared again.
	Kept bool
}

// App is the live resource in the workspace.
type App struct {
	Slug       string
	ResourceID int64
	Version    int64
	Fields     workspace.Fields
	Digest     workspace.Digest
	Typed      bool // a person wrote the file anew, which is an edit even if the fields stay
}

// Repo is the file on the branch. Fields are nil when Hold is set.
type Repo struct {
	Slug   string
	Path   string
	Mode   uint32
	Blob   string
	Text   []byte
	Fields workspace.Fields
	Digest workspace.Digest
	Hold   *Hold // the file cannot be used: it does not parse, is a symlink, is too large, …
}

// Item is all that is known of one identity (kind and slug). A nil side is absent.
// Base is also nil when the sides never agreed on anything.
type Item struct {
	Ref  workspace.Ref
	Base *Base
	App  *App
	Repo *Repo
}

// Reason says why a resource is held. It is stable, for programs.
type Reason string

// The reasons.
const (
	ReasonConflict   Reason = "conflict"    // both sides changed the same field differently
	ReasonUnreadable Reason = "unreadable"  // not YAML, not UTF-8, an alias bomb, too deep, …
	ReasonInvalid    Reason = "invalid"     // readable, but not a valid resource
	ReasonDangling   Reason = "dangling"    // refers to what does not exist
	ReasonInUse      Reason = "in_use"      // deleted in Git, but still used in the app
	ReasonTooLarge   Reason = "too_large"   // over the size limit
	ReasonNotAFile   Reason = "not_a_file"  // symlink, submodule or folder in a file's place
	ReasonLFS        Reason = "lfs_pointer" // Git LFS pointer in a file's place
	ReasonCaseTwin   Reason = "case_twin"   // differs from another file only in case
	ReasonBadName    Reason = "bad_name"    // the stem cannot be a slug
	ReasonUnwritable Reason = "unwritable"  // the app's value cannot be written to the file
	ReasonForbidden  Reason = "forbidden"   // a policy refuses the change
)

// Hold is why a resource is left alone, in words that a person can act on.
type Hold struct {
	Reason   Reason
	Message  string
	Hint     string
	Problems []workspace.Problem // with line and column where the file has them
	Clashes  []Clash             // for ReasonConflict
}

// Clash is one place that both sides changed differently. A missing value is absent there.
// The empty path is a resource that one side deleted and the other changed.
type Clash struct {
	Path Path  `json:"path"`
	Base Value `json:"base"`
	App  Value `json:"app"`
	Repo Value `json:"repo"`
}

// Value is a field's value, or its absence.
type Value struct {
	Present bool `json:"present"`
	Value   any  `json:"value,omitempty"`
}

// Key addresses the element of a keyed list, such as the mapping to a field.
type Key struct{ Field, Value string }
