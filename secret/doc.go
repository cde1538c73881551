// Package secret keeps secrets sealed at rest and out of everything that people read.
//
// A [Keyring] seals values for the database with AES-256-GCM, each bound to the [Location] that it is
// stored at, so that a sealed value copied to another row or column does not open. A [Text] carries a
// secret through memory without ever printing itself. A [Redactor] removes known secrets, and whatever
// looks like a credential, from strings, errors and log records.
package secret
