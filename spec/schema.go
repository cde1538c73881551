package spec

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"lockstep.dev/connector"
	"lockstep.dev/workspace"
)

//go:embed schema/*.json
var schemas embed.FS

// Schema returns the JSON Schema (2020-12) of the files of a kind, for editors and other
// programs: complete in itself, indented, the same bytes each time. The config of a sync
// is described for a destination's type, and loosely when that is "". Keys that nobody
// knows are allowed. The error is a *workspace.Error with CodeNotFound.
func (c *Catalog) Schema(kind workspace.Kind, destinationType string) ([]byte, error) {
	raw, err := schemas.ReadFile("schema/" + string(kind) + ".json")
	if err != nil {
		return nil, workspace.Errorf(workspace.CodeNotFound, "there is no schema of %q", kind).
			WithHint("one of aliases, destination, manifest, model, source, sync")
	}
	doc, err := object(raw)
	if err != nil {
		return nil, err
	}
	switch {
	case kind == workspace.KindSync:
		err = c.describeSync(doc, destinationType)
	case kind.IsConnection():
		err = c.describeConnection(doc, kind)
	}
	if err != nil {
		return nil, err
	}
	return pretty(doc)
}

// describeSync puts the schema of the type's syncs in the place of config.
func (c *Catalog) describeSync(doc map[string]any, typ string) error {
	raw := connector.SyncParts()
	if typ != "" {
		s, ok := c.registry.Lookup(workspace.KindDestination, typ)
		if !ok {
			return workspace.Errorf(workspace.CodeNotFound, "there is no destination type %q", typ).
				WithHint("one of %s", strings.Join(c.types(workspace.KindDestination), ", "))
		}
		raw = s.Sync
	}
	config, err := object(raw)
	if err != nil {
		return err
	}
	defs := doc["$defs"].(map[string]any)
	maps.Copy(defs, config["$defs"].(map[string]any))
	delete(config, "$defs")
	delete(config, "$schema")
	nullable(config)
	for _, def := range defs {
		nullable(def)
	}
	if typ == "" {
		config = doc["properties"].(map[string]any)["config"].(map[string]any)
		properties := map[string]any{}
		for _, part := range []string{"mappings", "externalIdMapping", "autoSyncColumns", "configVersion"} {
			properties[part] = ref(part)
		}
		config["properties"] = properties
	}
	defs["config"] = config
	doc["properties"].(map[string]any)["config"] = ref("config")
	return nil
}

// describeConnection adds one alternative for each type, and one for the types that are
// not known.
func (c *Catalog) describeConnection(doc map[string]any, kind workspace.Kind) error {
	defs := map[string]any{}
	var known, alternatives []any
	for _, s := range c.registry.List(kind) {
		config, err := object(s.Config)
		if err != nil {
			return err
		}
		delete(config, "$schema")
		nullable(config)
		properties, _ := config["properties"].(map[string]any)
		for _, key := range c.SecretKeys(kind, s.Type) {
			properties[key] = map[string]any{
				"description": "A secret: set it in the app. It must not be in a file.",
				"enum":        []any{nil, ""},
			}
		}
		defs[s.Type] = config
		names := []any{s.Type}
		for _, alias := range s.Aliases {
			names = append(names, alias)
		}
		known = append(known, names...)
		alternatives = append(alternatives, map[string]any{
			"title":      s.Title,
			"properties": map[string]any{"type": map[string]any{"enum": names}, "config": ref(s.Type)},
		})
	}
	if len(known) == 0 {
		return nil
	}
	alternatives = append(alternatives, map[string]any{
		"title":      "Another type",
		"properties": map[string]any{"type": map[string]any{"not": map[string]any{"enum": known}}},
	})
	doc["properties"].(map[string]any)["type"].(map[string]any)["examples"] = known
	doc["$defs"] = defs
	doc["oneOf"] = alternatives
	return nil
}

func (c *Catalog) types(kind workspace.Kind) []string {
	var out []string
	for _, s := range c.registry.List(kind) {
		out = append(out, s.Type)
	}
	return out
}

func ref(def string) map[string]any { return map[string]any{"$ref": "#/$defs/" + def} }

func object(raw []byte) (map[string]any, error) {
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return out, nil
}

func pretty(doc map[string]any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(doc)
	return out.Bytes(), err
}
