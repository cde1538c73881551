package web

import (
	"embed"
	"io/fs"
)

// dist is what `make ui` built; in a fresh checkout it holds nothing.
//
//go:embed all:dist
var dist embed.FS

// Files is the built application, with index.html at its top if there is one.
func Files() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		return dist // the folder's name is a constant: it cannot be wrong
	}
	return sub
}
