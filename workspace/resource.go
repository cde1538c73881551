package workspace

import "time"

// Workspace is one configuration: the unit that is kept the same as a branch.
type Workspace struct {
	ID        int64
	Slug      string // kebab-case, unique in the installation
	Name      string
	Version   int64 // rises when the name changes
	Seq       int64 // number of the latest change in the feed; 0 when nothing ever changed
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Ref is the identity of a resource within its workspace. The slug is the stem of its file.
type Ref struct {
	Kind Kind
	Slug string
}

// String returns the ref as a person writes it: "models/users".
func (r Ref) String() string { return r.Kind.Plural() + "/" + r.Slug }

// Resource is a source, destination, model or sync (or the aliases) of a workspace.
type Resource struct {
	ID          int64
	WorkspaceID int64
	Kind        Kind
	Slug        string
	Fields      Fields
	Digest      Digest // of Fields
	Version     int64  // 1 for a new one, one more with each change of value, slug or archive state
	CreatedAt   time.Time
	UpdatedAt   time.Time
	ArchivedAt  *time.Time // set while the resource is in the trash
	Purged      bool       // archived for good: only its revisions are left
	Secrets     []string   // names of the connection secrets that are set, sorted; values are write-only
}

// Ref returns the resource's identity.
func (r Resource) Ref() Ref { return Ref{r.Kind, r.Slug} }

// Archived tells whether the resource is in the trash.
func (r Resource) Archived() bool { return r.ArchivedAt != nil }

// Name returns what people call the resource: its name, or its slug when it has none.
func (r Resource) Name() string {
	if name := r.Fields.Text("name"); name != "" {
		return name
	}
	return r.Slug
}
