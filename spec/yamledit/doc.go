// Package yamledit changes YAML documents byte-minimally: given the bytes of a
// document and the value it shall have, it returns bytes in which only the
// lines of what changed differ.
//
//	bytes ─ Parse ─▶ nodes with values ─ compare with want ─▶ splices ─▶ bytes
//	                      ▲                                                │
//	                      └── parse again, compare, widen on a difference ─┘
//
// Values are nil, bool, int64, float64, string, []any and map[string]any, by the
// YAML 1.2 core schema. Timestamps stay strings, keys are text, a float without
// fraction up to 2^53 is an int64, merge keys and aliases are resolved.
//
// Invariants:
//
//  1. What Edit returns means the wanted value, or Edit returns an error.
//  2. A document that already means the wanted value is returned byte for byte.
//  3. Entries that did not change keep their text; so do comments on lines of
//     their own, line ends, the byte order mark, document markers and a missing
//     final newline. A person's comment above a removed entry stays; a comment
//     at the end of a removed line, or between the lines of a removed
//     collection, goes with it.
//  4. An edit below an anchor or alias changes no other place.
//  5. Time and memory are bounded by Limits for any input.
//
// When a splice does not bring about the wanted value, the nearest collection
// around it is rendered anew, then the one around that, at last the document.
package yamledit
