package repo

import (
	"context"
	"errors"
	"strings"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitwire/wireerr"
)

// words are what people read of a kind of failure.
type words struct {
	kind          gitsync.Kind
	message, hint string
}

// told says each kind of failure in words. The server's own text is added.
func told(kind wireerr.Kind) words {
	switch kind {
	case wireerr.Unreachable:
		return words{gitsync.KindUnreachable, "the git server cannot be reached", "check the address and the network; it is tried again"}
	case wireerr.HostKey:
		return words{gitsync.KindHostKey, "the SSH server is not trusted", "compare the fingerprint with what the server's operator publishes; if it is the same, add the key to the known hosts"}
	case wireerr.Certificate:
		return words{gitsync.KindCertificate, "the TLS certificates do not fit", "give the authority's certificate in the Git Sync settings, or have the server's certificate fixed"}
	case wireerr.Auth:
		return words{gitsync.KindAuth, "the git server does not accept the credential", "give a new password, token or key in the Git Sync settings"}
	case wireerr.Forbidden:
		return words{gitsync.KindForbidden, "the credential may not do this", "it needs permission to read and write the repository's contents"}
	case wireerr.NotFound:
		return words{gitsync.KindNotFound, "the git server knows no such repository", "check the address, and that the credential may see the repository"}
	case wireerr.Moved:
		return words{gitsync.KindMoved, "somebody else pushed first", "it is tried again on top of their commit"}
	case wireerr.Rejected:
		return words{gitsync.KindRejected, "the git server refused the push", "a hook or a rule of the branch forbids it; change that, or push to another branch"}
	case wireerr.TooLarge:
		return words{gitsync.KindTooLarge, "the repository is over a size limit", ""}
	case wireerr.RateLimited:
		return words{gitsync.KindRateLimited, "the git server asks to wait", ""}
	case wireerr.BranchMissing:
		return words{gitsync.KindNotFound, "the repository has no such branch", "check the branch's name"}
	case wireerr.Unsupported, wireerr.Invalid:
		return words{gitsync.KindSettings, "this cannot work", ""}
	case wireerr.Canceled:
		return words{gitsync.KindUnreachable, "it was not finished in time", "try again"}
	}
	return words{gitsync.KindProtocol, "the git server's answer makes no sense", "it is tried again; is this the address of a git repository?"}
}

// translate makes a gitsync.RemoteError of a wire error.
func translate(err error) error {
	var e *wireerr.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Kind == wireerr.Canceled {
		if errors.Is(err, context.DeadlineExceeded) {
			return context.DeadlineExceeded
		}
		return context.Canceled
	}
	w := told(e.Kind)
	out := &gitsync.RemoteError{Kind: w.kind, Class: gitsync.FailRetry, Until: e.Until, Message: w.message, Hint: w.hint, Err: err, Tip: gitsync.Tip{Commit: hex(e.Tip)}}
	switch e.Class() {
	case wireerr.WaitUntil:
		out.Class = gitsync.FailWait
	case wireerr.Halt:
		out.Class = gitsync.FailHalt
	}
	out.Message = message(e)
	return out
}

// message is what went wrong, with the server's text or the cause where that helps.
func message(e *wireerr.Error) string {
	words := told(e.Kind).message
	switch {
	case e.Text != "":
		return words + ": " + strings.ReplaceAll(e.Text, "\n", " ")
	case e.Err != nil && e.Kind == wireerr.Invalid: // it says what cannot work
		words = e.Err.Error()
	case e.Err != nil && causeHelps(e.Kind):
		words += ": " + e.Err.Error()
	}
	if e.Key != nil {
		words += "; it shows " + e.Key.Type + " " + e.Key.Fingerprint
	}
	return words
}

// causeHelps tells whether people can do something with the cause's own words.
func causeHelps(kind wireerr.Kind) bool {
	switch kind {
	case wireerr.Unsupported, wireerr.Auth, wireerr.TooLarge, wireerr.Unreachable, wireerr.Certificate, wireerr.HostKey:
		return true
	}
	return false
}
