// Package wireerr is the one error type of the git client: what went wrong,
// and whether to try again, wait or stop. Nobody needs to match texts.
package wireerr

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"lockstep.dev/gitwire/object"
)

// Kind says what went wrong.
type Kind string

// The kinds of failure.
const (
	Unreachable   Kind = "unreachable"    // no connection, cut or stalled reply, HTTP 5xx
	HostKey       Kind = "host key"       // the SSH server's key is unknown, changed or revoked; see Error.Key
	Certificate   Kind = "certificate"    // TLS: the server's certificate is not trusted, or it refuses ours
	Auth          Kind = "auth"           // HTTP 401, no key that the server accepts: the credential is missing or wrong
	Forbidden     Kind = "forbidden"      // HTTP 403: the credential may not do this
	NotFound      Kind = "not found"      // HTTP 404 or 410: no such repository, or hidden
	Moved         Kind = "moved"          // the branch is not where a push was built on
	Rejected      Kind = "rejected"       // the server refused the push: hook, protected branch
	BranchMissing Kind = "branch missing" // the repository has other refs but not this branch
	TooLarge      Kind = "too large"      // over one of our limits, or HTTP 413
	RateLimited   Kind = "rate limited"   // HTTP 429, or 403 and 503 with Retry-After
	Protocol      Kind = "protocol"       // the answer makes no sense
	Unsupported   Kind = "unsupported"    // sha256, a redirect to another host
	Invalid       Kind = "invalid"        // what the caller asked for cannot be done
	Canceled      Kind = "canceled"       // the caller's context ended
)

// Class says how to go on after an error.
type Class int

// The classes. WaitUntil comes with Error.Until.
const (
	Retry     Class = iota + 1 // try again with back-off
	WaitUntil                  // not before Error.Until
	Halt                       // the same call fails again until somebody changes something
)

// String names the class.
func (c Class) String() string {
	switch c {
	case Retry:
		return "retry"
	case WaitUntil:
		return "wait"
	case Halt:
		return "halt"
	}
	return "unknown"
}

// Key is an SSH server's public key.
type Key struct {
	Host        string // as in known_hosts: host, or [host]:port when the port is not 22
	Type        string // "ssh-ed25519"
	Fingerprint string // "SHA256:…", as ssh-keygen -l shows it
	Line        string // for known_hosts: host, type and key
}

// Error is a failure of an operation on a remote.
type Error struct {
	Kind   Kind
	Op     string     // "poll", "read", "blobs", "build", "push"
	Remote string     // URL without user info, query and fragment
	Status int        // HTTP status, 0 when there was none
	Text   string     // the server's words, made safe to show by Clean
	Until  time.Time  // when to try again, for RateLimited
	Tip    object.OID // for Moved: where the branch is now; zero when it is gone
	Key    *Key       // for HostKey: what the server showed
	// Redirect, for Unsupported, is the https origin that the server redirects to and that
	// nobody confirmed: it is followed once it is in AllowRedirectTo. "" when no confirmation helps.
	Redirect string
	// OutcomeUnknown tells that a push was sent and nobody could say whether it was applied.
	OutcomeUnknown bool
	// NotDone tells that the server cannot have acted: no byte of the request left, or what it
	// answered proves it.
	NotDone bool
	Err     error // the cause, or nil
}

// Error is one line unless the server's text has several.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op)
		if e.Remote != "" {
			b.WriteString(" " + e.Remote)
		}
		b.WriteString(": ")
	}
	b.WriteString(string(e.Kind))
	if e.Status != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", e.Status)
	}
	if e.Kind == Moved {
		fmt.Fprintf(&b, ": branch is at %s", e.Tip)
	}
	if e.Text != "" {
		b.WriteString(": " + e.Text)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if e.OutcomeUnknown {
		b.WriteString(" (outcome unknown)")
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Class says how to go on.
func (e *Error) Class() Class {
	switch e.Kind {
	case Unreachable, Moved, Protocol, Canceled:
		return Retry
	case RateLimited:
		return WaitUntil
	}
	return Halt
}

// KindOf is the kind of the first *Error in err's chain, or "".
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// Is tells whether err is an *Error of that kind.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// New is an error of a kind with a formatted cause; %w works.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Err: fmt.Errorf(format, args...)}
}
