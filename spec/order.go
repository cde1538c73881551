package spec

import (
	"cmp"
	"slices"

	"lockstep.dev/spec/yamledit"
	"lockstep.dev/workspace"
)

// layout returns how files of a kind are written.
func layout(kind workspace.Kind) yamledit.Options {
	return yamledit.Options{
		KeyOrder: func(path, keys []string) []string { return keyOrder(kind, path, keys) },
		KeyOf: func(path []string) string {
			// Mappings are the same one as long as they fill the same field.
			if kind == workspace.KindSync && path[0] == "config" {
				return "to"
			}
			return ""
		},
	}
}

// topKeys lists the keys of a kind's file in their order.
func topKeys(kind workspace.Kind) []string {
	switch kind {
	case workspace.KindModel:
		return []string{"name", "source", "description", "type", "dbtModel", "rawSql", "tableName", "customQuery", "isSchema", "primaryKey"}
	case workspace.KindSync:
		return []string{"model", "destination", "description", "config", "schedule", "schedulePaused"}
	case workspace.KindSource, workspace.KindDestination:
		return []string{"name", "type", "description", "config"}
	case workspace.KindAliases, KindManifest:
		return []string{"sources", "destinations"}
	}
	return nil
}

// keyOrder orders the keys of the map at a path. Connections are sorted by slug.
// Everything else below the top follows what Hightouch writes, measured in its
// files: shorter names first, then by bytes, as PostgreSQL's jsonb has them.
// Schemas list their properties in the same order.
func keyOrder(kind workspace.Kind, path, keys []string) []string {
	switch {
	case len(path) == 0:
		return append(topKeys(kind), slices.Sorted(slices.Values(keys))...)
	case len(path) == 1 && (kind == workspace.KindAliases || kind == KindManifest):
		return slices.Sorted(slices.Values(keys))
	}
	rest := slices.SortedFunc(slices.Values(keys), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	if kind == workspace.KindSync && path[0] == "schedule" {
		return append([]string{"expression", "startDate", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}, rest...)
	}
	return rest
}
