package spec

import (
	"fmt"
	"maps"
	"slices"

	"lockstep.dev/workspace"
)

// checkManifest says what is wrong with a manifest. Names may be missing: only
// what a reference needs counts. Nothing refuses the file, since it is read only.
func checkManifest(f workspace.Fields) []workspace.Problem {
	var out []workspace.Problem
	warn := func(code, message string, path ...any) {
		out = append(out, workspace.Problem{Path: path, Code: code, Message: message, Warning: true,
			Hint: "the manifest is written by the app; an edit of it has no effect"})
	}
	for _, key := range slices.Sorted(maps.Keys(f)) {
		entries, isMap := f[key].(map[string]any)
		switch {
		case key != workspace.KindSource.Plural() && key != workspace.KindDestination.Plural():
			if key != "slug" {
				warn("unknown_key", "unknown key "+key, key)
			}
			continue
		case !isMap && f[key] != nil:
			warn("wrong_type", fmt.Sprintf("%s must be a map, not %s", key, workspace.TypeName(f[key])), key)
		}
		for _, slug := range slices.Sorted(maps.Keys(entries)) {
			entry, _ := entries[slug].(map[string]any)
			if typ, _ := entry["type"].(string); typ == "" {
				warn("missing", "the type is missing", key, slug, "type")
			}
		}
	}
	return out
}

// ManifestType returns the type that a manifest gives a connection, and whether it lists it.
func ManifestType(manifest workspace.Fields, kind workspace.Kind, slug string) (typ string, listed bool) {
	entry, listed := manifest.Map(kind.Plural())[slug]
	m, _ := entry.(map[string]any)
	typ, _ = m["type"].(string)
	return typ, listed
}
