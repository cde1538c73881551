package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// Revision is the state of a resource after a change.
type Revision struct {
	Change
	ResourceID int64          `json:"resourceId"`
	Kind       string         `json:"kind"`
	Slug       string         `json:"slug"`
	Name       string         `json:"name" doc:"What people called it then: its name, or its slug when it has none"`
	FromSlug   string         `json:"fromSlug,omitempty" doc:"The former slug, when it was renamed"`
	Version    int64          `json:"version"`
	Op         workspace.Op   `json:"op" enum:"create,update,rename,archive,restore,delete"`
	Changed    []string       `json:"changed" nullable:"false" doc:"Paths of what changed, such as config.mappings"`
	Fields     map[string]any `json:"fields,omitempty" doc:"The whole value, with the keys of the file"`
	Text       string         `json:"text,omitempty" doc:"The file that it was written as, else the value in canonical form; of one revision only"`
}

// Change says who did something when, through which door, and why.
type Change struct {
	Seq    int64            `json:"seq" doc:"Number in the change feed"`
	At     time.Time        `json:"at"`
	Actor  Actor            `json:"actor"`
	Origin workspace.Origin `json:"origin" enum:"ui,api,cli,git,system"`
	Commit string           `json:"commit,omitempty" doc:"The commit that brought the change"`
	Note   string           `json:"note,omitempty"`
}

// Actor is a person. UserID is 0 for somebody without an account, such as a commit's author.
type Actor struct {
	UserID int64  `json:"userId"`
	Name   string `json:"name"`
	Email  string `json:"email"`
}

// RestoreVersion asks for an earlier value.
type RestoreVersion struct {
	Version int64 `json:"version" minimum:"1"`
}

// resourceKinds are the kinds with a collection of their own.
func resourceKinds() []workspace.Kind {
	return []workspace.Kind{workspace.KindSource, workspace.KindDestination, workspace.KindModel, workspace.KindSync}
}

// revisions registers what is the same for all kinds: history, going back, and deleting.
func (s *server) revisions(a huma.API) {
	for _, kind := range resourceKinds() {
		one, path := string(kind), "/"+kind.Plural()+"/{id}"
		tag := map[workspace.Kind]string{
			workspace.KindSource: "Sources", workspace.KindDestination: "Destinations", workspace.KindModel: "Models", workspace.KindSync: "Syncs",
		}[kind]
		register(s, a, operation("delete-"+one, http.MethodDelete, path, tag, "Move a "+one+" to the trash"), s.deleteResource(kind))
		register(s, a, operation("list-"+one+"-revisions", http.MethodGet, path+"/revisions", tag, "List the revisions of a "+one+", newest first"), s.listRevisions(kind))
		register(s, a, operation("get-"+one+"-revision", http.MethodGet, path+"/revisions/{version}", tag, "Get a revision of a "+one), s.getRevision(kind))
		register(s, a, operation("restore-"+one, http.MethodPost, path+"/restore", tag, "Bring back an earlier value of a "+one+", as a new change"), s.restoreRevision(kind))
	}
}

type deleteInput struct {
	Named
	Client
	Expect
	Purge bool `query:"purge" doc:"Delete for good: it cannot be restored, and its secrets are gone. Its revisions stay"`
}

func (s *server) deleteResource(kind workspace.Kind) func(context.Context, *deleteInput) (*struct{}, error) {
	return func(ctx context.Context, in *deleteInput) (*struct{}, error) {
		_, err := s.edit(ctx, in.Named, in.Client, in.Expect, kind, func(ctx context.Context, e *workspace.Edit, r workspace.Resource, version int64) (workspace.Resource, error) {
			if in.Purge {
				return e.Delete(ctx, r.ID, version)
			}
			return e.Archive(ctx, r.ID, version)
		})
		return nil, err
	}
}

type revisionsInput struct {
	Named
	Before int64 `query:"before" minimum:"0" doc:"Only versions below this one; the last one of an answer gives the next"`
	Limit  int   `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

func (s *server) listRevisions(kind workspace.Kind) func(context.Context, *revisionsInput) (*list[Revision], error) {
	return func(ctx context.Context, in *revisionsInput) (*list[Revision], error) {
		w, err := s.workspace(ctx, in.name())
		if err != nil {
			return nil, err
		}
		r, err := s.any(ctx, w.ID, kind, in.ID)
		if err != nil {
			return nil, err
		}
		found, err := s.service.History(ctx, w.ID, r.ID, in.Before, in.Limit+1)
		if err != nil {
			return nil, err
		}
		more := len(found) > in.Limit
		views := make([]Revision, 0, len(found))
		for _, revision := range found[:min(in.Limit, len(found))] {
			views = append(views, s.revisionView(revision))
		}
		return listOf(views, more), nil
	}
}

type revisionInput struct {
	Named
	Version int64 `path:"version"`
}

type revisionBody struct{ Body Revision }

func (s *server) getRevision(kind workspace.Kind) func(context.Context, *revisionInput) (*revisionBody, error) {
	return func(ctx context.Context, in *revisionInput) (*revisionBody, error) {
		w, err := s.workspace(ctx, in.name())
		if err != nil {
			return nil, err
		}
		r, err := s.any(ctx, w.ID, kind, in.ID)
		if err != nil {
			return nil, err
		}
		revision, err := s.service.Revision(ctx, w.ID, r.ID, in.Version)
		if err != nil {
			return nil, err
		}
		view := s.revisionView(revision)
		if view.Text = revision.Typed.Text; view.Text != "" {
			return &revisionBody{view}, nil
		}
		text, err := spec.Encode(kind, view.Fields, spec.EncodeOptions{})
		view.Text = string(text)
		return &revisionBody{view}, err
	}
}

type restoreInput struct {
	Named
	Client
	Expect
	Body RestoreVersion
}

func (s *server) restoreRevision(kind workspace.Kind) func(context.Context, *restoreInput) (*one[Revision], error) {
	return func(ctx context.Context, in *restoreInput) (*one[Revision], error) {
		c := in.Client
		if c.Note == "" {
			c.Note = "restore version " + strconv.FormatInt(in.Body.Version, 10)
		}
		r, err := s.edit(ctx, in.Named, c, in.Expect, kind, func(ctx context.Context, e *workspace.Edit, r workspace.Resource, version int64) (workspace.Resource, error) {
			revision, err := s.service.Revision(ctx, r.WorkspaceID, r.ID, in.Body.Version)
			if err != nil {
				return workspace.Resource{}, fmt.Errorf("restore %s: %w", r.Ref(), err)
			}
			return e.Update(ctx, r.ID, version, revision.Fields)
		})
		if err != nil {
			return nil, err
		}
		revision, err := s.service.Revision(ctx, r.WorkspaceID, r.ID, r.Version)
		if err != nil {
			return nil, err
		}
		return &one[Revision]{ETag: etag(r.Version), Body: s.revisionView(revision)}, nil
	}
}

func (s *server) revisionView(r workspace.Revision) Revision {
	v := Revision{
		Change: changeView(r.Seq, r.At, r.Cause), ResourceID: r.ResourceID, Kind: string(r.Kind), Slug: r.Slug, Name: called(r.Slug, r.Fields), FromSlug: r.FromSlug,
		Version: r.Version, Op: r.Op, Changed: r.Changed, Fields: s.shown(r.Kind, r.Fields),
	}
	if v.Changed == nil {
		v.Changed = []string{}
	}
	return v
}

func changeView(seq int64, at time.Time, cause workspace.Cause) Change {
	return Change{
		Seq: seq, At: at, Origin: cause.Origin, Commit: cause.Commit, Note: cause.Note,
		Actor: Actor{UserID: cause.Actor.UserID, Name: cause.Actor.Name, Email: cause.Actor.Email},
	}
}
