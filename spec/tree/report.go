package tree

import (
	"cmp"
	"fmt"
	"slices"

	"lockstep.dev/workspace"
)

// Finding is one thing to tell about a file.
type Finding struct {
	Path     string   `json:"path"`             // of the file, with slashes
	Line     int      `json:"line,omitempty"`   // from 1; 0 when it concerns the file as a whole
	Column   int      `json:"column,omitempty"` // from 1, in characters
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`
	Message  string   `json:"message"`
	Hint     string   `json:"hint,omitempty"`
}

// Severity says whether a finding keeps the file from being applied.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Report is the result of a check. Findings are sorted by path, line and column.
type Report struct {
	Files    int       `json:"files"` // how many were read
	Findings []Finding `json:"findings"`
}

// Errors returns how many findings are errors.
func (r Report) Errors() int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == Error {
			n++
		}
	}
	return n
}

// String returns the finding as compilers write theirs, for terminals and editors.
func (f Finding) String() string {
	place := f.Path
	if f.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", f.Path, f.Line, f.Column)
	}
	text := fmt.Sprintf("%s: %s: %s [%s]", place, f.Severity, f.Message, f.Code)
	if f.Hint != "" {
		text += "\n    " + f.Hint
	}
	return text
}

func (r *Report) add(path string, problems ...workspace.Problem) {
	for _, p := range problems {
		f := Finding{Path: path, Line: p.Line, Column: p.Column, Severity: Error, Code: p.Code, Message: p.Message, Hint: p.Hint}
		if p.Warning {
			f.Severity = Warning
		}
		if len(p.Path) > 1 {
			f.Message = workspace.PathText(p.Path) + ": " + p.Message
		}
		r.Findings = append(r.Findings, f)
	}
}

func (r *Report) sort() {
	slices.SortFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	r.Findings = slices.Compact(r.Findings)
}
