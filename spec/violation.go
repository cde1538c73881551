package spec

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"lockstep.dev/workspace"
)

// violations returns what a schema says against a value. Messages never hold the
// value, which may be a secret.
func violations(schema *jsonschema.Schema, value any) []workspace.Problem {
	var failed *jsonschema.ValidationError
	if err := schema.Validate(value); !errors.As(err, &failed) {
		if err != nil {
			return []workspace.Problem{{Code: "invalid_value", Message: err.Error()}}
		}
		return nil
	}
	var out []workspace.Problem
	for _, leaf := range leaves(failed) {
		for _, p := range explain(leaf, value) {
			p.Hint = cmp.Or(p.Hint, advice(schema, p.Path))
			out = append(out, p)
		}
	}
	return out
}

// leaves returns the errors that are not made of others. Of alternatives only the
// one counts whose type is that of the value.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
		if branch := branchOfType(e); branch != nil {
			return leaves(branch)
		}
	}
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var out []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		out = append(out, leaves(cause)...)
	}
	return out
}

// branchOfType returns the only alternative that does not object to the value's
// "type", or, when all object, an error that names the types that there are. Nil when
// the type does not tell.
func branchOfType(e *jsonschema.ValidationError) *jsonschema.ValidationError {
	at := append(slices.Clone(e.InstanceLocation), "type")
	var accepting []*jsonschema.ValidationError
	var types []any
	for _, branch := range e.Causes {
		if !objects(branch, at) {
			accepting = append(accepting, branch)
		}
		types = append(types, constants(branch, at)...)
	}
	switch {
	case len(accepting) == 1:
		return accepting[0]
	case len(accepting) == 0 && len(types) > 0:
		return &jsonschema.ValidationError{InstanceLocation: at, ErrorKind: &kind.Enum{Want: types}}
	}
	return nil
}

// constants returns the values that an alternative allows at a place.
func constants(e *jsonschema.ValidationError, at []string) []any {
	if slices.Equal(e.InstanceLocation, at) {
		switch k := e.ErrorKind.(type) {
		case *kind.Const:
			return []any{k.Want}
		case *kind.Enum:
			return k.Want
		}
	}
	var out []any
	for _, cause := range e.Causes {
		out = append(out, constants(cause, at)...)
	}
	return out
}

func objects(e *jsonschema.ValidationError, at []string) bool {
	if slices.Equal(e.InstanceLocation, at) {
		return true
	}
	if missing, ok := e.ErrorKind.(*kind.Required); ok && slices.Contains(missing.Missing, "type") && slices.Equal(e.InstanceLocation, at[:len(at)-1]) {
		return true
	}
	return slices.ContainsFunc(e.Causes, func(cause *jsonschema.ValidationError) bool { return objects(cause, at) })
}

// explain puts one error into words.
func explain(e *jsonschema.ValidationError, root any) []workspace.Problem {
	path := pathOf(e.InstanceLocation, root)
	problem := func(code, format string, args ...any) []workspace.Problem {
		return []workspace.Problem{{Path: path, Code: code, Message: name(path) + " " + fmt.Sprintf(format, args...)}}
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		var out []workspace.Problem
		for _, key := range k.Missing {
			out = append(out, workspace.Problem{Path: append(slices.Clone(path), key), Code: "missing", Message: key + " is missing"})
		}
		return out
	case *kind.Type:
		got, _ := lookup(root, path)
		if _, isFloat := got.(float64); isFloat && slices.Equal(k.Want, []string{"integer"}) {
			return problem("wrong_type", "must be a whole number")
		}
		return problem("wrong_type", "must be %s, not %s", typeNames(k.Want), workspace.TypeName(got))
	case *kind.Enum:
		out := problem("unknown_value", "is none of the known values")
		out[0].Hint = "one of " + values(k.Want)
		return out
	case *kind.Const:
		out := problem("unknown_value", "has another value than it must have")
		out[0].Hint = values([]any{k.Want})
		return out
	case *kind.MinLength:
		if k.Want == 1 {
			return problem("missing", "is empty")
		}
		return problem("invalid_value", "is shorter than %d characters", k.Want)
	case *kind.Minimum:
		return problem("invalid_value", "must be at least %s", k.Want.RatString())
	case *kind.Maximum:
		return problem("invalid_value", "must be at most %s", k.Want.RatString())
	case *kind.Pattern:
		return problem("invalid_value", "does not have the form %s", k.Want)
	}
	return problem("invalid_value", "does not fit its schema (%s)", strings.Join(e.ErrorKind.KeywordPath(), " "))
}

// pathOf turns the steps of an instance location into keys and indexes.
func pathOf(steps []string, root any) []any {
	var path []any
	for _, step := range steps {
		value, _ := lookup(root, path)
		if _, isList := value.([]any); isList {
			if i, err := strconv.Atoi(step); err == nil {
				path = append(path, i)
				continue
			}
		}
		path = append(path, step)
	}
	return path
}

func name(path []any) string {
	if len(path) == 0 {
		return "the config"
	}
	if key, ok := path[len(path)-1].(string); ok {
		return key
	}
	return "the item"
}

func typeNames(types []string) string {
	names := map[string]string{"object": "a map", "array": "a list", "string": "text", "number": "a number",
		"integer": "a whole number", "boolean": "true or false", "null": "null"}
	out := make([]string, len(types))
	for i, t := range types {
		out[i] = names[t]
	}
	return strings.Join(out, " or ")
}

func values(list []any) string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = fmt.Sprint(v)
	}
	return strings.Join(out, ", ")
}

// sorted returns the problems in an order that does not depend on chance, each once.
func sorted(problems []workspace.Problem) []workspace.Problem {
	key := func(p workspace.Problem) string {
		return workspace.PathText(p.Path) + "\x00" + p.Code + "\x00" + p.Message
	}
	slices.SortFunc(problems, func(a, b workspace.Problem) int { return cmp.Compare(key(a), key(b)) })
	return slices.CompactFunc(problems, func(a, b workspace.Problem) bool { return key(a) == key(b) })
}
