// Package spec is a resource as a YAML file: what a file says, where it says it,
// how a value is written, and what values are allowed.
//
//	file ── Decode ──▶ File{Fields, Problems} ── Locate ──▶ problems with line:column
//	  ▲                   │
//	  │                   ▼
//	  └── Edit / Encode ── Fields ── Catalog.CheckConfig / CheckSync ──▶ problems with paths
//	                                 Catalog.Schema ──▶ JSON Schema for editors
//
// The files are those of Hightouch's Git Sync, and so is their order of keys, so
// that a file means the same and looks the same whoever wrote it. A source,
// destination, model or sync is one file; the aliases and the manifest of a
// workspace are one each.
//
// Invariants:
//
//  1. Decode(Encode(fields)) and Decode(Edit(text, fields)) give equal fields.
//  2. Edit(text, Decode(text)) is text, byte for byte.
//  3. A key that nobody knows is kept and gives a warning, never an error unless
//     asked to be strict.
//  4. No message holds a value of a connection's config.
package spec
