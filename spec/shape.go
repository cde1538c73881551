package spec

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"lockstep.dev/workspace"
)

// shape is all schemas that speak about one value, references and alternatives included.
type shape []*jsonschema.Schema

func shapeOf(schemas ...*jsonschema.Schema) shape {
	var out shape
	var add func(s *jsonschema.Schema)
	add = func(s *jsonschema.Schema) {
		if s == nil || slices.Contains(out, s) {
			return
		}
		out = append(out, s)
		for _, other := range slices.Concat([]*jsonschema.Schema{s.Ref, s.Then, s.Else}, s.AllOf, s.AnyOf, s.OneOf) {
			add(other)
		}
	}
	for _, s := range schemas {
		add(s)
	}
	return out
}

// property returns the shape of a key's value; empty when no schema names the key.
func (s shape) property(key string) shape {
	var found []*jsonschema.Schema
	for _, schema := range s {
		if p := schema.Properties[key]; p != nil {
			found = append(found, p)
		}
	}
	return shapeOf(found...)
}

func (s shape) item() shape {
	var found []*jsonschema.Schema
	for _, schema := range s {
		found = append(found, schema.Items2020)
	}
	return shapeOf(found...)
}

// keys returns the names of all properties, sorted.
func (s shape) keys() []string {
	all := map[string]bool{}
	for _, schema := range s {
		for key := range schema.Properties {
			all[key] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// open tells whether any key is as good as another: no schema names some, or one allows others.
func (s shape) open() bool {
	named := false
	for _, schema := range s {
		if schema.AdditionalProperties != nil || schema.PatternProperties != nil {
			return true
		}
		named = named || len(schema.Properties) > 0
	}
	return !named
}

func (s shape) names(key string) bool {
	return slices.ContainsFunc(s, func(schema *jsonschema.Schema) bool { return schema.Properties[key] != nil })
}

// unknownKeys warns of keys that no schema names, in maps whose keys some schema names.
func unknownKeys(value any, s shape, path []any) []workspace.Problem {
	var out []workspace.Problem
	switch value := value.(type) {
	case []any:
		items := s.item()
		for i, item := range value {
			out = append(out, unknownKeys(item, items, append(path, i))...)
		}
	case map[string]any:
		open := s.open()
		for key, v := range value {
			at := append(path, key) // the next key overwrites it: what is reported is cloned
			switch {
			case !open && !s.names(key):
				out = append(out, unknownKey(key, s.keys(), slices.Clone(at)))
			case nested(v):
				out = append(out, unknownKeys(v, s.property(key), at)...)
			}
		}
	}
	return out
}

// nested tells whether a value can have keys in it.
func nested(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return true
	}
	return false
}

func unknownKey(key string, known []string, path []any) workspace.Problem {
	p := workspace.Problem{Path: path, Code: "unknown_key", Message: "unknown key " + key, Warning: true}
	if near := nearest(key, known); near != "" {
		p.Hint = fmt.Sprintf("it is kept, but nothing reads it; did you mean %s?", near)
	} else {
		p.Hint = "it is kept, but nothing reads it; known keys are " + strings.Join(known, ", ")
	}
	return p
}

// advice says what the schema tells about the value at a path.
func advice(schema *jsonschema.Schema, path []any) string {
	s := shapeOf(schema)
	for _, step := range path {
		if key, ok := step.(string); ok {
			s = s.property(key)
		} else {
			s = s.item()
		}
	}
	var out string
	for _, schema := range s {
		if out == "" && schema.Description != "" {
			out = strings.TrimSuffix(schema.Description, ".")
		}
		if key, ok := last(path); ok && len(schema.Examples) > 0 {
			if out != "" {
				out += "; "
			}
			return out + fmt.Sprintf("such as: %s: %v", key, schema.Examples[0])
		}
	}
	return out
}

func last(path []any) (string, bool) {
	if len(path) == 0 {
		return "", false
	}
	key, ok := path[len(path)-1].(string)
	return key, ok
}
