package workspace

import "context"

// Store keeps workspaces. Methods called with the context that InTx passes on take part
// in its transaction; others run on their own. Times are UTC with microseconds.
// A missing row is an Error with CodeNotFound.
type Store interface {
	// InTx runs fn in one transaction: all of it is kept when fn returns nil, nothing
	// otherwise. Called inside another InTx it joins that one. fn may run only once.
	InTx(ctx context.Context, fn func(ctx context.Context) error) error

	// CreateWorkspace sets the ID and the first version. CodeConflict when the slug is taken.
	CreateWorkspace(ctx context.Context, w *Workspace) error
	// LockWorkspace returns one. In a transaction it stays as it is until that ends.
	LockWorkspace(ctx context.Context, id int64) (Workspace, error)
	// UpdateWorkspace writes Slug, Name and UpdatedAt over the row whose version is w.Version, and
	// sets the next one. CodeStale when it is not that version any more.
	UpdateWorkspace(ctx context.Context, w *Workspace) error
	Workspace(ctx context.Context, id int64) (Workspace, error)
	WorkspaceBySlug(ctx context.Context, slug string) (Workspace, error)
	// Workspaces returns all, by slug.
	Workspaces(ctx context.Context) ([]Workspace, error)

	// NextSeq locks the workspace until the transaction ends and returns the number of
	// its next change. It must be called inside InTx, before anything is read that the
	// change depends on, so that changes of one workspace happen one after the other.
	NextSeq(ctx context.Context, workspaceID int64) (int64, error)

	// ReleaseSeq gives back the number that NextSeq returned in this transaction, unused. It
	// fails when it is not the latest.
	ReleaseSeq(ctx context.Context, workspaceID, seq int64) error

	// Resource returns a live or archived resource.
	Resource(ctx context.Context, workspaceID, id int64) (Resource, error)
	// ResourceBySlug returns the live resource of that identity.
	ResourceBySlug(ctx context.Context, workspaceID int64, ref Ref) (Resource, error)
	// ResourcesBySlug returns the live resources among refs, in no particular order.
	ResourcesBySlug(ctx context.Context, workspaceID int64, refs []Ref) ([]Resource, error)
	// Resources lists what the query asks for, and whether more follow.
	Resources(ctx context.Context, workspaceID int64, q Query) ([]Resource, bool, error)
	// ReferencedBy returns the live resources that name one of names as their to kind, by ref.
	ReferencedBy(ctx context.Context, workspaceID int64, to Kind, names []string) ([]Ref, error)

	// CountResources counts what the query selects, whatever its limit and offset.
	CountResources(ctx context.Context, workspaceID int64, q Query) (int, error)
	// UserIDs returns the ids of the live resources of a kind that name something of the kind
	// to, by that name, sorted.
	UserIDs(ctx context.Context, workspaceID int64, kind, to Kind, names []string) (map[string][]int64, error)
	// Standings returns how live resources stand to the branch, by id.
	Standings(ctx context.Context, workspaceID int64, ids []int64) (map[int64]Standing, error)
	// Tally counts the live resources.
	Tally(ctx context.Context, workspaceID int64) (Tally, error)

	// InsertResource sets the ID. CodeConflict when a live resource has the identity.
	InsertResource(ctx context.Context, r *Resource) error
	// UpdateResource writes r over the row whose version is was. CodeStale when it is not
	// that version any more, CodeConflict when the new identity is taken.
	UpdateResource(ctx context.Context, r Resource, was int64) error

	// InsertChange writes the change and its revisions and sets their ChangeID.
	InsertChange(ctx context.Context, c *Change) error
	// Changes returns the feed after a number, oldest first, with revisions.
	Changes(ctx context.Context, workspaceID, after int64, limit int) ([]Change, error)
	// Revisions returns a resource's revisions, newest first, before a version (0: from the top).
	Revisions(ctx context.Context, workspaceID, resourceID, before int64, limit int) ([]Revision, error)
	// Typed returns, by resource, the newest revision that has a typed file, unless the resource was
	// removed after it.
	Typed(ctx context.Context, workspaceID int64, ids []int64) (map[int64]Revision, error)
	// Recent returns the latest revisions of all resources, newest first.
	Recent(ctx context.Context, workspaceID int64, limit int) ([]Revision, error)
	// Revision returns one.
	Revision(ctx context.Context, workspaceID, resourceID, version int64) (Revision, error)

	// PutSecrets seals and keeps values by name beside a connection; an empty value removes.
	PutSecrets(ctx context.Context, resourceID int64, values map[string]string) error
	// Secrets unseals the values of a connection.
	Secrets(ctx context.Context, resourceID int64) (map[string]string, error)
}

// Query selects resources. Zero fields do not restrict.
type Query struct {
	Kind     Kind
	IDs      []int64
	Slugs    []string
	Alike    string // the slug, in any case
	Name     string // part of the name, in any case
	Search   string // part of the name or of the slug, in any case
	Uses     []Uses // only those that refer to each of these
	Type     string // of a connection or model; of a sync's schedule, where none is "manual"
	Paused   *bool  // only syncs whose schedule is, or is not, paused
	State    GitState
	Archived bool   // the trash instead of the live ones
	OrderBy  string // "id" (default), "name", "slug", "createdAt", "updatedAt"
	Desc     bool
	Limit    int // 0: no limit
	Offset   int
}

// Uses selects what refers to one of several names of a kind, such as a slug and its aliases.
type Uses struct {
	Kind  Kind
	Names []string
}
