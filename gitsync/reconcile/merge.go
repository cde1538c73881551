package reconcile

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"lockstep.dev/workspace"
)

// Merge merges what app and repo made of base, and returns the places that they changed
// differently. Maps merge by key, lists of mappings by their "to" (mergeLists), SQL and
// other program text of more than one line by lines (merge3), anything else whole. To
// remove what the other side changed is a clash; to change it in the same way is none.
//
// The result is a new tree. Clashing places hold the app's value, or the repo's if the app
// has none, so that Resolve finds them. Clashes are sorted by their paths as text.
func Merge(kind workspace.Kind, base, app, repo workspace.Fields) (workspace.Fields, []Clash) {
	m := merger{kind: kind}
	merged := m.maps(nil, map[string]any(base), map[string]any(app), map[string]any(repo))
	slices.SortFunc(m.clashes, func(a, b Clash) int { return strings.Compare(a.Path.String(), b.Path.String()) })
	return workspace.Fields(merged).Clone(), m.clashes
}

type merger struct {
	kind    workspace.Kind
	clashes []Clash
}

func (m *merger) maps(path Path, base, app, repo map[string]any) map[string]any {
	all := map[string]bool{}
	for _, side := range []map[string]any{base, app, repo} {
		for key := range side {
			all[key] = true
		}
	}
	out := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		v := m.value(below(path, key), at(base, key), at(app, key), at(repo, key))
		if v.Present {
			out[key] = v.Value
		}
	}
	return out
}

func (m *merger) value(path Path, base, app, repo Value) Value {
	switch {
	case equal(app, repo), equal(repo, base):
		return app
	case equal(app, base):
		return repo
	case !app.Present || !repo.Present:
		return m.clash(path, base, app, repo)
	}
	switch a := app.Value.(type) {
	case map[string]any:
		b, isMap := baseAs[map[string]any](base)
		if r, ok := repo.Value.(map[string]any); ok && isMap {
			return Value{true, m.maps(path, b, a, r)}
		}
	case []any:
		b, isList := baseAs[[]any](base)
		if r, ok := repo.Value.([]any); ok && isList {
			if merged, ok := m.lists(path, b, a, r); ok {
				return Value{true, merged}
			}
		}
	case string:
		b, wasText := base.Value.(string)
		if r, ok := repo.Value.(string); ok && wasText && m.byLines(path, b, a, r) {
			if merged, ok := merge3(b, a, r); ok {
				return Value{true, merged}
			}
		}
	}
	return m.clash(path, base, app, repo)
}

func (m *merger) clash(path Path, base, app, repo Value) Value {
	m.clashes = append(m.clashes, Clash{Path: path, Base: base, App: app, Repo: repo})
	if app.Present {
		return app
	}
	return repo
}

// byLines tells whether texts at path are merged by lines: queries of models, and bodies
// and templates in configs, when one of them has more than one line.
func (m *merger) byLines(path Path, texts ...string) bool {
	switch path[0] {
	case "rawSql", "customQuery":
		if m.kind != workspace.KindModel {
			return false
		}
	case "config":
	default:
		return false
	}
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, "\n") })
}

// baseAs returns the base's value as a T. A base that was nothing is an empty T: two sides
// that both add a map or a list add their elements.
func baseAs[T any](base Value) (value T, ok bool) {
	if !base.Present || base.Value == nil {
		return value, true
	}
	value, ok = base.Value.(T)
	return value, ok
}

func at(m map[string]any, key string) Value {
	value, present := m[key]
	return Value{present, value}
}

func below(path Path, step any) Path { return append(slices.Clip(path), step) }

func equal(a, b Value) bool { return a.Present == b.Present && reflect.DeepEqual(a.Value, b.Value) }
