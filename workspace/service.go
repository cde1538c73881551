package workspace

import (
	"context"
	"fmt"
	"time"
)

// Policy says what may be edited. Git Sync's read-only mode is one.
type Policy interface {
	// MayEdit returns an Error with CodeForbidden and a hint when a change from this cause
	// must not touch the resource.
	MayEdit(ctx context.Context, workspaceID int64, ref Ref, cause Cause) error
}

// Service is the only writer of resources. It is safe for concurrent use.
type Service struct {
	store    Store
	types    Types
	policy   Policy
	now      func() time.Time
	onChange func(ctx context.Context, c Change) error
}

// Options are what a Service works with besides its store. Types is required.
type Options struct {
	Types  Types
	Policy Policy           // nil allows everything
	Now    func() time.Time // nil: time.Now
	// OnChange is called inside the transaction of each change. When it fails, so does the change.
	OnChange func(ctx context.Context, c Change) error
}

// NewService returns a Service on the store.
func NewService(store Store, o Options) *Service {
	s := &Service{store: store, types: o.Types, policy: o.Policy, now: o.Now, onChange: o.OnChange}
	if s.now == nil {
		s.now = time.Now
	}
	return s
}

// CreateWorkspace makes a workspace. Without a slug it gets one from its name.
func (s *Service) CreateWorkspace(ctx context.Context, name, slug string) (Workspace, error) {
	if name == "" {
		name = slug
	}
	w := Workspace{Name: name, Slug: slug, CreatedAt: s.time(), UpdatedAt: s.time()}
	err := s.store.InTx(ctx, func(ctx context.Context) error {
		if slug == "" {
			free, err := FreeSlug(Slugify(name), func(slug string) (bool, error) {
				return found(s.store.WorkspaceBySlug(ctx, slug))
			})
			if err != nil {
				return err
			}
			w.Slug = free
		}
		if w.Slug != Slugify(w.Slug) {
			return Errorf(CodeInvalid, "%q cannot be a workspace's slug", w.Slug).WithHint("use %q", Slugify(w.Slug))
		}
		return s.store.CreateWorkspace(ctx, &w)
	})
	return w, err
}

// RenameWorkspace changes the display name. The slug stays: files and addresses carry it.
// CodeStale when the workspace is at another version than the given one; 0 stands for any.
func (s *Service) RenameWorkspace(ctx context.Context, id, version int64, name string) (Workspace, error) {
	if name == "" {
		return Workspace{}, Errorf(CodeInvalid, "the name is empty")
	}
	var w Workspace
	err := s.store.InTx(ctx, func(ctx context.Context) (err error) {
		if w, err = s.store.LockWorkspace(ctx, id); err != nil {
			return err
		}
		switch {
		case version != 0 && version != w.Version:
			return Errorf(CodeStale, "the workspace %s was changed by somebody else: it is at version %d, not %d", w.Slug, w.Version, version).
				WithHint("read it again and repeat the change")
		case name == w.Name:
			return nil
		}
		w.Name, w.UpdatedAt = name, s.time()
		return s.store.UpdateWorkspace(ctx, &w)
	})
	return w, err
}

// Workspaces returns all workspaces, by slug.
func (s *Service) Workspaces(ctx context.Context) ([]Workspace, error) {
	return s.store.Workspaces(ctx)
}

// Workspace returns one.
func (s *Service) Workspace(ctx context.Context, id int64) (Workspace, error) {
	return s.store.Workspace(ctx, id)
}

// WorkspaceBySlug returns one.
func (s *Service) WorkspaceBySlug(ctx context.Context, slug string) (Workspace, error) {
	return s.store.WorkspaceBySlug(ctx, slug)
}

// Get returns a live or archived resource of the kind; any kind when it is empty.
func (s *Service) Get(ctx context.Context, workspaceID int64, kind Kind, id int64) (Resource, error) {
	r, err := s.store.Resource(ctx, workspaceID, id)
	if err == nil && kind != "" && r.Kind != kind {
		return Resource{}, Errorf(CodeNotFound, "no %s has the id %d", kind, id)
	}
	return r, err
}

// BySlug returns the live resource of that identity.
func (s *Service) BySlug(ctx context.Context, workspaceID int64, ref Ref) (Resource, error) {
	return s.store.ResourceBySlug(ctx, workspaceID, ref)
}

// BySlugs returns the live resources among refs, in no particular order.
func (s *Service) BySlugs(ctx context.Context, workspaceID int64, refs []Ref) ([]Resource, error) {
	return s.store.ResourcesBySlug(ctx, workspaceID, refs)
}

// List returns resources and whether more follow.
func (s *Service) List(ctx context.Context, workspaceID int64, q Query) ([]Resource, bool, error) {
	return s.store.Resources(ctx, workspaceID, q)
}

// History returns a resource's revisions, newest first, before a version (0: from the top).
func (s *Service) History(ctx context.Context, workspaceID, id, before int64, limit int) ([]Revision, error) {
	return s.store.Revisions(ctx, workspaceID, id, before, limit)
}

// Revision returns one version of a resource.
func (s *Service) Revision(ctx context.Context, workspaceID, id, version int64) (Revision, error) {
	return s.store.Revision(ctx, workspaceID, id, version)
}

// Changes returns the change feed after a number, oldest first.
func (s *Service) Changes(ctx context.Context, workspaceID, after int64, limit int) ([]Change, error) {
	return s.store.Changes(ctx, workspaceID, after, limit)
}

// UsedBy returns the live resources that refer to r, by slug or alias, sorted by ref.
func (s *Service) UsedBy(ctx context.Context, r Resource) ([]Ref, error) {
	return s.Checker(r.WorkspaceID, nil).usedBy(ctx, r.Ref())
}

// Validate returns what is wrong with fields as a resource of the workspace: shapes, config by
// connection type, and references, except to the refs in expected, which are about to exist.
func (s *Service) Validate(ctx context.Context, workspaceID int64, kind Kind, f Fields, expected map[Ref]Fields) ([]Problem, error) {
	return s.Checker(workspaceID, expected).Validate(ctx, kind, f)
}

// SecretProblems refuses secrets among the fields: fields reach Git, secrets must not.
func (s *Service) SecretProblems(kind Kind, f Fields) []Problem {
	var out []Problem
	for _, key := range s.SecretKeys(kind, f.Text("type"), f.Map("config")) {
		if value, ok := f.Map("config")[key]; ok && value != nil && value != "" {
			out = append(out, Problem{Path: []any{"config", key}, Code: "secret", Message: key + " is a secret and must not be in a file",
				Hint: "remove the line and set the secret in the app; treat the value as known to others"})
		}
	}
	return out
}

func dangling(reference Reference) Problem {
	p := Problem{Path: reference.Path, Code: "dangling", Message: fmt.Sprintf("there is no %s %q", reference.Kind, reference.Name)}
	switch {
	case reference.Kind.IsConnection():
		p.Hint = fmt.Sprintf("create the %s in the app, or add an alias for it; the slug counts, not the display name", reference.Kind)
	default:
		p.Hint = fmt.Sprintf("add the file %s/%s.yaml; the file's stem counts, not the display name", reference.Kind.Plural(), reference.Name)
	}
	return p
}

func under(key string, problems []Problem) []Problem {
	for i := range problems {
		problems[i].Path = append([]any{key}, problems[i].Path...)
	}
	return problems
}

// time returns the current time in the precision that all stores keep.
func (s *Service) time() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

func found[T any](_ T, err error) (bool, error) {
	if err != nil && CodeOf(err) == CodeNotFound {
		return false, nil
	}
	return err == nil, err
}
