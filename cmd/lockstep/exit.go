package main

import (
	"errors"

	"github.com/spf13/cobra"

	"lockstep.dev/workspace"
)

// The exit codes.
const (
	exitOK           = 0
	exitFailed       = 1
	exitUsage        = 2
	exitNotFound     = 3
	exitConflict     = 4
	exitUnauthorized = 5
	exitUnavailable  = 6
)

// codeUsage is a command line that makes no sense.
const codeUsage workspace.Code = "usage"

// errSilent ends with exitFailed after everything was said already.
var errSilent = errors.New("failed")

func usage(message, hint string) error {
	return &workspace.Error{Code: codeUsage, Message: message, Hint: hint}
}

// exitCode returns the exit code of a command's error.
func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	switch workspace.CodeOf(err) {
	case codeUsage:
		return exitUsage
	case workspace.CodeNotFound:
		return exitNotFound
	case workspace.CodeConflict, workspace.CodeStale, workspace.CodeHalted:
		return exitConflict
	case workspace.CodeUnauthorized, workspace.CodeForbidden:
		return exitUnauthorized
	case workspace.CodeUnavailable, workspace.CodeRateLimited:
		return exitUnavailable
	}
	return exitFailed
}

func exitCodesTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "exit-codes",
		Short: "What the exit codes mean",
		Long: `Exit codes of all commands:

  0  done
  1  failed, or what was checked is not valid
  2  the command line makes no sense
  3  there is no such thing
  4  it clashes: somebody else changed it, it is in use, held or halted
  5  the API key is missing, unknown, or may not do that
  6  the server cannot be reached or cannot answer now; try again later`,
	}
}
