// Package connector says what a source or destination type is. A Spec describes
// one type: its title, the schema of its connection, the schema of a sync into it
// and what it can do. Forms, validation, editor schemas, redaction and docs are
// all made from the Spec, so a connector says each thing once.
//
// A connector is a package with spec.go, config.schema.json and, for
// destinations, sync.schema.json, and a test that calls connectortest.Describe.
// Package builtin lists those that are built in; nothing registers itself.
//
// Schemas are JSON Schema 2020-12 with these hints of our own:
//
//	x-secret   the value is stored sealed and never in a file; top level only
//	x-order    place in the form, from 1
//	x-group    heading in the form: "advanced", "csv", …
//	x-widget   input in the form: "password", "textarea", "template", "column", "mappings", …
//	x-when     shown while other properties have one of these values: {"mode": ["diff"]}
//	x-switch   of an object: the boolean property without which the others are not shown
//	x-labels   what people call the values of an enum
//	x-dynamic  the values come from the destination: "objects"
//	x-oauth    the value comes from an OAuth sign-in
//
// Properties are listed shorter names first, then by bytes. That is the order of
// keys in files. Keys that a schema does not list are kept and worth a warning.
package connector
