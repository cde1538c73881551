package workspace

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Code classifies an Error. Each code has one HTTP status and one exit code.
type Code string

// The codes.
const (
	CodeInvalid      Code = "invalid"      // the input is wrong; Problems say where
	CodeNotFound     Code = "not_found"    // no such thing, or not for this caller
	CodeConflict     Code = "conflict"     // the slug is taken, or the thing is in use
	CodeStale        Code = "stale"        // somebody else changed it since it was read
	CodeForbidden    Code = "forbidden"    // known caller, not allowed
	CodeUnauthorized Code = "unauthorized" // unknown caller
	CodeHalted       Code = "halted"       // waits for a person's decision
	CodeRateLimited  Code = "rate_limited" // too many tries; Wait says how long to rest
	CodeUnavailable  Code = "unavailable"  // try again later; nothing was changed
	CodeInternal     Code = "internal"     // a fault of Lockstep
)

// Error is the one error type that leaves the product: to the API, the CLI and the UI.
// Message says what is wrong, Hint what to do about it. Neither ever holds a secret.
type Error struct {
	Code     Code
	Message  string
	Hint     string
	Problems []Problem
	Wait     time.Duration // how long to wait before the next try; 0: nothing is known
}

// Problem is one thing that is wrong with a value, and where.
type Problem struct {
	Path    []any  // string keys and int indexes from the root of Fields; empty for the whole
	Code    string // stable, for programs: "unknown_key", "wrong_type", "missing", "dangling", …
	Message string
	Hint    string
	Warning bool // true: worth telling, not a reason to refuse
	Line    int  // 1-based place in the file; 0 when there is none
	Column  int  // 1-based, in characters
}

// Error returns the message and the first problems.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	for i, p := range e.Problems {
		if i == 3 {
			fmt.Fprintf(&b, " (and %d more)", len(e.Problems)-3)
			break
		}
		b.WriteString("; ")
		b.WriteString(p.String())
	}
	return b.String()
}

// String returns the problem with its place.
func (p Problem) String() string {
	text := p.Message
	if len(p.Path) > 0 {
		text = PathText(p.Path) + ": " + text
	}
	if p.Line > 0 {
		text = fmt.Sprintf("%d:%d: %s", p.Line, p.Column, text)
	}
	return text
}

// PathText writes a path as people do: config.mappings[2].to.
func PathText(path []any) string {
	var b strings.Builder
	for _, step := range path {
		switch step := step.(type) {
		case int:
			fmt.Fprintf(&b, "[%d]", step)
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			fmt.Fprint(&b, step)
		}
	}
	return b.String()
}

// Errorf returns an Error without a hint.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// WithHint returns e with the hint set.
func (e *Error) WithHint(format string, args ...any) *Error {
	out := *e
	out.Hint = fmt.Sprintf(format, args...)
	return &out
}

// CodeOf returns the code of the Error in err's chain, or CodeInternal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// Failures returns the problems that are not warnings.
func Failures(problems []Problem) []Problem {
	var out []Problem
	for _, p := range problems {
		if !p.Warning {
			out = append(out, p)
		}
	}
	return out
}
