package yamledit

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// Limits bound what a document may cost. A zero field takes its default.
type Limits struct {
	Bytes   int // size of the text
	Depth   int // nesting of collections, through aliases too
	Aliases int // uses of aliases
	Nodes   int // values, those behind aliases counted at each use
}

// DefaultLimits returns the limits that apply where none are given.
func DefaultLimits() Limits {
	return Limits{Bytes: 1 << 20, Depth: 50, Aliases: 100, Nodes: 200_000}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	if l.Bytes == 0 {
		l.Bytes = d.Bytes
	}
	if l.Depth == 0 {
		l.Depth = d.Depth
	}
	if l.Aliases == 0 {
		l.Aliases = d.Aliases
	}
	if l.Nodes == 0 {
		l.Nodes = d.Nodes
	}
	return l
}

func tooDeep(limit int) *Problem {
	return &Problem{
		Message: fmt.Sprintf("nested deeper than %d levels", limit),
		Hint:    "flatten the document",
	}
}

// depthGuard stops the parser itself, before nesting costs memory. The parser
// counts block and flow levels apart and an outermost block as one more, so the
// exact check is the decoder's.
type depthGuard struct{ limit int }

func (g depthGuard) CheckDepth(depth int, _ *yaml.DepthContext) error {
	if depth > g.limit+2 {
		return tooDeep(g.limit)
	}
	return nil
}

func (g depthGuard) CheckAlias(int, int) error { return nil }
