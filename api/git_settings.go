package api

import (
	"context"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/gitsync"
)

// GitSyncSettings are gitsync.Settings in a request or an answer. What a request leaves out
// takes its default.
type GitSyncSettings struct{ gitsync.Settings }

// Schema describes the settings, none of them required.
func (GitSyncSettings) Schema(r huma.Registry) *huma.Schema {
	schema := *huma.SchemaFromType(r, reflect.TypeFor[gitsync.Settings]())
	schema.Required = nil
	for name, note := range map[string]string{
		"phase": "Read only: connect, pause and the like change it", "url": "https address without user info, or an SSH address such as git@host:path; empty with builtIn",
		"builtIn": "Use the repository of the built-in git host", "branch": "main when left out", "path": "Folder in the repository; empty is its top",
		"allowHttp": "Plain http to another machine", "caBundle": "PEM, beside the system's",
		"knownHosts": "Trusted keys of SSH servers, as in a known_hosts file", "publicKey": "Read only: public half of the SSH key, to register with the git host",
		"signingKey":    "Read only: public half of the key that signs commits",
		"deletePercent": "One inbound change may delete up to this share", "deleteCount": "or this number of resources without asking",
		"pollSeconds": "How often the remote is asked", "quietMillis": "An app change waits until the app was quiet for this long,",
		"maxDelayMillis": "but never longer than this", "strict": "An unknown key holds its file",
	} {
		describe(&schema, name, note)
	}
	for name, values := range map[string][]any{
		"mode": {"two-way", "read-only", "backup"}, "authKind": {"none", "basic", "bearer", "ssh"}, "deletePolicy": {"archive", "keep", "delete"},
		"conflictPolicy": {"ask", "prefer-app", "prefer-repo"}, "grouping": {"change", "batch"},
	} {
		if property := schema.Properties[name]; property != nil {
			limited := *property
			limited.Enum = values
			schema.Properties[name] = &limited
		}
	}
	schema.PrecomputeMessages()
	return &schema
}

func describe(schema *huma.Schema, name, note string) {
	if property := schema.Properties[name]; property != nil {
		noted := *property
		noted.Description = note
		schema.Properties[name] = &noted
	}
}

func (s *server) getSettings(ctx context.Context, in *AtWorkspace) (*settingsBody, error) {
	w, err := s.synced(ctx, *in)
	if err != nil {
		return nil, err
	}
	settings, err := s.gitSync.Settings(ctx, w.ID)
	return &settingsBody{ETag: etag(settings.Version), Body: GitSyncSettings{settings}}, err
}

func (s *server) putSettings(ctx context.Context, in *struct {
	AtWorkspace
	Expect
	Body GitSyncSettings
}) (*settingsBody, error) {
	return s.configure(ctx, in.AtWorkspace, in.Expect, gitsync.SecretEdit{}, func(workspaceID int64) (gitsync.Settings, error) {
		return s.merged(ctx, workspaceID, in.Body)
	})
}

// configure writes settings, at the version that is expected, together with secrets.
func (s *server) configure(ctx context.Context, at AtWorkspace, m Expect, secrets gitsync.SecretEdit, next func(workspaceID int64) (gitsync.Settings, error)) (*settingsBody, error) {
	version, err := m.version()
	if err != nil {
		return nil, err
	}
	w, err := s.synced(ctx, at)
	if err != nil {
		return nil, err
	}
	settings, err := next(w.ID)
	if err != nil {
		return nil, err
	}
	if version != 0 {
		settings.Version = version
	}
	settings, err = s.gitSync.Configure(ctx, w.ID, settings, secrets)
	return &settingsBody{ETag: etag(settings.Version), Body: GitSyncSettings{settings}}, err
}

func (s *server) previewGit(ctx context.Context, in *struct {
	AtWorkspace
	Body Connect
}) (*planBody, error) {
	w, c, err := s.connection(ctx, in.AtWorkspace, in.Body)
	if err != nil {
		return nil, err
	}
	plan, err := s.gitSync.Preview(ctx, w, c)
	if err != nil {
		return nil, err
	}
	return s.planView(ctx, w, plan)
}

func (s *server) connectGit(ctx context.Context, in *struct {
	AtWorkspace
	Client
	Body Connect
}) (*statusBody, error) {
	w, c, err := s.connection(ctx, in.AtWorkspace, in.Body)
	if err != nil {
		return nil, err
	}
	if err := s.gitSync.Connect(ctx, w, c, s.cause(ctx, in.Client)); err != nil {
		return nil, err
	}
	return s.gitStatus(ctx, &in.AtWorkspace)
}

func (s *server) connection(ctx context.Context, at AtWorkspace, b Connect) (int64, gitsync.Connection, error) {
	w, err := s.synced(ctx, at)
	if err != nil {
		return 0, gitsync.Connection{}, err
	}
	c := gitsync.Connection{
		Secrets: gitsync.SecretEdit{Credential: b.Credential, Passphrase: b.Passphrase}, Direction: b.Direction, Plan: b.Plan,
	}
	c.Settings, err = s.givenOrStored(ctx, w.ID, b.Settings)
	return w.ID, c, err
}

// givenOrStored returns the settings of a request, or the stored ones when it has none.
func (s *server) givenOrStored(ctx context.Context, workspaceID int64, given *GitSyncSettings) (gitsync.Settings, error) {
	if given != nil {
		return s.merged(ctx, workspaceID, *given)
	}
	return s.gitSync.Settings(ctx, workspaceID)
}

// merged returns new settings with what a request does not set: phase and version.
func (s *server) merged(ctx context.Context, workspaceID int64, in GitSyncSettings) (gitsync.Settings, error) {
	stored, err := s.gitSync.Settings(ctx, workspaceID)
	if err != nil {
		return gitsync.Settings{}, err
	}
	out := in.Settings
	out.WorkspaceID, out.Version, out.Phase = workspaceID, stored.Version, stored.Phase
	return out.Defaults(), nil
}
