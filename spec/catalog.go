package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"lockstep.dev/connector"
	"lockstep.dev/workspace"
)

// Catalog checks configs by connection type and makes the schemas of files. It
// implements workspace.Types, and is safe for concurrent use.
type Catalog struct {
	registry *connector.Registry
	config   map[string]func() *checked // by type, compiled at first use
	sync     map[string]func() *checked
	written  map[string]func() *checked // like sync, of what a file itself says: see withWrittenConditions
}

// checked is a schema that is ready to check values.
type checked struct {
	schema  *jsonschema.Schema
	secrets []string // names of secret properties, sorted
	err     error
}

// NewCatalog returns a Catalog of the types that are registered by now.
func NewCatalog(r *connector.Registry) *Catalog {
	c := &Catalog{registry: r, config: map[string]func() *checked{}, sync: map[string]func() *checked{}, written: map[string]func() *checked{}}
	for _, s := range r.List("") {
		c.config[s.Type] = sync.OnceValue(func() *checked { return compile(s.Config) })
		if s.Sync != nil {
			c.sync[s.Type] = sync.OnceValue(func() *checked { return compile(s.Sync) })
			c.written[s.Type] = sync.OnceValue(func() *checked { return compile(withWrittenConditions(s.Sync)) })
		}
	}
	return c
}

// Known tells whether a connection of the kind can be of the type.
func (c *Catalog) Known(kind workspace.Kind, typ string) bool {
	_, ok := c.registry.Lookup(kind, typ)
	return ok
}

// SecretKeys returns the keys of a connection's config whose values are secret, sorted.
func (c *Catalog) SecretKeys(kind workspace.Kind, typ string) []string {
	s, ok := c.registry.Lookup(kind, typ)
	if !ok {
		return nil
	}
	return slices.Clone(c.config[s.Type]().secrets)
}

// CheckConfig checks a connection's config. Paths are relative to it. Unknown keys are
// warnings; the config of an unknown type has no problems.
func (c *Catalog) CheckConfig(kind workspace.Kind, typ string, config map[string]any) []workspace.Problem {
	s, ok := c.registry.Lookup(kind, typ)
	if !ok {
		return nil
	}
	return c.config[s.Type]().check(config)
}

// CheckSync checks the config of a sync to a destination of the type, like CheckConfig. A
// value that is none of the known ones is a warning too: the app that wrote the file may
// know more of them. So is a key that is missing only because of a default: the file is as
// complete as its app wrote it.
func (c *Catalog) CheckSync(destinationType string, config map[string]any) []workspace.Problem {
	s, ok := c.registry.Lookup(workspace.KindDestination, destinationType)
	if !ok {
		return nil
	}
	problems := c.sync[s.Type]().check(config)
	if len(problems) == 0 {
		return nil
	}
	written := c.written[s.Type]().check(config)
	for i, p := range problems {
		switch {
		case p.Code == "unknown_value":
			problems[i].Warning = true
			problems[i].Message += ": it is kept, but cannot run"
		case p.Code == "missing" && !slices.ContainsFunc(written, func(w workspace.Problem) bool { return w.String() == p.String() }):
			problems[i].Warning = true
			problems[i].Message += ": it is kept, but cannot run"
		}
	}
	return problems
}

func compile(raw json.RawMessage) *checked {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return &checked{err: err}
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.UseLoader(jsonschema.SchemeURLLoader{}) // nothing is ever fetched
	if err := compiler.AddResource("lockstep:schema", doc); err != nil {
		return &checked{err: err}
	}
	schema, err := compiler.Compile("lockstep:schema")
	if err != nil {
		return &checked{err: err}
	}
	return &checked{schema: schema, secrets: secrets(doc)}
}

func secrets(doc any) []string {
	m, _ := doc.(map[string]any)
	properties, _ := m["properties"].(map[string]any)
	var out []string
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if p, _ := properties[name].(map[string]any); p["x-secret"] == true {
			out = append(out, name)
		}
	}
	return out
}

func (c *checked) check(config map[string]any) []workspace.Problem {
	if c.err != nil {
		return []workspace.Problem{{Code: "internal", Message: fmt.Sprintf("the schema of this type is broken: %s", c.err)}}
	}
	if config == nil {
		config = map[string]any{}
	}
	// A key without a value means the same as no key.
	value := withoutNulls(config).(map[string]any)
	problems := violations(c.schema, value)
	problems = append(problems, unknownKeys(value, shapeOf(c.schema), nil)...)
	return sorted(problems)
}

func withoutNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, value := range v {
			if value != nil {
				out[key] = withoutNulls(value)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			out[i] = withoutNulls(value)
		}
		return out
	}
	return v
}
