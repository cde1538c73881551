//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package main

import (
	"errors"
	"os"
)

// lockFile is not possible here.
func lockFile(string) (*os.File, error) { return nil, errors.ErrUnsupported }
