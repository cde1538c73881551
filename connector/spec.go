package connector

import (
	"encoding/json"

	"lockstep.dev/workspace"
)

// Spec describes a connection type.
type Spec struct {
	Type    string   // its name in files, such as "postgres"
	Aliases []string // other spellings that files may have
	Title   string   // its name for people
	Icon    string   // name of an icon of the UI
	Docs    string   // address of the vendor's page about credentials, or ""
	Version int      // counts up when the meaning of a config changes
	Roles   Roles
	Config  json.RawMessage // schema of the connection's config; required
	Sync    json.RawMessage // schema of the config of a sync into it; required for destinations
	Caps    Capabilities
}

// Roles says on which sides of a sync a type can be.
type Roles string

// The roles.
const (
	Source      Roles = "source"
	Destination Roles = "destination"
	Both        Roles = "both"
)

// Has tells whether connections of the kind can be of the type.
func (r Roles) Has(kind workspace.Kind) bool {
	return kind.IsConnection() && (r == Both || string(r) == string(kind))
}

// Capabilities tells what a type can do, for choices that are made before it is opened.
type Capabilities struct {
	Queries     []string    `json:"queries,omitempty"`    // model types that a source runs
	Operations  []Operation `json:"operations,omitempty"` // what a destination does with rows
	Idempotency Idempotency `json:"idempotency,omitempty"`
	Browse      bool        `json:"browse,omitempty"` // lists its tables or objects for forms
}

// Operation is what a destination can be asked to do with a row.
type Operation string

// The operations.
const (
	Add    Operation = "add"
	Change Operation = "change"
	Remove Operation = "remove"
)

// Idempotency says what happens to a chunk of rows that is delivered twice.
type Idempotency string

// The kinds of idempotency.
const (
	Natural     Idempotency = "natural"     // the same result, by the record's own key or the file's name
	ByKey       Idempotency = "key"         // the second is dropped by an idempotency key, if the server heeds it
	Transaction Idempotency = "transaction" // the chunk is recorded with its rows
	None        Idempotency = "none"        // the rows arrive twice
)
