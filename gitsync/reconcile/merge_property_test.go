package reconcile_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

var words = []any{"x", "y", "z", int64(1), true, nil}

// genFields draws fields with scalars, a nested map, a plain list and mappings.
func genFields(t *rapid.T) workspace.Fields {
	f := workspace.Fields{}
	drawScalars(t, f)
	config := object{}
	drawScalars(t, config)
	if rapid.Bool().Draw(t, "plain") {
		config["plain"] = list{rapid.SampledFrom(words).Draw(t, "element"), "x"}
	}
	mappings := list{}
	for _, key := range rapid.Permutation([]string{"a", "b", "c", "d"}).Draw(t, "order")[:rapid.IntRange(0, 4).Draw(t, "mappings")] {
		entry := object{"to": key}
		drawScalars(t, entry)
		mappings = append(mappings, entry)
	}
	config["mappings"] = mappings
	f["config"] = config
	return f
}

func drawScalars(t *rapid.T, m object) {
	for _, key := range []string{"p", "q", "r"} {
		if rapid.IntRange(0, 3).Draw(t, key) > 0 {
			m[key] = rapid.SampledFrom(words).Draw(t, "word")
		}
	}
}

// edited returns f after a few edits of a person.
func edited(t *rapid.T, f workspace.Fields) workspace.Fields {
	out := f.Clone()
	for range rapid.IntRange(0, 4).Draw(t, "edits") {
		config := out.Map("config")
		mappings := config["mappings"].([]any)
		n := len(mappings)
		switch rapid.IntRange(0, 6).Draw(t, "edit") {
		case 0:
			editScalar(t, out)
		case 1:
			editScalar(t, config)
		case 2:
			if n > 0 {
				editScalar(t, mappings[rapid.IntRange(0, n-1).Draw(t, "of")].(object))
			}
		case 3:
			key := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"}).Draw(t, "new")
			if !slices.ContainsFunc(mappings, func(e any) bool { return e.(object)["to"] == key }) {
				config["mappings"] = slices.Insert(mappings, rapid.IntRange(0, n).Draw(t, "at"), any(object{"to": key, "p": rapid.SampledFrom(words).Draw(t, "word")}))
			}
		case 4:
			if n > 0 {
				i := rapid.IntRange(0, n-1).Draw(t, "remove")
				config["mappings"] = slices.Delete(mappings, i, i+1)
			}
		case 5:
			if n > 1 {
				config["mappings"] = rapid.Permutation(mappings).Draw(t, "order")
			}
		case 6:
			config["plain"] = list{rapid.SampledFrom(words).Draw(t, "element"), "y"}
		}
	}
	return out
}

func editScalar(t *rapid.T, m object) {
	key := rapid.SampledFrom([]string{"p", "q", "r"}).Draw(t, "key")
	if rapid.IntRange(0, 3).Draw(t, "remove") == 0 {
		delete(m, key)
		return
	}
	m[key] = rapid.SampledFrom(words).Draw(t, "word")
}

// leaves returns all places of f with their values, mappings by their key.
func leaves(f workspace.Fields) map[string]any {
	out := map[string]any{}
	var walk func(prefix string, m object)
	walk = func(prefix string, m object) {
		for key, value := range m {
			switch value := value.(type) {
			case object:
				walk(prefix+key+".", value)
			case list:
				if key != "mappings" {
					out[prefix+key] = value
					continue
				}
				for _, e := range value {
					walk(fmt.Sprintf("%s%s[to=%s].", prefix, key, e.(object)["to"]), e.(object))
				}
			default:
				out[prefix+key] = value
			}
		}
	}
	walk("", f)
	return out
}

func order(f workspace.Fields) []string {
	var out []string
	for _, e := range f.Map("config")["mappings"].([]any) {
		out = append(out, e.(object)["to"].(string))
	}
	return out
}

func TestLawsOfMerge(t *testing.T) {
	merge := func(base, app, repo workspace.Fields) (workspace.Fields, []reconcile.Clash) {
		return reconcile.Merge(workspace.KindSync, base, app, repo)
	}
	rapid.Check(t, func(t *rapid.T) {
		base := genFields(t)
		app, repo := edited(t, base), edited(t, base)

		for _, same := range []struct{ app, repo, want workspace.Fields }{{base, repo, repo}, {app, base, app}, {app, app, app}} {
			got, clashes := merge(base, same.app, same.repo)
			require.Empty(t, clashes)
			require.Equal(t, same.want, got)
		}

		merged, clashes := merge(base, app, repo)
		again, _ := merge(base, app, repo)
		require.Equal(t, merged, again, "not deterministic")

		mirror, mirrored := merge(base, repo, app)
		for i := range mirrored {
			mirrored[i].App, mirrored[i].Repo = mirrored[i].Repo, mirrored[i].App
		}
		require.Equal(t, clashes, mirrored)
		if len(clashes) == 0 {
			require.Equal(t, leaves(merged), leaves(mirror))
			settled, left := merge(base, merged, repo)
			require.Empty(t, left, "a merge that was applied to one side clashes")
			require.Equal(t, merged, settled)
			settled, left = merge(base, app, merged)
			require.Empty(t, left)
			require.Equal(t, merged, settled)
		}

		clashing := func(place string) bool { return clashesAt(clashes, place) }
		inBase, inApp, inRepo, inMerged := leaves(base), leaves(app), leaves(repo), leaves(merged)
		for place, value := range inMerged {
			require.Contains(t, []any{inBase[place], inApp[place], inRepo[place]}, value, "%s came out of nowhere", place)
		}
		all := maps.Clone(inBase)
		maps.Copy(all, inApp)
		maps.Copy(all, inRepo)
		at := func(m map[string]any, place string) any {
			if value, ok := m[place]; ok {
				return value
			}
			return "absent"
		}
		for place := range all {
			if clashing(place) {
				continue
			}
			for _, side := range []map[string]any{inApp, inRepo} {
				if fmt.Sprint(at(side, place)) != fmt.Sprint(at(inBase, place)) {
					require.Equal(t, at(side, place), at(inMerged, place), "the edit of %s is lost", place)
				}
			}
		}
		if slices.Equal(order(app), order(base)) && !clashing("config.mappings") {
			require.Equal(t, common(order(repo), order(merged)), common(order(merged), order(repo)), "the repo's order is lost")
		}
	})
}

// common returns the elements of a that are in b.
func common(a, b []string) []string {
	var out []string
	for _, x := range a {
		if slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

func TestResolvingAllClashesForOneSideKeepsTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := genFields(t)
		app, repo := edited(t, base), edited(t, base)
		merged, clashes := reconcile.Merge(workspace.KindSync, base, app, repo)
		before := merged.Clone()
		for take, side := range map[reconcile.Choice]workspace.Fields{reconcile.TakeApp: app, reconcile.TakeRepo: repo} {
			var picks []reconcile.Pick
			for _, c := range clashes {
				picks = append(picks, reconcile.Pick{Path: c.Path, Take: take})
			}
			got, err := reconcile.Resolve(merged, clashes, picks)
			require.NoError(t, err)
			require.Empty(t, got.Left)
			require.Equal(t, before, merged, "the input was changed")
			chosen, mergedLeaves := leaves(side), leaves(merged)
			for place := range leaves(got.Fields) {
				if clashesAt(clashes, place) {
					require.Equal(t, chosen[place], leaves(got.Fields)[place])
				} else {
					require.Equal(t, mergedLeaves[place], leaves(got.Fields)[place])
				}
			}
			for place := range chosen {
				if clashesAt(clashes, place) {
					require.Contains(t, leaves(got.Fields), place)
				}
			}
		}
	})
}

// clashesAt tells whether place is at or below a clash.
func clashesAt(clashes []reconcile.Clash, place string) bool {
	return slices.ContainsFunc(clashes, func(c reconcile.Clash) bool {
		path := c.Path.String()
		return place == path || strings.HasPrefix(place, path+".") || strings.HasPrefix(place, path+"[")
	})
}
