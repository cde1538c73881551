package workspace

import (
	"context"
	"fmt"
)

// Edit is the inside of one change. Each operation checks everything before its first
// write, so one that returns an error has changed nothing.
type Edit struct {
	service *Service
	change  Change
	checker *Checker        // forgets what the change writes
	touched map[int64]int64 // versions by resource
	wrote   bool            // tells whether anything may have been written
	// Expected are resources that are about to exist in this transaction; references to
	// them are fine. Git Sync uses it for files that arrive together.
	Expected map[Ref]Fields
	// Tolerate makes dangling references and other problems acceptable, for stubs.
	Tolerate bool
}

// Create adds a resource. An empty slug is made from the name, with -2, -3 on a clash;
// a given one is kept as it is and must be free.
func (e *Edit) Create(ctx context.Context, kind Kind, slug string, f Fields) (Resource, error) {
	s, workspaceID := e.service, e.change.WorkspaceID
	f, err := e.checked(ctx, kind, f)
	if err != nil {
		return Resource{}, err
	}
	if kind == KindAliases {
		if err := e.onlyAliases(ctx, 0); err != nil {
			return Resource{}, err
		}
	}
	if slug == "" {
		if slug, err = e.freeSlug(ctx, kind, f); err != nil {
			return Resource{}, err
		}
	} else if err := e.mayBeNamed(ctx, Ref{kind, slug}, 0); err != nil {
		return Resource{}, err
	}
	if err := e.allowed(ctx, Ref{kind, slug}); err != nil {
		return Resource{}, err
	}
	r := Resource{
		WorkspaceID: workspaceID, Kind: kind, Slug: slug, Fields: f, Digest: f.Digest(), Version: 1,
		CreatedAt: e.change.At, UpdatedAt: e.change.At,
	}
	if err := s.store.InsertResource(ctx, &r); err != nil {
		if CodeOf(err) == CodeConflict {
			return Resource{}, slugTaken(r.Ref())
		}
		e.wrote = true
		return Resource{}, err
	}
	e.wrote = true
	e.record(r, Revision{Op: OpCreate, Changed: ChangedPaths(nil, f)})
	return r, nil
}

// Update replaces the fields of the resource if it is still at the version; 0 takes any.
// Equal fields change nothing and return the resource as it is.
func (e *Edit) Update(ctx context.Context, id, version int64, f Fields) (Resource, error) {
	r, err := e.current(ctx, id, version)
	if err != nil {
		return Resource{}, err
	}
	if f, err = e.checked(ctx, r.Kind, f); err != nil {
		return Resource{}, err
	}
	if f.Digest() == r.Digest {
		return r, nil
	}
	if err := e.allowed(ctx, r.Ref()); err != nil {
		return Resource{}, err
	}
	before := r
	r.Fields, r.Digest = f, f.Digest()
	return e.write(ctx, before, r, Revision{Op: OpUpdate, Changed: ChangedPaths(before.Fields, f)})
}

// Archive moves the resource to the trash. It is refused while live resources refer to it.
func (e *Edit) Archive(ctx context.Context, id, version int64) (Resource, error) {
	r, err := e.current(ctx, id, version)
	if err != nil {
		return Resource{}, err
	}
	users, err := e.checker.usedBy(ctx, r.Ref())
	if err != nil {
		return Resource{}, err
	}
	if len(users) > 0 {
		return Resource{}, Errorf(CodeConflict, "%s is used by %s", r.Ref(), refList(users)).WithHint("archive or change those first")
	}
	if err := e.allowed(ctx, r.Ref()); err != nil {
		return Resource{}, err
	}
	before := r
	at := e.change.At
	r.ArchivedAt = &at
	return e.write(ctx, before, r, Revision{Op: OpArchive})
}

// Delete removes a live or archived resource for good: the trash does not show it and its
// secrets are gone. Its revisions stay. The policy has no say in what is in the trash already:
// Git does not hold it.
func (e *Edit) Delete(ctx context.Context, id, version int64) (Resource, error) {
	r, err := e.service.store.Resource(ctx, e.change.WorkspaceID, id)
	if err != nil {
		return Resource{}, err
	}
	switch {
	case r.Purged:
		return Resource{}, Errorf(CodeNotFound, "%s is deleted", r.Ref())
	case !r.Archived():
		if r, err = e.Archive(ctx, id, version); err != nil {
			return Resource{}, err
		}
	case version != 0 && r.Version != version:
		return Resource{}, stale(r, version)
	}
	e.wrote = true
	gone := map[string]string{}
	for _, name := range r.Secrets {
		gone[name] = ""
	}
	if err := e.service.store.PutSecrets(ctx, id, gone); err != nil {
		return Resource{}, err
	}
	before := r
	r.Purged = true
	return e.write(ctx, before, r, Revision{Op: OpDelete})
}

// Restore takes the resource out of the trash. Its slug must be free, or another is given.
func (e *Edit) Restore(ctx context.Context, id int64, slug string) (Resource, error) {
	r, err := e.service.store.Resource(ctx, e.change.WorkspaceID, id)
	if err != nil {
		return Resource{}, err
	}
	if !r.Archived() || r.Purged {
		return Resource{}, Errorf(CodeConflict, "%s is not in the trash", r.Ref())
	}
	before := r
	if slug != "" {
		r.Slug = slug
	}
	if err := e.slugIsFree(ctx, r.Ref(), r.ID); err != nil {
		return Resource{}, err
	}
	if r.Kind == KindAliases {
		if err := e.onlyAliases(ctx, r.ID); err != nil {
			return Resource{}, err
		}
	}
	if _, err := e.checked(ctx, r.Kind, r.Fields); err != nil {
		return Resource{}, err
	}
	if err := e.allowed(ctx, r.Ref()); err != nil {
		return Resource{}, err
	}
	r.ArchivedAt = nil
	return e.write(ctx, before, r, Revision{Op: OpRestore})
}

// SetSecrets keeps secret values of a connection; an empty value removes one. Secrets are
// no part of Fields: they are in no revision and in no file.
func (e *Edit) SetSecrets(ctx context.Context, id int64, values map[string]string) error {
	r, err := e.current(ctx, id, 0)
	if err != nil || len(values) == 0 {
		return err
	}
	if !r.Kind.IsConnection() {
		return Errorf(CodeInvalid, "a %s has no secrets", r.Kind)
	}
	e.wrote = true
	return e.service.store.PutSecrets(ctx, id, values)
}

// Touched returns the version that this change has given to a resource, directly or because a
// reference followed a rename.
func (e *Edit) Touched(id int64) (version int64, ok bool) {
	version, ok = e.touched[id]
	return version, ok
}

func (e *Edit) current(ctx context.Context, id, version int64) (Resource, error) {
	r, err := e.service.store.Resource(ctx, e.change.WorkspaceID, id)
	switch {
	case err != nil:
		return Resource{}, err
	case r.Archived():
		return Resource{}, Errorf(CodeNotFound, "%s is in the trash", r.Ref()).WithHint("restore it first")
	case version != 0 && r.Version != version:
		return Resource{}, stale(r, version)
	}
	return r, nil
}

func stale(r Resource, version int64) error {
	return Errorf(CodeStale, "%s was changed by somebody else: it is at version %d, not %d", r.Ref(), r.Version, version).
		WithHint("read it again and repeat the change")
}

func (e *Edit) checked(ctx context.Context, kind Kind, f Fields) (Fields, error) {
	if !kind.Valid() {
		return nil, Errorf(CodeInvalid, "unknown kind %q", kind)
	}
	n, err := Normalize(f)
	if err != nil {
		return nil, Errorf(CodeInvalid, "%v", err)
	}
	f = n.(map[string]any)
	if e.Tolerate {
		return f, nil
	}
	e.checker.Expected = e.Expected
	problems, err := e.checker.Validate(ctx, kind, f)
	if err != nil {
		return nil, err
	}
	if failures := Failures(problems); len(failures) > 0 {
		return nil, &Error{Code: CodeInvalid, Message: fmt.Sprintf("the %s is not valid", kind), Problems: failures, Hint: failures[0].Hint}
	}
	return f, nil
}

func (e *Edit) allowed(ctx context.Context, ref Ref) error {
	if e.service.policy == nil {
		return nil
	}
	return e.service.policy.MayEdit(ctx, e.change.WorkspaceID, ref, e.change.Cause)
}

func (e *Edit) write(ctx context.Context, before, r Resource, revision Revision) (Resource, error) {
	r.Version, r.UpdatedAt = before.Version+1, e.change.At
	if err := e.service.store.UpdateResource(ctx, r, before.Version); err != nil {
		e.wrote = e.wrote || CodeOf(err) != CodeStale && CodeOf(err) != CodeConflict
		return Resource{}, err
	}
	e.wrote = true
	revision.Before = before.Digest
	e.record(r, revision)
	return r, nil
}

func (e *Edit) record(r Resource, revision Revision) {
	revision.Seq, revision.ResourceID, revision.Kind, revision.Slug = e.change.Seq, r.ID, r.Kind, r.Slug
	revision.Version, revision.Fields, revision.Digest = r.Version, r.Fields, r.Digest
	revision.At, revision.Cause = e.change.At, e.change.Cause
	e.change.Revisions = append(e.change.Revisions, revision)
	e.touched[r.ID] = r.Version
	e.checker.forget(r.Ref())
	if revision.FromSlug != "" {
		e.checker.forget(Ref{r.Kind, revision.FromSlug})
	}
}

func refList(refs []Ref) string {
	out := ""
	for i, ref := range refs {
		if i == 5 {
			return fmt.Sprintf("%s and %d more", out, len(refs)-i)
		}
		if i > 0 {
			out += ", "
		}
		out += ref.String()
	}
	return out
}
