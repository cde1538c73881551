package api

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lockstep.dev/workspace"
)

// Source is where models read from.
type Source struct {
	ID            int64          `json:"id"`
	Slug          string         `json:"slug"`
	Name          string         `json:"name"`
	WorkspaceID   int64          `json:"workspaceId"`
	Description   string         `json:"description,omitempty"`
	Type          string         `json:"type" doc:"Such as postgres"`
	Configuration map[string]any `json:"configuration" doc:"Without secrets; its form depends on the type"`
	Secrets       []string       `json:"secrets" nullable:"false" doc:"Names of the secrets that are set. Their values are never sent"`
	Aliases       []string       `json:"aliases" nullable:"false" doc:"Other names that files may use in this workspace"`
	Git           Git            `json:"git"`
	Version       int64          `json:"version"`
	CreatedAt     time.Time      `json:"createdAt"`
	UpdatedAt     time.Time      `json:"updatedAt"`
}

// Destination is where syncs write to.
type Destination struct {
	Source
	Syncs []int64 `json:"syncs" nullable:"false" doc:"Ids of the syncs that write to it"`
}

// ConnectionCreate is a new source or destination.
type ConnectionCreate struct {
	Name          string `json:"name" minLength:"1"`
	Slug          string `json:"slug,omitempty" doc:"Made from the name when left out"`
	Description   string `json:"description,omitempty"`
	Type          string `json:"type" minLength:"1"`
	Configuration Object `json:"configuration,omitempty" doc:"Values of the type's secret keys are kept apart, sealed, and never sent back"`
	Secrets       Secret `json:"secrets,omitempty" doc:"Secret values by name, beside configuration"`
}

// ConnectionUpdate changes what it names. configuration is replaced as a whole, but secrets
// that it does not name stay; "" or null takes one away.
type ConnectionUpdate struct {
	Name          *string          `json:"name,omitempty" minLength:"1"`
	Slug          *string          `json:"slug,omitempty" minLength:"1" doc:"Renames it, and everything that names it follows"`
	Description   Optional[string] `json:"description,omitempty"`
	Type          *string          `json:"type,omitempty" minLength:"1"`
	Configuration *Object          `json:"configuration,omitempty"`
	Secrets       Secret           `json:"secrets,omitempty"`
}

// Secret holds secret values by name. It is only ever read from requests.
type Secret map[string]string

// String keeps the values out of logs.
func (Secret) String() string { return "[redacted]" }

// MarshalJSON keeps the values out of answers.
func (Secret) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

func (s *server) sourceView(r workspace.Resource, aliases workspace.Fields) Source {
	f := r.Fields
	v := Source{
		ID: r.ID, Slug: r.Slug, Name: f.Text("name"), WorkspaceID: r.WorkspaceID, Description: f.Text("description"), Type: f.Text("type"),
		Configuration: map[string]any{}, Secrets: r.Secrets, Aliases: []string{},
		Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
	}
	if v.Secrets == nil {
		v.Secrets = []string{}
	}
	if config := s.shown(r.Kind, f).Map("config"); config != nil {
		v.Configuration = config
	}
	for _, name := range workspace.AliasesOf(aliases, r.Kind, r.Slug) {
		if name != r.Slug {
			v.Aliases = append(v.Aliases, name)
		}
	}
	return v
}

// shown returns fields without the values of secret keys, wherever those came from.
func (s *server) shown(kind workspace.Kind, f workspace.Fields) workspace.Fields {
	out, _ := s.service.WithoutSecrets(kind, f)
	return out
}

// split takes the values of the type's secret keys out of a configuration. A value of "" or null
// stands for taking the secret away.
func (s *server) split(kind workspace.Kind, typ string, configuration Object, more Secret) (map[string]any, map[string]string, error) {
	secrets := map[string]string{}
	config := map[string]any{}
	keys := s.service.SecretKeys(kind, typ, configuration)
	for key, value := range configuration {
		if !slices.Contains(keys, key) {
			config[key] = value
			continue
		}
		switch value := value.(type) {
		case nil:
			secrets[key] = ""
		case string:
			secrets[key] = value
		default:
			return nil, nil, &workspace.Error{Code: workspace.CodeInvalid, Message: fmt.Sprintf("the %s is not valid", kind), Problems: []workspace.Problem{{
				Path: []any{"configuration", key}, Code: "wrong_type", Message: key + " is a secret and must be text",
			}}}
		}
	}
	for key, value := range more {
		secrets[key] = value
	}
	return config, secrets, nil
}

func (s *server) createConnection(ctx context.Context, in InWorkspace, c Client, kind workspace.Kind, b ConnectionCreate) (workspace.Resource, error) {
	w, err := s.workspace(ctx, in.name())
	if err != nil {
		return workspace.Resource{}, err
	}
	config, secrets, err := s.split(kind, b.Type, b.Configuration, b.Secrets)
	if err != nil {
		return workspace.Resource{}, err
	}
	f := workspace.Fields{"name": b.Name, "type": b.Type}
	putText(f, "description", b.Description)
	if len(config) > 0 {
		f["config"] = config
	}
	var made workspace.Resource
	_, err = s.service.Edit(ctx, w.ID, s.cause(ctx, c), func(ctx context.Context, e *workspace.Edit) error {
		if made, err = e.Create(ctx, kind, b.Slug, f); err != nil {
			return err
		}
		return e.SetSecrets(ctx, made.ID, secrets)
	})
	if err != nil {
		return workspace.Resource{}, err
	}
	return s.service.Get(ctx, w.ID, kind, made.ID)
}

func (s *server) updateConnection(ctx context.Context, in Named, c Client, m Expect, kind workspace.Kind, b ConnectionUpdate) (workspace.Resource, error) {
	r, err := s.edit(ctx, in, c, m, kind, func(ctx context.Context, e *workspace.Edit, r workspace.Resource, version int64) (workspace.Resource, error) {
		f, secrets, err := s.changedConnection(r, b)
		if err != nil {
			return workspace.Resource{}, err
		}
		slug := r.Slug
		if b.Slug != nil {
			slug = *b.Slug
		}
		out, err := e.Rename(ctx, r.ID, version, slug, f)
		if err != nil {
			return workspace.Resource{}, err
		}
		return out, e.SetSecrets(ctx, r.ID, secrets)
	})
	if err != nil {
		return workspace.Resource{}, err
	}
	return s.service.Get(ctx, r.WorkspaceID, kind, r.ID)
}

// changedConnection returns the fields that a change gives a connection, and its secrets apart.
func (s *server) changedConnection(r workspace.Resource, b ConnectionUpdate) (workspace.Fields, map[string]string, error) {
	f := r.Fields.Clone()
	putPointer(f, "name", b.Name)
	putPointer(f, "type", b.Type)
	b.Description.put(f, "description", b.Description.Value)
	var configuration Object
	if b.Configuration != nil {
		configuration = *b.Configuration
	}
	config, secrets, err := s.split(r.Kind, f.Text("type"), configuration, b.Secrets)
	if err != nil {
		return nil, nil, err
	}
	if b.Configuration != nil && (len(config) > 0 || f["config"] != nil) {
		f["config"] = config
	}
	return f, secrets, nil
}
