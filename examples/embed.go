// Package examples holds a sample workspace: the configuration of a company that sells
// software by subscription, as files.
package examples

import (
	"embed"
	"io/fs"
)

//go:embed acme
var files embed.FS

// Acme returns the sample workspace: sources/, destinations/, models/ and syncs/.
func Acme() (fs.FS, error) { return fs.Sub(files, "acme") }
