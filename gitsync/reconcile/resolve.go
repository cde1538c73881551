package reconcile

import (
	"slices"

	"lockstep.dev/workspace"
)

// Choice says which value a clashing place takes.
type Choice string

// The choices.
const (
	TakeApp   Choice = "app"
	TakeRepo  Choice = "repo"
	TakeBase  Choice = "base"
	TakeValue Choice = "value" // the one given with the pick
)

// Pick settles one clash.
type Pick struct {
	Path  Path   `json:"path"` // of the clash
	Take  Choice `json:"take"`
	Value any    `json:"value,omitempty"` // for TakeValue
}

// Resolution is what picks make of a conflict.
type Resolution struct {
	Fields  workspace.Fields // nil when Removed
	Removed bool             // the resource is to be gone on both sides
	Slug    string           // the chosen name; empty when the names did not clash
	Left    []Clash          // that no pick settles
}

// Resolve settles clashes by picks. merged and clashes are those of a conflict: its
// Decision.Value and its Hold.Clashes. Of several picks for one clash the last one counts.
// A pick for a place that does not clash, or one that has an unusable value, is a
// workspace.Error with CodeInvalid.
func Resolve(merged workspace.Fields, clashes []Clash, picks []Pick) (Resolution, error) {
	chosen := make([]*Value, len(clashes))
	for _, pick := range picks {
		i := slices.IndexFunc(clashes, func(c Clash) bool { return c.Path.Equal(pick.Path) })
		if i < 0 {
			return Resolution{}, workspace.Errorf(workspace.CodeInvalid, "%q does not clash", pick.Path.String()).
				WithHint("pick among the clashing fields of the conflict")
		}
		value, err := pick.from(clashes[i])
		if err != nil {
			return Resolution{}, err
		}
		chosen[i] = &value
	}
	out := Resolution{Fields: merged.Clone()}
	for i, c := range clashes {
		switch value := chosen[i]; {
		case value == nil:
			out.Left = append(out.Left, c)
		case c.Path.IsSlug():
			out.Slug, _ = value.Value.(string)
		case len(c.Path) > 0:
			put(map[string]any(out.Fields), c.Path, *value)
		case value.Present:
			fields, _ := value.Value.(map[string]any)
			out.Fields = workspace.Fields(fields).Clone()
		default:
			out.Fields, out.Removed = nil, true
		}
	}
	return out, nil
}

// Settled returns the decision that makes both sides what a person resolved. d is the held
// decision, with the sides as they are now; where a name was picked that neither side has,
// both are renamed, the app from d.App.Slug and the repo from d.Repo.Slug.
func Settled(d Decision, r Resolution) Decision {
	out := Decision{Ref: d.Ref, Base: d.Base, App: d.App, Repo: d.Repo}
	u := unit{kind: d.Ref.Kind, base: d.Base, app: d.App, repo: d.Repo, baseSlug: d.Ref.Slug}
	if d.Base != nil {
		u.baseSlug = d.Base.Slug
	}
	if d.App != nil {
		u.appSlug = d.App.Slug
	}
	if d.Repo != nil {
		u.repoSlug = d.Repo.Slug
	}
	if !r.Removed {
		slug := r.Slug
		switch {
		case slug != "":
		case u.app != nil && u.repo != nil:
			slug, _ = mergeSlug(u)
		default:
			slug = u.slug()
		}
		settle(&out, u, slug, r.Fields)
		return out
	}
	out.From, out.BaseMoves = d.From, true
	if d.App != nil {
		out.Inbound = Remove
	}
	if d.Repo != nil {
		out.Outbound = Remove
	}
	return out
}

// from returns the value that the pick takes of a clash.
func (p Pick) from(c Clash) (Value, error) {
	place := c.Path.String()
	if place == "" {
		place = "the resource"
	}
	refuse := func(message string) (Value, error) {
		return Value{}, workspace.Errorf(workspace.CodeInvalid, "%s %s", place, message)
	}
	switch p.Take {
	case TakeApp:
		return c.App, nil
	case TakeRepo:
		return c.Repo, nil
	case TakeBase:
		if len(c.Path) == 0 && !c.Base.Present {
			return refuse("has no former value")
		}
		return c.Base, nil
	case TakeValue:
		value, err := workspace.Normalize(p.Value)
		if err != nil {
			return refuse("cannot be set: " + err.Error())
		}
		if _, isMap := value.(map[string]any); len(c.Path) == 0 && !isMap {
			return refuse("must be a map of its fields")
		}
		if text, _ := value.(string); c.Path.IsSlug() && workspace.CheckSlug(text) != nil {
			return refuse("must be text that can be the stem of a file")
		}
		return Value{true, value}, nil
	}
	return refuse("needs a choice: app, repo, base or value")
}

// prefer settles all clashes for one side. The empty path does not come up: a deletion is
// not merged.
func prefer(merged workspace.Fields, clashes []Clash, side Choice) workspace.Fields {
	out := merged.Clone()
	for _, c := range clashes {
		value := c.App
		if side == TakeRepo {
			value = c.Repo
		}
		if !c.Path.IsSlug() {
			put(map[string]any(out), c.Path, value)
		}
	}
	return out
}

// put sets or removes the value at path below container, and returns the container, which
// is another one when an element of a list is removed.
func put(container any, path Path, v Value) any {
	last := len(path) == 1
	switch container := container.(type) {
	case map[string]any:
		key, _ := path[0].(string)
		switch {
		case last && v.Present:
			container[key] = v.Value
		case last:
			delete(container, key)
		default:
			container[key] = put(container[key], path[1:], v)
		}
		return container
	case []any:
		key, _ := path[0].(Key)
		i := slices.IndexFunc(container, func(element any) bool {
			entry, _ := element.(map[string]any)
			return entry[key.Field] == key.Value
		})
		switch {
		case i < 0:
		case last && v.Present:
			container[i] = v.Value
		case last:
			return slices.Delete(container, i, i+1)
		default:
			container[i] = put(container[i], path[1:], v)
		}
		return container
	}
	return container
}
