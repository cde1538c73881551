package remote

import (
	"context"
	"slices"
	"strings"
	"time"

	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// Connection is what a person wants to know before they use a repository.
type Connection struct {
	URL           string // where the repository is, after redirects; without user info
	Steps         []Step // in order, up to the first that failed; a push that is not allowed is the last
	Protocol      int    // git's: 2 or 0
	Filters       bool   // files that are not needed can be left out
	ByID          bool   // single folders and files can be asked for
	Empty         bool   // there is no commit yet
	HasBranch     bool   // the configured branch exists
	DefaultBranch string // short name; "" when the server does not tell
	Branches      []string
	MoreBranches  int           // those that Branches leaves out
	RoundTrip     time.Duration // one question on a connection that stands, the shortest of some
	MayPush       bool          // as far as the server says before a push
}

// OK tells whether all steps were.
func (c Connection) OK() bool {
	return len(c.Steps) > 0 && !slices.ContainsFunc(c.Steps, func(s Step) bool { return s.Err != nil })
}

// StepName names a step of TestConnection.
type StepName string

// The steps.
const (
	StepReach        StepName = "reach"        // a connection to the right server
	StepAuthenticate StepName = "authenticate" // the server takes the credential
	StepRepository   StepName = "repository"   // there is one, and it can be read
	StepPush         StepName = "push"         // it may be written to
)

// Step is one thing that was tried.
type Step struct {
	Name StepName
	Err  *wireerr.Error // nil: it is well
	Hint string         // what to do about Err
}

// maxBranches bounds Connection.Branches.
const maxBranches = 1000

// roundTrips is how many polls the round trip is measured with.
const roundTrips = 3

// TestConnection finds out how things are with the repository. It writes nothing: whether a
// push is allowed is what the server says when it is asked to receive one (as git push
// --dry-run does), and a rule of the branch may still refuse it.
func (r *Remote) TestConnection(ctx context.Context) Connection {
	var c Connection
	err := r.look(ctx, &c)
	c.URL = r.conn.URL()
	if err != nil {
		return c.failed(r, err)
	}
	c.passed(StepReach, StepAuthenticate, StepRepository)
	if err := r.CheckPush(ctx); err != nil {
		e := typed(err)
		c.Steps = append(c.Steps, Step{Name: StepPush, Err: e, Hint: pushHint(e)})
		return c
	}
	c.MayPush = true
	c.passed(StepPush)
	return c
}

func (c *Connection) passed(names ...StepName) {
	for _, n := range names {
		c.Steps = append(c.Steps, Step{Name: n})
	}
}

// failed tells from the kind of an error which step it stopped.
func (c Connection) failed(r *Remote, err error) Connection {
	e := typed(r.fail("test connection", err))
	at := StepRepository
	switch e.Kind {
	case wireerr.Unreachable, wireerr.HostKey, wireerr.Certificate, wireerr.Invalid, wireerr.Canceled:
		at = StepReach
	case wireerr.Auth:
		at = StepAuthenticate
	}
	for _, s := range []StepName{StepReach, StepAuthenticate, StepRepository} {
		if s == at {
			break
		}
		c.passed(s)
	}
	c.Steps = append(c.Steps, Step{Name: at, Err: e, Hint: hint(e.Kind)})
	return c
}

// look reads the refs and measures.
func (r *Remote) look(ctx context.Context, c *Connection) error {
	r.forget()
	tip, err := r.poll(ctx)
	if err != nil {
		return err
	}
	ad, err := r.capabilities(ctx, transport.UploadPack)
	if err != nil {
		return err
	}
	c.Protocol, c.Filters, c.ByID = version(ad), hasFilter(ad), r.wantsAny(ad)
	c.Empty, c.HasBranch = tip.Unborn, !tip.OID.IsZero()
	if err := r.listBranches(ctx, ad, c); err != nil {
		return err
	}
	for range roundTrips {
		start := time.Now()
		if _, err := r.poll(ctx); err != nil {
			return err
		}
		if took := time.Since(start); c.RoundTrip == 0 || took < c.RoundTrip {
			c.RoundTrip = took
		}
	}
	return nil
}

// listBranches finds the branches, and which of them is the default one.
func (r *Remote) listBranches(ctx context.Context, ad *transport.Advertisement, c *Connection) error {
	see := func(_, name string) (bool, error) {
		if short, ok := strings.CutPrefix(name, "refs/heads/"); ok {
			if len(c.Branches) < maxBranches {
				c.Branches = append(c.Branches, short)
			} else {
				c.MoreBranches++
			}
		}
		return true, nil
	}
	if ad.Version != 2 {
		head, _ := strings.CutPrefix(ad.Caps["symref"], "HEAD:")
		c.DefaultBranch = strings.TrimPrefix(head, "refs/heads/")
		_, err := r.conn.Discover(ctx, transport.UploadPack, see)
		return err
	}
	args := []string{"symrefs"}
	if ad.Feature("ls-refs", "unborn") {
		args = append(args, "unborn")
	}
	reply, err := r.conn.UploadPack(ctx, 2, lsRefs(r.common(ad), append(args, "ref-prefix HEAD", "ref-prefix refs/heads/")...))
	if err != nil {
		return err
	}
	return readRefLines(reply, func(id, name, attributes string) (bool, error) {
		if name == "HEAD" {
			for a := range strings.FieldsSeq(attributes) {
				if target, ok := strings.CutPrefix(a, "symref-target:refs/heads/"); ok {
					c.DefaultBranch = target
				}
			}
		}
		return see(id, name)
	})
}

// hint says what to do about a failure to read.
func hint(kind wireerr.Kind) string {
	switch kind {
	case wireerr.Unreachable:
		return "check the address, the port and the network; is there a firewall, a proxy or a tunnel in between?"
	case wireerr.HostKey:
		return "compare the fingerprint with what the server's operator publishes, and accept the key only if they are the same"
	case wireerr.Certificate:
		return "check the host's name; give the certificate of the authority that signed the server's, if it is your own"
	case wireerr.Auth:
		return "give a user name and a password or token that is valid now, or register the key's public half with the server"
	case wireerr.Forbidden:
		return "the credential is known but may not read this repository; give it that permission"
	case wireerr.NotFound:
		return "check the path of the repository; servers also say so when the credential may not see it"
	case wireerr.RateLimited:
		return "the server asks to wait; test again later"
	case wireerr.TooLarge:
		return "the repository is over a limit; name another one, or raise the limit"
	case wireerr.Unsupported, wireerr.Invalid:
		return "change the address or the settings as the message says"
	case wireerr.Canceled:
		return "it took too long; test again"
	}
	return "is this the address of a git repository, and not of a page about it?"
}

// pushHint says what to do when a repository can be read but not written.
func pushHint(e *wireerr.Error) string {
	switch e.Kind {
	case wireerr.Auth, wireerr.Forbidden, wireerr.NotFound:
		return "the credential may read but not write; give it write access to the repository's contents, or use read-only mode"
	}
	return hint(e.Kind)
}
