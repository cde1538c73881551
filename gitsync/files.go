package gitsync

import (
	"bytes"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// locate fills in where in the file the problems are.
func locate(kind workspace.Kind, text []byte, problems []workspace.Problem) []workspace.Problem {
	f, err := spec.Decode(kind, text, spec.Options{})
	if err != nil {
		return problems
	}
	return f.Locate(problems)
}

// schemaAddress is where editors find the schema of a kind's files.
func schemaAddress(kind workspace.Kind) string {
	return "https://lockstep.dev/schema/" + string(kind) + ".json"
}

// newFile returns a file in canonical form.
func newFile(kind workspace.Kind, value workspace.Fields, schemaComment bool) ([]byte, error) {
	var o spec.EncodeOptions
	if schemaComment {
		o.Schema = schemaAddress(kind)
	}
	if kind == workspace.KindAliases {
		o.Header = layout.AliasesHeader()
	}
	return spec.Encode(kind, value, o)
}

// manifestText returns the manifest changed to mean want; text as it is when it already does.
func manifestText(text []byte, want workspace.Fields) ([]byte, error) {
	if text == nil {
		return spec.Encode(spec.KindManifest, want, spec.EncodeOptions{Header: layout.ManifestHeader()})
	}
	present, err := spec.Decode(spec.KindManifest, text, spec.Options{})
	if err == nil && sameManifest(present.Fields, want) {
		return bytes.Clone(text), nil
	}
	return spec.Edit(spec.KindManifest, text, want)
}

// sameManifest compares two manifests; an absent, null or empty list is the same.
func sameManifest(a, b workspace.Fields) bool {
	for _, kind := range []workspace.Kind{workspace.KindSource, workspace.KindDestination} {
		x, y := a.Map(kind.Plural()), b.Map(kind.Plural())
		if len(x) == 0 && len(y) == 0 {
			continue
		}
		if !(workspace.Fields{"m": x}).Equal(workspace.Fields{"m": y}) {
			return false
		}
	}
	return true
}
