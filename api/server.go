package api

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

// prefix is where the API's operations live.
const prefix = "/api/v1"

// defaultTimeout ends a request that does not end by itself.
const defaultTimeout = time.Minute

// Options are what the API stands on. Service, Types and Auth are required.
type Options struct {
	Service    *workspace.Service
	Types      workspace.Types
	Auth       Auth
	Connectors Connectors                                         // nil: none are known
	Schemas    Schemas                                            // nil: there are none
	Sample     fs.FS                                              // the sample workspace, as files; nil: there is none
	GitSync    GitSync                                            // nil: its operations answer that it is not available
	Trigger    func(ctx context.Context, workspaceID int64) error // asks for a cycle soon, without waiting; nil: nobody to ask
	Feed       Feed                                               // nil: nobody can listen
	Ready      func(ctx context.Context) error                    // why the server cannot do its work now; nil: it always can
	Facts      func(ctx context.Context) (Facts, error)           // how the server runs; nil: that is not told
	Log        *slog.Logger                                       // nil: slog.Default
	Version    string                                             // of Lockstep
	// PublicURL is the address at which people reach the server, without a slash at the end. With
	// https the cookie of a session is for https alone.
	PublicURL string
}

type server struct {
	service    *workspace.Service
	types      workspace.Types
	auth       Auth
	connectors Connectors
	schemas    Schemas
	sample     fs.FS
	gitSync    GitSync
	trigger    func(ctx context.Context, workspaceID int64) error
	feed       Feed
	ready      func(ctx context.Context) error
	facts      func(ctx context.Context) (Facts, error)
	log        *slog.Logger
	version    string
	publicURL  string
	sites      *http.CrossOriginProtection
}

// New returns the handler of everything below /api: the operations and their description.
func New(o Options) http.Handler {
	s := newServer(o)
	mux := http.NewServeMux()
	s.describe(mux)
	return s.edge(s.routed(mux))
}

// Document returns the OpenAPI description in YAML. It needs nothing that runs.
func Document(version string) ([]byte, error) {
	return newServer(Options{Version: version}).describe(http.NewServeMux()).OpenAPI().YAML()
}

func newServer(o Options) *server {
	s := &server{
		service: o.Service, types: o.Types, auth: o.Auth, gitSync: o.GitSync, connectors: o.Connectors, schemas: o.Schemas, sample: o.Sample,
		trigger: o.Trigger, feed: o.Feed, ready: o.Ready, facts: o.Facts, log: o.Log, version: o.Version,
		publicURL: o.PublicURL, sites: http.NewCrossOriginProtection(),
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.version == "" {
		s.version = "0.0.0-dev"
	}
	// A proxy may ask for another host than the browser did.
	if err := s.sites.AddTrustedOrigin(o.PublicURL); err != nil && o.PublicURL != "" {
		s.log.Warn("the public address is not one of a site", "error", err)
	}
	return s
}

// describe registers all operations on the mux.
func (s *server) describe(mux *http.ServeMux) huma.API {
	cfg := huma.DefaultConfig("Lockstep", s.version)
	cfg.CreateHooks = nil // bodies carry no $schema
	cfg.OpenAPIPath = "/api/openapi"
	cfg.DocsPath, cfg.SchemasPath = "", "" // the built-in pages load scripts from other hosts
	cfg.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	cfg.Transformers = []huma.Transformer{restate}
	cfg.Info.Description = "A data-activation workspace whose configuration stays the same as a Git branch. " +
		"Shapes and names follow Hightouch's public API; ids are taken as numbers and as text."
	cfg.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer":  {Type: "http", Scheme: "bearer", Description: "An API key"},
		"session": {Type: "apiKey", In: "cookie", Name: s.cookie().Name, Description: "A session, begun by POST /session or /session/redeem"},
	}
	// The framework documents its own error type; answers have this one.
	a := humago.New(mux, cfg)
	v1 := huma.NewGroup(a, prefix)
	v1.UseMiddleware(s.limited, s.identified)
	for _, resource := range []func(huma.API){
		s.health, s.versions, s.installation, s.session, s.me, s.users, s.apiKeys, s.workspaces, s.overviews, s.samples, s.allConnectors,
		s.sources, s.destinations, s.models, s.syncs, s.schedules, s.allFiles, s.revisions,
		s.trash, s.aliases, s.changes, s.gitSyncs, s.conflicts, s.activity, s.commitPreview, s.events,
	} {
		resource(v1)
	}
	schemas := a.OpenAPI().Components.Schemas
	problem := *huma.SchemaFromType(schemas, problemType())
	schemas.Map()["ErrorModel"] = &problem
	delete(schemas.Map(), "ErrorDetail")
	return a
}

// operation is one entry of the description. GET needs a key or a session that may read,
// everything else one that may write; see needing and public.
func operation(id, method, path, tag, summary string) huma.Operation {
	o := huma.Operation{
		OperationID: id, Method: method, Path: path, Tags: []string{tag}, Summary: summary, MaxBodyBytes: maxBody,
		Security: []map[string][]string{{"bearer": {}}, {"session": {}}},
		Errors:   []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound},
		Metadata: map[string]any{"need": auth.ScopeWrite},
	}
	switch method {
	case http.MethodGet:
		o.Metadata["need"] = auth.ScopeRead
	case http.MethodDelete:
		o.DefaultStatus = http.StatusNoContent
	}
	if method != http.MethodGet {
		o.Errors = append(o.Errors, http.StatusConflict, http.StatusPreconditionFailed)
	}
	return o
}

// public makes the operation one that needs no key.
func public(o huma.Operation) huma.Operation {
	o.Security = nil
	o.Errors = nil
	delete(o.Metadata, "need")
	return o
}

// forever is the time limit of an operation that ends when the client goes or the server stops.
const forever = time.Duration(0)

// within gives the operation another time limit.
func within(limit time.Duration, o huma.Operation) huma.Operation {
	o.Metadata["timeout"] = limit
	return o
}

// register adds an operation whose errors go through the one table.
func register[I, O any](s *server, a huma.API, o huma.Operation, fn func(context.Context, *I) (*O, error)) {
	huma.Register(a, o, func(ctx context.Context, in *I) (*O, error) {
		out, err := fn(ctx, in)
		if err == nil {
			return out, nil
		}
		var known *Problem
		if errors.As(err, &known) {
			return nil, known
		}
		return nil, s.problem(ctx, err)
	})
}

// limited gives each operation a time limit.
func (s *server) limited(ctx huma.Context, next func(huma.Context)) {
	limit, ok := ctx.Operation().Metadata["timeout"].(time.Duration)
	if !ok {
		limit = defaultTimeout
	}
	if limit == forever {
		next(ctx)
		return
	}
	timed, cancel := context.WithTimeout(ctx.Context(), limit)
	defer cancel()
	next(huma.WithContext(ctx, timed))
}
