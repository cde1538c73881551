package connector

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"lockstep.dev/workspace"
)

// Registry holds the connection types that an installation knows. Fill it before
// it is shared; reading it is safe for concurrent use.
type Registry struct {
	specs map[string]Spec
	names map[string]string // type or alias -> type
}

// NewRegistry returns a registry of the specs.
func NewRegistry(specs ...Spec) (*Registry, error) {
	r := &Registry{specs: map[string]Spec{}, names: map[string]string{}}
	for _, s := range specs {
		if err := r.Add(s); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Add registers a spec. It fails when the spec is incomplete or one of its names is taken.
func (r *Registry) Add(s Spec) error {
	if err := s.check(); err != nil {
		return fmt.Errorf("connector %q: %w", s.Type, err)
	}
	if s.Roles.Has(workspace.KindDestination) {
		complete, err := withParts(s.Sync)
		if err != nil {
			return fmt.Errorf("connector %q: schema of its syncs: %w", s.Type, err)
		}
		s.Sync = complete
	}
	names := append([]string{s.Type}, s.Aliases...)
	for i, name := range names {
		if other, taken := r.names[name]; taken {
			return fmt.Errorf("connector %q: the name %q is taken by %q", s.Type, name, other)
		}
		if slices.Contains(names[:i], name) {
			return fmt.Errorf("connector %q: the name %q is there twice", s.Type, name)
		}
	}
	for _, name := range names {
		r.names[name] = s.Type
	}
	r.specs[s.Type] = s
	return nil
}

// Lookup returns the spec of a type for a kind, by its name or another spelling of it.
// The schema of its syncs is complete: the shared parts are among its $defs.
func (r *Registry) Lookup(kind workspace.Kind, name string) (Spec, bool) {
	s, ok := r.specs[r.names[name]]
	if !ok || !s.Roles.Has(kind) {
		return Spec{}, false
	}
	return s, true
}

// List returns the specs of a kind by type; those of all kinds when kind is empty.
func (r *Registry) List(kind workspace.Kind) []Spec {
	var out []Spec
	for _, name := range slices.Sorted(maps.Keys(r.specs)) {
		if s := r.specs[name]; kind == "" || s.Roles.Has(kind) {
			out = append(out, s)
		}
	}
	return out
}

func (s Spec) check() error {
	switch {
	case s.Type == "" || s.Title == "":
		return fmt.Errorf("type and title are required")
	case s.Roles != Source && s.Roles != Destination && s.Roles != Both:
		return fmt.Errorf("%q is no role", s.Roles)
	case !isObject(s.Config):
		return fmt.Errorf("the schema of its config is not a JSON object")
	case s.Roles == Source && s.Sync != nil:
		return fmt.Errorf("a source has no syncs into it, so no schema for them")
	case s.Roles != Source && !isObject(s.Sync):
		return fmt.Errorf("the schema of its syncs is not a JSON object")
	}
	return nil
}

func isObject(raw json.RawMessage) bool {
	return json.Valid(raw) && bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{"))
}
