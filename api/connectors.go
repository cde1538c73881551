package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/connector"
	"lockstep.dev/workspace"
)

// Connectors are the connection types that an installation knows.
type Connectors interface {
	// List returns the specs of a kind by type; those of all kinds when kind is empty.
	List(kind workspace.Kind) []connector.Spec
	// Lookup returns the spec of a type for a kind, by its name or another spelling of it.
	Lookup(kind workspace.Kind, name string) (connector.Spec, bool)
}

// Schemas makes the JSON Schema of the files of a kind; the config of a sync is described for a
// destination's type, loosely when that is "". CodeNotFound for what there is not.
type Schemas interface {
	Schema(kind workspace.Kind, destinationType string) ([]byte, error)
}

// Connector describes a connection type: what its forms hold, and what it can do.
type Connector struct {
	Type         string                 `json:"type" doc:"Its name in files"`
	Title        string                 `json:"title" doc:"Its name for people"`
	Icon         string                 `json:"icon" doc:"Name of an icon"`
	Docs         string                 `json:"docs" doc:"The vendor's page about credentials, or empty"`
	Aliases      []string               `json:"aliases" nullable:"false" doc:"Other spellings of the type that files may have"`
	Roles        []workspace.Kind       `json:"roles" nullable:"false" doc:"source, destination, or both"`
	Config       JSONSchema             `json:"config" doc:"Schema of a connection's configuration"`
	Sync         JSONSchema             `json:"sync" nullable:"true" doc:"Schema of the configuration of a sync into it; null for a source"`
	Secrets      []string               `json:"secrets" nullable:"false" doc:"Keys of the configuration whose values are secret"`
	Capabilities connector.Capabilities `json:"capabilities"`
}

// JSONSchema is a JSON Schema as it was written; nil is null.
type JSONSchema json.RawMessage

// MarshalJSON writes the schema with its keys in their order.
func (j JSONSchema) MarshalJSON() ([]byte, error) { return json.RawMessage(j).MarshalJSON() }

// UnmarshalJSON keeps the schema as it is.
func (j *JSONSchema) UnmarshalJSON(raw []byte) error {
	*j = append((*j)[:0], raw...)
	return nil
}

// Schema is an object with any keys.
func (JSONSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

type schemaText struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (s *server) allConnectors(a huma.API) {
	const tag = "Connectors"
	register(s, a, operation("list-connectors", http.MethodGet, "/connectors", tag, "List the connection types"), s.listConnectors)
	register(s, a, operation("get-connector", http.MethodGet, "/connectors/{type}", tag, "Get a connection type"), s.getConnector)
	schema := operation("get-schema", http.MethodGet, "/schemas/{kind}", tag, "Get the JSON Schema of the files of a kind")
	schema.Responses = map[string]*huma.Response{"200": {
		Description: "JSON Schema 2020-12",
		Content:     map[string]*huma.MediaType{"application/schema+json": {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}}},
	}}
	register(s, a, schema, s.getSchema)
}

func (s *server) listConnectors(_ context.Context, in *struct {
	Kind string `query:"kind" enum:"source,destination"`
}) (*list[Connector], error) {
	if s.connectors == nil {
		return listOf[Connector](nil, false), nil
	}
	var views []Connector
	for _, c := range s.connectors.List(workspace.Kind(in.Kind)) {
		views = append(views, s.connectorView(c))
	}
	return listOf(views, false), nil
}

type connectorBody struct{ Body Connector }

func (s *server) getConnector(_ context.Context, in *struct {
	Type string `path:"type" doc:"Its name in files, or another spelling of it"`
}) (*connectorBody, error) {
	for _, kind := range []workspace.Kind{workspace.KindSource, workspace.KindDestination} {
		if s.connectors == nil {
			break
		}
		if c, ok := s.connectors.Lookup(kind, in.Type); ok {
			return &connectorBody{s.connectorView(c)}, nil
		}
	}
	return nil, workspace.Errorf(workspace.CodeNotFound, "there is no connection type %q", in.Type).WithHint("GET /api/v1/connectors lists them")
}

func (s *server) getSchema(_ context.Context, in *struct {
	Kind string `path:"kind" enum:"source,destination,model,sync,aliases,manifest"`
	Type string `query:"type" doc:"For a sync: the type of its destination"`
}) (*schemaText, error) {
	if s.schemas == nil {
		return nil, workspace.Errorf(workspace.CodeUnavailable, "this server has no schemas")
	}
	text, err := s.schemas.Schema(workspace.Kind(in.Kind), in.Type)
	return &schemaText{ContentType: "application/schema+json", Body: text}, err
}

func (s *server) connectorView(c connector.Spec) Connector {
	v := Connector{
		Type: c.Type, Title: c.Title, Icon: c.Icon, Docs: c.Docs, Aliases: c.Aliases, Config: JSONSchema(c.Config), Sync: JSONSchema(c.Sync),
		Secrets: []string{}, Capabilities: c.Caps,
	}
	if v.Aliases == nil {
		v.Aliases = []string{}
	}
	for _, kind := range []workspace.Kind{workspace.KindSource, workspace.KindDestination} {
		if !c.Roles.Has(kind) {
			continue
		}
		if v.Roles = append(v.Roles, kind); len(v.Roles) == 1 {
			v.Secrets = append(v.Secrets, s.types.SecretKeys(kind, c.Type)...)
		}
	}
	return v
}
