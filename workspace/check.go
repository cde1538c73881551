package workspace

import (
	"fmt"
	"maps"
	"slices"
)

// Types tells what is known of connection types. It is asked with the type's own name,
// such as "postgres"; an unknown type is kept as it is, so it has no problems.
type Types interface {
	// Known tells whether the type can be run.
	Known(kind Kind, typ string) bool
	// SecretKeys returns the keys of a connection's config whose values are secret, sorted.
	SecretKeys(kind Kind, typ string) []string
	// CheckConfig checks a connection's config; problem paths are relative to config.
	CheckConfig(kind Kind, typ string, config map[string]any) []Problem
	// CheckSync checks the config of a sync to a destination of the type.
	CheckSync(destinationType string, config map[string]any) []Problem
}

// Check returns what is wrong with the fields of a resource by themselves: shapes and
// required keys. References and configs by type are the Service's business.
func Check(kind Kind, f Fields) []Problem {
	c := &checker{fields: f}
	switch kind {
	case KindModel:
		c.model()
	case KindSync:
		c.sync()
	case KindSource, KindDestination:
		c.connection()
	case KindAliases:
		c.aliases()
	}
	return c.problems
}

type checker struct {
	fields   Fields
	problems []Problem
}

func (c *checker) report(code string, path []any, message, hint string) {
	c.problems = append(c.problems, Problem{Path: path, Code: code, Message: message, Hint: hint})
}

func (c *checker) warn(code string, path []any, message, hint string) {
	c.problems = append(c.problems, Problem{Path: path, Code: code, Message: message, Hint: hint, Warning: true})
}

// text checks that key holds text; required keys must hold some.
func (c *checker) text(key string, required bool, hint string) string {
	value, present := c.fields[key]
	text, isText := value.(string)
	switch {
	case required && (!present || value == nil || text == "" && isText):
		c.report("missing", []any{key}, key+" is missing", hint)
	case present && value != nil && !isText:
		c.report("wrong_type", []any{key}, fmt.Sprintf("%s must be text, not %s", key, TypeName(value)), hint)
	}
	return text
}

func (c *checker) known(keys ...string) {
	for _, key := range slices.Sorted(maps.Keys(c.fields)) {
		if !slices.Contains(keys, key) {
			c.warn("unknown_key", []any{key}, "unknown key "+key, "it is kept, but nothing reads it; known keys are "+joined(keys))
		}
	}
}

// QueryTypes lists the values of a model's type, each with the key that holds its query.
func QueryTypes() map[string]string {
	return map[string]string{"raw_sql": "rawSql", "table": "tableName", "dbt_model": "dbtModel", "custom": "customQuery"}
}

func (c *checker) model() {
	c.text("name", true, "give the display name, such as: name: Users")
	c.text("source", true, "give the slug or alias of a source, such as: source: warehouse")
	c.text("description", false, "")
	c.text("primaryKey", false, "give the name of one column")
	typ := c.text("type", true, "one of raw_sql, table, dbt_model, custom")
	c.known("name", "source", "description", "type", "dbtModel", "rawSql", "tableName", "customQuery", "isSchema", "primaryKey")
	if value, ok := c.fields["isSchema"]; ok && value != nil {
		if _, isBool := value.(bool); !isBool {
			c.report("wrong_type", []any{"isSchema"}, "isSchema must be true or false", "")
		}
	}
	key, ok := QueryTypes()[typ]
	if !ok {
		if typ != "" {
			c.warn("unknown_value", []any{"type"}, fmt.Sprintf("unknown model type %q: it is kept, but cannot run", typ), "one of raw_sql, table, dbt_model, custom")
		}
		return
	}
	if typ == "custom" {
		if c.fields[key] == nil {
			c.report("missing", []any{key}, key+" is missing", "a custom model needs its query object")
		}
		return
	}
	c.text(key, true, fmt.Sprintf("a model of type %s needs it", typ))
}

func (c *checker) connection() {
	c.text("name", true, "give the display name")
	c.text("type", true, "give the connection type, such as: type: postgres")
	c.text("description", false, "")
	c.mapping("config", false)
	c.known("name", "type", "description", "config")
}

func (c *checker) mapping(key string, required bool) map[string]any {
	value, present := c.fields[key]
	m, isMap := value.(map[string]any)
	switch {
	case required && (!present || value == nil):
		c.report("missing", []any{key}, key+" is missing", "")
	case present && value != nil && !isMap:
		c.report("wrong_type", []any{key}, fmt.Sprintf("%s must be a map, not %s", key, TypeName(value)), "")
	}
	return m
}

func (c *checker) aliases() {
	for _, kind := range []Kind{KindSource, KindDestination} {
		m := c.mapping(kind.Plural(), false)
		for _, alias := range slices.Sorted(maps.Keys(m)) {
			if _, ok := m[alias].(string); !ok {
				c.report("wrong_type", []any{kind.Plural(), alias}, "an alias stands for the slug of a "+string(kind), "such as: "+alias+": warehouse")
			}
		}
	}
	c.known("sources", "destinations")
}

// TypeName names the type of a value as people do.
func TypeName(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "true/false"
	case int64, float64:
		return "a number"
	case string:
		return "text"
	case []any:
		return "a list"
	}
	return "a map"
}

func joined(keys []string) string {
	out := ""
	for i, key := range keys {
		if i > 0 {
			out += ", "
		}
		out += key
	}
	return out
}
