package yamledit

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Problem says what is wrong with a document, where, and what to do about it.
// Line and Column count from 1, Column in characters; both are 0 when the
// problem has no place in the text.
type Problem struct {
	Line, Column int
	Message      string
	Hint         string
}

func (p *Problem) Error() string {
	var b strings.Builder
	if p.Line > 0 {
		fmt.Fprintf(&b, "line %d, column %d: ", p.Line, p.Column)
	}
	b.WriteString(p.Message)
	if p.Hint != "" {
		b.WriteString("; " + p.Hint)
	}
	return b.String()
}

// explanation turns a parser's wording into a person's.
type explanation struct{ contains, message, hint string }

func explanations() []explanation {
	return []explanation{
		{"unknown anchor", "an alias refers to an anchor that is not defined above it", "define the anchor first or write the value out"},
		{"mapping values are not allowed", "a colon is not allowed here", "put the text in quotes if it contains a colon and a blank, or check the indentation"},
		{"block sequence entries are not allowed", "a list item is not allowed here", "start the list on a new line"},
		{"found unexpected end of stream", "a quoted text is not closed", "add the closing quote"},
		{"did not find expected ',' or ']'", "a list in brackets is not closed or lacks a comma", "add the missing ',' or ']'"},
		{"did not find expected ',' or '}'", "a map in braces is not closed or lacks a comma", "add the missing ',' or '}'"},
		{"did not find expected key", "expected a key at this indentation", "align the line with the lines around it"},
		{"did not find expected '-' indicator", "expected a list item at this indentation", "align the line with the items around it"},
		{"could not find expected ':'", "expected a colon after the key", "add ': ' after the key"},
		{"tab character", "a tab is used as indentation", "indent with blanks"},
		{"unknown escape character", "this escape is not known in double quotes", "write '\\\\' for a backslash, or use single quotes"},
		{"did not find expected node content", "a value is missing or misplaced", "check the commas and brackets before this place"},
		{"undefined tag handle", "this tag is not defined", "remove the tag"},
	}
}

// explain turns an error of the YAML library into a Problem.
func (d *Document) explain(err error) *Problem {
	var limit *Problem
	if errors.As(err, &limit) {
		return limit
	}
	var le *yaml.LoadError
	if !errors.As(err, &le) {
		return &Problem{Message: strings.TrimPrefix(err.Error(), "yaml: ")}
	}
	p := &Problem{Line: le.Mark.Line, Column: le.Mark.Column, Message: le.Message}
	if strings.Contains(le.Message, "unexpected end of stream") && le.ContextMark.Line > 0 {
		p.Line, p.Column = le.ContextMark.Line, le.ContextMark.Column
	}
	if p.Line > 0 && strings.Contains(le.Message, "cannot start any token") {
		if at, ok := d.offset(p.Line, p.Column); ok && at < len(d.src) {
			if d.src[at] == '\t' {
				p.Message, p.Hint = "a tab is used as indentation", "indent with blanks"
			} else {
				p.Message = fmt.Sprintf("a value cannot start with %q", d.src[at])
				p.Hint = "put the text in quotes"
			}
			return p
		}
	}
	for _, e := range explanations() {
		if strings.Contains(le.Message, e.contains) {
			p.Message, p.Hint = e.message, e.hint
			return p
		}
	}
	return p
}
